import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from monitor import kinds
from monitor.cli import _output
from monitor.cli.fake_slack import _faults
from monitor.errors import SettingsError

VERBS = [n.rstrip("_").replace("_", "-") for n in kinds.names("monitor.cli")]


def monitor(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *words], capture_output=True, text=True, check=False
    )


def test_the_help_lists_every_verb_with_a_sentence() -> None:
    done = monitor("--help")
    assert done.returncode == 0
    for verb in VERBS:
        (line,) = [s for s in done.stdout.splitlines() if s.strip("│ ").split(" ")[0] == verb]
        assert len(line.strip("│ ").split()) > 2


@pytest.mark.parametrize("verb", ["chekc", "_output", "check.py", "cli"])
def test_an_unknown_verb_is_wrong_usage(verb: str) -> None:
    assert monitor(verb).returncode == 2


def test_starting_up_imports_no_verb_and_no_vendor_of_one() -> None:
    code = (
        "import sys, monitor.cli;"
        "print({'pydantic', 'httpx', 'redis', 'starlette', 'yaml', 'monitor.cli.run'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_json_keeps_letters_and_sorts_sets(capsys: pytest.CaptureFixture[str]) -> None:
    _output.as_json({"name": "奥特曼", "set": frozenset({"b", "a"}), "path": Path("x")})
    assert capsys.readouterr().out == '{"name": "奥特曼", "set": ["a", "b"], "path": "x"}\n'


def test_a_table_shows_hostile_cells_as_text() -> None:
    with redirect_stdout(io.StringIO()) as out:
        _output.table(("a", "b"), [("[red]x[/red]", "[link=http://e]y[/]")], empty="none")
    assert "[red]x[/red]" in out.getvalue()
    assert "[link=http://e]y[/]" in out.getvalue()


def test_an_empty_table_is_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    _output.table(("a",), [], empty="none")
    assert capsys.readouterr().out == "none\n"


@pytest.mark.parametrize(
    ("number", "word", "said"),
    [(1, "story", "1 story"), (2, "story", "2 stories"), (0, "file", "0 files")],
)
def test_numbers_agree_with_their_word(number: int, word: str, said: str) -> None:
    assert _output.many(number, word) == said


def test_a_time_is_cut_to_the_minute() -> None:
    assert _output.minute("2026-11-24T09:00:12+00:00") == "2026-11-24 09:00"
    assert _output.minute("") == ""


def test_notes_go_beside_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    _output.note("aside")
    assert capsys.readouterr() == ("", "aside\n")


def test_a_script_of_faults_is_read(tmp_path: Path) -> None:
    script = tmp_path / "faults.yaml"
    script.write_text("faults:\n  - {method: chat.postMessage, nth: 2, do: '429'}\n", "utf-8")
    (fault,) = _faults(script)
    assert (fault.do, fault.method, fault.nth) == ("429", "chat.postMessage", 2)


@pytest.mark.parametrize("text", ["x: 1\n", "faults: 3\n", "- a\n"])
def test_a_script_without_faults_says_what_it_wants(tmp_path: Path, text: str) -> None:
    script = tmp_path / "faults.yaml"
    script.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="wants a list under `faults:`"):
        _faults(script)


def test_a_script_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"No such file"):
        _faults(tmp_path / "none.yaml")


def test_verbs_that_print_take_json() -> None:
    for verb in ("alerts", "check", "demo", "init", "status", "test", "try", "why"):
        assert "--json" in monitor(verb, "--help").stdout, verb
    for verb in kinds.names("monitor.cli.sources"):
        assert "--json" in json.dumps(monitor("sources", verb, "--help").stdout), verb
