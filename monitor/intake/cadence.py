"""When a source is polled next: its schedule, bent by failures and by what the server asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta

from monitor.ids import digest
from monitor.intake import trust
from monitor.intake.found import PARTIAL
from monitor.intake.hours import next_open, open_at
from monitor.intake.rates import expected
from monitor.model import Problem, Source
from monitor.ports import SourceState

NextFire = Callable[[str, str, datetime], datetime]  # cron, zone, after
Uniform = Callable[[float, float], float]  # a seeded Random's `uniform`

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
SHARE = 0.35  # polls come this much faster than articles do
SPREAD_S = 300.0  # sources first seen, or overdue after a restart, come in over this time
SPACING_S = 0.1
_FAR_S = 60 * DAY  # a wait that no window shortens
_NEVER_MS = 253_402_214_400_000  # 9999-12-31: a schedule that never comes true


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When a source is due, and why then."""

    due: int  # ms
    interval_s: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The interval of a healthy source."""

    seconds: float
    low_s: float = 0.0  # that jitter does not go below
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """What the boosts of a source come to at a moment."""

    every_s: float | None = None  # None = no window is open
    why: str = ""
    opens: datetime | None = None  # when the next window opens


UNBOOSTED = Spell()


def phase(source_id: str) -> float:
    """Give a source's own place between 0 and 1, the same after each restart."""
    return int.from_bytes(digest(source_id, size=8), "big") / 2**64


def first_due(source: Source, *, now: datetime, among: int, next_fire: NextFire) -> int:
    """Give the ms of a source's first poll: spread out, the wider the more sources there are."""
    if source.cron:
        at = next_fire(source.cron, source.timezone, now)
    else:
        width_s = min(source.every_s or SPREAD_S, SPREAD_S, among * SPACING_S)
        at = now + timedelta(seconds=phase(source.id) * width_s)
    return min(_ms(closed_until(source, at) or at), _NEVER_MS)


def next_due(
    source: Source,
    state: SourceState,
    *,
    now: datetime,
    uniform: Uniform,
    next_fire: NextFire,
    hours: Sequence[float] = (),
    problem: Problem | None = None,
    freshness_s: float | None = None,
    turned_s: float | None = None,
    spell: Spell = UNBOOSTED,
) -> Next:
    """Plan the next poll; `state` holds what the last one taught (failures, rate, validators).

    `hours` are the new articles an hour by hour of the week, `turned_s` what `turnover_s` gave.
    A boost brings the poll forward, past a server's freshness, but never past its Retry-After.
    """
    if state.health == "gone" and not _is_edited(source, state):
        probe_s = 30 * DAY * (1 + source.jitter * uniform(-1, 1))
        return Next(
            due=_ms(now) + round(probe_s * 1000), interval_s=30 * DAY, why="gone, probed monthly"
        )
    rhythm = interval(
        source, state, now=now, hours=hours, freshness_s=freshness_s, turned_s=turned_s
    )
    wait_s, why = _scheduled(source, state, rhythm, now=now, uniform=uniform, next_fire=next_fire)
    wait_s, why = _within_hours(source, now, wait_s, why, next_fire)
    asked_s, asked_why = _asked(source, problem, freshness_s)
    if asked_s > wait_s:
        wait_s, why = asked_s, asked_why
    if (sooner_s := _boosted(spell, state, now, problem)) is not None and sooner_s < wait_s:
        wait_s, why = sooner_s, f"{why}; {spell.why or 'a boost opens before'}"
    wait_s = _closed_s(source, now, wait_s)
    due = min(_ms(now) + round(wait_s * 1000), _NEVER_MS)
    return Next(due=due, interval_s=round(rhythm.seconds, 2), why=why)


def _is_edited(source: Source, state: SourceState) -> bool:
    """Tell whether a file asks for something else now than what was good before."""
    known = state.baseline.removesuffix(PARTIAL)
    return bool(known) and known != source.config_hash


def _scheduled(
    source: Source,
    state: SourceState,
    rhythm: Rhythm,
    *,
    now: datetime,
    uniform: Uniform,
    next_fire: NextFire,
) -> tuple[float, str]:
    """Give the wait of the schedule alone, stretched by failures, and its reason."""
    wait_s = min(rhythm.seconds * (1 + state.failures), _longest(state, now))
    why = f"{rhythm.why}, failing" if state.failures else rhythm.why
    if source.cron:
        after = now + timedelta(seconds=wait_s - rhythm.seconds)
        return (next_fire(source.cron, source.timezone, after) - now).total_seconds(), why
    wait_s *= 1 + source.jitter * uniform(-1, 1)
    return wait_s + 2 * max(0.0, rhythm.low_s - wait_s), why  # never under it, yet not all on it


def _within_hours(
    source: Source, now: datetime, wait_s: float, why: str, next_fire: NextFire
) -> tuple[float, str]:
    """Wait longer outside of a source's hours, but no longer than until they begin."""
    off_s = source.hours.off_s
    if not source.hours.spans or off_s is None or wait_s > _FAR_S:
        return wait_s, why
    at = now + timedelta(seconds=wait_s)
    if open_at(source.hours, source.timezone, at):
        return wait_s, why
    later = _fire(source, max(at, now + timedelta(seconds=off_s)), next_fire)
    opens = _fire(source, _opening(source, at), next_fire)
    return (min(later, opens) - now).total_seconds(), f"{why}; outside its windows"


def _fire(source: Source, at: datetime, next_fire: NextFire) -> datetime:
    """Give a moment, or under a schedule the first one from then on that it names."""
    if not source.cron:
        return at
    return next_fire(source.cron, source.timezone, at - timedelta(microseconds=1))


def _opening(source: Source, at: datetime) -> datetime:
    """Give when a source's hours begin for it: sources of the same hours do not begin as one."""
    opens = next_open(source.hours, source.timezone, at)
    later = opens + timedelta(seconds=0.0 if source.cron else phase(source.id) * SPREAD_S)
    return later if open_at(source.hours, source.timezone, later) else opens


def _closed_s(source: Source, now: datetime, wait_s: float) -> float:
    """Move a wait that ends where a source is asked nothing to where it may be asked again."""
    if wait_s > _FAR_S:
        return wait_s
    at = now + timedelta(seconds=wait_s)
    until = closed_until(source, at)
    return wait_s if until is None else (until - now).total_seconds()


def closed_until(source: Source, now: datetime) -> datetime | None:
    """Give when a source may be asked again that is asked nothing now; None = it may be."""
    if source.hours.off_s is not None or now.year == MAXYEAR:
        return None
    is_open = open_at(source.hours, source.timezone, now)
    return None if is_open else _opening(source, now)


def _boosted(
    spell: Spell, state: SourceState, now: datetime, problem: Problem | None
) -> float | None:
    """Give the wait that a boost wants; failures stretch it as they do any other."""
    asked_s = (problem.retry_after_s or 0.0) if problem else 0.0
    if spell.every_s is not None:
        return max(spell.every_s * (1 + state.failures), asked_s)
    if spell.opens is not None:
        return max((spell.opens - now).total_seconds(), asked_s)
    return None


def interval(
    source: Source,
    state: SourceState,
    *,
    now: datetime,
    hours: Sequence[float] = (),
    freshness_s: float | None = None,
    turned_s: float | None = None,
) -> Rhythm:
    """Give the seconds between two polls of a healthy source, and why so many."""
    if source.every_s is not None:
        return Rhythm(seconds=source.every_s, why="every")
    if source.cron:
        return Rhythm(seconds=MINUTE, why=f"cron {source.cron}")
    low = _lowest(source, state, freshness_s, now)
    high = max(low, _highest(source, state, now))
    coming = expected(hours, state, source, now)
    wanted = SHARE / coming * HOUR if coming > 0 else high
    why = f"auto: {coming:.2g} articles/h, {low / MINUTE:g} to {high / MINUTE:g} min"
    if turned_s is not None and turned_s / 2 < wanted:
        wanted, why = turned_s / 2, f"{why}, {_turned_why(turned_s)}"
    return Rhythm(seconds=min(max(wanted, low), high), low_s=low, why=why)


def _turned_why(turned_s: float) -> str:
    if not turned_s:
        return "nothing left of what was there before"
    return f"all of it new in {turned_s / MINUTE:.0f} min"


def _asked(source: Source, problem: Problem | None, freshness_s: float | None) -> tuple[float, str]:
    """Give the seconds the server wants us to stay away; Retry-After is always obeyed."""
    if problem is not None:
        return problem.retry_after_s or 0.0, "the server asks for it"
    if not source.obey_freshness or freshness_s is None:
        return 0.0, ""
    most_s = DAY if source.tier == "aggregator" else HOUR
    why = f"the server calls it fresh for {freshness_s / MINUTE:g} min"
    if freshness_s > most_s:
        why += f", {most_s / MINUTE:g} are waited"
    return min(freshness_s, most_s), why


def _lowest(source: Source, state: SourceState, freshness_s: float | None, now: datetime) -> float:
    """Give the shortest automatic interval; each poll without validators is a whole document."""
    least = 0.0
    if state.last_success and not trust.are_believed(state, now):
        least = DAY if source.tier == "aggregator" else HOUR
    if source.min_s is not None:
        return max(source.min_s, least)
    if state.is_news or (freshness_s is not None and freshness_s <= 5 * MINUTE):
        return max(5 * MINUTE, least)
    return max(HOUR if source.tier == "primary" else 15 * MINUTE, least)


def _highest(source: Source, state: SourceState, now: datetime) -> float:
    if source.max_s is not None:
        return source.max_s
    silent = bool(state.last_new) and _ms(now) - state.last_new > 31 * DAY * 1000
    return 6 * HOUR if silent or source.tier == "aggregator" else HOUR


def _longest(state: SourceState, now: datetime) -> float:
    """Give the longest wait of a failing source: a day, and a month once it is long gone."""
    good = state.last_success or state.since  # one that never was good has been broken since
    lost = bool(good) and _ms(now) - good > 30 * DAY * 1000
    return 30 * DAY if lost else max(DAY, state.interval_s)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
