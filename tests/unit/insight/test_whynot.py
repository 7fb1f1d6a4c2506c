from typing import Any

from monitor.insight.blame import Blame
from monitor.insight.whynot import WhyNot, as_json, lines, telling
from monitor.model import Mention, Place, Story
from tests.fakes.made import article, rule

PLACE = Place(file="rules/r.yaml", line=6, column=3)


def found(**more: Any) -> WhyNot:
    given: dict[str, Any] = {
        "article": article(id="a1"),
        "rule": rule("r"),
        "blame": Blame(verdict="alert"),
        "place": PLACE,
    }
    return WhyNot(**(given | more))


def story(*reports: str) -> Story:
    mentions = tuple(
        Mention(
            article=report,
            outlet="Herald",
            outlet_id="herald",
            tier="outlet",
            lang="en",
            url="",
            title="t",
            at="2026-01-05T09:00:00+00:00",
        )
        for report in reports
    )
    return Story(id="s1", key="k", rules=("r",), headline="Apple: x", mentions=mentions)


def test_a_gate_is_told_with_its_clause_and_verdict() -> None:
    denied = Blame(verdict="denied", clause="event(x)", why="polarity denied", held=("a 0-1",))
    assert lines(found(blame=denied)) == [
        "rules/r.yaml:6:3: event(x): polarity denied",
        "held: a 0-1",
        "verdict: denied",
    ]


def test_what_holds_says_so_and_what_the_stream_made_of_it() -> None:
    assert lines(found()) == ["every clause holds: by itself this article alerts"]
    assert lines(found(became="below_threshold"))[1] == "on the stream: below_threshold"


def test_shadow_and_exceptions_are_told() -> None:
    assert lines(found(blame=Blame(verdict="shadow"))) == ["shadow"]
    excepted = Blame(verdict="excepted", why="acme: told in March")
    assert lines(found(blame=excepted)) == ["excepted: acme: told in March"]


def test_a_rule_that_is_not_asked_says_so() -> None:
    told = lines(found(rule=rule("r", status="retired")))
    assert told[-1] == "status retired: the stream does not ask this rule"


def test_a_further_report_names_the_story_that_was_told() -> None:
    told = lines(found(became="alert", stories=(story("other.ab", "a1.cd"),)))
    assert told[1] == (
        'on the stream: a further report of story s1 "Apple: x", '
        "first told by Herald 2026-01-05 09:00"
    )


def test_the_first_report_opened_its_story() -> None:
    told = lines(found(became="alert", stories=(story("a1.cd", "other.ab"),)))
    assert told[1] == 'on the stream: opened story s1 "Apple: x"'


def test_stories_are_picked_by_rule_and_article() -> None:
    stories = [story("a1.ab"), story("a2.ab"), story("a12.ab")]
    assert telling(stories, article(id="a1"), "r") == (stories[0],)
    assert telling(stories, article(id="a1"), "other") == ()


def test_it_is_printed_as_json_with_what_is_not_there_as_null() -> None:
    told = as_json(found())
    assert (told["verdict"], told["clause"], told["place"]) == ("alert", None, None)
    assert (told["why"], told["became"], told["stories"]) == (None, None, [])
