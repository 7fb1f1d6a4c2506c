"""Ruling: a rule written as a line and read again is the same rule."""

import pytest

from monitor.matching.compact import compact
from monitor.matching.query import Asked
from monitor.matching.ruling import read, written
from monitor.model import Place, Rule
from monitor.policy import Budget, Realert
from tests.unit.matching.asking import asked

RULES = [
    Rule(id="r", title="t"),
    Rule(
        id="r", title="“é”\n", about="a", owner="desk", status="live", version="1f", severity="low"
    ),
    Rule(id="r", title="t", labels={"tag": ("people", "ops"), "none": ()}, to=("+oncall",)),
    Rule(id="r", title="t", packs=("data-breach",), same_if=("org",), window_s=60.5, then="alert"),
    Rule(id="r", title="t", material=("person",), ignore_quiet_hours=True, headline="{org}"),
    Rule(id="r", title="t", place=Place(file="rules/r.yaml", line=3, column=7)),
]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_comes_back(rule: Rule) -> None:
    assert read(written(rule)) == rule


def test_what_is_as_by_default_is_left_out() -> None:
    assert written(Rule(id="r", title="t")) == '{"id":"r","title":"t"}'


def test_policies_stay_the_objects_they_are() -> None:
    strict = Rule(
        id="r", title="t", budget=Budget(count=3, period_s=3600), realert=Realert(after_s=60.0)
    )
    one = Asked(rule=strict, query=asked("strike").query)

    assert written(strict) == ""
    assert compact([asked("port", rule="other"), one])["r"].rule is strict
