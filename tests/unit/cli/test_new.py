"""A new rule is right from the start: in form, without a fault, its tests pass."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.init import init
from monitor.cli.new import new
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.format import formatted
from monitor.rulebook.starter import starter
from monitor.rulebook.suite import run_tests
from monitor.workspace import find


@pytest.fixture
def space(tmp_path: Path) -> Path:
    init(tmp_path)
    return tmp_path


def verb(folder: Path, *arguments: str) -> Result:
    app = typer.Typer()
    app.command()(new)
    return CliRunner().invoke(app, ["--dir", str(folder), *arguments])


@pytest.mark.parametrize("kind", ["keyword", "event"])
def test_a_new_rule_passes_check_and_its_own_tests(space: Path, kind: str) -> None:
    result = verb(space, "port-walkout", "--from", kind)
    assert result.exit_code == 0, result.output
    files = find(space, {}).files()
    faults = Faults()
    (tested,) = run_tests(files.rulebook, only=frozenset({"port-walkout"}), faults=faults)
    assert [str(fault) for fault in (*files.faults, *faults)] == []
    assert (tested.passed, tested.failed) == (2, 0)
    assert files.rulebook.rules["port-walkout"].owner
    assert files.rulebook.rules["port-walkout"].status == "draft"


@pytest.mark.parametrize("owner", ["Ana Ruiz", "yes", 'Ana "A" Ruiz: desk', "#1"])
@pytest.mark.parametrize("kind", ["keyword", "event"])
def test_a_starter_is_in_form_whoever_writes_it(kind: str, owner: str) -> None:
    text = starter("port-walkout", "event" if kind == "event" else "keyword", owner=owner)
    assert formatted(text.encode(), "rules/port-walkout.yaml", faults=Faults()) == text


def test_the_next_commands_are_told(space: Path) -> None:
    told = json.loads(verb(space, "walkout", "--json").output)
    assert told["file"].endswith("rules/walkout.yaml")
    assert told["next"][1] == f"monitor test walkout --dir {space}"
    assert "monitor test other" in verb(space, "other").output


def test_what_is_there_is_never_overwritten(space: Path) -> None:
    before = (space / "rules" / "port-strike.yaml").read_bytes()
    assert verb(space, "port-strike").exit_code == 2
    moved = space / "rules" / "desk" / "moved.yaml"
    moved.parent.mkdir()
    moved.write_text("rule: moved\ntitle: t\nmatch: a\n", "utf-8")
    assert "there already" in verb(space, "moved").output
    assert (space / "rules" / "port-strike.yaml").read_bytes() == before
    assert not (space / "rules" / "moved.yaml").exists()


@pytest.mark.parametrize("name", ["Port Strike", "../x", "a/b", ""])
def test_what_is_no_id_is_refused(space: Path, name: str) -> None:
    assert verb(space, name).exit_code == 2


def test_an_event_rule_wants_its_pack(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    assert "no pack" in verb(tmp_path, "leavers", "--from", "event").output
