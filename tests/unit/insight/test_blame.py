import pytest

from monitor.insight.blame import Blame, blame, phrase, shortened
from monitor.matching import Engine, build
from monitor.matching.compile import Names, compile_query
from monitor.matching.grammar import parse
from monitor.matching.query import Asked
from tests.fakes.made import article, rule


def engine(match: str) -> Engine:
    return build([Asked(rule=rule("r"), query=compile_query(parse(match), Names()))])


def blamed(match: str, title: str) -> Blame:
    return blame(engine(match).trace(article(title), "r"))


@pytest.mark.parametrize(
    ("match", "title", "clause", "first"),
    [
        ("a1 AND b1", "a1 x", "b1", "b1"),
        ("a1 AND b1", "x", "a1", "a1"),
        ("a1 OR b1", "x", "a1 OR b1", "a1"),
        ("(a1 AND b1) OR (c1 AND d1)", "c1 x", "d1", "d1"),
        ("(a1 AND b1) OR c1", "x", "(a1 AND b1) OR c1", "a1"),
        ("a1 NEAR/2 (b1 OR c1)", "a1 x", "b1 OR c1", "b1"),
        ("a1 NEAR/2 b1", "a1 x x x x b1", "a1 NEAR/2 b1", "a1 NEAR/2 b1"),
        ("a1 AND NOT b1", "a1 b1", "NOT b1", "NOT b1"),
    ],
)
def test_the_first_clause_that_failed_furthest_is_blamed(
    match: str, title: str, clause: str, first: str
) -> None:
    found = blamed(match, title)
    assert (found.verdict, found.clause, found.first) == ("no_match", clause, first)


def test_what_held_beside_it_is_told_but_not_what_a_not_refused() -> None:
    found = blamed("a1 AND b1 AND NOT c1", "b1 a1 c1")
    assert found.held == ("a1 title 3-5", "b1 title 0-2")
    assert found.why == '"c1" title 6-8'


def test_what_holds_has_nobody_to_blame() -> None:
    assert blamed("a1", "a1") == Blame(verdict="alert")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (Blame(verdict="alert"), "alerts"),
        (Blame(verdict="no_match", clause="port"), "needs port"),
        (
            Blame(verdict="no_match", clause="NOT a", why='"a" title 0-1'),
            'refuses a: "a" title 0-1',
        ),
        (Blame(verdict="denied", clause="event(x)", why="denied"), "needs event(x): denied"),
        (Blame(verdict="excepted", why="known: told"), "excepted: known: told"),
        (Blame(verdict="shadow"), "shadow"),
        (Blame(verdict="no_match", clause="NOT a"), "refuses a"),
    ],
)
def test_a_verdict_in_a_phrase(found: Blame, says: str) -> None:
    assert phrase(found) == says


def test_a_long_clause_is_cut() -> None:
    assert len(shortened("x" * 400)) == 120
    assert shortened("a\n  OR b") == "a OR b"
