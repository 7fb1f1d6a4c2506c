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
