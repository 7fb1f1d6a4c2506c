"""Windows of thresholds in plain Python: the same answers as the store's scripts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.windows import Listened, Noted, Tally


@dataclass
class _Quiet:
    """How long a rule that waits has heard nothing, and when it was asked last (ms)."""

    quiet: int = 0
    heard: int | None = None


class MemoryWindows:
    """What the store keeps of rules' windows beside their stories."""

    def __init__(self, *, now_ms: Callable[[], int], nears: Mapping[str, set[str]]) -> None:
        self._now = now_ms
        self._nears = nears
        self._tallies: dict[tuple[str, str], dict[str, float]] = {}
        self._since: dict[str, float] = {}
        self._quiet: dict[str, _Quiet] = {}

    def note(self, one: Noted) -> None:
        """Note a member, as a join does."""
        now = self._now()
        if not one.keep_s:
            quiet = self._quiet.setdefault(one.rule, _Quiet())
            quiet.quiet = min(quiet.quiet, max(0, now - round(one.at * 1000)))
            return
        tally = self._tallies.setdefault((one.rule, one.group), {})
        tally.setdefault(one.article, round(one.at * 1000) / 1000)
        for name, at in list(tally.items()):
            if at * 1000 <= now - round(one.keep_s * 1000):
                del tally[name]

    async def tallies(self, groups: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Tally]:
        """Read the tallies of (rule, group)."""
        return {
            key: Tally(times=dict(self._tallies.get(key, {})), since=self._since.get(key[0]))
            for key in groups
        }

    async def known(self, rules: Sequence[str]) -> Mapping[str, float]:
        """Give since when the members of these rules are known."""
        return {rule: self._since[rule] for rule in rules if rule in self._since}

    async def remember(self, rule: str, notes: Sequence[Noted], *, since: float | None) -> None:
        """Add what is known from elsewhere; with `since` all from then on is known."""
        for one in notes:
            self.note(one)
        if since is not None:
            self._since[rule] = round(since * 1000) / 1000

    async def nears(self, story: str) -> tuple[str, ...]:
        """Name the neighbourhoods in which a story's reports lie."""
        return tuple(sorted(self._nears.get(story, ())))

    async def listen(self, rule: str, *, hears: bool, within_s: float) -> Listened:
        """Let a rule's silence grow by the time since the last call."""
        kept, now = self._quiet.setdefault(rule, _Quiet()), self._now()
        passed = -1 if kept.heard is None else now - kept.heard
        counted = hears and 0 <= passed <= round(within_s * 1000)
        kept.quiet += passed if counted else 0
        kept.heard = now
        return Listened(quiet_s=kept.quiet / 1000, paused=not counted)
