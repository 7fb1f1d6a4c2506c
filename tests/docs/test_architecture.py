"""ARCHITECTURE.md says what is there: its files exist, its code stands in the source."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
BLOCK = re.compile(r"From `([\w/.]+)`:\n```python\n(.*?)```", re.DOTALL)
FILE = re.compile(r"`([\w/]+\.(?:py|lua))`")


@pytest.mark.parametrize(("name", "code"), BLOCK.findall(TEXT))
def test_quoted_lines_stand_in_the_source_in_this_order(name: str, code: str) -> None:
    source = (ROOT / name).read_text("utf-8").splitlines()
    at = 0
    for line in filter(None, code.splitlines()):
        assert line in source[at:], line
        at = source.index(line, at) + 1


def test_both_lines_are_quoted() -> None:
    names = [name for name, _ in BLOCK.findall(TEXT)]
    assert names == ["monitor/intake/line.py", "monitor/delivery/line.py"]


def test_every_file_named_exists() -> None:
    named = set(FILE.findall(TEXT))
    rooms = ("stories", "delivery", "net", "sources", "intake", "notifiers", "parsing")
    folders = ["", "monitor", *(f"monitor/{room}" for room in rooms)]
    there = {n for n in named if any((ROOT / f / n).exists() for f in folders)}
    assert named - there - {f"monitor/{room}/X.py" for room in ("sources", "notifiers")} <= {
        "monitor/conditions/X.py"
    }


def test_it_is_short_enough_to_be_read() -> None:
    assert len(TEXT.splitlines()) <= 150
