import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.check import check

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
        "fix": None,
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


def test_checking_needs_no_client_of_networks() -> None:
    code = (
        "import sys; from pathlib import Path; import monitor.cli.check;"
        "import monitor.workspace;"
        "print({'httpx', 'httpcore', 'redis', 'starlette'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
