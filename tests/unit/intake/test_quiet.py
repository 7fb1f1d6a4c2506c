"""Silence is told by a source's own pattern, not by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.intake.quiet import Hours, expected, remembered, silence
from monitor.ports import SourceState

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
ALWAYS: Hours = (2.0,) * 168
OFFICE: Hours = tuple(3.0 if h // 24 < 5 and 8 <= h % 24 < 18 else 0.0 for h in range(168))


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def hours_on(hours: float) -> datetime:
    """Give the time so many hours after Monday 00:00."""
    return MONDAY + timedelta(hours=hours)


def quiet_s(hours: Hours, last_h: float, now_h: float, lull: float = 0.0) -> float | None:
    """Give how long a source is quiet, if it is, its last news and now as hours of the week."""
    state = SourceState(last_new=ms(hours_on(last_h)), lull=lull)
    found = silence("auto", state, hours, ms(hours_on(now_h)))
    return None if found is None else found.gap_s


# --- what a pattern expects -----------------------------------------------------------------


def test_parts_of_hours_count_in_part() -> None:
    assert expected(ALWAYS, ms(hours_on(0.5)), ms(hours_on(3.25))) == pytest.approx(5.5)


def test_the_week_goes_round() -> None:
    assert expected(OFFICE, ms(hours_on(100)), ms(hours_on(177))) == pytest.approx(33)


def test_whole_weeks_are_counted_too() -> None:
    assert expected(OFFICE, ms(hours_on(0)), ms(hours_on(2 * 168 + 9))) == pytest.approx(303)


def test_hours_nobody_has_seen_expect_nothing() -> None:
    young = tuple(2.0 if h < 10 else -1.0 for h in range(168))

    assert expected(young, ms(hours_on(8)), ms(hours_on(30))) == pytest.approx(4)


@pytest.mark.parametrize("hours", [(), ALWAYS])
def test_no_pattern_or_no_time_expects_nothing(hours: Hours) -> None:
    assert expected(hours, ms(hours_on(5)), ms(hours_on(5))) == 0


# --- when that is too much ------------------------------------------------------------------


def test_a_busy_source_is_quiet_once_chance_does_not_explain_it() -> None:
    assert quiet_s(ALWAYS, 0, 5.9) is None
    assert quiet_s(ALWAYS, 0, 6) is None  # expects 12 of ln(500 * 336)
    assert quiet_s(ALWAYS, 0, 6.1) == pytest.approx(6.1 * 3600)


def test_no_silence_under_six_hours_is_any_news() -> None:
    assert quiet_s((50.0,) * 168, 0, 5.9) is None


def test_nights_and_weekends_are_no_silence() -> None:
    assert quiet_s(OFFICE, 18, 24 + 8) is None
    assert quiet_s(OFFICE, 4 * 24 + 17.5, 7 * 24 + 9) is None


def test_one_day_may_be_a_holiday_two_are_not() -> None:
    assert quiet_s(OFFICE, 18, 2 * 24 + 8) is None
    assert quiet_s(OFFICE, 18, 2 * 24 + 14) is not None


def test_what_has_passed_before_is_no_silence_yet() -> None:
    assert quiet_s(ALWAYS, 0, 20, lull=30.0) is None
    assert quiet_s(ALWAYS, 0, 23, lull=30.0) is not None


def test_what_comes_less_than_once_a_week_has_no_pattern() -> None:
    assert quiet_s((0.5 / 168,) * 168, 0, 2000) is None


def test_the_usual_is_how_long_the_worst_took_before() -> None:
    state = SourceState(last_new=ms(hours_on(0)), lull=7.0)

    found = silence("auto", state, ALWAYS, ms(hours_on(19)))

    assert found is not None
    assert (found.gap_s, found.usual_s) == (19 * 3600, 4 * 3600)


def test_a_number_of_days_is_taken_as_it_is_and_off_as_never() -> None:
    state = SourceState(last_new=ms(hours_on(0)))
    day = 86_400.0

    assert silence(30 * day, state, (), ms(hours_on(29 * 24))) is None
    found = silence(30 * day, state, (), ms(hours_on(30 * 24)))
    assert found is not None
    assert found.usual_s == 30 * day
    assert silence("off", state, ALWAYS, ms(hours_on(99))) is None


def test_the_clock_starts_when_it_works_again() -> None:
    state = SourceState(last_new=ms(hours_on(0)), since=ms(hours_on(40)))

    assert silence("auto", state, ALWAYS, ms(hours_on(45))) is None
    assert silence("auto", state, ALWAYS, ms(hours_on(48))) is not None


def test_a_source_without_any_article_has_no_silence() -> None:
    assert silence("auto", SourceState(), ALWAYS, ms(hours_on(99))) is None


# --- what is remembered ---------------------------------------------------------------------


def test_the_most_that_was_expected_in_vain_is_kept_and_fades() -> None:
    assert remembered(3.0, ALWAYS, ms(hours_on(0)), ms(hours_on(5))) == 10.0
    assert remembered(30.0, ALWAYS, ms(hours_on(0)), ms(hours_on(5))) == pytest.approx(29.78)
    assert remembered(1000.0, (), ms(hours_on(0)), ms(hours_on(28 * 24))) == pytest.approx(367.88)
