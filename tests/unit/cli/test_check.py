import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.check import check
from monitor.intake.archive import Archive
from monitor.intake.lines import Line
from monitor.model import Article

GOOD = "rule: good\ntitle: t\nmatch: strike\n"
BAD = "rule: bad\ntitle: t\nmatch: titel:strike\n"
Check = Callable[..., Result]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "good.yaml").write_text(GOOD, encoding="utf-8")
    (rules / "desk").mkdir()
    return tmp_path


@pytest.fixture
def verb(workspace: Path) -> Check:
    app = typer.Typer()
    app.command()(check)

    def call(*arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, ["--dir", str(workspace), *arguments], input=stdin)

    return call


def write_bad(workspace: Path) -> None:
    (workspace / "rules" / "desk" / "bad.yaml").write_text(BAD, encoding="utf-8")


def test_a_clean_workspace_is_one_line_and_exit_0(verb: Check) -> None:
    result = verb()
    assert result.exit_code == 0
    assert result.output.startswith("1 file, 1 rule: no errors (")


def test_each_fault_is_one_line_with_the_sum_below(verb: Check, workspace: Path) -> None:
    write_bad(workspace)
    result = verb()
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0] == (
        'rules/desk/bad.yaml:3:8: E204 unknown field "titel" (did you mean "title"?)'
    )
    assert lines[1].startswith("2 files, 1 rule: 1 error (")


@pytest.mark.parametrize("options", [("--json",), ("--format", "json")])
def test_faults_come_as_json(verb: Check, workspace: Path, options: tuple[str, ...]) -> None:
    write_bad(workspace)
    result = verb(*options)
    (fault,) = json.loads(result.output)
    assert result.exit_code == 1
    assert fault == {
        "file": "rules/desk/bad.yaml",
        "line": 3,
        "column": 8,
        "end_line": 3,
        "end_column": 13,
        "code": "E204",
        "severity": "error",
        "message": 'unknown field "titel"',
        "suggestion": "title",
        "fix": {"line": 3, "column": 8, "end_line": 3, "end_column": 13, "text": "title"},
    }


def test_only_the_faults_of_given_paths_are_told(verb: Check, workspace: Path) -> None:
    write_bad(workspace)
    assert verb("rules/good.yaml").exit_code == 0
    assert verb("rules/desk").exit_code == 1
    assert verb(str(workspace / "rules" / "desk" / "bad.yaml")).exit_code == 1
    assert verb(".").exit_code == 1


def test_an_unsaved_file_is_checked_from_stdin(verb: Check) -> None:
    result = verb("--stdin", "--name", "rules/good.yaml", stdin=GOOD.replace("strike", "a b"))
    assert result.exit_code == 1
    assert result.output.startswith("rules/good.yaml:3:10: E301")


@pytest.mark.parametrize(
    "arguments", [("--stdin",), ("--name", "rules/x.yaml"), ("rules/absent.yaml",)]
)
def test_wrong_usage_is_exit_2(verb: Check, arguments: tuple[str, ...]) -> None:
    assert verb(*arguments).exit_code == 2


def test_sources_and_routes_are_checked_too(verb: Check, workspace: Path) -> None:
    (workspace / "rules" / "receivers.yaml").write_text(
        "receivers:\n  desk: {kind: consol}\n", encoding="utf-8"
    )
    assert 'E104 "consol" is no kind of receiver' in verb().output


def test_checking_brings_nothing_that_takes_long_to_import(workspace: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from monitor.cli.check import check;"
        "check(directory=Path(sys.argv[1]));"
        "heavy = {'httpx', 'httpcore', 'redis', 'starlette', 'rich', 'structlog', 'selectolax',"
        "'prometheus_client', 'lxml', 'monitor.stories.newsroom', 'monitor.rulebook.trial'};"
        "print(heavy & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_github_gets_commands_and_the_sum(verb: Check, workspace: Path) -> None:
    write_bad(workspace)
    first, last = verb("--format", "github").output.splitlines()
    assert first.startswith("::error file=")
    assert ",line=3,col=8,endLine=3,endColumn=13,title=E204::unknown field" in first
    assert last.startswith("2 files, 1 rule: 1 error (")


def test_sarif_is_one_document_and_nothing_else(verb: Check, workspace: Path) -> None:
    write_bad(workspace)
    result = verb("--format", "sarif")
    (run,) = json.loads(result.output)["runs"]
    assert result.exit_code == 1
    assert [found["ruleId"] for found in run["results"]] == ["E204"]
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"].endswith("rules/desk/bad.yaml")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_clean_workspace_is_an_empty_document(verb: Check, form: str) -> None:
    result = verb("--format", form)
    assert result.exit_code == 0
    shown = json.loads(result.output)
    assert (shown if form == "json" else shown["runs"][0]["results"]) == []


def test_an_unknown_format_is_exit_2(verb: Check) -> None:
    assert verb("--format", "xml").exit_code == 2


def test_warnings_fail_only_when_strict(verb: Check, workspace: Path) -> None:
    (workspace / "rules" / "good.yaml").write_text(GOOD.replace("strike", "a OR strike OR a"))
    lax, strict = verb(), verb("--strict")
    assert (lax.exit_code, strict.exit_code) == (0, 1)
    assert lax.output.startswith("rules/good.yaml:3:23: W703 a adds nothing: a already holds")
    assert "1 file, 1 rule: 1 warning (" in lax.output


def test_a_warning_in_an_unsaved_file_is_told(verb: Check) -> None:
    text = GOOD + "let: {spare: port}\n"
    result = verb("--stdin", "--name", "rules/good.yaml", stdin=text)
    assert 'rules/good.yaml:4:7: W702 nothing uses "$spare"' in result.output


def test_an_unsaved_file_is_checked_against_the_others(verb: Check, workspace: Path) -> None:
    (workspace / "rules" / "ai.yaml").write_text("concept: ai\nen: [robot]\n", encoding="utf-8")
    text = "rule: new\ntitle: t\nmatch: >\n  @ai AND @aj\n"
    result = verb("--stdin", "--name", "rules/new.yaml", stdin=text)
    assert result.output.startswith('rules/new.yaml:4:11: E201 unknown concept "@aj" (did you mean')


def test_without_an_archive_its_lints_say_what_they_want(verb: Check) -> None:
    result = verb("--archive")
    assert result.exit_code == 0
    assert "W704: not enough history, it wants 30 days of archive" in result.stderr
    assert "not enough history" not in result.stdout


def test_the_archive_is_read_once_for_all_lints(verb: Check, workspace: Path) -> None:
    write_archive(workspace, days=35)
    (workspace / "rules" / "good.yaml").write_text(GOOD.replace("strike", "ships"))
    result = verb("--archive")
    assert "rules/good.yaml:3:8: W704 ships stands in 50% of the articles" in result.stdout
    assert "W710: not enough history, it wants 90 days of archive" in result.stderr
    assert "W704: not" not in result.stderr


def test_a_veto_inside_a_name_is_an_error(verb: Check, workspace: Path) -> None:
    rules = workspace / "rules"
    (rules / "events" / "people").mkdir(parents=True)
    (rules / "events" / "people" / "de.yaml").write_text(
        "lexicon: people\nlang: de\ntriggers: {departure: [geht]}\nlanguage: {negation: [acme]}\n",
        encoding="utf-8",
    )
    (rules / "firms.yaml").write_text(
        "entities: firms\nkind: org\nlist:\n  - {id: acme, name: Acme}\n", encoding="utf-8"
    )
    assert 'E601 veto "acme" inside "Acme" (firms.yaml:4:22)' in verb().output


def write_archive(workspace: Path, *, days: int) -> None:
    """Write an archive of two articles a day up to now, as the daemon does."""
    now = datetime.now(UTC)
    archive = Archive(workspace / "data" / "archive")

    async def fill() -> None:
        for back in reversed(range(days)):
            for n, title in enumerate(("Ships leave the port", "A quiet day")):
                at = now - timedelta(days=back, minutes=n)
                name = f"{back}-{n}"
                article = Article(id=name, version="1", key=name, title=title, seen=at, lang="en")
                await archive.append([Line(article=article)], now=at)

    asyncio.run(fill())
    archive.close()
