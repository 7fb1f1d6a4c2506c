"""Expressions in files: parsed, their names looked up, told at their place."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.expressions import Scope, Written, captured, circles, names_hold, written
from monitor.rulebook.nodes import Scalar, find
from monitor.rulebook.references import World
from monitor.rulebook.yamlfile import parse

NONE: Mapping[str, str] = MappingProxyType({})
WORLD = World(
    concepts=("stops-work", "leaves-office"),
    lists={"firms": "org", "ministers": "person"},
    entities={"openai": "org", "sam-altman": "person"},
    packs={"executive-change": {"type": ("departure", "leave")}},
    broken_concepts=frozenset({"odd"}),
    broken_packs=frozenset({"breach"}),
)


def scalar(text: str) -> Scalar:
    node = parse(f"m: >\n  {text}\n".encode(), "f", faults=Faults())
    assert node is not None
    found = find(node, "m")
    assert isinstance(found, Scalar)
    return found


def expression(text: str) -> Written:
    found = written(scalar(text), "m", faults=Faults())
    assert found is not None
    return found


def told(text: str, *, lets: Mapping[str, str] = NONE, captures: tuple[str, ...] = ()) -> list[str]:
    faults = Faults()
    scope = Scope(
        world=WORLD, lets={n: expression(let) for n, let in lets.items()}, captures=captures
    )
    found = written(scalar(text), "m", faults=faults)
    sound = found is not None and names_hold(found, scope, faults=faults)
    lines = [str(fault).removeprefix("f:2:") for fault in faults.sorted()]
    return lines or ([] if sound else ["left out"])


def test_a_tree_knows_its_lets_events_and_captures() -> None:
    found = expression("$a AND (port AS where)")
    assert [let.name for let in found.lets] == ["a"]
    assert [named.name for named in found.captures] == ["where"]
    events = expression("event(executive-change) OR event(breach)").events
    assert [event.pack for event in events] == ["executive-change", "breach"]


@pytest.mark.parametrize(
    "text",
    [
        "strike AND port",
        "@stops-work NEAR/S entity(org in firms)",
        "entity(person in ministers|sam-altman)",
        "org:openai AND person:(sam-altman)",
        "event(executive-change, org in firms, type: departure|leave, person: any)",
        "event(executive-change, polarity: not denied, destination: none)",
        "event(executive-change, role_class: not unit, effective: any)",
    ],
)
def test_names_that_exist_are_fine(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("@stop-work", '3: E201 unknown concept "@stop-work" (did you mean "@stops-work"?)'),
        ("@qqqqqqq", '3: E201 unknown concept "@qqqqqqq"; known: leaves-office, stops-work'),
        ("a AND @openai", '9: E201 "@openai" is an entity, no concept; write org:openai'),
        ("@ministers", "write entity(person in ministers)"),
        ("entity(org in frims)", '17: E202 unknown list "frims" (did you mean "firms"?)'),
        ("entity(org in openai|frims)", '24: E202 unknown list "frims"'),
        ("entity(org in ministers)", '17: E202 list "ministers" holds persons, wanted orgs'),
        ("entity(org in sam-altman)", '17: E202 list "sam-altman" holds persons, wanted orgs'),
        ("org:opnai", '7: E207 unknown entity "org:opnai" (did you mean "org:openai"?)'),
        ("org:sam-altman", '7: E207 unknown entity "org:sam-altman"'),
        ("org:(openai OR opnai)", '18: E207 unknown entity "org:opnai"'),
        ("event(executive-chnge)", '9: E205 unknown pack "executive-chnge" (did you mean'),
        ("event(executive-change, prson: a)", '27: E205 executive-change has no slot "prson"'),
        ("event(executive-change, type: leav)", '33: E205 "leav" is no type (did you mean "leave"'),
        ("event(executive-change, sphere: spork)", '35: E205 "spork" is no sphere (did you mean'),
        ("event(executive-change, polarity: positive)", "known: asserted, denied, retracted"),
        ("event(executive-change, org in ministers)", '34: E202 list "ministers" holds persons'),
        ("event(executive-change, org in frims)", '34: E202 unknown list "frims"'),
    ],
)
def test_an_unknown_name_is_told_where_it_stands(text: str, line: str) -> None:
    (fault,) = told(text)
    assert line in fault


def test_every_unknown_name_of_an_expression_is_told() -> None:
    assert len(told("@aaaaaaa AND org:bbbbbbb AND entity(org in ccccccc) AND $ddddddd")) == 4


@pytest.mark.parametrize("text", ["@odd", "event(breach, victim: any)"])
def test_what_refers_to_a_broken_file_is_left_out_without_a_line(text: str) -> None:
    assert told(text) == ["left out"]


def test_a_let_is_known_by_its_name() -> None:
    assert told("$hedge AND port", lets={"hedge": "may OR might"}) == []
    assert told("$hegde", lets={"hedge": "may"}) == [
        '3: E203 unknown name "$hegde" (did you mean "$hedge"?)'
    ]
    assert told("$qqqqqq", lets={"hedge": "may"}) == [
        '3: E203 unknown name "$qqqqqq"; known: hedge'
    ]


def test_a_capture_may_be_named_where_the_caller_allows_it() -> None:
    assert told("$person", captures=("person",)) == []
    assert told("$person") == ['3: E203 unknown name "$person"']


def test_a_pattern_is_compiled_when_it_is_read() -> None:
    assert told("port AND /stri(ke/") == ["12: E310 RE2: missing ): stri(ke"]


def test_an_empty_expression_is_told() -> None:
    faults = Faults()
    node = parse(b"m:\n", "f", faults=faults)
    assert node is not None
    found = find(node, "m")
    assert isinstance(found, Scalar)
    assert written(found, "m", faults=faults) is None
    assert [str(fault) for fault in faults] == ['f:1:3: E103 "m" wants an expression, got nothing']


def circle(**lets: str) -> tuple[frozenset[str], list[str]]:
    faults = Faults()
    caught = circles({name: expression(text) for name, text in lets.items()}, faults=faults)
    return caught, [fault.message for fault in faults]


def test_lets_without_circles_are_fine() -> None:
    assert circle(a="$b OR $c", b="$c", c="port") == (frozenset(), [])


def test_a_let_that_uses_itself_is_told() -> None:
    assert circle(a="x OR $a") == (frozenset({"a"}), ['"$a" uses itself: $a -> $a'])


def test_a_circle_is_told_once_with_its_way() -> None:
    caught, told_ = circle(a="$b", b="$c OR port", c="$a", d="$a")
    assert caught == {"a", "b", "c"}
    assert told_ == ['"$a" uses itself: $a -> $b -> $c -> $a']


def test_two_circles_are_two_lines() -> None:
    caught, told_ = circle(a="$b", b="$a", c="$c")
    assert caught == {"a", "b", "c"}
    assert len(told_) == 2


def test_a_let_that_is_not_there_makes_no_circle() -> None:
    assert circle(a="$gone") == (frozenset(), [])


def test_captures_are_the_as_names_and_the_slots_of_events() -> None:
    names = captured((expression("(port AS where) AND event(executive-change)"),))
    assert list(names)[:4] == ["where", "type", "person", "org"]
    assert {"destination", "role", "effective", "polarity", "sphere"} <= names.keys()
    assert list(captured((expression("event(other)"),)))[:2] == ["type", "effective"]
