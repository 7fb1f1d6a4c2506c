"""States of a source: when they change, and that each change is told once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.intake.health import judged, notice, paused
from monitor.manners import Alarm
from monitor.net.problems import problem
from monitor.ports import SourceState
from tests.fakes.clock import START
from tests.fakes.reading import source

BAD = problem("contract", "0 rows")
WALL = problem("blocked", "challenge page")


def after(*polls: object, given: SourceState | None = None) -> tuple[SourceState, list[str]]:
    """Judge one poll after the other; None is a good one."""
    state, told = given or SourceState(health="ok"), []
    for number, problem_ in enumerate(polls):
        now = START + timedelta(hours=number)
        state, line = judged(source(), state, problem_, now=now, new=12)  # type: ignore[arg-type]
        told += [line] if line else []
    return state, told


def test_two_failures_are_no_news() -> None:
    state, told = after(BAD, BAD, None)

    assert (state.health, state.streak, told) == ("ok", 0, [])


def test_the_third_failure_in_a_row_is_told_by_its_kind() -> None:
    state, told = after(BAD, BAD, BAD, BAD)

    assert state.health == "broken"
    assert told == ["gazette broken(contract): 0 rows"]


def test_a_source_may_be_given_more_patience() -> None:
    given = replace(source(), alarm=Alarm(fail_after=5))

    state, told = judged(given, SourceState(streak=3), BAD, now=START)

    assert (state.health, told) == ("new", "")


@pytest.mark.parametrize(("kind", "polls"), [("blocked", 2), ("401", 3), ("403", 3)])
def test_walls_and_refusals_block(kind: str, polls: int) -> None:
    wall = problem(kind, "challenge page")

    before, _ = after(*[wall] * (polls - 1))
    state, told = after(*[wall] * polls)

    assert (before.health, state.health) == ("ok", "blocked")
    assert told == ["gazette blocked: challenge page; try its feed or a licence"]


def test_one_good_poll_is_no_recovery_yet() -> None:
    state, _ = after(BAD, BAD, BAD, None, BAD, None)

    assert (state.health, state.streak) == ("broken", 1)


def test_two_good_polls_are_and_it_is_said_how_long_it_took() -> None:
    state, told = after(BAD, BAD, BAD, None, None)

    assert state.health == "ok"
    assert told[1] == "gazette works again after 2 h, 12 articles caught up"


def test_the_first_good_poll_of_a_new_source_is_told_by_its_baseline_only() -> None:
    state, told = after(None, given=SourceState())

    assert (state.health, told) == ("ok", [])


def test_a_pause_is_told_once_for_each_reason() -> None:
    waiting = replace(source(), paused_why="HN_KEY unset")

    state, told = paused(waiting, SourceState(), now=START)
    again, nothing = paused(waiting, state, now=START)

    assert told == "gazette paused: HN_KEY unset"
    assert (again, nothing) == (state, "")


def test_a_notice_is_named_by_the_state_that_is_left() -> None:
    before = SourceState(health="ok", since=17)

    assert notice(source(), before, "broken", "text").id == "n.gazette.broken.17"


def test_the_span_is_said_in_its_largest_unit() -> None:
    def recovered(seconds: int) -> str:
        since = round((START - timedelta(seconds=seconds)).timestamp() * 1000)
        state = SourceState(health="blocked", since=since, streak=1)
        return judged(source(), state, None, now=START)[1]

    said = [recovered(s).split("after ")[1].split(",")[0] for s in (5, 300, 10_800, 200_000)]
    assert said == ["5 s", "5 min", "3 h", "2 d"]


GONE = problem("410", "status 410")


def test_three_answers_410_within_two_days_and_it_is_gone() -> None:
    state, told = after(GONE, GONE, GONE, GONE, BAD)

    assert (state.health, state.gone) == ("gone", ())
    assert told == ["gazette answers 410, probed monthly"]


def test_a_broken_one_goes_too_and_other_failures_between_do_not_help() -> None:
    state, told = after(GONE, BAD, GONE, BAD, GONE)

    assert state.health == "gone"
    assert told[-1] == "gazette answers 410, probed monthly"


def test_answers_410_over_more_than_two_days_only_break_it() -> None:
    old = round((START - timedelta(hours=49)).timestamp() * 1000)

    state, told = after(GONE, GONE, given=SourceState(health="ok", gone=(old,)))

    assert (state.health, told) == ("ok", [])


def test_feeds_come_back_one_good_poll_ends_it() -> None:
    state, told = after(GONE, GONE, GONE, None)

    assert state.health == "ok"
    assert told[1] == "gazette works again after 1 h, 12 articles caught up"
