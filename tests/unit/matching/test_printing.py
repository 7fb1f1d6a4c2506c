"""Printing: brackets only where they are needed, every atom as it is written."""

import pytest

from monitor.matching.grammar import parse
from monitor.matching.printing import print_query


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("((a))", "a"),
        ("(a OR b) OR c", "(a OR b) OR c"),
        ("(a AND b) OR c", "a AND b OR c"),
        ("a AND (b OR c)", "a AND (b OR c)"),
        ("(a AND b) AND c", "(a AND b) AND c"),
        ("NOT (a)", "NOT a"),
        ("NOT (a AND b)", "NOT (a AND b)"),
        ("NOT (NOT a)", "NOT NOT a"),
        ("(a NEAR/3 b) AND c", "a NEAR/3 b AND c"),
        ("(a OR b) NEAR/3 c", "(a OR b) NEAR/3 c"),
        ("(a NEAR/3 b) NEAR/3 c", "(a NEAR/3 b) NEAR/3 c"),
        ("NOT (a NEAR/3 b)", "NOT a NEAR/3 b"),
        ("(a) NOT NEAR/S (b)", "a NOT NEAR/S b"),
        ("a NOT NEAR/S (b OR c)", "a NOT NEAR/S (b OR c)"),
        ("title:(a)", "title:a"),
        ("title:(a OR b)", "title:(a OR b)"),
        ("title:(a NEAR/1 b)", "title:(a NEAR/1 b)"),
        ("title:(body:a)", "title:(body:a)"),
        ("title:a AS x", "title:a AS x"),
        ("(a OR b) AS x NEAR/2 c", "(a OR b) AS x NEAR/2 c"),
        ("(a AS x) AS y", "(a AS x) AS y"),
        ("a   AND\n  b", "a AND b"),
        ("a NEAR/05 b", "a NEAR/5 b"),
        ("published>2026-01-01", "published > 2026-01-01"),
        ("entity( org  in a | b )", "entity(org in a|b)"),
        ("event( p , s:not a|b , t  in  l , u >= 5 EUR )",
         "event(p, s: not a|b, t in l, u >= 5 EUR)"),
        ('"a  bcd*"', '"a  bcd*"'),
        (r"/a\/b|c/", r"/a\/b|c/"),
        ("@c OR $d", "@c OR $d"),
        ("abc* OR abc~", "abc* OR abc~"),
    ],
)  # fmt: skip
def test_an_expression_is_printed_in_its_plain_form(written: str, printed: str) -> None:
    assert print_query(parse(written)) == printed
    assert print_query(parse(printed)) == printed


def test_what_is_no_part_cannot_be_printed() -> None:
    with pytest.raises(TypeError):
        print_query("a")  # type: ignore[arg-type]
