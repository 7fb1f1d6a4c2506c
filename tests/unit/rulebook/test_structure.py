"""What an expression must have as a whole: something it requires, captures that can bind."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from monitor.matching.grammar import parse
from monitor.rulebook.structure import check, not_required

NONE: Mapping[str, str] = MappingProxyType({})


def told(text: str, lets: Mapping[str, str] = NONE) -> list[tuple[str, str, str]]:
    """Give code, message and the words in question."""
    found: list[tuple[str, str, str]] = []
    trees = {name: parse(let) for name, let in lets.items()}

    def note(part: object, code: str, message: str) -> None:
        at, end = getattr(part, "at", 0), getattr(part, "end", 0)
        found.append((code, message, text[at:end]))

    check(parse(text), trees, note=note)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "strike",
        "strike AND NOT football",
        "NOT football AND strike",
        "(strike AND NOT a) OR (port AND NOT b)",
        "strike NOT NEAR/4 football",
        "title:(strike AND NOT football)",
        "event(executive-change)",
        "published < 36h",
        "strike AND NOT (a OR NOT b)",
    ],
)
def test_an_expression_that_requires_something_is_fine(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("NOT strike", "NOT strike"),
        ("NOT NOT strike", "NOT NOT strike"),
        ("strike OR NOT port", "NOT port"),
        ("NOT a AND NOT b", "NOT a"),
        ("title:(NOT a)", "NOT a"),
        ("strike OR (NOT a AND NOT b)", "NOT a"),
        ("(strike AND (NOT a)) OR (NOT b AND NOT c)", "NOT b"),
    ],
)
def test_an_expression_of_only_not_is_told_at_its_first_not(text: str, part: str) -> None:
    assert told(text) == [("E311", "only NOT: nothing is required", part)]


def test_a_let_of_only_not_is_told_at_its_use() -> None:
    lets = {"calm": "NOT strike"}
    assert told("$calm", lets) == [("E311", "only NOT: nothing is required", "$calm")]
    assert told("port AND $calm", lets) == []
    assert told("port OR $calm", lets)[0][2] == "$calm"


def test_an_unknown_let_counts_as_required() -> None:
    assert not_required(parse("$gone"), {}) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a AND NOT (b AS x)", "b AS x"),
        ("a AND NOT (b OR (c AS x))", "c AS x"),
        ("a AND NOT (b AND NOT (c AS x))", "c AS x"),
        ("a NOT NEAR/3 (b AS x)", "b AS x"),
        ("a AND NOT title:(b AS x)", "b AS x"),
    ],
)
def test_a_capture_under_not_is_told(text: str, name: str) -> None:
    (found,) = told(text)
    assert found == ("E312", 'capture "x" under NOT binds nothing', name)


def test_a_capture_beside_not_is_fine() -> None:
    assert told("(a AS x) NOT NEAR/3 b") == []
    assert told("(a AS x) AND NOT b") == []


def test_a_let_with_a_capture_under_not_is_told_at_its_use() -> None:
    assert told("a AND NOT $b", {"b": "c AS x"}) == [
        ("E312", 'capture "x" of $b under NOT binds nothing', "$b")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "(a AS x) AND (b AS x)",
        "(a AS x) NEAR/3 (b AS x)",
        "((a AS x) OR c) AND (b AS x)",
        "((a AS x) AND b) AS x",
    ],
)
def test_a_name_is_captured_once(text: str) -> None:
    assert [(code, message) for code, message, _ in told(text)] == [
        ("E312", '"x" is captured twice')
    ]


def test_branches_of_or_and_other_names_are_fine() -> None:
    assert told("(a AS x) OR (b AS x) OR (c AS x)") == []
    assert told("(a AS x) AND (b AS y)") == []


def test_a_let_used_twice_captures_twice() -> None:
    found = told("$a AND $a", {"a": "port AS x"})
    assert [code for code, _, _ in found] == ["E312"]
    assert told("$a OR $a", {"a": "port AS x"}) == []
