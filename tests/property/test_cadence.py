"""The schedule keeps its bounds whatever is known, and more articles never mean a later poll."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.cadence import (
    DAY,
    HOUR,
    MINUTE,
    UNBOOSTED,
    Spell,
    closed_until,
    interval,
    next_due,
)
from monitor.intake.rates import WEEK, expected
from monitor.manners import Hours, Span
from monitor.model import TIERS, Source
from monitor.net.problems import problem
from monitor.ports import SourceState
from tests.fakes.reading import source

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MS = round(START.timestamp() * 1000)

rates = st.floats(0, 500)
weeks = st.builds(
    lambda seed, unknown: [
        -1.0 if Random(f"{seed}{n}").random() < unknown else Random(f"{seed}/{n}").random() * 30
        for n in range(WEEK)
    ],
    st.integers(0, 50),
    st.sampled_from([0.0, 0.5, 1.0]),
)
moments = st.integers(0, 366 * 24 * 60).map(lambda n: START + timedelta(minutes=n))
states = st.builds(
    SourceState,
    etag=st.sampled_from(["", "x"]),
    untrusted_until=st.sampled_from([0, MS * 2]),
    last_success=st.sampled_from([0, MS - 3_600_000]),
    last_new=st.sampled_from([0, MS - 3_600_000]),
    rate_h=rates,
    is_news=st.booleans(),
    failures=st.sampled_from([0.0, 0.25, 3.0, 500.0]),
    polls=st.just(9),
)
sources = st.builds(
    source,
    tier=st.sampled_from(TIERS),
    every_s=st.sampled_from([None, None, 60.0, 900.0, 2 * DAY]),
    min_s=st.sampled_from([None, 60.0, 1800.0]),
    max_s=st.sampled_from([None, 600.0, 6 * HOUR]),
    jitter=st.sampled_from([0.0, 0.1, 0.5]),
)
fresh = st.one_of(st.none(), st.floats(0, 10 * DAY))


def hourly(cron: str, zone: str, after: datetime) -> datetime:
    return after.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def planned(given: Source, state: SourceState, now: datetime, **more: Any) -> float:
    """Give the wait in seconds."""
    uniform = Random(more.pop("seed", 1)).uniform
    coming = next_due(given, state, now=now, uniform=uniform, next_fire=hourly, **more)
    return coming.due / 1000 - now.timestamp()


@given(hours=weeks, state=states, given_=sources, now=moments, cell=st.integers(0, WEEK - 1),
       more=st.floats(0, 100), freshness_s=fresh)  # fmt: skip
def test_more_articles_never_mean_a_later_poll(
    hours: list[float],
    state: SourceState,
    given_: Source,
    now: datetime,
    cell: int,
    more: float,
    freshness_s: float | None,
) -> None:
    busier = list(hours)
    busier[cell] = hours[cell] + more if hours[cell] >= 0 else hours[cell]
    livelier = replace(state, rate_h=state.rate_h + more)

    def seconds(known: list[float], of: SourceState) -> float:
        return interval(given_, of, now=now, hours=known, freshness_s=freshness_s).seconds

    assert expected(busier, state, given_, now) >= expected(hours, state, given_, now) - 1e-9
    assert seconds(busier, state) <= seconds(hours, state) + 1e-6
    assert seconds(hours, livelier) <= seconds(hours, state) + 1e-6


@given(hours=weeks, state=states, given_=sources, now=moments, freshness_s=fresh,
       turned_s=st.one_of(st.none(), st.floats(0, DAY)))  # fmt: skip
def test_an_automatic_interval_keeps_its_bounds(
    hours: list[float],
    state: SourceState,
    given_: Source,
    now: datetime,
    freshness_s: float | None,
    turned_s: float | None,
) -> None:
    given_ = replace(given_, every_s=None)
    found = interval(
        given_, state, now=now, hours=hours, freshness_s=freshness_s, turned_s=turned_s
    )

    least = given_.min_s or 5 * MINUTE
    assert least <= found.low_s <= found.seconds
    assert found.seconds <= max(given_.max_s or 6 * HOUR, found.low_s)
    if state.last_success and not state.etag:
        assert found.seconds >= (DAY if given_.tier == "aggregator" else HOUR)


@given(hours=weeks, state=states, given_=sources, now=moments, freshness_s=fresh,
       seed=st.integers(0, 99))  # fmt: skip
def test_no_poll_comes_before_what_the_server_may_expect_nor_is_given_up(
    hours: list[float],
    state: SourceState,
    given_: Source,
    now: datetime,
    freshness_s: float | None,
    seed: int,
) -> None:
    low_s = interval(given_, state, now=now, hours=hours, freshness_s=freshness_s).low_s

    wait_s = planned(given_, state, now, hours=hours, freshness_s=freshness_s, seed=seed)

    asked_s = 0.0 if freshness_s is None else min(freshness_s, HOUR)
    assert wait_s >= max(low_s, asked_s) - 0.001
    assert wait_s <= 30 * DAY * 1.5 + 0.001


@given(state=states, given_=sources, now=moments, every_s=st.floats(60, 600),
       retry_s=st.floats(0, DAY))  # fmt: skip
def test_a_boost_never_goes_past_a_retry_after_nor_makes_a_poll_later(
    state: SourceState, given_: Source, now: datetime, every_s: float, retry_s: float
) -> None:
    refused = problem("503", "status 503", retry_after_s=retry_s)

    plain = planned(given_, state, now, problem=refused, spell=UNBOOSTED)
    boosted = planned(given_, state, now, problem=refused, spell=Spell(every_s=every_s))

    assert retry_s - 0.001 <= boosted <= plain + 0.001


@given(state=states, given_=sources, now=moments, begin=st.integers(0, 1439),
       length=st.integers(1, 600), zone=st.sampled_from(["UTC", "Europe/Berlin"]),
       days=st.sets(st.integers(0, 6), min_size=1), freshness_s=fresh)  # fmt: skip
def test_a_closed_source_is_never_planned_into_closed_hours(
    state: SourceState,
    given_: Source,
    now: datetime,
    begin: int,
    length: int,
    zone: str,
    days: set[int],
    freshness_s: float | None,
) -> None:
    span = Span(days=frozenset(days), begin=begin, end=(begin + length) % 1440)
    shut = replace(given_, hours=Hours(spans=(span,), off_s=None), timezone=zone)

    wait_s = planned(shut, state, now, freshness_s=freshness_s)

    assert closed_until(shut, now + timedelta(seconds=wait_s)) is None
    assert wait_s >= planned(given_, state, now, freshness_s=freshness_s) - 0.001
