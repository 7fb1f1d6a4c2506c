import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.test import test as verb_of_tests

RULE = """\
rule: port-strike
title: t
match: strike NEAR/S port
tests:
  - {text: Strike at the port, expect: {alert: true}}
  - {name: price, text: Strike price of port wine, expect: {alert: false}}
"""
PRICE = 'test "price": expected no alert, got alert: strike title 0-6, port title 16-20'
Verb = Callable[..., Result]


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "port-strike.yaml").write_text(RULE, encoding="utf-8")
    app = typer.Typer()
    app.command()(verb_of_tests)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--dir", str(tmp_path), *arguments])

    return call


def test_a_failed_test_is_told_at_its_place_with_what_was_found(verb: Verb) -> None:
    result = verb()
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"rules/port-strike.yaml:6:5: E501 {PRICE}",
        "port-strike  1 passed, 1 failed",
    ]


def test_tests_are_chosen_by_name(verb: Verb) -> None:
    result = verb("port-strike", "-k", "Strike AT")
    assert result.exit_code == 0
    assert result.output == "port-strike  1 passed\n"


def test_no_test_of_that_name_is_said(verb: Verb) -> None:
    assert verb("-k", "nothing").output == "no tests\n"


def test_results_come_as_json(verb: Verb) -> None:
    result = json.loads(verb("--json").output)
    assert result["results"] == [{"name": "port-strike", "passed": 1, "failed": 1}]
    assert [fault["code"] for fault in result["faults"]] == ["E501"]


def test_an_unknown_rule_is_wrong_usage(verb: Verb) -> None:
    assert verb("port-strke").exit_code == 2


def test_a_faulty_rule_fails_its_tests(verb: Verb, tmp_path: Path) -> None:
    (tmp_path / "rules" / "bad.yaml").write_text("rule: bad\ntitle: t\n", encoding="utf-8")
    assert verb("bad").output.startswith("rules/bad.yaml:1:1: E102")
    assert verb("bad").exit_code == 1
    assert verb("port-strike", "-k", "at the").exit_code == 0
