import json
from pathlib import Path

import pytest

from monitor.errors import RuleError, SettingsError
from tests.fakes.desk import STRIKE, Desk, desk, lines


@pytest.fixture
def port(tmp_path: Path) -> Desk:
    return desk(tmp_path / "desk")


def test_a_draft_goes_to_shadow_and_then_live(port: Desk) -> None:
    result = port.call("promote", "port-strike", "--yes")
    assert lines(result) == [
        "tests: 2 passed",
        "not enough history: 0 of 7 days archived",
        "precision: no labels yet",
        "port-strike  draft -> shadow",
    ]
    assert port.rule.read_text("utf-8") == STRIKE.replace("status: draft", "status: shadow")
    assert lines(port.call("promote", "port-strike", "--yes"))[-1] == "port-strike  shadow -> live"
    again = port.call("promote", "port-strike", "--yes")
    assert str(again.exception) == "port-strike is live already"


def test_a_rule_without_a_status_is_a_draft(port: Desk) -> None:
    port.edit("status: draft\n", "")
    port.call("promote", "port-strike", "--yes")
    assert "owner: logistics-desk\nstatus: shadow\nmatch: >" in port.rule.read_text("utf-8")


def test_history_is_told(port: Desk) -> None:
    port.archived(port.entry("Strike at the port", hours=24 * 6 + 1), port.entry("Weather"))
    told = lines(port.call("promote", "port-strike", "--yes"))
    assert told[1] == "last 7 d: 1 alerts of 2 articles, 0.2/day, worst day 1 (budget 2/day)"
    assert told[2] == "precision: no labels yet"


def test_above_its_budget_a_rule_stays(port: Desk) -> None:
    port.edit("budget: 2/day", "budget: 1/week")
    port.archived(port.entry("Strike at the port"), port.entry("Walkouts close a harbour"))
    result = port.call("promote", "port-strike", "--yes")
    assert isinstance(result.exception, SettingsError)
    assert "above its budget" in str(result.exception)
    assert "status: draft" in port.rule.read_text("utf-8")


def test_a_failing_test_keeps_a_rule_where_it_is(port: Desk) -> None:
    port.edit("wheat., expect: {alert: false}", "wheat., expect: {alert: true}")
    result = port.call("promote", "port-strike", "--yes")
    assert isinstance(result.exception, RuleError)
    assert str(result.exception).startswith("rules/port-strike.yaml:13:5: E501")
    assert "status: draft" in port.rule.read_text("utf-8")


def test_what_live_needs_is_told_before(port: Desk) -> None:
    port.edit("status: draft", "status: shadow")
    port.edit("owner: logistics-desk\n", "")
    result = port.call("promote", "port-strike", "--yes")
    assert "E102" in str(result.exception)
    assert "status: shadow" in port.rule.read_text("utf-8")


def test_nothing_is_written_before_a_yes(port: Desk) -> None:
    port.call("promote", "port-strike", stdin="n\n")
    assert port.rule.read_text("utf-8") == STRIKE


def test_a_retired_rule_is_not_promoted(port: Desk) -> None:
    port.edit("status: draft", "status: retired")
    result = port.call("promote", "port-strike", "--yes")
    assert str(result.exception).startswith("port-strike is retired")


def test_a_promotion_as_json_is_one_document(port: Desk) -> None:
    told = json.loads(port.call("promote", "port-strike", "--yes", "--json").stdout)
    assert (told["from"], told["to"], told["tests"]) == ("draft", "shadow", 2)
    assert told["budget"] == "2/day"
