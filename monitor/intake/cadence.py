"""When a source is polled next: its schedule, bent by failures and by what the server asks."""

import email.utils
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.ids import digest
from monitor.model import Problem, Source
from monitor.ports import SourceState

NextFire = Callable[[str, str, datetime], datetime]  # cron, zone, after
Uniform = Callable[[float, float], float]  # a seeded Random's `uniform`

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
SHARE = 0.35  # polls come this much faster than articles do
SPREAD_S = 300.0  # sources first seen, or overdue after a restart, come in over this time
SPACING_S = 0.1
MEMORY_H = 48.0  # how long a past rate of articles weighs
PRIOR_H = {"primary": 0.1, "regulator": 0.5, "wire": 10.0, "outlet": 2.0, "aggregator": 5.0}
_NEVER_MS = 253_402_214_400_000  # 9999-12-31: a schedule that never comes true


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When a source is due, and why then."""

    due: int  # ms
    interval_s: float
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
        return _ms(next_fire(source.cron, source.timezone, now))
    width_s = min(source.every_s or SPREAD_S, SPREAD_S, among * SPACING_S)
    return _ms(now) + round(phase(source.id) * width_s * 1000)


def next_due(
    source: Source,
    state: SourceState,
    *,
    now: datetime,
    uniform: Uniform,
    next_fire: NextFire,
    problem: Problem | None = None,
    freshness_s: float | None = None,
    spell: Spell = UNBOOSTED,
) -> Next:
    """Plan the next poll; `state` holds what the last one taught (failures, rate, validators).

    A boost brings it forward, past a server's freshness, but never past its Retry-After.
    """
    if state.health == "gone":
        probe_s = 30 * DAY * (1 + source.jitter * uniform(-1, 1))
        return Next(
            due=_ms(now) + round(probe_s * 1000), interval_s=30 * DAY, why="gone, probed monthly"
        )
    interval_s, why = interval(source, state, now=now, freshness_s=freshness_s)
    wait_s = min(interval_s * (1 + state.failures), _longest(state, now))
    if state.failures:
        why = f"{why}, failing"
    if source.cron:
        after = now + timedelta(seconds=wait_s - interval_s)
        due = next_fire(source.cron, source.timezone, after)
        wait_s = (due - now).total_seconds()
    else:
        wait_s *= 1 + source.jitter * uniform(-1, 1)
    asked_s = _asked(source, problem, freshness_s)
    if asked_s > wait_s:
        wait_s, why = asked_s, "the server asks for it"
    if (sooner_s := _boosted(spell, state, now, problem)) is not None and sooner_s < wait_s:
        wait_s, why = sooner_s, f"{why}; {spell.why or 'a boost opens before'}"
    return Next(due=min(_ms(now) + round(wait_s * 1000), _NEVER_MS), interval_s=interval_s, why=why)


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
    source: Source, state: SourceState, *, now: datetime, freshness_s: float | None = None
) -> tuple[float, str]:
    """Give the seconds between two polls of a healthy source, and why so many."""
    if source.every_s is not None:
        return source.every_s, "every"
    if source.cron:
        return MINUTE, f"cron {source.cron}"
    low = _lowest(source, state, freshness_s)
    high = max(low, _highest(source, state, now))
    wanted = SHARE / state.rate_h * HOUR if state.rate_h > 0 else high
    why = f"auto: {state.rate_h:.2g} articles/h, {low / MINUTE:g} to {high / MINUTE:g} min"
    return min(max(wanted, low), high), why


def rate(
    source: Source, state: SourceState, *, now: datetime, new: int, dates: tuple[datetime, ...]
) -> float:
    """Smooth the articles an hour; the first document's own dates begin it."""
    if not state.last_success:
        recent = sum(1 for at in dates if now - at < timedelta(days=1))
        return recent / 24 if dates else PRIOR_H[source.tier]
    past_h = max((_ms(now) - state.last_success) / 1000 / HOUR, 1 / 3600)
    weight = past_h / (past_h + MEMORY_H)
    return state.rate_h + weight * (new / past_h - state.rate_h)


def freshness(headers: Mapping[str, str], hints: Mapping[str, str]) -> float | None:
    """Read how long the server calls its answer fresh, in seconds; None if it does not say."""
    said = [_max_age(headers), _expires(headers), _number(hints.get("ttl_s", ""))]
    known = [seconds for seconds in said if seconds is not None]
    return max(known) if known else None


def _max_age(headers: Mapping[str, str]) -> float | None:
    directives = dict(
        part.strip().lower().partition("=")[::2]
        for part in headers.get("cache-control", "").split(",")
    )
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    age_s = _number(directives.get("max-age", "").strip('"'))
    if age_s is None:
        return None
    return max(0.0, age_s - (_number(headers.get("age", "")) or 0.0))


def _expires(headers: Mapping[str, str]) -> float | None:
    """Read Expires against the answer's own Date; Cache-Control's max-age goes before it."""
    if "max-age" in headers.get("cache-control", "").lower():
        return None
    end, begin = _http_date(headers.get("expires", "")), _http_date(headers.get("date", ""))
    return max(0.0, (end - begin).total_seconds()) if end and begin else None


def _http_date(text: str) -> datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def seconds(text: str) -> float:
    """Read what a document says of its own freshness; 0 = nothing, or nonsense."""
    return _number(text) or 0.0


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _asked(source: Source, problem: Problem | None, freshness_s: float | None) -> float:
    """Give the seconds the server wants us to stay away; Retry-After is always obeyed."""
    if problem is not None:
        return problem.retry_after_s or 0.0
    if not source.obey_freshness or freshness_s is None:
        return 0.0
    return min(freshness_s, DAY if source.tier == "aggregator" else HOUR)


def _lowest(source: Source, state: SourceState, freshness_s: float | None) -> float:
    if source.min_s is not None:
        return source.min_s
    slow = source.tier == "aggregator"
    if state.polls and not state.etag and not state.modified:  # each poll costs a whole document
        return DAY if slow else HOUR
    if freshness_s is not None and freshness_s <= 5 * MINUTE:
        return 5 * MINUTE
    return HOUR if source.tier == "primary" else 15 * MINUTE


def _highest(source: Source, state: SourceState, now: datetime) -> float:
    if source.max_s is not None:
        return source.max_s
    silent = bool(state.last_new) and _ms(now) - state.last_new > 31 * DAY * 1000
    return 6 * HOUR if silent or source.tier == "aggregator" else HOUR


def _longest(state: SourceState, now: datetime) -> float:
    """Give the longest wait of a failing source: a day, and a month once it is long gone."""
    lost = bool(state.last_success) and _ms(now) - state.last_success > 30 * DAY * 1000
    return 30 * DAY if lost else max(DAY, state.interval_s)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
