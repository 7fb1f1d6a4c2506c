"""Dataclasses to bytes and back."""

import typing
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import (
    Article,
    Event,
    Evidence,
    Fact,
    Participant,
    Quote,
    Report,
    Source,
    Story,
    Told,
)
from monitor.ports import SourceState
from monitor.store.packing import pack, unpack

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ARTICLE = Article(
    id="a1",
    version="v1",
    key="k",
    title="Ada – 阿达 \x00\u2028",
    published=datetime(2026, 11, 24, 9, 30, 1, 250_000, tzinfo=UTC),
    lang_sure=0.25,
    authors=("Bob",),
)
EVENT = Event(
    pack="executive-change",
    type="leave",
    slots={"person": Participant(name="Ada", id="ada"), "org": Participant(name="Acme")},
    role_class=frozenset({"ceo", "board"}),
    evidence=(Evidence(field="title", start=0, end=3, text="Ada"),),
    explain={"type": "it.yaml:3"},
)


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        EVENT,
        SourceState(),
        SourceState(etag='W/"a b"', failures=0.5, since=1_795_510_800_000),
        Report(id="a", version="1", near=("x", "y"), quote=Quote(text="q", bold=((0, 1), (2, 3)))),
        Story(
            id="s", key="k", facts=(Fact(id="f", role="out", value="Ada"),), labels={"tag": ("a",)}
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_was_packed_comes_back_equal(value: object) -> None:
    assert unpack(type(value), pack(value)) == value


@given(name=TEXT, roles=st.lists(TEXT).map(tuple), denied=st.booleans())
def test_any_text_comes_back(name: str, roles: tuple[str, ...], denied: bool) -> None:
    told = Told(type="leave", direction="out", name=name, role_class=roles)
    story = Story(id="s", key=name, denied=denied, labels={name: roles})
    assert unpack(Told, pack(told)) == told
    assert unpack(Story, pack(story)) == story


def test_fields_at_their_defaults_take_no_room() -> None:
    assert orjson.loads(pack(SourceState(polls=3))) == {"polls": 3}


def test_the_same_value_packs_to_the_same_bytes() -> None:
    one = Story(id="s", key="k", labels={"b": ("x",), "a": ("y",)})
    two = Story(id="s", key="k", labels={"a": ("y",), "b": ("x",)})
    assert pack(one) == pack(two)


def test_a_field_of_a_newer_program_is_left_out() -> None:
    assert unpack(SourceState, b'{"polls": 3, "shiny": {"a": 1}}') == SourceState(polls=3)


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    broken = Story(id="s", key="a\ud800b", labels={"\udfff": ("\ud800",)}, denied=True)
    whole = unpack(Story, pack(broken))
    assert (whole.key, whole.labels, whole.denied) == ("a?b", {"?": ("?",)}, True)


def test_every_type_that_is_stored_has_hints_that_can_be_read() -> None:
    for kind in (Article, Report, Story, SourceState, Source):
        assert typing.get_type_hints(kind)
