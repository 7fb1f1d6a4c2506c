"""Every example of docs/rules.md is run: files are loaded and tested, commands are typed."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from monitor.cli.init import init
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.format import formatted
from monitor.rulebook.suite import run_tests
from monitor.workspace import Files, find

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
YAML = [text for name, text in BLOCK.findall(PAGE) if name == "yaml"]
KIND = re.compile(r"^(rule|concept|entities|watch|calendar): (\S+)", re.MULTILINE)
FOLDERS = {"rule": "", "concept": "concepts/", "entities": "entities/", "watch": "watch/"}
SHELL = {name for name, _ in BLOCK.findall(PAGE)}


def place(text: str) -> str:
    """Say where a file of the page belongs; a part of a rule is made a rule of its own."""
    kind = KIND.search(text)
    assert kind, text
    return f"{FOLDERS.get(kind[1], kind[1] + 's/')}{kind[2]}.yaml"


@cache
def loaded(folder: Path) -> Files:
    init(folder)
    for text in YAML:
        path = folder / "rules" / place(text)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return find(folder, {}).files()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return loaded(tmp_path_factory.mktemp("page"))


def test_every_file_of_the_page_loads(files: Files) -> None:
    assert [str(fault) for fault in files.faults.sorted()] == []


def test_every_test_on_the_page_passes(files: Files) -> None:
    named = {kind[2] for text in YAML if (kind := KIND.search(text)) and kind[1] == "rule"}
    concepts = {f"@{k[2]}" for text in YAML if (k := KIND.search(text)) and k[1] == "concept"}
    faults = Faults()
    results = run_tests(files.rulebook, only=frozenset(named | concepts), faults=faults)
    assert [str(fault) for fault in faults] == []
    assert {result.name for result in results} == named | concepts
    assert all(result.passed for result in results)


@pytest.mark.parametrize("text", YAML, ids=place)
def test_rules_on_the_page_are_in_canonical_form(text: str) -> None:
    if text.startswith(("rule:", "# yaml-language-server")):
        assert formatted(text.encode(), "x", faults=Faults()) == text


def test_blocks_are_files_or_commands() -> None:
    assert {"yaml", "console"} == SHELL


def commands(block: str) -> list[tuple[str, str]]:
    """Give each command of a block and the output below it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def alike(shown: str, told: str) -> bool:
    """Compare: `...` stands for anything, and seconds are of the machine."""
    seconds = re.compile(r"\(\d+\.\d s\)")
    pieces = [re.escape(piece) for piece in seconds.sub("(s)", told).split("...")]
    return bool(re.match("(?s)" + ".*?".join(pieces) + r"\Z", seconds.sub("(s)", shown)))


@pytest.mark.process
def test_every_command_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    """Types the page from top to bottom; a rule shown between commands is saved first."""
    bare = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    folder = tmp_path
    for name, block in BLOCK.findall(PAGE):
        if name == "yaml" and place(block) == "factory-fire.yaml":
            (folder / "rules" / "factory-fire.yaml").write_text(block, "utf-8")
        for command, told in commands(block) if name == "console" else ():
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
                continue
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=folder,
                env=bare,
                capture_output=True,
                text=True,
                check=False,
            )
            shown = done.stdout + done.stderr
            assert alike(shown, told), f"$ {command}\n{shown}"
