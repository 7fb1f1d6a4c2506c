"""Expressions on one line and on many: brackets, breaks, widths."""

import pytest

from monitor.matching.grammar import parse
from monitor.rulebook.wrapping import plain_expression, wrapped


def plain(text: str) -> str:
    return plain_expression(parse(text))


def lines(text: str, width: int) -> list[str]:
    return list(wrapped(parse(text), width))


@pytest.mark.parametrize(
    "text",
    [
        "strike",
        "strik*",
        "strike~",
        '"two words"',
        "/re(gex)?/",
        "@stops-work",
        "$name",
        "entity(org in watched)",
        "entity(person)",
        "value(money)",
        "published < 36h",
        "published > 2026-01-01",
        "event(executive-change, direction: out, org in a|b, role_class: not unit)",
        "a AND b AND c",
        "a OR b OR c",
        "NOT a",
        "NOT (a AND b)",
        "NOT (a OR b)",
        "(a OR b) AND c",
        "(a AND b) OR c",
        "a NEAR/5 b NEAR/5 c",
        "a THEN/S b",
        "a NOT NEAR/4 b",
        "(a OR b) NEAR/P c",
        "(a NEAR/3 b) NEAR/5 c",
        "title:strike",
        "title:(a OR b)",
        "title:(a NEAR/3 b)",
        "title:strike AS what",
        "title:(strike AS what)",
        "(a OR b) AS what",
        "(a OR b) OR c",
        "a OR NOT b",
        "tier:(primary OR regulator)",
    ],
)
def test_what_is_canonical_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((a))", "a"),
        ("(a) AND (b)", "a AND b"),
        ("a AND (b NEAR/3 c)", "a AND b NEAR/3 c"),
        ("NOT (a)", "NOT a"),
        ("a OR b AND c", "a OR (b AND c)"),
        ("a AND b OR c AND d", "(a AND b) OR (c AND d)"),
        ("title:(a)", "title:a"),
        ("a\n  AND   b", "a AND b"),
        ('"two\n   words"', '"two words"'),
        ("published<36h", "published < 36h"),
        ("event(executive-change,direction:out)", "event(executive-change, direction: out)"),
    ],
)
def test_what_is_not_needed_goes(text: str, canonical: str) -> None:
    assert plain(text) == canonical
    assert plain(canonical) == canonical


def test_what_fits_stays_on_one_line() -> None:
    assert lines("a AND b", 7) == ["a AND b"]
    assert lines("a AND b", 6) == ["a", "AND b"]


def test_branches_of_and_get_a_line_each() -> None:
    assert lines("first AND second AND third", 15) == ["first", "AND second", "AND third"]


def test_branches_of_or_fill_lines() -> None:
    assert lines("one OR two OR three OR four", 16) == ["one OR two", "OR three OR four"]


def test_a_bracket_that_is_too_long_is_broken_below_itself() -> None:
    assert lines("head AND (one OR two OR three)", 18) == [
        "head",
        "AND (one OR two",
        "     OR three)",
    ]


def test_a_field_and_its_brackets_keep_their_columns() -> None:
    assert lines("title:(alpha OR beta OR gamma)", 21) == [
        "title:(alpha OR beta",
        "       OR gamma)",
    ]


def test_nearness_is_broken_before_its_operator() -> None:
    assert lines("(alpha OR beta) NEAR/5 (gamma OR delta)", 24) == [
        "(alpha OR beta)",
        "NEAR/5 (gamma OR delta)",
    ]


def test_not_near_is_broken_before_its_operator() -> None:
    assert lines("alphabet NOT NEAR/5 betabet", 20) == ["alphabet", "NOT NEAR/5 betabet"]


def test_not_and_its_brackets_are_broken_inside() -> None:
    assert lines("a AND NOT (first OR second OR third)", 20) == [
        "a",
        "AND NOT (first",
        "         OR second",
        "         OR third)",
    ]


def test_tests_of_an_event_fill_lines_under_each_other() -> None:
    assert lines("event(executive-change, direction: out, org in a|b, role: ceo)", 40) == [
        "event(executive-change, direction: out,",
        "      org in a|b, role: ceo)",
    ]


def test_a_name_stands_behind_the_last_line() -> None:
    assert lines("(alpha OR beta OR gamma) AS what", 20) == [
        "(alpha OR beta",
        " OR gamma) AS what",
    ]


def test_an_and_inside_an_or_is_broken_inside_its_brackets() -> None:
    assert lines("(alpha AND beta) OR gamma", 14) == ["(alpha", " AND beta)", "OR gamma"]


@pytest.mark.parametrize("long", ['"' + "word " * 30 + 'end"', "/" + "x" * 90 + "/", "w" * 120])
def test_what_has_no_operator_is_never_broken(long: str) -> None:
    first, second = lines(f"{long} AND b", 40)
    assert first == plain(long)
    assert second == "AND b"


@pytest.mark.parametrize("width", [10, 20, 40, 80])
def test_broken_lines_say_the_same(width: int) -> None:
    text = (
        'top:((a~ OR bee* OR "c d") NEAR/S (e OR f)) AND NOT title:(g OR "h") AND (j OR (k AND l))'
    )
    assert plain("\n".join(lines(text, width))) == plain(text)
