"""States of a source: when they change, and that each change is told once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.intake.health import Judged, Notice, Signs, clock, judged, moved, paused, span
from monitor.intake.quiet import Silence
from monitor.manners import Alarm
from monitor.model import Problem, Source
from monitor.net.problems import problem
from monitor.ports import SourceState
from tests.fakes.clock import START
from tests.fakes.reading import source

BAD = problem("contract", '0 rows for "li.item", expected 5..200')
WALL = problem("blocked", "challenge page")
GONE = problem("410", "status 410")
OK = SourceState(health="ok", since=17)
FLAWED = Signs(flaw="a gap")
UNCHANGED = Signs(is_parsed=False)
QUIET = Signs(silence=Silence(gap_s=19 * 3600, usual_s=4 * 3600))
NEWS = 12

Poll = Problem | Signs | int | None


def after(
    *polls: Poll, given: SourceState = OK, every_h: float = 1, owner: Source | None = None
) -> tuple[SourceState, list[Notice]]:
    """Judge one poll after the other: a problem, articles, signs without any, or all well."""
    state, told = given, []
    for number, poll in enumerate(polls):
        now = START + timedelta(hours=number * every_h)
        result = judged(
            owner or source(),
            state,
            poll if isinstance(poll, Problem) else None,
            now=now,
            new=poll if isinstance(poll, int) else 0,
            signs=poll if isinstance(poll, Signs) else Signs(),
        )
        state = result.state
        told += [result.notice] if result.notice else []
    return state, told


def texts(told: list[Notice]) -> list[str]:
    return [one.text for one in told]


# --- broken ---------------------------------------------------------------------------------


def test_two_failures_are_no_news() -> None:
    state, told = after(BAD, BAD, None)

    assert (state.health, state.streak, told) == ("ok", 0, [])


def test_the_third_failure_in_a_row_is_told_by_its_kind_and_how_long_it_was_good() -> None:
    good = replace(OK, last_success=round(START.timestamp() * 1000))

    state, told = after(BAD, BAD, BAD, BAD, given=good)

    assert (state.health, state.fault) == ("broken", "contract")
    assert texts(told) == [
        'gazette broken(contract): 0 rows for "li.item", expected 5..200; good until 09:00'
    ]


def test_one_that_never_worked_has_no_last_good_time() -> None:
    _, told = after(BAD, BAD, BAD, given=SourceState())

    assert texts(told) == ['gazette broken(contract): 0 rows for "li.item", expected 5..200']


def test_a_source_may_be_given_more_patience() -> None:
    patient = replace(source(), alarm=Alarm(fail_after=5))

    before, _ = after(*[BAD] * 4, owner=patient)
    state, told = after(*[BAD] * 5, owner=patient)

    assert (before.health, state.health, len(told)) == ("ok", "broken", 1)


@pytest.mark.parametrize("health", ["new", "ok", "moved", "quiet", "degraded", "paused"])
def test_whatever_it_was_it_can_break(health: str) -> None:
    state, told = after(BAD, BAD, BAD, given=SourceState(health=health, since=17))

    assert (state.health, len(told)) == ("broken", 1)


def test_one_good_poll_is_no_recovery_yet() -> None:
    state, told = after(BAD, BAD, BAD, NEWS, BAD, NEWS)

    assert (state.health, state.streak, len(told)) == ("broken", 1, 1)


def test_two_good_polls_are_and_it_is_said_how_long_it_took_and_what_came() -> None:
    state, told = after(BAD, BAD, BAD, NEWS, 0)

    assert (state.health, state.fault, state.told) == ("ok", "", "")
    assert texts(told)[1] == "gazette works again after 2 h, 12 articles caught up"


# --- blocked --------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "polls"), [("blocked", 2), ("401", 3), ("403", 3)])
def test_walls_and_refusals_block(kind: str, polls: int) -> None:
    wall = problem(kind, "challenge page")

    before, _ = after(*[wall] * (polls - 1))
    state, told = after(*[wall] * polls)

    assert (before.health, state.health) == ("ok", "blocked")
    assert texts(told) == ["gazette blocked: challenge page; try its feed or a licence"]


def test_other_failures_before_a_wall_do_not_make_it_one() -> None:
    state, told = after(problem("timeout", "slow"), WALL)

    assert (state.health, told) == ("ok", [])


def test_a_broken_source_that_turns_out_to_be_walled_off_is_told_as_that() -> None:
    state, told = after(BAD, BAD, BAD, WALL, WALL)

    assert state.health == "blocked"
    assert texts(told)[1].startswith("gazette blocked: ")


def test_a_blocked_source_that_fails_otherwise_stays_blocked() -> None:
    state, told = after(WALL, WALL, BAD, BAD, BAD)

    assert (state.health, len(told)) == ("blocked", 1)


# --- gone -----------------------------------------------------------------------------------


def test_three_answers_410_within_two_days_and_it_is_gone() -> None:
    state, told = after(GONE, GONE, GONE, GONE, BAD)

    assert (state.health, state.gone) == ("gone", ())
    assert texts(told) == ["gazette answers 410, probed monthly"]


def test_a_broken_one_goes_too_and_other_failures_between_do_not_help() -> None:
    state, told = after(GONE, BAD, GONE, BAD, GONE)

    assert state.health == "gone"
    assert texts(told)[-1] == "gazette answers 410, probed monthly"


def test_answers_410_over_more_than_two_days_only_break_it() -> None:
    old = round((START - timedelta(hours=49)).timestamp() * 1000)

    state, told = after(GONE, GONE, given=replace(OK, gone=(old,)))

    assert (state.health, told) == ("ok", [])


def test_feeds_come_back_one_good_poll_ends_it() -> None:
    state, told = after(GONE, GONE, GONE, NEWS)

    assert state.health == "ok"
    assert texts(told)[1] == "gazette works again after 1 h, 12 articles caught up"


# --- new, paused, moved ---------------------------------------------------------------------


def test_the_first_good_poll_of_a_new_source_is_told_by_its_baseline_only() -> None:
    state, told = after(NEWS, given=SourceState())

    assert (state.health, told) == ("ok", [])


def test_a_pause_is_told_once_for_each_reason_and_when_it_ends() -> None:
    waiting = replace(source(), paused_why="HN_KEY unset")

    first = paused(waiting, SourceState(), now=START)
    again = paused(waiting, first.state, now=START)
    state, told = after(NEWS, given=first.state)

    assert first.notice
    assert first.notice.text == "gazette paused: HN_KEY unset"
    assert again == Judged(state=first.state)
    assert (state.health, texts(told)) == ("ok", ["gazette is polled again"])


def test_a_source_has_moved_until_its_file_says_so() -> None:
    at_new = replace(moved(OK, START), url="https://new.example/")

    stays, _ = after(NEWS, BAD, BAD, BAD, NEWS, NEWS, given=at_new)
    edited, told = after(NEWS, given=replace(at_new, url=""))

    assert (at_new.health, stays.health) == ("moved", "moved")
    assert (edited.health, told) == ("ok", [])


def test_a_source_in_trouble_keeps_it_over_a_move() -> None:
    assert moved(SourceState(health="degraded"), START).health == "degraded"


# --- degraded -------------------------------------------------------------------------------


def test_three_flawed_polls_degrade_and_unchanged_ones_between_say_nothing() -> None:
    two, nothing = after(FLAWED, UNCHANGED, FLAWED, UNCHANGED)
    state, told = after(FLAWED, UNCHANGED, FLAWED, UNCHANGED, FLAWED)

    assert (two.health, nothing) == ("ok", [])
    assert (state.health, state.fault) == ("degraded", "a gap")
    assert texts(told) == ["gazette degraded: a gap"]


def test_a_clean_poll_between_begins_the_count_anew() -> None:
    state, told = after(FLAWED, FLAWED, None, FLAWED, FLAWED)

    assert (state.health, told) == ("ok", [])


def test_three_clean_polls_in_a_row_end_it() -> None:
    state, told = after(*[FLAWED] * 3, None, None, FLAWED, None, None)
    assert (state.health, len(told)) == ("degraded", 1)

    state, told = after(*[FLAWED] * 3, None, None, None)
    assert state.health == "ok"
    assert texts(told)[1].startswith("gazette works again after 3 h")


def test_validators_that_lie_degrade_at_once() -> None:
    state, told = after(Signs(flaw="its validators lie", is_untrusted=True))

    assert (state.health, texts(told)) == ("degraded", ["gazette degraded: its validators lie"])


# --- quiet ----------------------------------------------------------------------------------


def test_silence_beyond_its_pattern_is_told_and_ends_with_the_next_article() -> None:
    state, told = after(QUIET, QUIET, UNCHANGED)
    assert state.health == "quiet"
    assert texts(told) == ["gazette quiet for 19 h, usually under 4"]

    state, told = after(QUIET, QUIET, UNCHANGED, 2)
    assert state.health == "ok"
    assert texts(told)[1] == "gazette works again after 3 h, 2 articles caught up"


def test_units_are_said_twice_only_when_they_differ() -> None:
    days = Signs(silence=Silence(gap_s=3 * 86_400, usual_s=9 * 3600))

    assert texts(after(days)[1]) == ["gazette quiet for 3 d, usually under 9 h"]


def test_who_wants_no_more_words_of_silence_is_told_of_no_end_before_news() -> None:
    calm = replace(source(), alarm=Alarm(quiet="off"))
    quiet_, _ = after(QUIET)

    state, _ = after(UNCHANGED, given=quiet_, owner=calm)

    assert state.health == "ok"


# --- what is told, and when -----------------------------------------------------------------


def test_a_notice_is_named_by_the_state_that_is_left() -> None:
    _, told = after(BAD, BAD, BAD, None, None)

    assert [one.id for one in told] == ["n.gazette.broken.17", "n.gazette.broken.17.over"]


def test_the_trouble_of_a_host_that_was_told_has_the_same_name_and_so_has_its_end() -> None:
    state = replace(OK, streak=2)

    broken = judged(source(), state, BAD, now=START, told="n.herald.broken.9")
    _, told = after(None, None, given=broken.state)

    assert broken.notice
    assert (broken.notice.id, told[0].id) == ("n.herald.broken.9", "n.herald.broken.9.over")


FLAPPING: tuple[Poll, ...] = (BAD, BAD, BAD, NEWS, NEWS, BAD, BAD, BAD, NEWS, NEWS)


def test_the_fourth_change_within_a_day_is_told_as_flapping_and_then_nothing_for_a_day() -> None:
    state, told = after(*FLAPPING, *FLAPPING, *FLAPPING)

    assert [one.text.split()[1].rstrip(":(").split("(")[0] for one in told] == [
        "broken", "works", "broken", "flapping",
    ]  # fmt: skip
    assert texts(told)[3] == ("gazette flapping: 4 changes within a day, now ok; silent for 24 h")
    assert (state.health, state.told) == ("ok", "")


def test_changes_over_several_days_are_no_flapping() -> None:
    _, told = after(*FLAPPING, *FLAPPING, every_h=5)

    assert not [text for text in texts(told) if "flapping" in text]
    assert len(told) == 8


def test_what_broke_in_silence_and_stays_is_told_when_the_silence_ends() -> None:
    flapped, _ = after(*FLAPPING)
    until = flapped.silent_until

    silent, nothing = after(*[BAD] * 3, given=replace(flapped, error="0 rows"))
    state, told = after(BAD, BAD, given=replace(silent, silent_until=until - 2 * 86_400_000))
    over, words = after(NEWS, NEWS, given=state)

    assert (silent.health, nothing) == ("broken", [])
    assert texts(told) == ["gazette broken(contract) for 0 s: 0 rows"]
    assert (over.health, len(words)) == ("ok", 1)


def test_who_was_told_of_no_trouble_is_told_of_no_recovery() -> None:
    unheard = SourceState(health="broken", silent_until=1)

    state, told = after(NEWS, NEWS, given=unheard)

    assert (state.health, told) == ("ok", [])


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0 s"), (5, "5 s"), (300, "5 min"), (10_800, "3 h"), (100_000, "28 h"), (200_000, "2 d")],
)
def test_a_span_is_said_in_its_largest_unit(seconds: int, said: str) -> None:
    assert span(seconds) == said


def test_a_time_of_another_day_has_its_date() -> None:
    ms = round(START.timestamp() * 1000)

    assert clock(ms, START) == "09:00"
    assert clock(ms - 86_400_000, START) == "23 Nov 09:00"
