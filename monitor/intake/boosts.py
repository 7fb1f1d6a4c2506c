"""Boosts: the time around known instants in which a rule wants its sources polled faster. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta

from monitor.intake.cadence import NextFire, Spell
from monitor.manners import HostLimit
from monitor.model import Rule, Source
from monitor.parsing.urls import host_of
from monitor.policy import Boost, Calendar

SHORTEST_S = 60.0  # unless `hosts:` says more about the source's host


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosted:
    """One rule's boost of one source."""

    rule: str
    boost: Boost
    every_s: float
    instants: tuple[datetime, ...] = ()  # of a calendar; empty = the cron's


def boosts_of(
    rules: Iterable[Rule],
    sources: Mapping[str, Source],
    *,
    calendars: Mapping[str, Calendar],
    hosts: Mapping[str, HostLimit],
) -> Mapping[str, tuple[Boosted, ...]]:
    """Give the boosts of each source; rules on the stream alone have any."""
    found: dict[str, list[Boosted]] = {}
    for rule in rules:
        if rule.boost is None or rule.status not in {"live", "shadow"}:
            continue
        calendar = calendars.get(rule.boost.calendar)
        for source in _meant(rule.boost, sources):
            free = host_of(source.url) in hosts or source.allow_private
            every_s = rule.boost.every_s if free else max(SHORTEST_S, rule.boost.every_s)
            boosted = Boosted(
                rule=rule.id,
                boost=rule.boost,
                every_s=every_s,
                instants=calendar.instants if calendar else (),
            )
            found.setdefault(source.id, []).append(boosted)
    return {source: tuple(boosts) for source, boosts in found.items()}


def _meant(boost: Boost, sources: Mapping[str, Source]) -> list[Source]:
    tags = set(boost.tags)
    return [s for s in sources.values() if s.id in boost.sources or tags & set(s.tags)]


def spell(boosts: Sequence[Boosted], now: datetime, next_fire: NextFire) -> Spell:
    """Tell whether a window is open now, and when the next one opens.

    Of open windows the fastest counts.
    """
    opens: list[datetime] = []
    fastest = Spell()
    for one in boosts:
        begin = _window(one, now, next_fire)
        if begin is None:
            continue
        if begin > now:
            opens.append(begin)
        elif fastest.every_s is None or one.every_s < fastest.every_s:
            fastest = Spell(every_s=one.every_s, why=_why(one))
    return Spell(every_s=fastest.every_s, why=fastest.why, opens=min(opens, default=None))


def _why(one: Boosted) -> str:
    return f"every {one.every_s:g} s now: boost of {one.rule}"


def _window(one: Boosted, now: datetime, next_fire: NextFire) -> datetime | None:
    """Give when the first window that is not over begins; None when no more will come."""
    over = now - timedelta(seconds=one.boost.until_s)
    instant: datetime | None
    if one.boost.calendar:
        at = bisect_right(one.instants, over)
        instant = one.instants[at] if at < len(one.instants) else None
    else:
        instant = next_fire(one.boost.cron, one.boost.zone, over)
    if instant is None or instant.year == MAXYEAR:
        return None
    return instant + timedelta(seconds=one.boost.from_s)
