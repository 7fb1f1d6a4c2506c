import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import ids

TEXTS = st.lists(st.text(), max_size=4)


@given(one=TEXTS, other=TEXTS)
def test_two_lists_of_parts_have_two_digests(one: list[str], other: list[str]) -> None:
    assert (ids.digest(*one) == ids.digest(*other)) == (one == other)


def test_a_lone_surrogate_has_a_digest_too() -> None:
    assert len(ids.digest("\ud800")) == 16


@pytest.mark.parametrize(
    ("name", "form"),
    [
        (ids.article_id("https://a.example/1"), r"[0-9a-f]{32}"),
        (ids.article_version("t", "l", "b"), r"[0-9a-f]{16}"),
        (ids.story_id("exec|acme", "r1"), r"s[a-z2-7]{7}"),
        (ids.fact_digest("exec|acme", "out:ada"), r"[\w-]{8}"),
        (ids.alert_id("s7kq2m4x", 2), r"s7kq2m4x\.2"),
        (ids.delivery_id("s7kq2m4x.2", "desk"), r"s7kq2m4x\.2@desk"),
        (ids.message_id("s7kq2m4x.2@desk", ["a"]), r"s7kq2m4x\.2@desk-[\w-]{8}"),
    ],
)
def test_names_have_their_form(name: str, form: str) -> None:
    assert re.fullmatch(form, name)


def test_names_are_the_same_in_every_version_of_the_program() -> None:
    """They stand in stores and at far ends: another spelling would tell everything again."""
    assert ids.article_id("https://a.example/1") == "a3480b87a9b82d61997f574c09e9c379"
    assert ids.story_id("exec|acme", "r1") == "shfpwbsy"
    assert ids.fact_digest("exec|acme", "out:ada") == "d-cIgjSH"


def test_a_taken_story_name_gives_way_to_another() -> None:
    names = {ids.story_id("k", "r", attempt) for attempt in range(20)}
    assert len(names) == 20


def test_a_message_is_named_by_its_news_whatever_their_order() -> None:
    assert ids.message_id("d", ["a", "b"]) == ids.message_id("d", ["b", "a"])
    assert ids.message_id("d", ["a"]) != ids.message_id("d", ["a", "b"])
    assert ids.message_id("d", ["a"], 1) != ids.message_id("d", ["a"], 2)


def test_a_text_moved_from_title_to_lead_is_another_version() -> None:
    assert ids.article_version("ab", "", "") != ids.article_version("a", "b", "")


def test_slack_gets_the_same_uuid_for_the_same_message() -> None:
    assert ids.client_msg_id("m") == ids.client_msg_id("m")
    assert uuid.UUID(ids.client_msg_id("m")).version == 5
