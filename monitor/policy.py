"""Policies of a rule: when its stories are told, told again, how often, what is polled faster."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A rule's `trigger:`: the condition of `monitor/conditions/` that must hold, its options."""

    kind: str  # count, distinct, spike, first_seen, absence
    options: Any  # the condition's own frozen Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Realert:
    """A rule's `realert:`: a reminder under the card while nobody has acknowledged it."""

    after_s: float
    backoff: float = 1.0  # each further wait is this times as long
    max_s: float | None = None
    unless_acked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A rule's `budget: 15/day`: cards in a period; more of them are held for a digest."""

    count: int
    period_s: int  # 3600, 86400 or 604800

    def __str__(self) -> str:
        """Write it as analysts do."""
        return f"{self.count}/{_PERIODS[self.period_s]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """A rule's `boost:`: sources polled faster around the instants of a cron or calendar."""

    sources: tuple[str, ...] = ()  # ids
    tags: tuple[str, ...] = ()
    every_s: float = 60.0
    cron: str = ""
    calendar: str = ""  # id of a calendar file; instants instead of a cron
    zone: str = "UTC"
    from_s: float = 0.0  # seconds after the instant, negative = before
    until_s: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Moments that are known beforehand, in order; aware, UTC."""

    id: str
    instants: tuple[datetime, ...] = ()


_PERIODS = {3600: "hour", 86400: "day", 604800: "week"}
