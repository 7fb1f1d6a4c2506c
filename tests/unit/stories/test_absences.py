"""A rule that waits for silence: told once, and once when something comes again."""

from datetime import timedelta

import pytest

from monitor.conditions import absence
from monitor.model import Article
from monitor.policy import Threshold
from monitor.ports import Neighbourhood
from monitor.stories.absences import back, quiet, spell
from monitor.stories.newsroom import Newsroom, Telling
from monitor.stories.rows import Standards
from tests.fakes.made import NINE, article, match, rule

DAY = Threshold(kind="absence", options=absence.Options())


class Desk:
    """Plays articles; only those with a match are of the rule."""

    def __init__(self) -> None:
        self.room = Newsroom(rules={"bank": rule("bank", title="Reserve bank", trigger=DAY)})

    def at(self, hours: float, *, matches: bool) -> tuple[Telling, ...]:
        at = NINE + timedelta(hours=hours)
        one: Article = article(
            f"News of hour {hours}", id=f"a{hours}", url=f"u{hours}", published=at, seen=at
        )
        return self.room.join(one, [match(rule="bank")] if matches else [])


def test_a_match_is_told_of_only_after_a_silence() -> None:
    desk = Desk()
    assert desk.at(0, matches=True) == ()
    assert desk.at(23, matches=True) == ()
    assert all(story.pending for story in desk.room.stories.values())


def test_a_silence_is_told_once_at_the_moment_it_was_long_enough() -> None:
    desk = Desk()
    desk.at(0, matches=True)
    assert desk.at(23.9, matches=False) == ()
    (told,) = desk.at(30, matches=False)
    assert (told.kind, told.at) == ("card", NINE + timedelta(hours=24))
    assert desk.at(90, matches=False) == ()
    story = desk.room.stories[told.story]
    assert story.headline == "Reserve bank: nothing for 1 d"
    assert story.mentions == ()


def test_the_return_is_told_once_under_it() -> None:
    desk = Desk()
    desk.at(0, matches=True)
    (silence,) = desk.at(30, matches=False)
    (back,) = desk.at(36, matches=True)
    assert (back.kind, back.story) == ("reply", silence.story)
    fact = desk.room.stories[silence.story].facts[-1]
    assert fact.value == "Back after 12 h: News of hour 36"
    assert desk.at(37, matches=True) == ()


def test_after_a_return_the_next_silence_is_a_story_of_its_own() -> None:
    desk = Desk()
    desk.at(0, matches=True)
    (first,) = desk.at(30, matches=False)
    desk.at(36, matches=True)
    (second,) = desk.at(61, matches=False)
    assert second.kind == "card"
    assert second.story != first.story


def test_the_clock_starts_with_the_first_article_of_any_kind() -> None:
    desk = Desk()
    assert desk.at(0, matches=False) == ()
    (told,) = desk.at(24, matches=False)
    assert told.kind == "card"


def test_a_match_that_ends_a_silence_unseen_so_far_is_told_with_it() -> None:
    desk = Desk()
    desk.at(0, matches=True)
    assert [one.kind for one in desk.at(40, matches=True)] == ["card", "reply"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(30, "30 s"), (600, "10 min"), (5400, "1.5 h"), (86400, "1 d"), (129600, "36 h")],
)
def test_a_length_of_time_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert spell(seconds) == said


def test_a_silence_whose_story_is_forgotten_ends_without_a_word() -> None:
    own = rule("bank", trigger=DAY)
    standards = Standards(rules={"bank": own}, routes=(), lists=lambda _: frozenset())
    nothing = Neighbourhood(versions={}, reports=(), stories={})
    begun = quiet(own, nothing, at=NINE, standards=standards, debounce_ms=0)
    assert begun is not None
    left = Neighbourhood(versions={}, reports=begun.reports, stories={})
    ended = back(own, left, article=article(), standards=standards, debounce_ms=0)
    assert ended is not None
    assert (ended.rows, ended.stories) == ((), ())
    over = Neighbourhood(versions={}, reports=ended.reports, stories={})
    assert back(own, over, article=article(), standards=standards, debounce_ms=0) is None
