"""Keys that take one of several shapes, and what is said when none fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import pytest

from monitor.kinds import Says
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.jsonschema import _TEXT, Shapes, _with_enum
from monitor.rulebook.nodes import Node
from monitor.rulebook.schema import keys, read
from monitor.rulebook.yamlfile import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A model of odd unions."""

    either: Mapping[str, str] | tuple[str, ...] = ()
    maybe: int | tuple[str, ...] | None = None
    name: Annotated[str, Says(doc="an id", form="id")] = ""
    span: Annotated[float, Says(doc="a time", form="duration")] = 0.0
    whatever: Annotated[Node | None, Says(doc="anything")] = None


def reading(text: str) -> tuple[Odd | None, list[str]]:
    faults = Faults()
    node = parse(text.encode(), "f", faults=faults)
    assert node is not None
    return read(Odd, node, faults=faults), [str(fault) for fault in faults.sorted()]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("either: {a: b}", Odd(either={"a": "b"})),
        ("either: [a]", Odd(either=("a",))),
        ("maybe: 3", Odd(maybe=3)),
        ("maybe: [a, b]", Odd(maybe=("a", "b"))),
        ("maybe:", Odd()),
    ],
)
def test_the_shape_tells_which_of_several_is_meant(text: str, value: Odd) -> None:
    assert reading(text) == (value, [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("name: [a]", "an id"), ("span: {a: b}", "a duration"), ("maybe: {a: b}", "")],
)
def test_a_shape_that_fits_nothing_is_told_with_what_is_wanted(text: str, wanted: str) -> None:
    value, faults = reading(text)
    assert (value, len(faults)) == (None, 1)
    assert wanted in faults[0]


def test_what_takes_anything_is_any_schema() -> None:
    shapes = Shapes()
    made = shapes.document(shapes.of(Odd), title="odd", about="Odd.")
    assert "'whatever'" in str(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """Keys of many of one kind."""

    listed: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    alone: Node


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("listed", {"type": "array", "items": {"x": 1}}),
        ("named", {"type": "object", "additionalProperties": {"x": 1}}),
        ("alone", {"x": 1}),
    ],
)
def test_what_is_special_stands_in_the_list_or_mapping_of_its_key(
    name: str, made: Mapping[str, object]
) -> None:
    (key,) = [one for one in keys(Many) if one.name == name]
    assert Shapes()._in_list(key, {"x": 1}) == made
    assert Shapes()._value(Node, key.says) == {}


def test_names_are_offered_only_where_a_text_stands() -> None:
    assert _with_enum({"type": "integer"}, ("desk",), plus=True) == {"type": "integer"}
    assert _with_enum(dict(_TEXT), ("desk",), plus=True) == {"enum": ["desk", "+desk"]}
