"""A trace shows every clause, and names the one to blame."""

import pytest

from tests.unit.matching.asking import article, asked, engine


@pytest.mark.parametrize(
    ("rule", "failed"),
    [
        ("strike AND quay AND barge", "quay"),
        ("strike AND NOT port", "NOT port"),
        ("(quay AND barge) OR (strike AND barge)", "barge"),
        ("strike AND (quay OR barge)", "quay"),
        ("strike NEAR/0 now", "strike NEAR/0 now"),
        ("strike NEAR/0 quay", "quay"),
        ("port NOT NEAR/5 strike", "port NOT NEAR/5 strike"),
        ("(quay OR barge) AS x", "quay"),
        ("lang:de", "lang:de"),
    ],
)
def test_the_first_clause_that_failed_on_the_furthest_branch_is_named(
    rule: str, failed: str
) -> None:
    trace = engine(asked(rule)).trace(article("Strike at port now"), "rule")

    assert trace.match is None
    assert trace.failed is not None
    assert trace.failed.clause == failed


def test_a_rule_that_holds_has_no_failed_clause() -> None:
    trace = engine(asked("strike AS x OR quay")).trace(article("Strike"), "rule")

    assert trace.match is not None
    assert trace.failed is None
    assert [(s.clause, s.held) for s in trace.root.parts] == [
        ("strike AS x", True),
        ("quay", False),
    ]
    assert [(e.text, e.part) for e in trace.root.evidence] == [("Strike", "strike")]


def test_a_rule_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        engine().trace(article("Strike"), "rule")


@pytest.mark.parametrize(
    ("rule", "failed"),
    [
        ("quay", "quay"),
        ("title:(strike AND quay)", "quay"),
        ("strike AND (quay AND barge)", "quay"),
        ("(strike AND port AND quay) OR (barge AND now)", "quay"),
        ("(barge AND now) OR (strike AND port AND quay)", "quay"),
        ("(barge OR quay) OR (strike AND crane)", "crane"),
        ("strike AND (quay OR (port AND crane))", "crane"),
        ("strike AND NOT (port AND now)", "NOT (port AND now)"),
        ("NOT strike", "NOT strike"),
        ("strike AND @stops-work AND quay", "quay"),
        ("entity(org)", "entity(org)"),
        ("person:tim-cook", "person:tim-cook"),
        ("value(money)", "value(money)"),
        ("strike AND published > 2026-01-01", "published > 2026-01-01"),
        ("/quay/", "/quay/"),
        ("port THEN/5 strike", "port THEN/5 strike"),
        ("(quay OR barge) NEAR/3 strike", "quay"),
        ("(port NEAR/0 strike) NEAR/3 now", "port NEAR/0 strike"),
        ("quay NOT NEAR/5 strike", "quay"),
        ("strike AND ((port AND quay) AS x)", "quay"),
    ],
)
def test_the_clause_to_blame_is_the_last_one_missing(rule: str, failed: str) -> None:
    trace = engine(asked(rule)).trace(article("Strike at port now"), "rule")

    assert trace.failed is not None
    assert (trace.failed.clause, trace.failed.held) == (failed, False)


def test_every_clause_is_evaluated_without_shortcuts() -> None:
    trace = engine(asked("quay AND (strike OR port) AND NOT barge")).trace(
        article("Strike at port"), "rule"
    )

    quay, either, negation = trace.root.parts
    assert [(s.clause, s.held) for s in (quay, either, negation)] == [
        ("quay", False),
        ("OR", True),
        ("NOT barge", True),
    ]
    assert [(s.clause, s.held) for s in either.parts] == [("strike", True), ("port", True)]
    assert [(s.clause, s.held) for s in negation.parts] == [("barge", False)]


def test_a_step_shows_a_bounded_number_of_places() -> None:
    trace = engine(asked("strike")).trace(article(body="strike " * 500), "rule")

    assert len(trace.root.evidence) == 20
    assert trace.match is not None
    assert len(trace.match.evidence) == 200


def test_a_draft_may_be_traced() -> None:
    trace = engine(asked("strike", status="draft")).trace(article("strike"), "rule")

    assert trace.match is not None
    assert trace.failed is None


def test_a_trace_of_an_excepted_match_has_its_reason() -> None:
    rule = asked("strike", exceptions=(("port", "port"),))

    trace = engine(rule).trace(article("strike at port"), "rule")

    assert trace.match is not None
    assert trace.match.reason == "excepted"
    assert trace.root.held
