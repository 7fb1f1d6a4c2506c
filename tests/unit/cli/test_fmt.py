import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.fmt import fmt

NEAT = "rule: neat\ntitle: t\nmatch: strike\n"
LOOSE = "rule: loose\nmatch: ((strike))\ntitle:   t   # said\n"
TIDY = "rule: loose\ntitle: t  # said\nmatch: strike\n"
BAD = "rule:   bad\ntitle: t\nmatch: titel:strike\n"
Verb = Callable[..., Result]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "desk").mkdir(parents=True)
    (folder / "neat.yaml").write_text(NEAT, "utf-8")
    (folder / "desk" / "loose.yaml").write_text(LOOSE, "utf-8")
    return folder


@pytest.fixture
def verb(rules: Path) -> Verb:
    app = typer.Typer()
    app.command()(fmt)

    def call(*arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, ["--dir", str(rules.parent), *arguments], input=stdin)

    return call


def test_loose_files_are_written_in_form_and_no_other_is_touched(verb: Verb, rules: Path) -> None:
    before = (rules / "neat.yaml").stat()
    assert verb().output == "2 files: 1 formatted\n"
    assert (rules / "desk" / "loose.yaml").read_text("utf-8") == TIDY
    assert (rules / "neat.yaml").stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(path.name for path in rules.rglob("*") if path.is_file()) == [
        "loose.yaml",
        "neat.yaml",
    ]
    assert verb().output == "2 files: 0 formatted\n"


def test_a_check_fails_and_writes_nothing(verb: Verb, rules: Path) -> None:
    result = verb("--check")
    assert (result.exit_code, result.output) == (1, "2 files: 1 would change\n")
    assert (rules / "desk" / "loose.yaml").read_text("utf-8") == LOOSE
    assert verb("--check", "rules/neat.yaml").exit_code == 0


def test_a_difference_is_shown_line_by_line(verb: Verb, rules: Path) -> None:
    result = verb("--diff")
    assert result.exit_code == 0
    assert "-match: ((strike))" in result.output
    assert "+match: strike" in result.output
    assert (rules / "desk" / "loose.yaml").read_text("utf-8") == LOOSE


def test_a_file_with_an_error_is_told_and_never_written(verb: Verb, rules: Path) -> None:
    (rules / "bad.yaml").write_text(BAD, "utf-8")
    result = verb()
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        'rules/bad.yaml:3:8: E204 unknown field "titel" (did you mean "title"?)',
        "3 files: 1 formatted",
    ]
    assert (rules / "bad.yaml").read_text("utf-8") == BAD


def test_the_changed_files_come_as_json(verb: Verb) -> None:
    found = json.loads(verb("--check", "--json").output)
    assert found == {"changed": ["rules/desk/loose.yaml"], "faults": []}


def test_an_unsaved_file_is_formatted_from_stdin(verb: Verb) -> None:
    assert verb("--stdin", stdin=LOOSE).output == TIDY
    assert verb("--stdin", stdin="rule: [").exit_code == 1


def test_a_path_that_is_not_there_is_wrong_usage(verb: Verb) -> None:
    assert verb("rules/absent.yaml").exit_code == 2


def test_rights_of_a_file_are_kept(verb: Verb, rules: Path) -> None:
    path = rules / "desk" / "loose.yaml"
    path.chmod(0o640)
    verb()
    assert path.stat().st_mode & 0o777 == 0o640
