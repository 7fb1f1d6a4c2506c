"""When a source is polled next."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from monitor.intake import cadence
from monitor.intake.cadence import DAY, HOUR, first_due, freshness, interval, next_due, phase, rate
from monitor.net.problems import problem
from monitor.ports import SourceState
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
        ({"tier": "outlet"}, {"rate_h": 0.01, "last_new": NOW_MS - 32 * 86_400_000}, 360),
    ],
)
def test_auto_follows_the_rate_of_articles_within_bounds(
    given: dict[str, Any], before: dict[str, Any], minutes: float
) -> None:
    seconds, why = interval(source(every_s=None, **given), state(**before), now=START)

    assert seconds / 60 == pytest.approx(minutes)
    assert why.startswith("auto: ")


def test_five_minutes_only_where_the_server_says_so() -> None:
    seconds, _ = interval(source(every_s=None), state(rate_h=100.0), now=START, freshness_s=120.0)

    assert seconds == 300


def test_the_first_document_s_dates_begin_the_rate() -> None:
    hours = tuple(START - timedelta(hours=h) for h in range(48))

    first = rate(source(), SourceState(), now=START, new=48, dates=hours)
    undated = rate(source(tier="wire"), SourceState(), now=START, new=48, dates=())

    assert first == 1.0
    assert undated == cadence.PRIOR_H["wire"]


def test_the_rate_moves_towards_what_is_seen() -> None:
    later = START + timedelta(hours=2)

    busier = rate(source(), state(rate_h=1.0), now=later, new=20, dates=())
    quieter = rate(source(), state(rate_h=1.0), now=later, new=0, dates=())

    assert quieter < 1.0 < busier < 10.0


@pytest.mark.parametrize(
    ("headers", "hints", "seconds"),
    [
        ({}, {}, None),
        ({"cache-control": "max-age=300"}, {}, 300),
        ({"cache-control": "public, Max-Age=300", "age": "100"}, {}, 200),
        ({"cache-control": 'max-age="60"'}, {}, 60),
        ({"cache-control": "max-age=300, no-cache"}, {}, 0),
        ({"cache-control": "max-age=lots"}, {}, None),
        ({"cache-control": "max-age=99999999999999"}, {}, None),
        ({}, {"ttl_s": "3600"}, 3600),
        ({"cache-control": "max-age=60"}, {"ttl_s": "3600"}, 3600),
        (
            {
                "date": "Tue, 24 Nov 2026 09:00:00 GMT",
                "expires": "Tue, 24 Nov 2026 09:10:00 GMT",
            },
            {},
            600,
        ),
        ({"expires": "0", "date": "Tue, 24 Nov 2026 09:00:00 GMT"}, {}, None),
    ],
)
def test_freshness_is_read_and_nonsense_is_not(
    headers: dict[str, str], hints: dict[str, str], seconds: float | None
) -> None:
    assert freshness(headers, hints) == seconds


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


def test_a_schedule_that_never_comes_true_is_never_due() -> None:
    def never(cron: str, zone: str, after: datetime) -> datetime:
        return datetime.max.replace(tzinfo=UTC)

    coming = next_due(
        source(cron="0 0 30 2 *", every_s=None),
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
