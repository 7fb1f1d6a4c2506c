"""Groups that a threshold tells of: what goes on, what begins anew, what has left the window."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.conditions import count
from monitor.model import Mention, Report, Story
from monitor.policy import Threshold
from monitor.ports import Neighbourhood
from monitor.stories.apart import placed, renewed, story_of
from monitor.stories.facts import facts_of
from monitor.stories.windows import NOTHING
from tests.fakes.made import NINE, report, rule, told

HOUR = 3600.0
BY = count.Options(at_least=2, within=HOUR, by="who")
COUNTED = rule("k", trigger=Threshold(kind="count", options=BY))
OF_STORIES = rule(
    "k",
    trigger=Threshold(
        kind="count", options=count.Options(at_least=2, within=HOUR, of="story")
    ),
)  # fmt: skip


def one(name: str, hours: float = 0, who: Sequence[str] = ("Acme",), **more: Any) -> Report:
    given: dict[str, Any] = {"rules": ("k",), "captures": {"who": tuple(who)}}
    return report(name, hours=hours, **(given | more))


def group(name: str, hours: float = 0, *, story: str = "") -> Report:
    (found,) = placed(one(name, hours, story=story), COUNTED)
    return found


def around(*reports: Report, rules: tuple[str, ...] = ()) -> Neighbourhood:
    stories = {r.story: Story(id=r.story, key="k", version=1, rules=rules) for r in reports}
    return Neighbourhood(versions={}, reports=reports, stories=stories)


def named(found: Story | None) -> str:
    return found.id if found else ""


def test_a_report_is_put_into_the_group_of_each_of_its_values() -> None:
    found = placed(one("a", who=("Acme", "ACME ", "Globex")), COUNTED)
    assert [r.apart for r in found] == ["k|acme", "k|acme", "k|globex"]
    assert found[2].captures == {"who": ("Globex",)}
    assert len(set(found[2].near)) == 2


def test_stories_are_counted_in_one_group_of_the_rule() -> None:
    (found,) = placed(one("a", who=()), OF_STORIES)
    assert (found.apart, found.captures) == ("k|", {"who": ()})


def test_a_denial_is_counted_in_no_group() -> None:
    assert placed(one("a", events=(told(polarity="denied"),)), COUNTED) == ()


def test_a_rule_without_a_group_leaves_a_report_as_it_is() -> None:
    assert placed(one("a"), rule("k")) == (one("a"),)


def test_below_the_threshold_a_story_goes_on_while_its_articles_are_near() -> None:
    first = group("a", story="s1")
    assert named(story_of(group("b", 0.5), around(first), COUNTED, NOTHING)) == "s1"
    assert named(story_of(group("b", 1.5), around(first), COUNTED, NOTHING)) == ""


def test_a_told_story_goes_on_while_the_threshold_holds() -> None:
    both = (group("a", story="s1"), group("b", 0.5, story="s1"))
    kept = around(*both, rules=("k",))
    assert named(story_of(group("c", 0.9), kept, COUNTED, NOTHING)) == "s1"


def test_a_told_story_whose_threshold_holds_no_more_ends() -> None:
    three = rule(
        "k",
        trigger=Threshold(kind="count", options=count.Options(at_least=3, within=HOUR, by="who")),
    )
    kept = around(group("a", story="s1"), rules=("k",))
    assert story_of(group("c", 0.9), kept, three, NOTHING) is None


def grown(*reports: Report) -> Story:
    """Give a story that some reports told and nobody was told of."""
    story = Story(id="s1", key="k", version=1, first_seen=reports[0].at)
    for each in reports:
        mention = Mention(
            article=each.id,
            outlet=each.outlet,
            outlet_id=each.outlet_id,
            tier=each.tier,
            lang=each.lang,
            url=each.url,
            title=each.title,
            at=each.at,
        )
        facts = (*story.facts, *facts_of(story, each))
        story = replace(story, mentions=(*story.mentions, mention), facts=facts)
    return story


def test_what_has_left_the_window_is_not_told() -> None:
    old, near, new = group("a"), group("b", 0.9, story="s1"), group("c", 1.5)
    story = grown(old, near)
    fresh = renewed(story, [near], new)
    assert [m.article for m in fresh.mentions] == [near.id]
    assert fresh.first_seen == near.at
    assert {fact.article for fact in fresh.facts} <= {near.id}


def test_nothing_is_renewed_while_all_of_it_is_in_the_window() -> None:
    near = group("b", 0.9, story="s1")
    story = grown(near)
    assert renewed(story, [near], group("c", 1.5)) is story


def test_a_story_of_which_nothing_is_left_begins_with_the_new_report() -> None:
    fresh = renewed(grown(group("a")), [], group("c", 9))
    assert (fresh.mentions, fresh.facts) == ((), ())
    assert datetime.fromisoformat(fresh.first_seen).astimezone(UTC) == NINE.replace(hour=18)
