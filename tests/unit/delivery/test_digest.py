"""Digests: what is folded, how it is dealt out, what a reader sees of it."""

import json
from dataclasses import replace
from typing import Any

from monitor.delivery import cards
from monitor.delivery.digest import FACTS, STORIES, chunked, cut_due, gathered
from monitor.delivery.policies import Policies
from monitor.delivery.render import named, render
from monitor.errors import DeliveryError, Outcome
from monitor.model import Rule, Story
from monitor.outgoing import Alert, Delivery, Message
from monitor.policy import Budget
from monitor.reasons import Reason
from tests.fakes.clock import START
from tests.fakes.delivering import Desk, fact, mention, story
from tests.fakes.notifier import Accepted, ScriptedNotifier

RULE = Rule(
    id="executive-departure",
    title="Departures",
    status="live",
    budget=Budget(count=1, period_s=3600),
)
POLICIES = Policies(rules=lambda: {RULE.id: RULE}, told=lambda _owner: "ops")
ROW = Delivery(id="digest.1@desk", story="digest", receiver="desk", kind="digest", n=1)


def numbered(n: int) -> Story:
    facts = (fact(f"Person {n}"),)
    return replace(
        story(*facts, headline=f"Acme {n}: somebody leaves", rules=(RULE.id,)), id=f"s{n:07}"
    )


def held_desk(stories: int, far: ScriptedNotifier | None = None) -> Desk:
    """Tell one story, and hold the others over the budget until their hour is over."""
    desk = Desk(far, policies=POLICIES)
    for n in range(stories + 1):
        desk.join(numbered(n))
        desk.settle()
    desk.clock.advance(3600)
    return desk


def cut(desk: Desk) -> int:
    return desk.run(
        cut_due(outbox=desk.outbox, stories=desk.stories, policies=desk.policies, point=desk._point)
    )


def digests(desk: Desk) -> list[Message]:
    return [s.message for s in desk.far.shown if s.message.kind == "digest"]


def test_what_was_held_is_told_in_one_message_when_the_period_ends() -> None:
    desk = held_desk(3)
    assert cut(desk) == 1
    assert cut(desk) == 0
    desk.settle()
    (message,) = digests(desk)
    assert message.headline == "3 stories held by budget: executive-departure 1/hour"
    assert [line for line in message.lines if "Acme" in line] == list(message.lines)
    assert len(message.lines) == 3
    for n in (1, 2, 3):
        assert desk.standing(f"s{n:07}").told == {f"out:person-{n}"}
    assert not desk.run(desk.outbox.rows(state="held"))


def test_nothing_is_cut_before_its_time() -> None:
    desk = held_desk(1)
    desk.clock.advance(-1800)
    assert cut(desk) == 0


def test_a_fact_that_came_meanwhile_is_told_with_the_rest() -> None:
    desk = held_desk(1)
    grown = replace(numbered(1), facts=(fact("Person 1"), fact("Ada Ek")))
    desk.join(grown, "reply", n=2)
    cut(desk)
    desk.settle()
    assert desk.standing("s0000001").told == {"out:person-1", "out:ada-ek"}
    assert len(digests(desk)) == 1
    assert len(desk.far.shown) == 3  # the first card, the notice, the digest


def test_a_fact_that_comes_after_the_cut_brings_the_whole_card() -> None:
    desk = held_desk(1)
    cut(desk)
    desk.join(replace(numbered(1), facts=(fact("Person 1"), fact("Ada Ek"))), "reply", n=2)
    desk.settle()
    kinds = [s.message.kind for s in desk.far.shown]
    assert kinds[-2:] == ["digest", "card"]
    assert desk.standing("s0000001").told == {"out:person-1", "out:ada-ek"}


def test_a_lost_answer_is_read_back_and_doubles_nothing() -> None:
    reset = DeliveryError(Outcome.AMBIGUOUS, "reset")
    desk = held_desk(2, ScriptedNotifier(sends=[None, None, Accepted(then=reset)]))
    cut(desk)
    desk.settle()
    assert len(digests(desk)) == 1
    assert desk.standing("s0000002").told == {"out:person-2"}


def test_members_whose_stories_are_gone_close_the_digest() -> None:
    desk = Desk()
    row = replace(ROW, members=())
    found = desk.run(gathered(row, outbox=desk.outbox, stories=desk.stories))
    assert found is Reason.NOTHING_NEW


def member(n: int, facts: int = 1) -> tuple[Delivery, tuple[str, ...]]:
    row = Delivery(id=f"s{n}.1@desk", story=f"s{n}", receiver="desk", kind="card", n=1)
    return row, tuple(f"f{i}" for i in range(facts))


def test_a_message_takes_thirty_stories_or_sixty_facts() -> None:
    assert [len(c) for c in chunked(member(n) for n in range(65))] == [STORIES, STORIES, 5]
    assert [len(c) for c in chunked(member(n, 25) for n in range(5))] == [2, 2, 1]
    assert [len(c) for c in chunked([member(0, FACTS + 9), member(1)])] == [1, 1]
    assert list(chunked([])) == []


def test_more_stories_than_fit_one_message_are_numbered() -> None:
    desk = held_desk(STORIES + 2)
    assert cut(desk) == 2
    desk.settle(most=200)
    first, second = digests(desk)
    assert first.headline.endswith("(1 of 2)")
    assert (len(first.lines), len(second.lines)) == (STORIES, 2)
    assert second.headline.startswith(f"{STORIES + 2} stories held")


def digest_of(stories: int, **more: Any) -> Alert:
    long = "Ein sehr langer Titel über einen Wechsel im Vorstand " * 6
    parts = tuple(
        (story(fact(f"P{n}"), headline=long, **more), (fact(f"P{n}"),)) for n in range(stories)
    )
    return Alert(kind="digest", reason=Reason.FIRST, text=f"{stories} stories held", parts=parts)


def test_thirty_long_stories_keep_slacks_limits_and_are_all_named() -> None:
    url = "https://outlet.example/" + "x" * 300
    mentions = (mention(url=url), mention("Herald"))
    message = render(digest_of(STORIES, mentions=mentions), ROW, now=START)
    assert len(message.blocks) <= 12
    assert cards.text_size(message.blocks) <= cards.BUDGET
    texts = [b["text"]["text"] for b in message.blocks if b["type"] == "section"]
    assert all(len(text.encode("utf-16-le")) // 2 <= 1000 for text in texts)
    assert sum(text.count("Vorstand") > 0 for text in texts) == len(texts)
    assert sum(text.count("(2 outlets)") for text in texts) == STORIES


def test_a_short_story_carries_its_link() -> None:
    alert = Alert(
        kind="digest", reason=Reason.FIRST, text="1 story held", parts=((story(), (fact(),)),)
    )
    message = render(alert, ROW, now=START)
    assert "<https://gazzetta-tech.example/openai|Gazzetta Tech>" in json.dumps(message.blocks)
    assert message.severity == "high"
    assert message.payload["stories"][0]["news"][0]["value"] == "Greg Brockman"


def test_a_digests_metadata_names_its_facts_in_under_a_kilobyte() -> None:
    alert = digest_of(STORIES)
    metadata = render(alert, ROW, now=START).metadata
    assert metadata["facts"] == ",".join(named(alert))
    assert metadata["near"] == ""
    assert len(json.dumps(metadata)) < 1000


def test_facts_past_sixty_are_named_by_one_digest() -> None:
    facts = tuple(fact(f"P{n}") for n in range(FACTS + 5))
    alert = Alert(kind="digest", reason=Reason.FIRST, text="x", parts=((story(*facts), facts),))
    assert len(named(alert)) == FACTS + 1
