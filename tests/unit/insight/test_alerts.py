import asyncio
from dataclasses import replace
from typing import Any

import pytest

from monitor.insight.alerts import alerted, alerts, line
from monitor.model import Fact
from monitor.outgoing import Delivery
from tests.fakes.delivering import Desk, fact, mention, story

MOVE = Fact(id="destination:john-schulman:anthropic", role="destination", value="Anthropic",
            person="john-schulman")  # fmt: skip


def row(kind: str = "card", n: int = 1, *news: str, **more: Any) -> Delivery:
    given: dict[str, Any] = {"state": "sent", "receiver": "desk"} | more
    name = f"s7kq2m4x.{n}@{given['receiver']}"
    return Delivery(id=name, story="s7kq2m4x", kind=kind, n=n, news=news, **given)  # type: ignore[arg-type]


def test_people_of_the_card_come_first() -> None:
    facts = (fact("John Schulman"), fact("Greg Brockman"))
    one = alerted(story(*facts), [row("card", 1, "out:greg-brockman")])
    assert [p.name for p in one.people] == ["Greg Brockman", "John Schulman"]


def test_a_departure_with_a_destination_is_a_move() -> None:
    one = alerted(story(fact("John Schulman", "departure"), MOVE), [])
    assert (one.people[0].action, one.people[0].destination) == ("move", "Anthropic")


def test_without_a_destination_the_action_is_the_events_type() -> None:
    one = alerted(story(fact(kind="leave")), [])
    assert (one.people[0].action, one.people[0].destination) == ("leave", None)


def test_somebody_without_a_name_of_its_own_is_no_person() -> None:
    nobody = replace(fact("CEO"), person="")
    assert alerted(story(nobody), []).people == ()


def test_the_thread_holds_sent_replies_only_in_their_order() -> None:
    facts = (fact("Ada"), fact("Bob"), fact("Cid"))
    rows = [
        row("reply", 3, "out:cid"),
        row("reply", 2, "out:bob"),
        row("reply", 4, "out:ada", state="queued"),
        row("edit", 5, "out:ada"),
    ]
    one = alerted(story(*facts), rows)
    assert [reply.people for reply in one.thread] == [("Bob",), ("Cid",)]


def test_a_reply_to_two_receivers_is_listed_once() -> None:
    rows = [row("reply", 2, "out:ada"), row("reply", 2, "out:ada", receiver="other")]
    assert len(alerted(story(fact("Ada")), rows).thread) == 1


@pytest.mark.parametrize("role", ["denied", "retracted", "confirmed"])
def test_a_reply_that_turns_a_story_says_how(role: str) -> None:
    turned = Fact(id=f"{role}:x", role=role, value="Greg Brockman", by="OpenAI")
    one = alerted(story(fact(), turned), [row("reply", 2, turned.id)])
    assert one.thread[0].kind == role


def test_a_reply_of_new_people_is_new() -> None:
    one = alerted(story(fact("Ada")), [row("reply", 2, "out:ada")])
    assert (one.thread[0].kind, one.thread[0].text) == ("new", line(fact("Ada"), ()))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (fact("Ada", "departure"), "Ada (President)"),
        (replace(fact("President"), value="President"), "President "),
        (replace(fact(), value="", seat=""), "A senior executive "),
        (Fact(id="denied:x", role="denied", value="Ada", by="Acme"), "denied by Acme: Ada"),
        (
            Fact(id="retracted:x", role="retracted", value="Ada", by="Post"),
            "retracted by Post: Ada",
        ),
        (Fact(id="detail:x", role="detail", value="on Monday"), "detail: on Monday"),
    ],
)
def test_a_fact_is_said_in_a_few_words(told: Fact, says: str) -> None:
    assert line(told, (told,)).startswith(says)


def test_a_destination_is_said_with_who_goes_there() -> None:
    assert line(MOVE, (fact("John Schulman"), MOVE)) == "John Schulman goes to Anthropic"
    assert line(MOVE, (MOVE,)) == "goes to Anthropic"


def test_outlets_and_languages_are_named_once() -> None:
    told = story(mentions=(mention(), mention(), mention("Times", lang="en")))
    one = alerted(told, [])
    assert (one.outlets, one.languages) == (("Gazzetta Tech", "Times"), ("it", "en"))


def test_only_stories_with_a_sent_card_are_listed() -> None:
    desk = Desk()
    desk.join(story())
    assert desk.run(alerts(desk.stories, desk.outbox)) == ()
    desk.settle()
    (one,) = desk.run(alerts(desk.stories, desk.outbox))
    assert (one.story, one.deliveries) == ("s7kq2m4x", {"s7kq2m4x.1@exec-moves": "sent"})


def test_the_newest_are_listed_up_to_a_limit() -> None:
    desk = Desk()
    for name in ("s0000001", "s0000002", "s0000003"):
        desk.join(replace(story(), id=name))
    desk.settle()
    found = desk.run(alerts(desk.stories, desk.outbox, limit=2))
    assert [one.story for one in found] == ["s0000003", "s0000002"]


def test_nothing_told_is_an_empty_list() -> None:
    desk = Desk()
    assert asyncio.run(alerts(desk.stories, desk.outbox)) == ()


def test_stories_below_their_thresholds_push_no_alert_off_the_list() -> None:
    desk = Desk()
    desk.join(story())
    desk.settle()
    for n in range(3):
        waiting = replace(story(), id=f"s000000{n}", rules=(), pending=("r",), receivers=())
        desk.join(waiting)
    found = desk.run(alerts(desk.stories, desk.outbox, limit=1))
    assert [one.story for one in found] == ["s7kq2m4x"]
