"""`monitor check` and `monitor test` as an analyst or a script starts them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process
LONG = "a very long title of a very long rule " * 8
RULE = """\
rule: port-strike
title: t
match: strike NEAR/S port
tests:
  - {text: Strike at the port, expect: {alert: true}}
  - {name: price, text: Strike price of port wine, expect: {alert: false}}
"""
PRICE = 'test "price": expected no alert, got alert: strike title 0-6, port title 16-20'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "rules" / "desk").mkdir(parents=True)
    (tmp_path / "rules" / "desk" / "port-strike.yaml").write_text(RULE, encoding="utf-8")
    return tmp_path


def monitor(
    workspace: Path, *arguments: str, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from monitor.cli import main; main()", *arguments]
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.run(
        command,
        cwd=workspace,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={"PYTHONPATH": root, "COLUMNS": "40", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stdout.decode().splitlines()


def test_a_clean_workspace_is_exit_0(workspace: Path) -> None:
    done = monitor(workspace, "check")
    assert done.returncode == 0
    assert lines(done)[0].startswith("1 file, 1 rule: no errors (")


def test_a_fault_stays_one_line_however_narrow_the_screen(workspace: Path) -> None:
    bad = f"rule: bad\ntitle: t\nmatch: port\nabout: [{LONG}]\n"
    (workspace / "rules" / "bad.yaml").write_text(bad, encoding="utf-8")
    (workspace / "rules" / "[red]odd.yaml").write_text("rules: x\n", encoding="utf-8")
    done = monitor(workspace, "check")
    told = lines(done)
    assert done.returncode == 1
    assert told[0].startswith("rules/[red]odd.yaml:1:1: E110")
    assert told[1] == 'rules/bad.yaml:4:8: E103 "about" wants text, got a list'
    assert told[2].startswith("3 files, 1 rule: 2 errors (")


def test_a_rule_left_out_for_another_file_is_counted(workspace: Path) -> None:
    rule = "rule: r\ntitle: t\nmatch: '@stops'\n"
    (workspace / "rules" / "r.yaml").write_text(rule, encoding="utf-8")
    (workspace / "rules" / "stops.yaml").write_text("concept: stops\nenn: x\n", encoding="utf-8")
    told = lines(monitor(workspace, "check"))
    assert len(told) == 2
    assert told[1].startswith("3 files, 1 rule, 1 left out: 1 error (")


def test_faults_as_json_are_one_document(workspace: Path) -> None:
    text = RULE.replace("strike NEAR/S", "titel:strike AND").encode()
    name = "rules/desk/port-strike.yaml"
    done = monitor(workspace, "check", "--json", "--stdin", "--name", name, stdin=text)
    (fault,) = json.loads(done.stdout)
    assert done.returncode == 1
    assert (fault["file"], fault["line"], fault["column"]) == (name, 3, 8)
    assert fault["suggestion"] == "title"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules/gone.yaml"),
        ("check", "--stdin"),
        ("check", "--format", "xml"),
        ("check", "--no-such-option"),
        ("test", "port-strik"),
    ],
)
def test_wrong_usage_is_exit_2_and_goes_to_stderr(
    workspace: Path, arguments: tuple[str, ...]
) -> None:
    done = monitor(workspace, *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr != b""


def test_a_folder_without_rules_is_exit_1_with_what_to_do(tmp_path: Path) -> None:
    done = monitor(tmp_path, "check")
    assert done.returncode == 1
    assert b"monitor init" in done.stderr


def test_failed_tests_are_exit_1_with_what_was_found(workspace: Path) -> None:
    done = monitor(workspace, "test")
    assert done.returncode == 1
    assert lines(done) == [
        f"rules/desk/port-strike.yaml:6:5: E501 {PRICE}",
        "port-strike  1 passed, 1 failed",
    ]


def test_tests_are_chosen_by_their_name(workspace: Path) -> None:
    done = monitor(workspace, "test", "port-strike", "-k", "strike at")
    assert (done.returncode, lines(done)) == (0, ["port-strike  1 passed"])


def test_any_workspace_can_be_named(workspace: Path) -> None:
    done = monitor(Path("/"), "check", "--dir", str(workspace), "--strict")
    assert done.returncode == 0
