"""When a source is polled next."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.intake.cadence import (
    DAY,
    HOUR,
    Spell,
    closed_until,
    first_due,
    interval,
    next_due,
    phase,
)
from monitor.manners import Hours, Span
from monitor.net.problems import problem
from monitor.ports import SourceState
from monitor.scheduler import next_fire
from tests.fakes.clock import START
from tests.fakes.reading import source

NOW_MS = round(START.timestamp() * 1000)
CONDITIONAL: dict[str, Any] = {
    "etag": '"1"',
    "polls": 5,
    "last_success": NOW_MS,
    "last_new": NOW_MS,
}


def state(**more: Any) -> SourceState:
    return SourceState(**(CONDITIONAL | more))


def middle(low: float, high: float) -> float:
    return (low + high) / 2


def tomorrow(cron: str, zone: str, after: datetime) -> datetime:
    return after + timedelta(days=1)


def wait_s(given: Any, before: SourceState, **more: Any) -> float:
    coming = next_due(given, before, now=START, uniform=middle, next_fire=tomorrow, **more)
    return (coming.due - NOW_MS) / 1000


def test_every_is_the_interval() -> None:
    assert wait_s(source(every_s=90.0), state()) == 90


def test_jitter_stays_within_its_share_and_is_seeded() -> None:
    waits = [
        next_due(
            source(every_s=100.0, jitter=0.2),
            state(),
            now=START,
            uniform=Random(seed).uniform,
            next_fire=tomorrow,
        ).due
        - NOW_MS
        for seed in range(50)
    ]

    assert min(waits) >= 80_000
    assert max(waits) <= 120_000
    assert len(set(waits)) > 10


def test_failures_back_off_by_their_weight_up_to_a_day() -> None:
    given = source(every_s=600.0)

    assert wait_s(given, state(failures=0.25)) == 750
    assert wait_s(given, state(failures=3.0)) == 2400
    assert wait_s(given, state(failures=1000.0)) == DAY


def test_a_source_that_is_gone_is_probed_once_a_month_until_its_file_is_edited() -> None:
    gone = state(health="gone", failures=3.0, baseline="c1")

    assert wait_s(source(every_s=600.0), gone) == 30 * DAY
    assert wait_s(source(every_s=600.0), replace(gone, baseline="c1+")) == 30 * DAY
    assert wait_s(source(every_s=600.0), replace(gone, baseline="")) == 30 * DAY
    assert wait_s(source(every_s=600.0, config_hash="c2"), gone) == 2400


def test_a_source_that_never_was_good_is_lost_a_month_after_it_broke() -> None:
    given, long_ago = source(every_s=600.0), NOW_MS - round(31 * DAY * 1000)
    broken = state(failures=100_000.0, last_success=0, health="broken")

    assert wait_s(given, replace(broken, since=long_ago)) == 30 * DAY
    assert wait_s(given, replace(broken, since=NOW_MS - 1000)) == DAY


def test_a_source_dead_for_a_month_is_probed_once_a_month() -> None:
    lost = state(failures=100_000.0, last_success=NOW_MS - round(31 * DAY * 1000))

    assert wait_s(source(every_s=600.0), lost) == 30 * DAY


def test_retry_after_is_obeyed_even_where_freshness_is_not() -> None:
    given = source(every_s=60.0, obey_freshness=False)
    busy = problem("429", "status 429", retry_after_s=500.0)

    assert wait_s(given, state(), problem=busy) == 500


@pytest.mark.parametrize(
    ("tier", "asked_s", "waited_s"),
    [
        ("outlet", 900.0, 900.0),
        ("outlet", 7 * DAY, HOUR),
        ("aggregator", 7 * DAY, DAY),
        ("outlet", 10.0, 60.0),
    ],
)
def test_freshness_is_obeyed_up_to_a_cap(tier: str, asked_s: float, waited_s: float) -> None:
    assert wait_s(source(every_s=60.0, tier=tier), state(), freshness_s=asked_s) == waited_s


def test_a_cap_of_freshness_is_said() -> None:
    given, server = source(every_s=60.0), state()

    coming = next_due(
        given, server, now=START, uniform=middle, next_fire=tomorrow, freshness_s=7 * DAY
    )

    assert coming.why == "the server calls it fresh for 10080 min, 60 are waited"


def test_freshness_can_be_ignored() -> None:
    assert wait_s(source(every_s=60.0, obey_freshness=False), state(), freshness_s=900.0) == 60


def test_a_schedule_fires_when_it_says_so_and_later_when_failing() -> None:
    given = source(every_s=None, cron="0 8 * * *")

    assert wait_s(given, state()) == DAY
    assert wait_s(given, state(failures=2.0)) == DAY + 120


@pytest.mark.parametrize(
    ("given", "before", "minutes"),
    [
        ({"tier": "outlet"}, {"rate_h": 100.0}, 15),
        ({"tier": "primary"}, {"rate_h": 100.0}, 60),
        ({"tier": "outlet"}, {"rate_h": 0.7}, 30),
        ({"tier": "outlet"}, {"rate_h": 0.001}, 60),
        ({"tier": "aggregator"}, {"rate_h": 0.001}, 360),
        ({"min_s": 120.0, "max_s": 600.0}, {"rate_h": 100.0}, 2),
        ({"min_s": 120.0, "max_s": 600.0}, {"rate_h": 0.01}, 10),
        ({"tier": "outlet"}, {"rate_h": 100.0, "etag": ""}, 60),
        ({"tier": "aggregator"}, {"rate_h": 100.0, "etag": ""}, 1440),
        ({"tier": "aggregator"}, {"rate_h": 100.0, "untrusted_until": NOW_MS + 1}, 1440),
        ({"tier": "wire"}, {"rate_h": 100.0, "untrusted_until": NOW_MS + 1}, 60),
        ({"tier": "wire"}, {"rate_h": 100.0, "untrusted_until": NOW_MS}, 15),
        ({"min_s": 120.0, "max_s": 600.0}, {"rate_h": 100.0, "etag": ""}, 60),
        ({"tier": "outlet"}, {"rate_h": 100.0, "is_news": True}, 5),
        ({"tier": "outlet"}, {"rate_h": 100.0, "is_news": True, "etag": ""}, 60),
        ({"tier": "outlet"}, {"rate_h": 100.0, "etag": "", "last_success": 0}, 15),
        ({"tier": "outlet"}, {"rate_h": 0.01, "last_new": NOW_MS - 32 * 86_400_000}, 360),
    ],
)
def test_auto_follows_the_rate_of_articles_within_bounds(
    given: dict[str, Any], before: dict[str, Any], minutes: float
) -> None:
    found = interval(source(every_s=None, **given), state(**before), now=START)

    assert found.seconds / 60 == pytest.approx(minutes)
    assert found.why.startswith("auto: ")


@pytest.mark.parametrize(("fresh_s", "minutes"), [(120.0, 5), (300.0, 5), (301.0, 15), (None, 15)])
def test_five_minutes_only_where_the_server_says_so(fresh_s: float | None, minutes: float) -> None:
    busy = state(rate_h=100.0)

    found = interval(source(every_s=None), busy, now=START, freshness_s=fresh_s)

    assert found.seconds == 60 * minutes


def test_every_is_kept_without_validators_and_by_those_that_lie() -> None:
    assert wait_s(source(every_s=600.0), state(etag="")) == 600
    assert wait_s(source(every_s=600.0), state(untrusted_until=NOW_MS + 1)) == 600


def test_jitter_does_not_go_below_what_a_server_may_expect() -> None:
    waits = [
        next_due(
            source(every_s=None, tier="primary"),
            state(rate_h=100.0),
            now=START,
            uniform=Random(seed).uniform,
            next_fire=tomorrow,
        ).due
        - NOW_MS
        for seed in range(50)
    ]

    assert 3_600_000 <= min(waits) < max(waits) <= 3_960_000
    assert len(set(waits)) > 40


def test_a_document_that_turns_over_is_read_twice_as_often() -> None:
    slow = state(rate_h=0.4)

    usual = interval(source(every_s=None), slow, now=START)
    burst = interval(source(every_s=None), slow, now=START, turned_s=4800.0)

    assert usual.seconds == pytest.approx(3150)
    assert burst.seconds == 2400
    assert burst.why.endswith("all of it new in 80 min")


def test_a_gap_brings_the_interval_to_its_least() -> None:
    found = interval(source(every_s=None), state(rate_h=0.01), now=START, turned_s=0.0)

    assert found.seconds == 900
    assert found.why.endswith("nothing left of what was there before")


def test_the_hour_of_the_week_makes_a_source_fast_or_slow() -> None:
    at = 24 + 9
    busy = [12.0 if hour % 24 in (8, 9, 10) else 0.0 for hour in range(168)]
    given, known = source(every_s=None), state(rate_h=1.0)

    morning = interval(given, known, now=START, hours=busy)
    night = interval(given, known, now=START + timedelta(hours=12), hours=busy)

    assert busy[at] == 12.0
    assert (morning.seconds, night.seconds) == (900, 3600)


def test_first_polls_are_spread_over_at_most_five_minutes() -> None:
    dues = [
        first_due(source(f"s{n}"), now=START, among=10_000, next_fire=tomorrow) - NOW_MS
        for n in range(500)
    ]

    assert min(dues) >= 0
    assert 200_000 < max(dues) < 300_000
    assert len(set(dues)) > 490


def test_few_sources_need_not_wait() -> None:
    due = first_due(source(), now=START, among=3, next_fire=tomorrow)

    assert due - NOW_MS <= 300


def test_a_scheduled_source_waits_for_its_first_fire() -> None:
    due = first_due(source(cron="0 8 * * *"), now=START, among=3, next_fire=tomorrow)

    assert due == NOW_MS + round(DAY * 1000)


OFFICE = Hours(spans=(Span(days=frozenset(range(5)), begin=10 * 60, end=18 * 60),), off_s=1800.0)
SHUT = replace(OFFICE, off_s=None)


def hourly(cron: str, zone: str, after: datetime) -> datetime:
    return after.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


@pytest.mark.parametrize(
    ("every_s", "waits_s"), [(60.0, 1800), (1800.0, 1800), (7200.0, 7200), (3000.0, 3000)]
)
def test_outside_its_windows_a_source_is_asked_less_often(every_s: float, waits_s: float) -> None:
    given = source(every_s=every_s, hours=OFFICE)

    assert wait_s(given, state()) == waits_s


def test_when_its_windows_open_a_source_is_asked_soon() -> None:
    given = source(every_s=60.0, hours=replace(OFFICE, off_s=6 * HOUR))

    waits = wait_s(given, state())

    assert HOUR <= waits <= HOUR + 300
    assert waits == pytest.approx(HOUR + 300 * phase("gazette"), abs=0.001)


def test_inside_its_windows_a_source_is_asked_as_usual() -> None:
    given = source(every_s=60.0, hours=OFFICE, timezone="Europe/Berlin")

    assert wait_s(given, state()) == 60


def test_a_closed_source_waits_until_it_opens_whatever_is_asked() -> None:
    given = source(every_s=60.0, hours=SHUT)
    boost = Spell(every_s=60.0, why="boost")

    assert HOUR <= wait_s(given, state()) <= HOUR + 300
    assert wait_s(given, state(), freshness_s=3000.0) >= HOUR
    assert wait_s(given, state(), spell=boost) >= HOUR
    assert wait_s(replace(given, hours=OFFICE), state(), spell=boost) == 60


def test_a_schedule_outside_its_windows_fires_at_its_own_times() -> None:
    given = source(every_s=None, cron="0 * * * *", hours=replace(OFFICE, off_s=90 * 60.0))
    early = START - timedelta(hours=5)

    coming = next_due(given, state(), now=early, uniform=middle, next_fire=hourly)

    assert coming.due == NOW_MS - 3 * 3_600_000
    assert coming.why == "cron 0 * * * *; outside its windows"


@pytest.mark.parametrize(("hours", "shut"), [(SHUT, True), (OFFICE, False), (Hours(), False)])
def test_only_a_pause_closes_a_source(hours: Hours, shut: bool) -> None:
    until = closed_until(source(hours=hours), START)

    assert (until is not None) is shut


def test_a_new_source_is_not_asked_before_it_opens() -> None:
    given = source(hours=SHUT)

    due = first_due(given, now=START, among=3, next_fire=tomorrow)

    assert due >= NOW_MS + 3_600_000


def test_a_schedule_that_never_comes_true_is_never_due() -> None:
    def never(cron: str, zone: str, after: datetime) -> datetime:
        return datetime.max.replace(tzinfo=UTC)

    coming = next_due(
        source(cron="0 0 30 2 *", every_s=None, hours=SHUT),
        state(),
        now=START,
        uniform=middle,
        next_fire=never,
    )

    assert coming.due > NOW_MS + 1000 * 365 * DAY


def test_phase_is_the_source_s_own_and_even() -> None:
    phases = sorted(phase(f"s{n}") for n in range(1000))

    assert phase("s1") == phase("s1")
    assert all(abs(at - n / 1000) < 0.1 for n, at in enumerate(phases))


EDGAR = Hours(spans=(Span(days=frozenset(range(5)), begin=6 * 60, end=22 * 60),))


@pytest.mark.parametrize(
    ("friday", "offset_h"), [("2026-03-06", -5), ("2026-10-30", -4), ("2026-06-05", -4)]
)
def test_a_schedule_with_windows_loses_and_doubles_nothing_over_a_weekend(
    friday: str, offset_h: int
) -> None:
    """In the nights of the first two the clock in New York is changed."""
    given = source(every_s=None, cron="*/5 * * * *", hours=EDGAR, timezone="America/New_York")
    zone = ZoneInfo("America/New_York")
    midnight = datetime.fromisoformat(friday).replace(tzinfo=zone)
    at = midnight.replace(hour=21, minute=50).astimezone(UTC)
    assert at.hour == (21 - offset_h) % 24

    polled: list[datetime] = []
    while at < midnight + timedelta(days=3, hours=6, minutes=10):
        coming = next_due(given, state(), now=at, uniform=middle, next_fire=next_fire)
        at = datetime.fromtimestamp(coming.due / 1000, UTC)
        polled.append(at)

    waits = [(b - a).total_seconds() / 60 for a, b in itertools.pairwise(polled)]
    local = [f"{at.astimezone(zone):%a %H:%M}" for at in polled]
    assert local[:3] == ["Fri 21:55", "Fri 22:25", "Fri 22:55"]
    assert local[-4:] == ["Mon 05:55", "Mon 06:00", "Mon 06:05", "Mon 06:10"]
    assert set(waits[:-3]) == {30.0}
