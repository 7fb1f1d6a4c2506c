"""Quiet: a source that answers, but by its own pattern should have had news long since. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.ports import SourceState

LEAST_S = 6 * 3600.0  # no shorter silence is any news
ODDS = 500.0  # of one source, a false word in so many weeks if articles came by pure chance
ABOVE = 1.5  # times the most that has passed without news before
MEMORY_MS = 28 * 86_400_000  # over which that fades to a third
RARE = 1.0  # articles a week; below it there is no pattern
RESTS = 0.3  # of a mean day: a day with less is one on which the source rests
HOLIDAY = 1.5  # of its busiest day such a source may be without news,
SLOW_DAY = 0.0  # and any other one this share of it
WEEK, DAY, HOUR_MS, MONDAY = 168, 24, 3_600_000, 72  # MONDAY: as in `store/hours.py`

Hours = Sequence[float]  # of the week, Monday 00:00 UTC first: articles an hour; -1 unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long a source has had no news, and how long its pattern would explain."""

    gap_s: float
    usual_s: float


def silence(
    wanted: Literal["auto", "off"] | float, state: SourceState, hours: Hours, now_ms: int
) -> Silence | None:
    """Tell whether a source that answers is quiet; its clock starts with its present health."""
    begin = max(state.last_new, state.since)
    gap_s = (now_ms - begin) / 1000
    if wanted == "off" or not state.last_new or gap_s <= 0:
        return None
    if wanted != "auto":
        return Silence(gap_s=gap_s, usual_s=wanted) if gap_s >= wanted else None
    if gap_s < LEAST_S or (missed := expected(hours, begin, now_ms)) <= math.log(ODDS * RARE):
        return None
    if missed <= _limit(hours, state.lull):
        return None
    return Silence(gap_s=gap_s, usual_s=_usual_s(hours, begin, max(state.lull, 1.0)))


def expected(hours: Hours, begin_ms: int, end_ms: int) -> float:
    """Give how many articles the pattern expects in a span; unknown hours expect none.

    What a source does at night or on a Sunday is not guessed before it was seen.
    """
    if not hours or end_ms <= begin_ms:
        return 0.0
    weeks, rest_ms = divmod(end_ms - begin_ms, WEEK * HOUR_MS)
    total = weeks * sum(max(0.0, rate) for rate in hours) if weeks else 0.0
    at, end_ms = begin_ms, begin_ms + rest_ms
    while at < end_ms:
        till = min(end_ms, (at // HOUR_MS + 1) * HOUR_MS)
        total += max(0.0, hours[_cell(at)]) * (till - at) / HOUR_MS
        at = till
    return total


def remembered(lull: float, hours: Hours, begin_ms: int, now_ms: int) -> float:
    """Give the most that was expected in vain, once news have come after a gap."""
    faded = lull * math.exp(-(now_ms - begin_ms) / MEMORY_MS)
    return round(max(faded, expected(hours, begin_ms, now_ms)), 2)


def _limit(hours: Hours, lull: float) -> float:
    """Give how much may be expected in vain.

    A source that rests on some days may rest on one more: a holiday is no news.
    """
    known = [max(0.0, rate) for rate in hours if rate >= 0]
    week = sum(known) * WEEK / len(known) if known else 0.0
    if week < RARE:
        return math.inf
    days = [sum(max(0.0, r) for r in hours[day : day + DAY]) for day in range(0, WEEK, DAY)]
    off = HOLIDAY if min(days) < RESTS * week / 7 else SLOW_DAY
    return max(math.log(ODDS * week), ABOVE * lull, off * max(days))


def _usual_s(hours: Hours, begin_ms: int, lull: float) -> float:
    """Give the seconds after which the pattern would have had news, by the worst that was."""
    missed, at = 0.0, begin_ms
    while missed < lull:
        missed += max(0.0, hours[_cell(at)])
        at += HOUR_MS
    return (at - begin_ms) / 1000


def _cell(ms: int) -> int:
    """Give the hour of the week."""
    return (ms // HOUR_MS + MONDAY) % WEEK
