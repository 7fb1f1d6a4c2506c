"""What is told, in the four forms tools read."""

import json
from typing import Any

import pytest

from monitor import kinds
from monitor.rulebook.diagnostic import Diagnostic, Fix
from monitor.rulebook.outputs import github, sarif, text
from monitor.rulebook.outputs import json as as_json

FIELD = Diagnostic(
    file="rules/hafen straße.yaml",
    line=3,
    column=8,
    end_line=3,
    end_column=13,
    code="E204",
    message='unknown field "titel"',
    suggestion="title",
    fix=Fix(line=3, column=8, end_line=3, end_column=13, text="title"),
)
SLIP = Diagnostic(
    file="rules/b.yaml",
    line=4,
    column=1,
    end_line=5,
    end_column=2,
    code="W703",
    severity="warning",
    message="100% dead:\na, b",
)
BOTH = (FIELD, SLIP)


def test_text_is_one_line_a_fault() -> None:
    first, *_ = text.render(BOTH).splitlines()
    assert first == (
        'rules/hafen straße.yaml:3:8: E204 unknown field "titel" (did you mean "title"?)'
    )


def test_json_has_exactly_the_fields_that_are_promised() -> None:
    one, other = json.loads(as_json.render(BOTH))
    names = "file line column end_line end_column code severity message suggestion fix"
    assert " ".join(one) == names
    assert one["fix"] == {"line": 3, "column": 8, "end_line": 3, "end_column": 13, "text": "title"}
    assert (other["severity"], other["fix"]) == ("warning", None)


def test_github_commands_escape_what_would_end_them() -> None:
    first, second = github.render(BOTH, root="news/").splitlines()
    assert first == (
        "::error file=news/rules/hafen straße.yaml,line=3,col=8,endLine=3,endColumn=13,"
        'title=E204::unknown field "titel" (did you mean "title"?)'
    )
    assert second.endswith("title=W703::100%25 dead:%0Aa, b")


def test_github_properties_escape_commas_and_colons() -> None:
    odd = Diagnostic(
        file="rules/a,b:c%.yaml",
        line=1,
        column=1,
        end_line=1,
        end_column=2,
        code="E001",
        message="",
    )
    assert "file=rules/a%2Cb%3Ac%25.yaml,line" in github.render([odd])


@pytest.mark.parametrize("name", kinds.names("monitor.rulebook.outputs"))
def test_nothing_told_is_nothing_wrong(name: str) -> None:
    shown = kinds.load("monitor.rulebook.outputs", name).render([])
    assert shown == "" or json.loads(shown) in ([], json.loads(sarif.render([])))


# --- SARIF 2.1.0: what its specification requires of what we write -----------------------------


def log() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sarif.render(BOTH, root="news/"))
    return found


def test_a_log_names_its_version_and_has_one_run() -> None:
    found = log()
    assert found["version"] == "2.1.0"
    assert found["$schema"].endswith("sarif-2.1.0.json")
    assert set(found) == {"$schema", "version", "runs"}
    (run,) = found["runs"]
    assert set(run) == {"tool", "columnKind", "results"}
    assert run["columnKind"] == "unicodeCodePoints"


def test_rules_are_unique_and_carry_their_help() -> None:
    driver = log()["runs"][0]["tool"]["driver"]
    assert driver["name"] == "monitor"
    assert [rule["id"] for rule in driver["rules"]] == ["E204", "W703"]
    for rule in driver["rules"]:
        assert "helpUri" not in rule
        for part in ("shortDescription", "fullDescription", "help"):
            assert rule[part]["text"].strip()
        assert "```yaml" in rule["help"]["markdown"]
    levels = [rule["defaultConfiguration"]["level"] for rule in driver["rules"]]
    assert levels == ["error", "warning"]


def test_results_point_at_their_rule_and_place() -> None:
    run = log()["runs"][0]
    for result, fault in zip(run["results"], BOTH, strict=True):
        assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
        assert result["level"] == fault.severity
        assert result["message"]["text"] == fault.told
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1 <= region["startColumn"]
        begin = (region["startLine"], region["startColumn"])
        assert (region["endLine"], region["endColumn"]) >= begin


def test_addresses_are_relative_and_percent_encoded() -> None:
    places = [r["locations"][0]["physicalLocation"] for r in log()["runs"][0]["results"]]
    uris = [place["artifactLocation"]["uri"] for place in places]
    assert uris == ["news/rules/hafen%20stra%C3%9Fe.yaml", "news/rules/b.yaml"]


def test_a_fix_says_what_is_deleted_and_what_comes_instead() -> None:
    first, second = log()["runs"][0]["results"]
    (fix,) = first["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    assert fix["description"]["text"] == "write title"
    assert replacement["deletedRegion"]["endColumn"] == 13
    assert replacement["insertedContent"] == {"text": "title"}
    assert "fixes" not in second


def test_a_code_nobody_explained_is_still_a_rule() -> None:
    odd = Diagnostic(
        file="a", line=1, column=1, end_line=1, end_column=2, code="E999", message="odd"
    )
    assert json.loads(sarif.render([odd]))["runs"][0]["tool"]["driver"]["rules"] == [{"id": "E999"}]
