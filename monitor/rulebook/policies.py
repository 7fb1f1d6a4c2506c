"""The keys `realert:`, `budget:` and `boost:` of a rule: read, checked, made policies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from monitor.kinds import Says
from monitor.policy import Boost, Budget, Realert
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.forms import Wrong
from monitor.rulebook.nodes import Node, Scalar, Table, find
from monitor.rulebook.references import World
from monitor.rulebook.suggest import legal, suggest

_BUDGET = re.compile(r"([1-9][0-9]{0,5})/(hour|day|week)")
_WORDY = re.compile(r"([0-9]{1,6})\s*(?:/|per|an?|each|every)?\s*(hour|day|week)s?", re.IGNORECASE)
_PERIODS = {"hour": 3600, "day": 86400, "week": 604800}
_WEEK_S = 604800.0

Names = tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RealertKeys:
    """How a story that nobody acknowledges is told again."""

    after: Annotated[float, Says(doc="from the card to the first reminder", form="duration", low=1)]
    unless: Literal["acked"] = "acked"
    backoff: Annotated[float, Says(doc="each wait is so many times the last", low=1, high=100)] = (
        1.0
    )
    max: Annotated[float | None, Says(doc="longest wait", form="duration", low=1)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoostSources:
    """Which sources a rule wants polled faster."""

    id: Annotated[Names, Says(doc="source ids", short=True)] = ()
    tag: Annotated[Names, Says(doc="tags of sources", short=True)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoostKeys:
    """When sources are polled faster, and how fast."""

    sources: BoostSources
    every: Annotated[float, Says(doc="between polls", form="duration", low=1)] = 60.0
    cron: Annotated[str, Says(doc="instants; or a calendar", form="cron")] = ""
    calendar: Scalar | None = None
    zone: Annotated[str, Says(doc="of the cron", form="zone")] = "UTC"
    from_: Annotated[
        float,
        Says(doc="from the instant", form="duration", key="from", low=-_WEEK_S, high=_WEEK_S),
    ] = 0.0
    until: Annotated[
        float, Says(doc="from the instant", form="duration", low=-_WEEK_S, high=_WEEK_S)
    ] = 3600.0


def budget_form(text: str) -> Budget | Wrong:
    """Read `15/day`."""
    found = _BUDGET.fullmatch(text)
    if found:
        return Budget(count=int(found[1]), period_s=_PERIODS[found[2]])
    wordy = _WORDY.search(text)
    example = f"{int(wordy[1]) or 1}/{wordy[2].lower()}" if wordy else "4/hour, 15/day or 50/week"
    return Wrong(message=f"is no budget; write {example}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policing:
    """What the policies of one rule are checked against, and where their faults go."""

    table: Table  # the whole rule
    world: World
    named: Named
    faults: Faults

    def budget(self, node: Scalar | None) -> Budget | None:
        """Read `budget:`; None when there is none, or it has a fault."""
        found = budget_form(node.text) if node is not None else None
        if isinstance(found, Wrong) and node is not None:
            self.faults.add(node, found.code, f'"{node.text}" {found.message}')
        return found if isinstance(found, Budget) else None

    def realert(self, keys: RealertKeys | None) -> Realert | None:
        """Make `realert:` a policy."""
        if keys is None:
            return None
        if keys.max is not None and keys.max < keys.after:
            longest, first = (_text(find(self.table, "realert"), key) for key in ("max", "after"))
            message = f"max must be >= after, {first.text}, is {longest.text}"
            self.faults.add(longest, "E106", message)
        return Realert(after_s=keys.after, backoff=keys.backoff, max_s=keys.max)

    def boost(self, keys: BoostKeys | None) -> Boost | None:
        """Make `boost:` a policy; None when there is none, or its calendar has a fault."""
        if keys is None:
            return None
        below = find(self.table, "boost")
        self._instants(keys, below)
        if keys.from_ >= keys.until:
            self.faults.add(find(below, "until"), "E106", "until must be later than from")
        if not keys.sources.id and not keys.sources.tag:
            self.faults.add(find(below, "sources"), "E102", 'missing key "tag", or "id"')
        for node in keys.sources.id:
            self._known("source", node, self.named.sources)
        for node in keys.sources.tag:
            self._known("tag", node, self.named.tags)
        return Boost(
            sources=tuple(node.text for node in keys.sources.id),
            tags=tuple(node.text for node in keys.sources.tag),
            every_s=keys.every,
            cron=keys.cron,
            calendar=keys.calendar.text if keys.calendar else "",
            zone=keys.zone,
            from_s=keys.from_,
            until_s=keys.until,
        )

    def _instants(self, keys: BoostKeys, below: object) -> None:
        """Either a cron or a calendar says when."""
        if keys.calendar is None:
            if not keys.cron and isinstance(below, Table):
                self.faults.add(below.first, "E102", 'missing key "cron", or "calendar"')
            return
        if keys.cron:
            message = "calendar with cron: one of them says when"
            self.faults.add(keys.calendar, "E402", message)
        if keys.calendar.text not in self.world.broken_calendars:
            self._known("calendar", keys.calendar, self.world.calendars)

    def stands(self, keys: BoostKeys | None) -> bool:
        """Tell whether a rule's calendar can be had: one that refers to a fault is left out."""
        calendar = keys.calendar if keys is not None else None
        return calendar is None or calendar.text not in self.world.broken_calendars

    def _known(self, what: str, node: Scalar, known: Sequence[str] | None) -> None:
        if known is None or node.text in known:
            return
        hint = suggest(node.text, known)
        names = "" if hint or not known else f"; known: {legal(known)}"
        self.faults.add(node, "E208", f'unknown {what} "{node.text}"{names}', suggestion=hint)


def _text(node: Node, key: str) -> Scalar:
    """Give the value of a key that is known to hold a text."""
    found = find(node, key)
    if not isinstance(found, Scalar):  # pragma: no cover - the schema has read it as text
        raise TypeError(key)
    return found
