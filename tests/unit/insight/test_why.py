import json
from dataclasses import replace

import pytest

from monitor.insight.why import Why, as_json, versions, why
from monitor.outgoing import Route
from tests.fakes.delivering import STORY, Desk, fact, mention, story
from tests.fakes.made import rule

PEOPLE = Route(name="people", when={"owner": ("people-desk",)}, to=("exec-moves",))
OTHER = Route(name="other", when={"owner": ("money-desk",)}, to=("news",))
REST = Route(name="rest", to=("news",))


def told() -> Desk:
    desk = Desk()
    desk.join(story())
    desk.settle()
    return desk


def ask(desk: Desk, name: str = STORY, routes: tuple[Route, ...] = (PEOPLE, REST)) -> Why | None:
    known = {"executive-departure": rule("executive-departure")}
    asked = why(name, stories=desk.stories, outbox=desk.outbox, routes=routes, rules=known)
    return desk.run(asked)


@pytest.mark.parametrize("name", [STORY, f"{STORY}.1", f"{STORY}.1@exec-moves"])
def test_a_story_is_found_by_its_alert_and_delivery_too(name: str) -> None:
    found = ask(told(), name)
    assert found is not None
    assert (found.story.id, [row.id for row in found.rows]) == (STORY, [f"{STORY}.1@exec-moves"])


def test_an_unknown_story_is_none() -> None:
    assert ask(told(), "s0000000") is None


def test_the_rule_is_there_while_its_file_is() -> None:
    found = ask(told())
    assert found is not None
    assert found.rule is not None
    assert found.rule.id == "executive-departure"


def test_the_walk_ends_with_the_first_route_that_matches() -> None:
    found = ask(told(), routes=(OTHER, PEOPLE, REST))
    assert found is not None
    assert found.route == (
        ("other", False, "owner money-desk"),
        ("people", True, "owner people-desk -> exec-moves"),
    )


def test_a_route_that_goes_on_is_walked_past() -> None:
    on = Route(name="first", to=("alerts",), goes_on=True)
    found = ask(told(), routes=(on, REST))
    assert found is not None
    assert [(name, held) for name, held, _ in found.route] == [("first", True), ("rest", True)]


def test_a_route_without_conditions_is_everything_else() -> None:
    found = ask(told(), routes=(REST,))
    assert found is not None
    assert found.route == (("rest", True, "everything else -> news"),)


def test_rows_come_in_the_order_of_their_alerts() -> None:
    desk = told()
    desk.join(story(fact(), fact("Ada")), kind="reply", n=2)
    found = ask(desk)
    assert found is not None
    assert [row.n for row in found.rows] == [1, 2]


def test_the_json_says_what_matched_joined_and_was_sent() -> None:
    found = ask(told())
    assert found is not None
    said = json.loads(json.dumps(as_json(found)))
    assert (said["alert"], said["story"], said["rule"]) == (f"{STORY}.1", STORY, story().rule)
    assert said["events"][0]["value"] == "Greg Brockman"
    assert said["evidence"][0]["text"] == "Greg Brockman va in congedo per diversi mesi"
    assert said["evidence"][0]["bold"] == [[0, 27]]
    assert said["joined"] == [
        {"article": "a1", "outlet": "Gazzetta Tech", "lang": "it", "by": story().key}
    ]
    assert said["deliveries"][0]["state"] == "sent"
    assert said["deliveries"][0]["history"]


def test_a_mention_without_a_quote_is_joined_but_no_evidence() -> None:
    desk = Desk()
    desk.join(story(mentions=(mention(quote=None),)))
    found = ask(desk)
    assert found is not None
    said = as_json(found)
    assert (said["evidence"], len(said["joined"])) == ([], 1)


def test_rules_below_their_thresholds_are_named() -> None:
    desk = Desk()
    desk.join(replace(story(), pending=("grave",)))
    found = ask(desk)
    assert found is not None
    assert as_json(found)["below_threshold"] == ["grave"]


def test_the_versions_of_the_rules_that_told_it_are_named_with_their_commits() -> None:
    desk = Desk()
    desk.join(replace(story(), written={"strike": ("1a2b@9f8e", "3c4d")}))
    found = ask(desk)
    assert found is not None
    assert versions(found.story) == [("strike", "1a2b", "9f8e"), ("strike", "3c4d", "")]
    assert as_json(found)["written"] == [
        {"rule": "strike", "version": "1a2b", "commit": "9f8e"},
        {"rule": "strike", "version": "3c4d", "commit": ""},
    ]
