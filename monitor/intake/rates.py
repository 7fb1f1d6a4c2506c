"""Rates: how many new articles a source brings, by the hour of the week and of late. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.intake.admission import Admitted
from monitor.model import Source
from monitor.ports import SourceState

MEMORY_H = 48.0  # how long a past rate of articles weighs
PRIOR_H = {"primary": 0.1, "regulator": 0.5, "wire": 10.0, "outlet": 2.0, "aggregator": 5.0}
WEEK = 168  # hours, from Monday 00:00 UTC
OUTAGE = timedelta(hours=6)  # what comes after such a gap is of no one hour
_MONDAY = 72  # hours from there to the start of 1970
_HOUR = timedelta(hours=1)


def rate(
    source: Source, state: SourceState, *, now: datetime, new: int, dates: tuple[datetime, ...]
) -> float:
    """Smooth the articles an hour, to four digits; the first document's own dates begin it."""
    if not state.last_success:
        recent = sum(1 for at in dates if now - at < timedelta(days=1))
        return round(recent / 24, 4) if dates else PRIOR_H[source.tier]
    past_h = max(_since(state, now) / _HOUR, 1 / 3600)
    weight = past_h / (past_h + MEMORY_H)
    return round(state.rate_h + weight * (new / past_h - state.rate_h), 4)


def counted(
    state: SourceState, hours: Sequence[float], admitted: Admitted, now: datetime
) -> tuple[int, float] | None:
    """Give the hour of the week and what a good poll adds to it; None = nothing is written.

    The first good poll begins the counting. After an outage only what is of this hour counts.
    """
    hour = hour_of_week(now)
    if admitted.is_baseline or not len(hours):
        return None if len(hours) else (hour, 0.0)
    new = admitted.let_in
    if new and _since(state, now) > max(OUTAGE, timedelta(seconds=2 * state.interval_s)):
        fresh = sum(1 for a in admitted.unseen if a.published and now - a.published < _HOUR)
        new = min(new, fresh)
    return (hour, float(new)) if new else None


def expected(hours: Sequence[float], state: SourceState, source: Source, now: datetime) -> float:
    """Give the articles to be expected an hour, now.

    The hour of the week and its neighbours, as far as they have been lived through (others are
    -1), leaning on the same hour of all days, which leans on the rate of the last days; before
    there is any, on what sources of this tier bring. More articles never mean less.
    """
    overall = state.rate_h if state.last_success else PRIOR_H[source.tier]
    if not len(hours):
        return overall
    at = hour_of_week(now)
    days = [hours[(at + 24 * day) % WEEK] for day in range(7)]
    daily = _leaning([(1.0, rate_h) for rate_h in days], overall)
    near = [(1.0, hours[(at - 1) % WEEK]), (2.0, days[0]), (1.0, hours[(at + 1) % WEEK])]
    return _leaning(near, daily)


def _leaning(known: Sequence[tuple[float, float]], on: float) -> float:
    """Give the mean of weighted rates, with two of another one among them."""
    total, weights = 2 * on, 2.0
    for weight, rate_h in known:
        if rate_h >= 0:
            total, weights = total + weight * rate_h, weights + weight
    return total / weights


def turnover_s(state: SourceState, *, shown: int, new: int, now: datetime) -> float | None:
    """Give the time in which a document shows nothing but new articles, by its last poll.

    0 when it does already: there is a gap, and some may have been missed. None = it does not
    turn over, or is looked at for the first time.
    """
    if not state.last_success or not new:
        return None
    if new >= shown:
        return 0.0
    return _since(state, now).total_seconds() * shown / new


def hour_of_week(now: datetime) -> int:
    """Give the hour of the week, 0 = Monday 00:00 UTC."""
    return (int(now.timestamp()) // 3600 + _MONDAY) % WEEK


def _since(state: SourceState, now: datetime) -> timedelta:
    """Give the time since the last good poll."""
    return timedelta(seconds=now.timestamp() - state.last_success / 1000)
