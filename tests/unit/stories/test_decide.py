"""Decide: facts - told - waived, by kind."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Fact, Story
from monitor.outgoing import Alert, Delivery, Handle, Kind, Standing
from monitor.reasons import Reason
from monitor.stories.decide import decide

CARD = Handle(channel="C1", ts="1.0")


def fact(name: str, **more: Any) -> Fact:
    return Fact(id=name, role=more.pop("role", "out"), value=name, **more)


A, B, SMALL = fact("a"), fact("b", news="reply"), fact("small", news="edit", role="detail")


def row(kind: Kind = "card", **more: Any) -> Delivery:
    return Delivery(id="s1.1@r", story="s1", receiver="r", kind=kind, n=1, **more)


def story(*facts: Fact, version: int = 3) -> Story:
    return Story(id="s1", key="executive-change|openai", facts=facts, version=version)


def told(*facts: Fact, version: int = 1, **more: Any) -> Standing:
    return Standing(told=frozenset(f.id for f in facts), version=version, card=CARD, **more)


def news(decision: Alert | Reason) -> list[str]:
    assert isinstance(decision, Alert)
    return [f.id for f in decision.news]


def test_a_first_card_tells_everything() -> None:
    decision = decide(row(), story(A, B), Standing())
    assert isinstance(decision, Alert)
    assert (decision.kind, decision.reason) == ("card", Reason.FIRST)
    assert news(decision) == ["a", "b"]


def test_with_a_card_on_record_a_card_row_becomes_a_reply() -> None:
    decision = decide(row(), story(A, B), told(A))
    assert isinstance(decision, Alert)
    assert (decision.kind, decision.under) == ("reply", CARD)
    assert news(decision) == ["b"]


def test_without_a_card_on_record_a_reply_becomes_the_whole_card() -> None:
    decision = decide(row("reply"), story(A, B), Standing())
    assert isinstance(decision, Alert)
    assert decision.kind == "card"


def test_what_was_told_is_no_news() -> None:
    assert decide(row("reply"), story(A, B), told(A, B)) is Reason.NOTHING_NEW


def test_what_was_waived_is_no_news_and_not_shown() -> None:
    standing = Standing(waived={"a": "silenced"})
    decision = decide(row(), story(A, B), standing)
    assert isinstance(decision, Alert)
    assert decision.story is not None
    assert [f.id for f in decision.story.facts] == ["b"]
    assert news(decision) == ["b"]


def test_everything_waived_is_silence() -> None:
    standing = Standing(waived={"a": "silenced"})
    assert decide(row(), story(A), standing) is Reason.NOTHING_NEW


def test_small_facts_earn_no_card_and_no_reply() -> None:
    assert decide(row(), story(SMALL), Standing()) is Reason.NOTHING_NEW
    assert decide(row("reply"), story(A, SMALL), told(A)) is Reason.NOTHING_NEW


def test_small_facts_are_told_by_the_card_or_an_edit() -> None:
    assert news(decide(row(), story(A, SMALL), Standing())) == ["a", "small"]
    assert news(decide(row("edit"), story(A, SMALL), told(A))) == ["small"]


def test_an_edit_needs_a_newer_version_than_the_one_shown() -> None:
    assert decide(row("edit"), story(A, version=3), told(A, version=3)) is Reason.NOTHING_NEW
    decision = decide(row("edit"), story(A, version=4), told(A, version=3))
    assert isinstance(decision, Alert)
    assert (decision.kind, decision.under) == ("edit", CARD)


def test_an_edit_without_a_card_is_nothing() -> None:
    assert decide(row("edit"), story(A), Standing()) is Reason.NOTHING_NEW


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ("denied", Reason.DENIAL),
        ("retracted", Reason.CORRECTION),
        ("successor", Reason.NEW_FACTS),
    ],
)
def test_a_reply_says_why_it_comes(role: str, reason: Reason) -> None:
    decision = decide(row("reply"), story(A, fact("x", role=role)), told(A))
    assert isinstance(decision, Alert)
    assert decision.reason is reason


def test_a_repeat_says_exactly_what_it_said() -> None:
    begun = row(repeat=True, news=("a",))
    assert news(decide(begun, story(A, B), Standing())) == ["a"]


def test_a_notice_is_itself() -> None:
    decision = decide(row("notice", text="acme is broken"), None, Standing())
    assert isinstance(decision, Alert)
    assert decision.text == "acme is broken"


def test_a_story_that_is_no_more_was_merged() -> None:
    assert decide(row(), None, Standing()) is Reason.MERGED


NAMES = st.sets(st.sampled_from("abcdefgh"))


@given(NAMES, NAMES, NAMES)
def test_news_is_the_subtraction(facts: set[str], known: set[str], waived: set[str]) -> None:
    standing = replace(told(*map(fact, sorted(known))), waived=dict.fromkeys(waived, "dropped"))
    decision = decide(row("reply"), story(*map(fact, sorted(facts))), standing)
    left = facts - known - waived
    assert decision is Reason.NOTHING_NEW if not left else set(news(decision)) == left
