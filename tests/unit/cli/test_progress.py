"""How far a verb is, on a terminal and only there."""

import io

import pytest
from rich.console import Console

from monitor.cli._progress import Progress, progress


def test_a_terminal_shows_one_line_that_is_written_over() -> None:
    out = io.StringIO()
    shown = Progress(Console(file=out, force_terminal=True))
    shown.say("one")
    shown.say("x" * 100)
    shown.clear()
    first, second, last = out.getvalue().split("\r\x1b[2K")[1:]
    assert (first, last) == ("one", "")
    assert second == "x" * 69 + "…"


def test_anything_else_hears_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as shown:
        shown.say("one")
    assert capsys.readouterr().err == ""
