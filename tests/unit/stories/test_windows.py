"""Thresholds over stories and groups, played in a newsroom in memory."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.conditions import count, distinct, first_seen, spike
from monitor.model import Article, Rule
from monitor.policy import Threshold
from monitor.reasons import Reason
from monitor.stories.newsroom import Newsroom, Telling, alone
from tests.fakes.made import NINE, article, event, match, rule

HOUR, DAY = 3600.0, 86400.0
TWO_OUTLETS = Threshold(
    kind="distinct", options=distinct.Options(of="outlet", at_least=2, within=6 * HOUR)
)


def came(name: str, title: str, hours: float = 0, outlet: str = "A", **more: Any) -> Article:
    at = NINE + timedelta(hours=hours)
    return article(
        title,
        id=name,
        url=f"https://{outlet.lower()}.example/{name}",
        outlet=outlet,
        outlet_id=outlet.lower(),
        published=more.pop("published", at),
        seen=at,
        **more,
    )


class Desk:
    """Plays articles of one keyword rule; what it captured is given with each."""

    def __init__(self, trigger: Threshold | None, **more: Any) -> None:
        self.rule: Rule = rule("keywords", trigger=trigger, **more)
        self.room = Newsroom(rules={"keywords": self.rule})

    def join(self, one: Article, **captures: str) -> list[str]:
        caught = {name: (value,) for name, value in captures.items()}
        found = match(rule="keywords", captures=caught)
        return [told.kind for told in self.room.join(one, [found])]

    def mentions(self) -> list[list[str]]:
        stories = self.room.stories.values()
        return [[m.outlet for m in s.mentions] for s in stories if self.room.told(s.id)]


# --- a story's own window ----------------------------------------------------------------------


def test_below_the_threshold_the_story_exists_and_nobody_is_told() -> None:
    desk = Desk(TWO_OUTLETS)
    assert desk.join(came("a", "Apple hit by breach")) == []
    (story,) = desk.room.stories.values()
    assert (story.rules, story.pending, story.receivers) == ((), ("keywords",), ())
    assert story.headline == "Apple hit by breach"


def test_reaching_it_sends_one_alert_with_all_evidence() -> None:
    desk = Desk(TWO_OUTLETS, same_if=("victim",))
    assert desk.join(came("a", "Apple hit by breach"), victim="Apple") == []
    assert desk.join(came("b", "Records for sale", 2, "B"), victim="Apple") == ["card"]
    assert desk.mentions() == [["A", "B"]]
    (story,) = desk.room.stories.values()
    assert (story.rules, story.pending) == (("keywords",), ())


def test_once_it_is_told_it_stays_told() -> None:
    desk = Desk(TWO_OUTLETS, same_if=("victim",))
    for name, outlet, hours in (("a", "A", 0), ("b", "B", 1), ("c", "C", 40)):
        told = desk.join(came(name, f"Title {name}", hours, outlet), victim="Apple")
        assert told == (["card"] if name == "b" else [])
    assert desk.mentions() == [["A", "B", "C"]]


def test_a_copy_counts_with_its_original() -> None:
    desk = Desk(TWO_OUTLETS, same_if=("victim",))
    desk.join(came("a", "Apple hit by breach"), victim="Apple")
    assert desk.join(came("b", "Apple hit by breach", 1, "B"), victim="Apple") == []
    assert desk.join(came("c", "Own words on it", 2, "C"), victim="Apple") == ["card"]


def test_a_text_that_was_taken_over_is_a_copy_whatever_its_headline() -> None:
    body = " ".join(f"word{n}" for n in range(200))
    desk = Desk(TWO_OUTLETS, same_if=("victim",))
    desk.join(came("a", "Apple hit by breach", body=body), victim="Apple")
    assert desk.join(came("b", "Records gone", 1, "B", body=body), victim="Apple") == []
    own = " ".join(f"other{n}" for n in range(200))
    assert desk.join(came("c", "Own words", 2, "C", body=own), victim="Apple") == ["card"]


def test_the_same_article_again_is_not_counted_again() -> None:
    desk = Desk(Threshold(kind="count", options=count.Options(at_least=2, within=HOUR)))
    for version in ("v1", "v1", "v2"):
        assert desk.join(came("a", "Breach at Apple", version=version)) == []


def test_what_is_published_later_than_fetched_counts_when_it_was_fetched() -> None:
    options = distinct.Options(of="outlet", at_least=2, within=HOUR)
    desk = Desk(Threshold(kind="distinct", options=options), same_if=("victim",))
    ahead = NINE + timedelta(days=3)
    desk.join(came("a", "One", published=ahead), victim="Apple")
    assert desk.join(came("b", "Two", 0.5, "B"), victim="Apple") == ["card"]


def test_articles_that_are_too_far_apart_do_not_reach_it() -> None:
    desk = Desk(TWO_OUTLETS, same_if=("victim",))
    desk.join(came("a", "One"), victim="Apple")
    assert desk.join(came("b", "Two", 7, "B"), victim="Apple") == []
    assert desk.join(came("c", "Three", 12, "C"), victim="Apple") == ["card"]


def test_a_denial_is_no_member_of_a_window() -> None:
    rules = {"executive-change": rule(trigger=TWO_OUTLETS)}
    room = Newsroom(rules=rules)
    asserted = match(event())
    denied = match(event(polarity="denied"), reason=Reason.DENIED)
    assert room.join(came("a", "Tim Cook leaves Apple"), [asserted]) == ()
    assert room.join(came("b", "Apple denies it", 1, "B"), [denied]) == ()
    told = room.join(came("c", "Cook is going", 2, "C"), [asserted])
    assert [one.kind for one in told] == ["card"]


# --- groups over stories -------------------------------------------------------------------------


def by_town(least: int = 3, of: Any = "article") -> Threshold:
    options = count.Options(of=of, at_least=least, within=DAY, by="town")
    return Threshold(kind="count", options=options)


def test_each_value_of_a_capture_is_counted_by_itself() -> None:
    desk = Desk(by_town())
    assert desk.join(came("a", "Bus strike"), town="Rome") == []
    assert desk.join(came("b", "Metro strike", 1), town="Paris") == []
    assert desk.join(came("c", "Train strike", 2), town="Rome") == []
    assert desk.join(came("d", "School strike", 3, "B"), town="ROME") == ["card"]
    assert desk.mentions() == [["A", "A", "B"]]


def test_what_left_the_window_is_no_evidence_any_more() -> None:
    desk = Desk(by_town(2))
    desk.join(came("a", "Bus strike", 0, "Old"), town="Rome")
    desk.join(came("b", "Metro strike", 30, "B"), town="Rome")
    assert desk.join(came("c", "Train strike", 40, "C"), town="Rome") == ["card"]
    assert desk.mentions() == [["B", "C"]]


def test_a_group_is_told_anew_once_it_had_fallen_below() -> None:
    desk = Desk(by_town(2))
    told = {
        hours: desk.join(
            came(f"a{hours}", f"Strike number {hours} of them all", hours), town="Rome"
        )
        for hours in (0, 1, 2, 60, 61)
    }
    assert told == {0: [], 1: ["card"], 2: [], 60: [], 61: ["card"]}


def test_stories_are_counted_whatever_the_number_of_their_articles() -> None:
    options = count.Options(of="story", at_least=2, within=DAY, by="org")
    rules = {"executive-change": rule(trigger=Threshold(kind="count", options=options))}
    room = Newsroom(rules=rules)
    cook, ive = match(event()), match(event("Jony Ive", role_class=frozenset({"board"})))
    assert room.join(came("a", "Cook leaves"), [cook]) == ()
    assert room.join(came("b", "Cook is off", 1, "B"), [cook]) == ()
    told = room.join(came("c", "Ive leaves", 2, "C"), [ive])
    assert [one.kind for one in told] == ["card"]
    story = room.stories[told[0].story]
    assert [f.value for f in story.facts] == ["Tim Cook", "Jony Ive"]
    assert len(story.mentions) == 3


# --- what was before -----------------------------------------------------------------------------


def test_a_value_is_told_the_first_time_and_not_with_another_story() -> None:
    desk = Desk(Threshold(kind="first_seen", options=first_seen.Options(of="who", after=30 * DAY)))
    assert desk.join(came("a", "Acme buys a mill"), who="Acme") == ["card"]
    assert desk.join(came("b", "Something else by Acme", 9), who="acme") == []
    assert desk.join(came("c", "Globex sells", 10), who="Globex") == ["card"]
    assert desk.join(came("d", "Acme is back again here", 32 * 24), who="Acme") == ["card"]


def test_a_spike_is_far_more_than_usual_at_this_hour_and_needs_a_week() -> None:
    options = spike.Options(ratio=3, within=HOUR, at_least=3)
    desk = Desk(Threshold(kind="spike", options=options))
    for week in range(2):
        assert desk.join(came(f"w{week}", f"Week {week} as usual", week * 168)) == []
    late = 2 * 168
    told = [desk.join(came(f"n{n}", f"Now number {n}", late + n / 10)) for n in range(5)]
    assert told == [[], [], ["card"], [], []]
    assert len(desk.mentions()[0]) == 5


# --- one article alone ---------------------------------------------------------------------------


@pytest.mark.parametrize(("tier", "reason"), [("outlet", "below_threshold"), ("primary", None)])
def test_one_article_alone_is_below_unless_it_suffices(tier: str, reason: str | None) -> None:
    options = distinct.Options(of="outlet", at_least=2, within=HOUR, or_tier=("primary",))
    own = rule("keywords", status="draft", trigger=Threshold(kind="distinct", options=options))
    one = came("a", "Apple hit by breach", tier=tier)
    (found,) = alone(one, [match(rule="keywords")], {"keywords": own})
    assert found.reason == reason
    assert bool(found.because) is (reason is not None)


def test_what_has_no_threshold_or_another_reason_stays_as_it_is() -> None:
    rules = {"executive-change": rule(), "keywords": rule("keywords", trigger=TWO_OUTLETS)}
    given = (match(event()), match(rule="keywords", reason=Reason.EXCEPTED))
    assert alone(came("a", "T"), given, rules) == given


def test_tellings_name_the_report_that_brought_them() -> None:
    desk = Desk(None)
    found = desk.room.join(came("a", "Breach"), [match(rule="keywords")])
    assert [type(one) for one in found] == [Telling]
    assert found[0].report in desk.room.reports
