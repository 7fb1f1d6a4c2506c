"""The daily roll-up: which sources are not well, in one notice a day."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.clock import Clock
from monitor.insight.overview import SourceLine
from monitor.intake.health import Notice

HOUR = 8  # UTC: from then on it is told, once a day
MOST = 20  # sources named
LONGEST = 160  # characters of one's note
WELL = frozenset({"ok", "new", "disabled"})
EVERY_S = 600.0  # between looks whether it is due

Look = Callable[[], Awaitable[Sequence[SourceLine]]]
Tell = Callable[[Notice], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class RollUp:
    """Tells the day's roll-up: called now and then, it looks once a day, and after a restart."""

    look: Look
    tell: Tell
    clock: Clock
    _done: str = ""

    async def __call__(self) -> None:
        """Tell which sources are not well, if that is due; a repeat has the same name."""
        now = self.clock.now()
        if not is_due(now) or self._done == name(now):
            return
        told = rollup(await self.look(), now)
        if told is not None:
            await self.tell(told)
        self._done = name(now)


def is_due(now: datetime) -> bool:
    """Tell whether today's roll-up may be told."""
    return now.astimezone(UTC).hour >= HOUR


def name(now: datetime) -> str:
    """Name today's roll-up: the same after a restart, so that it is told once."""
    return f"n.sources.rollup.{now.astimezone(UTC):%Y-%m-%d}"


def rollup(lines: Sequence[SourceLine], now: datetime) -> Notice | None:
    """Say which sources are not well, worst first as they come in; None when all are."""
    unwell = [line for line in lines if line.health not in WELL]
    if not unwell:
        return None
    states = Counter(line.health.partition("(")[0] for line in unwell)
    said = ", ".join(f"{n} {state}" for state, n in states.items())
    text = [f"{len(unwell)} of {len(lines)} sources are not well: {said}"]
    text += [_row(line) for line in unwell[:MOST]]
    if len(unwell) > MOST:
        text.append(f"and {len(unwell) - MOST} more: monitor sources list")
    return Notice(id=name(now), source="sources", text="\n".join(text))


def _row(line: SourceLine) -> str:
    since = f" since {line.since[:16].replace('T', ' ')}" if line.since else ""
    note = f": {line.error[:LONGEST]}" if line.error else ""
    return f"{line.id} {line.health}{since}{note}"
