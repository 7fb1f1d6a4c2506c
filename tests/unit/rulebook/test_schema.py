from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

import pytest

from monitor.kinds import Says
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.forms import Wrong
from monitor.rulebook.nodes import Items, Scalar, Table
from monitor.rulebook.schema import keys, read, read_all
from monitor.rulebook.yamlfile import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    css: Annotated[str, Says(doc="selector", short=True)]
    otherwise: Annotated[str, Says(doc="fallback", key="else")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    name: str
    level: Literal["low", "high"] = "low"
    size: Annotated[int, Says(doc="size", low=1, high=9)] = 1
    ratio: float = 0.5
    on: bool = False
    every: Annotated[
        Literal["auto"] | Annotated[float, Says(doc="", form="duration")], Says(doc="")
    ] = "auto"
    until: Annotated[date | None, Says(doc="day", form="day")] = None
    tags: Annotated[tuple[str, ...], Says(doc="tags", short=True)] = ()
    steps: tuple[int, ...] = ()
    inner: Inner | None = None
    fields: Mapping[str, Inner] = field(default_factory=dict)
    labels: Annotated[Mapping[str, tuple[str, ...]], Says(doc="", short=True)] = field(
        default_factory=dict
    )
    private: bool | tuple[str, ...] = False
    raw: Scalar | None = None
    nest: Annotated[float, Says(doc="", form="duration", low=60)] = 60.0


UNKNOWN = '"qqqqq"; known: every, fields, inner, labels, level, name, ...'


def reading(text: str) -> tuple[Model | None, list[str]]:
    faults = Faults()
    node = parse(text.encode(), "f", faults=faults)
    assert node is not None
    return read(Model, node, faults=faults), [str(found) for found in faults.sorted()]


def one(text: str) -> Model:
    value, faults = reading("name: x\n" + text)
    assert faults == []
    assert value is not None
    return value


def test_a_mapping_becomes_the_dataclass_with_its_defaults() -> None:
    assert one("") == Model(name="x")


def test_text_is_taken_as_written() -> None:
    value, faults = reading("name: 1.10\n")
    assert faults == []
    assert value is not None
    assert value.name == "1.10"


def test_values_take_their_types() -> None:
    value = one("size: 3\nratio: 2\non: true\nlevel: high\nuntil: 2026-12-31\n")
    assert (value.size, value.ratio, value.on, value.level) == (3, 2.0, True, "high")
    assert isinstance(value.ratio, float)
    assert value.until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90s", 90.0), ("15m", 900.0), ("2h", 7200.0), ("7d", 604800.0), ("1.5h", 5400.0)],
)
def test_durations_become_seconds(written: str, seconds: float) -> None:
    assert one(f"every: {written}\n").every == seconds


def test_a_word_and_a_duration_may_share_a_key() -> None:
    assert one("every: auto\n").every == "auto"


def test_a_bare_value_stands_for_a_list_of_one_where_that_is_allowed() -> None:
    assert one("tags: a\n").tags == ("a",)
    assert one("tags: [a, b]\n").tags == ("a", "b")
    assert one("labels: {tag: a, desk: [b, c]}\n").labels == {"tag": ("a",), "desk": ("b", "c")}


def test_a_bare_value_stands_for_the_short_field_of_a_nested_mapping() -> None:
    assert one("inner: h1\n").inner == Inner(css="h1")
    assert one("inner: {css: h1, else: h2}\n").inner == Inner(css="h1", otherwise="h2")
    assert one("fields: {title: h1}\n").fields == {"title": Inner(css="h1")}


def test_a_union_is_told_apart_by_the_shape() -> None:
    assert one("private: true\n").private is True
    assert one("private: [10.0.0.0/8]\n").private == ("10.0.0.0/8",)


def test_an_empty_value_is_none_where_none_is_allowed() -> None:
    assert one("until:\n").until is None
    assert one("inner: null\n").inner is None


def test_a_node_is_kept_for_the_caller() -> None:
    raw = one("raw: here\n").raw
    assert raw is not None
    assert str(raw.place) == "f:2:6"


def test_keys_of_ones_own_are_let_through() -> None:
    value = one("x-note: anything\ninner: {css: a, x-why: b}\nlabels: {x-y: {}}\n")
    assert value.labels == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nmae: x\n", 'f:1:1: E101 unknown key "nmae" (did you mean "name"?)'),
        ("name: x\nlevle: low\n", 'f:2:1: E101 unknown key "levle" (did you mean "level"?)'),
        ("name: x\ncss: h1\n", 'f:2:1: E101 unknown key "css" (did you mean "inner.css"?)'),
        (
            "name: x\nqqqqq: 1\n",
            "f:2:1: E101 unknown key " + UNKNOWN,
        ),
        ("size: 2\n", 'f:1:1: E102 missing key "name"'),
        ("name: x\ninner: {else: y}\n", 'f:2:9: E102 missing key "css"'),
        ("name: [x]\n", 'f:1:7: E103 "name" wants text, got a list'),
        ("name:\n", 'f:1:6: E103 "name" wants text, got nothing'),
        ("name: x\non: yes\n", 'f:2:5: E103 "on" wants true or false, got "yes"'),
        ("name: x\nsize: a lot\n", 'f:2:7: E103 "size" wants a whole number, got "a lot"'),
        ("name: x\nsize: true\n", 'f:2:7: E103 "size" wants a whole number, got "true"'),
        ("name: x\nratio: x\n", 'f:2:8: E103 "ratio" wants a number, got "x"'),
        ("name: x\nsteps: 3\n", 'f:2:8: E103 "steps" wants a list, got "3"'),
        ("name: x\nlabels: [a]\n", 'f:2:9: E103 "labels" wants a mapping, got a list'),
        ("name: x\nfields: {a: [b]}\n", 'f:2:13: E103 "a" wants a mapping, got a list'),
        ("name: x\nraw: {}\n", 'f:2:6: E103 "raw" wants text, got a mapping'),
        ("name: x\nlevel: hihg\n", 'f:2:8: E104 "hihg" is no level (did you mean "high"?)'),
        ("name: x\nlevel: 7\n", 'f:2:8: E104 "7" is no level; write low, high'),
        ("name: x\nnest: 7 days\n", 'f:2:7: E105 "7 days" is no duration; write 7d'),
        (
            "name: x\nevery: soon\n",
            'f:2:8: E105 "soon" is no duration; write 90s, 15m, 2h or 7d',
        ),
        ("name: x\nuntil: 31-12-2026\n", 'f:2:8: E105 "31-12-2026" is no day; write 2026-12-31'),
        ("name: x\nuntil: 2026-02-30\n", 'f:2:8: E105 "2026-02-30" is no day of the calendar'),
        ("name: x\nsize: 0\n", "f:2:7: E106 size must be 1 to 9, is 0"),
        ("name: x\nnest: 5s\n", "f:2:7: E106 nest must be >= 60s, is 5s"),
    ],
)
def test_each_fault_is_one_line_at_its_place(text: str, line: str) -> None:
    value, faults = reading(text)
    assert value is None
    assert faults == [line]


def test_all_faults_of_a_mapping_are_told_at_once() -> None:
    _, faults = reading("size: 0\nlevel: hihg\nsteps: [a, 2, b]\n")
    assert len(faults) == 5


def test_one_mapping_is_read_into_two_dataclasses() -> None:
    faults = Faults()
    node = parse(b"name: x\ncss: h1\nbogus: 1\n", "f", faults=faults)
    assert isinstance(node, Table)
    model, inner = read_all((Model, Inner), node, faults=faults)
    assert model == Model(name="x")
    assert inner == Inner(css="h1")
    assert next(found.message for found in faults).startswith('unknown key "bogus"')


def test_a_caller_brings_its_own_forms() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Options:
        item: Annotated[str, Says(doc="selector", form="css")]

    faults = Faults()
    node = parse(b"item: '<<'\n", "f", faults=faults)
    assert node is not None
    refuse = {"css": lambda _: Wrong(code="E802", message="is no selector")}
    assert read(Options, node, faults=faults, forms=refuse) is None
    assert [str(found) for found in faults] == ['f:1:7: E802 "<<" is no selector']


def test_a_list_where_a_mapping_is_due() -> None:
    faults = Faults()
    node = parse(b"- a\n", "f", faults=faults)
    assert isinstance(node, Items)
    assert read(Model, node, faults=faults, name="rule") is None
    assert [str(found) for found in faults] == ['f:1:1: E103 "rule" wants a mapping, got a list']


def test_keys_are_the_fields_in_their_order() -> None:
    assert [key.name for key in keys(Inner)] == ["css", "else"]
