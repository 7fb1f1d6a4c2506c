"""How many articles an hour are expected, and what a poll adds to that knowledge."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.intake.admission import Admitted
from monitor.intake.rates import PRIOR_H, WEEK, counted, expected, hour_of_week, rate, turnover_s
from monitor.ports import SourceState
from monitor.reasons import Reason
from tests.fakes.clock import START
from tests.fakes.reading import entry, source

NOW_MS = round(START.timestamp() * 1000)
AT = hour_of_week(START)
HOUR_MS = 3_600_000
NEW = [-1.0] * WEEK


def state(**more: Any) -> SourceState:
    given: dict[str, Any] = {"last_success": NOW_MS - HOUR_MS, "interval_s": 3600.0, "rate_h": 1.0}
    return SourceState(**(given | more))


def week(**rates: float) -> list[float]:
    """A week of one article an hour; `near`, `here` and `daily` change what is asked for."""
    hours = [rates.get("all", 1.0)] * WEEK
    for day in range(7):
        hours[(AT + 24 * day) % WEEK] = rates.get("daily", hours[0])
    for at in (AT - 1, AT + 1):
        hours[at % WEEK] = rates.get("near", hours[0])
    hours[AT] = rates.get("here", hours[AT])
    return hours


def admitted(new: int, *, held: int = 0, hours_old: float = 0.0) -> Admitted:
    at = START - timedelta(hours=hours_old)
    unseen = tuple(entry(f"e{n}", published=at) for n in range(new))
    kept = {article.id: Reason.FLOOD_HELD for article in unseen[:held]}
    return Admitted(unseen=unseen, new=new, kept=kept)


def test_the_hours_of_the_week_begin_on_monday() -> None:
    assert START.strftime("%A %H:%M") == "Tuesday 09:00"
    assert AT == 24 + 9


def test_before_anything_is_known_sources_of_its_tier_are_the_measure() -> None:
    assert expected((), SourceState(), source(tier="wire"), START) == PRIOR_H["wire"]
    assert expected((), state(rate_h=3.0), source(), START) == 3.0


def test_an_even_week_is_expected_as_it_is() -> None:
    assert expected(week(), state(), source(), START) == pytest.approx(1.0)


@pytest.mark.parametrize("where", ["here", "near", "daily"])
def test_the_hour_its_neighbours_and_its_days_all_count(where: str) -> None:
    busier = expected(week(**{where: 9.0}), state(), source(), START)

    assert 1.0 < busier < 9.0


def test_the_hour_itself_counts_most_and_the_night_before_not_at_all() -> None:
    hours = week(here=9.0)
    elsewhere = week()
    elsewhere[(AT + 11) % WEEK] = 9.0

    assert expected(hours, state(), source(), START) > 3.0
    assert expected(elsewhere, state(), source(), START) == pytest.approx(1.0)


def test_hours_not_yet_lived_through_leave_what_is_known_of_late() -> None:
    assert expected(NEW, state(rate_h=3.0), source(), START) == pytest.approx(3.0)


def test_a_few_lived_hours_only_begin_to_count() -> None:
    hours = list(NEW)
    hours[AT] = 0.0

    assert 0.3 < expected(hours, state(rate_h=1.0), source(), START) < 0.9


def test_the_first_document_s_dates_begin_the_rate() -> None:
    hours = tuple(START - timedelta(hours=h) for h in range(48))

    first = rate(source(), SourceState(), now=START, new=48, dates=hours)
    undated = rate(source(tier="wire"), SourceState(), now=START, new=48, dates=())

    assert first == 1.0
    assert undated == PRIOR_H["wire"]


def test_the_rate_moves_towards_what_is_seen() -> None:
    later = START + timedelta(hours=2)

    busier = rate(source(), state(), now=later, new=20, dates=())
    quieter = rate(source(), state(), now=later, new=0, dates=())

    assert quieter < 1.0 < busier < 10.0


def test_a_good_poll_counts_its_articles_in_this_hour_of_the_week() -> None:
    assert counted(state(), week(), admitted(3), START) == (AT, 3.0)


def test_what_a_flood_holds_is_not_what_a_source_brings() -> None:
    assert counted(state(), week(), admitted(30, held=20), START) == (AT, 10.0)


def test_without_articles_nothing_is_written() -> None:
    assert counted(state(), week(), admitted(0), START) is None


def test_the_counting_begins_with_the_baseline_which_does_not_count() -> None:
    baseline = Admitted(unseen=(entry("a"),), new=1, is_baseline=True)

    assert counted(SourceState(), (), baseline, START) == (AT, 0.0)
    assert counted(state(), week(), baseline, START) is None


def test_what_is_caught_up_after_an_outage_is_of_no_one_hour() -> None:
    away = state(last_success=NOW_MS - 30 * HOUR_MS)

    assert counted(away, week(), admitted(8, hours_old=5), START) is None
    assert counted(away, week(), admitted(8), START) == (AT, 8.0)


@pytest.mark.parametrize(
    ("shown", "new", "minutes"),
    [(30, 0, None), (30, 1, 30 * 60), (30, 15, 120), (30, 30, 0), (1, 1, 0)],
)
def test_a_document_turns_over_in_the_time_its_new_share_says(
    shown: int, new: int, minutes: float | None
) -> None:
    found = turnover_s(state(), shown=shown, new=new, now=START)

    assert (None if found is None else found / 60) == minutes


def test_a_first_look_turns_nothing_over() -> None:
    assert turnover_s(SourceState(), shown=30, new=30, now=START) is None
