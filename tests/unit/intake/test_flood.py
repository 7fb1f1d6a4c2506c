"""What is a flood, and what of it passes."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.intake import flood
from monitor.ports import SourceState
from tests.fakes.clock import START
from tests.fakes.reading import entry

NOW_MS = round(START.timestamp() * 1000)
STATE = SourceState(polls=100, interval_s=600.0, last_success=NOW_MS - 600_000)


def events(*new: int, outcome: str = "parsed") -> list[dict[str, Any]]:
    return [{"outcome": outcome, "new": n} for n in new]


def test_a_source_brings_what_its_polls_brought_at_most() -> None:
    assert flood.usual(events(1, 0, 7, 2), STATE) == 7
    assert flood.usual([], STATE) == 0


def test_one_poll_in_a_hundred_does_not_count() -> None:
    assert flood.usual(events(90, *range(99)), STATE) == 97


def test_the_first_look_is_no_measure() -> None:
    state = SourceState(polls=3, interval_s=600.0)

    assert flood.usual(events(2, 1, 300), state) == 2
    assert flood.usual(events(300), SourceState(polls=1)) == 0


def test_failures_before_the_first_look_change_nothing() -> None:
    state = SourceState(polls=3)
    log = [*events(4, 300), *events(0, outcome="timeout")]

    assert flood.usual(log, state) == 4


def test_dates_say_what_is_usual_before_there_were_polls() -> None:
    busy = SourceState(polls=1, interval_s=900.0, rate_h=120.0)

    assert flood.usual(events(100), busy) == 30


@pytest.mark.parametrize(
    ("usual", "minutes", "limit"), [(0, 10, 10), (1, 10, 10), (3, 10, 15), (3, 60, 90), (0, 1, 10)]
)
def test_the_limit_grows_with_what_is_usual_and_with_time(
    usual: int, minutes: int, limit: int
) -> None:
    state = SourceState(interval_s=600.0, last_success=NOW_MS - minutes * 60_000)

    assert flood.limit(usual, state, START) == pytest.approx(limit)


def test_the_newest_of_two_hours_pass() -> None:
    new = [entry(f"n{n}", published=START - timedelta(minutes=10 * n)) for n in range(30)]

    assert flood.passing(new, 0, START) == {f"id-n{n}" for n in range(10)}
    assert flood.passing(new, 29, START) == {f"id-n{n}" for n in range(13)}


def test_one_without_a_date_is_of_now() -> None:
    assert flood.passing([entry("a", published=None)], 0, START) == {"id-a"}


def test_the_notice_says_what_to_do_and_what_is_not_held() -> None:
    said = flood.notice("acme", held=43, alerting=2)

    assert said == "held 43 of acme, 2 would alert: monitor sources release acme | drop acme"
    assert flood.notice("acme", held=2043, alerting=0).endswith("; 43 are only in the archive")
