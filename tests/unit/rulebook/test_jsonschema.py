"""Schemas of models: each kind of field, and names of a workspace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

import pytest

from monitor.kinds import Says
from monitor.rulebook.jsonschema import DRAFT, Schema, Shapes
from monitor.rulebook.models import AlertKeys, ConceptFile
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from tests.fakes.jsonschema import faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a sample."""

    say: Annotated[str, Says(doc="what is said", short=True)]
    loud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample of every kind of field.

    More about it.
    """

    id: Annotated[str, Says(doc="an id", form="id")]
    text: str = ""
    many: tuple[str, ...] = ()
    one: Annotated[tuple[str, ...], Says(doc="one or many", short=True)] = ()
    number: Annotated[int, Says(doc="a number", low=0, high=9)] = 0
    share: Annotated[float, Says(doc="a share", low=0.0)] = 0.0
    flag: bool = False
    kind: Literal["a", "b"] = "a"
    span: Annotated[float, Says(doc="a time", form="duration", low=60)] = 60.0
    day: Annotated[date | None, Says(doc="a day", form="day")] = None
    part: Part = field(default_factory=lambda: Part(say=""))
    parts: tuple[Part, ...] = ()
    by_name: Mapping[str, Part] = field(default_factory=dict)
    by_lang: Annotated[Mapping[str, str], Says(doc="words", form="lang")] = field(
        default_factory=dict
    )
    either: Literal[True] | tuple[str, ...] = ()
    scalar: Scalar | None = None
    items: Items | None = None
    table: Table | None = None
    node: Node | None = None
    if_: Annotated[str, Says(doc="a key that is no name", key="if")] = ""


def schema() -> Schema:
    shapes = Shapes()
    return shapes.document(shapes.of(Sample), title="sample", about="A sample.")


def wrong(**value: Any) -> list[str]:
    return faults(schema(), {"id": "a", **value})


def test_a_document_says_what_it_is() -> None:
    document = schema()
    assert (document["$schema"], document["title"]) == (DRAFT, "sample")
    assert document["$ref"] == "#/$defs/Sample"
    assert document["$defs"]["Sample"]["description"] == "A sample of every kind of field."
    assert document["$defs"]["Sample"]["required"] == ["id"]


GOOD: list[dict[str, Any]] = [
    {},
    {"text": "a"},
    {"text": 1.1},
    {"text": True},
    {"many": ["a", 1]},
    {"one": "a"},
    {"one": ["a", "b"]},
    {"number": 9},
    {"share": 0.5},
    {"share": 1},
    {"flag": True},
    {"kind": "b"},
    {"span": "90s"},
    {"span": "1.5h"},
    {"day": "2026-12-31"},
    {"day": None},
    {"part": "a"},
    {"part": {"say": "a", "loud": True}},
    {"parts": ["a", {"say": "b"}]},
    {"by_name": {"x": "a", "y": {"say": "b"}}},
    {"by_lang": {"any": "a", "it": "b", "x-mine": {}}},
    {"either": True},
    {"either": ["10.0.0.0/8"]},
    {"scalar": "a"},
    {"items": [1, "a"]},
    {"table": {"a": 1}},
    {"node": [{"a": None}]},
    {"if": "a"},
    {"x-mine": {"any": ["thing"]}},
    {"id": "openai-2"},
    {"id": 7},
]
BAD: list[dict[str, Any]] = [
    {"id": "No Id"},
    {"id": "a" * 65},
    {"text": ["a"]},
    {"text": None},
    {"many": "a"},
    {"one": {"a": "b"}},
    {"number": 10},
    {"number": -1},
    {"number": "1"},
    {"share": -0.1},
    {"flag": "yes"},
    {"kind": "c"},
    {"span": "7 days"},
    {"span": 7},
    {"day": "31-12-2026"},
    {"part": {"loud": True}},
    {"part": {"say": "a", "quiet": True}},
    {"parts": "a"},
    {"by_name": ["a"]},
    {"by_lang": {"italian": "a"}},
    {"either": False},
    {"items": "a"},
    {"table": "a"},
    {"if_": "a"},
    {"unknown": 1},
]


@pytest.mark.parametrize("value", GOOD, ids=str)
def test_what_the_loader_reads_is_let_through(value: dict[str, Any]) -> None:
    assert wrong(**value) == []


@pytest.mark.parametrize("value", BAD, ids=str)
def test_what_the_loader_refuses_is_marked(value: dict[str, Any]) -> None:
    assert wrong(**value)


def test_a_missing_key_is_marked() -> None:
    assert faults(schema(), {"text": "a"}) == ["$: id is missing"]


def test_keys_have_the_sentences_of_their_models() -> None:
    properties = schema()["$defs"]["Sample"]["properties"]
    assert properties["number"] == {
        "description": "a number",
        "type": "integer",
        "minimum": 0,
        "maximum": 9,
    }
    assert "description" not in properties["text"]


def test_several_models_may_share_one_mapping() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Other:
        """Another."""

        more: str

    shapes = Shapes()
    joined = shapes.joined((Part, Other), say={"const": "so"})
    assert joined["required"] == ["say", "more"]
    assert faults({**joined, "$defs": shapes.defs}, {"say": "so", "more": "a"}) == []
    assert faults({**joined, "$defs": shapes.defs}, {"say": "no", "more": "a"})


def test_languages_are_keys_of_their_own() -> None:
    shapes = Shapes()
    document = shapes.document(shapes.of(ConceptFile), title="t", about="a")
    assert faults(document, {"concept": "c", "it": ["a", {"say": "b", "case": "exact"}]}) == []
    assert faults(document, {"concept": "c", "ita": ["a"]}) == ["$: ita is unknown"]


def test_names_of_the_workspace_take_the_place_of_any_text() -> None:
    shapes = Shapes(names={"receivers": ("desk", "pager")})
    document = shapes.document(shapes.of(AlertKeys), title="t", about="a")
    assert faults(document, {"to": ["desk", "+pager"]}) == []
    assert faults(document, {"to": "desk"}) == []
    assert faults(document, {"to": ["dsk"]})


def test_what_stands_in_a_free_mapping_may_be_told() -> None:
    shapes = Shapes(inside={("Sample", "table"): lambda inner: inner.of(Part)})
    document = shapes.document(shapes.of(Sample), title="t", about="a")
    assert faults(document, {"id": "a", "table": {"say": "b"}}) == []
    assert faults(document, {"id": "a", "table": {"sya": "b"}})
