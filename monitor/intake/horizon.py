"""The horizon: when much fails at once it is not the sources, and a host's trouble is one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.intake.found import Found
from monitor.intake.health import Notice, span
from monitor.model import Problem, Source
from monitor.parsing.urls import host_of
from monitor.ports import SourceState

WITHIN_S = 60.0
HOSTS = 20  # asked within that time, and
BEGINS, ENDS = 0.3, 0.1  # shares of them that fail
FEW = 5  # where fewer are asked: all of the last ones fail; one of them may when it ends
OFFLINE_KINDS = frozenset({"connect", "connect-timeout", "timeout", "reset", "dns", "tls"})
HOST_KINDS = OFFLINE_KINDS | {"5xx", "429", "blocked", "401", "403", "robots", "address"}
SAME_S = 86_400.0  # as long as that a host's trouble of one kind is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """What one poll's outcome means among all the others."""

    is_offline: bool = False  # we are: what failed is not counted
    told: str = ""  # id of the notice that has told of the host's trouble already
    notices: tuple[Notice, ...] = ()  # that we are offline, or no longer


CLEAR = Sky()


@dataclass(slots=True)
class _Asked:
    at: float
    kind: str  # of its failure, empty = it answered


@dataclass(slots=True, kw_only=True)
class Horizon:
    """Remembers the last minute of one worker: which hosts answered, and what was told of them."""

    _asked: dict[str, _Asked] = field(default_factory=dict)  # host -> last outcome, oldest first
    _failing: int = 0  # of them
    _since: float = 0.0  # offline since
    _uncounted: int = 0
    _told: dict[str, dict[str, tuple[str, float]]] = field(default_factory=dict)  # by host, kind

    def saw(self, source: Source, found: Found | Problem | None, now: datetime) -> Sky:
        """Take note of what a poll of a source ended in; None = nothing was asked."""
        if found is None:
            return CLEAR
        host, at = host_of(source.url), now.timestamp()
        kind = found.kind if isinstance(found, Problem) else ""
        failed = kind if kind in OFFLINE_KINDS else ""
        self._note(host, _Asked(at, failed))
        if kind not in HOST_KINDS:
            self._told.pop(host, None)
        notices = self._turn(at)
        is_offline = bool(self._since and failed)
        self._uncounted += is_offline
        told, until = self._told.get(host, {}).get(kind, ("", 0.0))
        return Sky(is_offline=is_offline, told=told if at < until else "", notices=notices)

    def noted(self, source: Source, state: SourceState, now: datetime) -> None:
        """Remember which notice told of a host's trouble: others with the same one are silent."""
        if state.told and state.fault in HOST_KINDS:
            until = now.timestamp() + SAME_S
            self._told.setdefault(host_of(source.url), {})[state.fault] = (state.told, until)

    def _note(self, host: str, asked: _Asked) -> None:
        before = self._asked.pop(host, None)
        self._failing += bool(asked.kind) - bool(before and before.kind)
        self._asked[host] = asked
        while len(self._asked) > FEW:
            oldest = next(iter(self._asked))
            if asked.at - self._asked[oldest].at <= WITHIN_S:
                break
            self._failing -= bool(self._asked.pop(oldest).kind)

    def _turn(self, at: float) -> tuple[Notice, ...]:
        """Begin or end being offline, when what was asked last says so."""
        if bool(self._since) == self._is_dark():
            return ()
        if self._since:
            away, self._since = at - self._since, 0.0
            return (_online(at - away, away, self._uncounted),)
        self._since, self._uncounted = at, 0
        return (_offline(at, self._failing, len(self._asked), self._kinds()),)

    def _is_dark(self) -> bool:
        """Tell whether too many fail; it takes fewer to go on than to begin."""
        asked, failing = len(self._asked), self._failing
        if asked >= HOSTS:
            return failing >= (ENDS if self._since else BEGINS) * asked
        return asked >= FEW and failing >= (2 if self._since else asked)

    def _kinds(self) -> Iterable[str]:
        return sorted({one.kind for one in self._asked.values() if one.kind})


def _offline(at: float, failing: int, asked: int, kinds: Iterable[str]) -> Notice:
    said = ", ".join(kinds)
    text = f"we are offline: {failing} of the last {asked} hosts fail ({said}); no source is blamed"
    if said == "tls":
        text += "; is this machine's clock right?"
    return Notice(id=f"n.network.offline.{at:.0f}", source="network", text=text)


def _online(since: float, away_s: float, uncounted: int) -> Notice:
    text = f"we are online again after {span(away_s)}; {uncounted} failed polls were not counted"
    return Notice(id=f"n.network.online.{since:.0f}", source="network", text=text)
