"""The examples of the documents run: YAML through the real loader, commands by name."""

import re
import tomllib
from pathlib import Path

import pytest

from monitor import kinds
from monitor.cli.init import init
from monitor.workspace import Files, find

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = ("README.md", "docs/sources.md")  # those of docs/rules.md: test_rules_examples.py


def blocks(file: str, language: str) -> list[str]:
    text = (ROOT / file).read_text("utf-8")
    return [body for name, body in BLOCK.findall(text) if name == language]


YAML = [(file, text) for file in EXAMPLES for text in blocks(file, "yaml")]


def loaded(workspace: Path, text: str) -> Files:
    """Put an example where it belongs and read the whole workspace."""
    rules = workspace / "rules"
    if text.startswith("rule:"):
        name = text.partition("\n")[0].partition(":")[2].strip()
        (rules / f"{name}.yaml").write_text(text, "utf-8")
    else:
        (rules / "sources" / "starter.yaml").write_text(text, "utf-8")
    return find(workspace, {}).files()


@pytest.mark.parametrize(("file", "text"), YAML, ids=[f"{f}-{n}" for n, (f, _) in enumerate(YAML)])
def test_an_example_passes_the_loader(tmp_path: Path, file: str, text: str) -> None:
    init(tmp_path)
    files = loaded(tmp_path, text)
    assert [str(fault) for fault in files.faults.sorted()] == []


def test_there_are_examples_of_rules_and_of_sources() -> None:
    assert {text.partition(":")[0] for _, text in YAML} == {"rule", "sources"}


def test_the_tests_inside_an_example_pass(tmp_path: Path) -> None:
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.suite import run_tests

    init(tmp_path)
    (text,) = [t for f, t in YAML if f == "README.md" and t.startswith("rule:")]
    book = loaded(tmp_path, text).rulebook
    faults = Faults()
    (result,) = run_tests(book, only=frozenset({"port-strike"}), named="", faults=faults)
    assert (result.passed, result.failed) == (2, 0)


def test_the_make_targets_of_the_readme_exist() -> None:
    told = set(re.findall(r"\bmake ([a-z]+)\b(?=`|\s+#|$)", "\n".join(blocks("README.md", ""))))
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert told
    assert told <= made


def test_every_target_sets_up_first() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    rules = dict(re.findall(r"^([a-z]+):(.*)$", text, re.MULTILINE))
    bare = [n for n, needs in rules.items() if n not in {"setup", "check"} and "setup" not in needs]
    assert bare == []
    assert {"lint", "types", "layers", "docs", "rules"} == set(rules["check"].split())


def test_the_commands_of_the_readme_are_verbs() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    told = set(re.findall(r"\bmonitor ([a-z-]+)", "\n".join(blocks("README.md", ""))))
    told |= set(re.findall(r"`monitor ([a-z-]+)", text))
    verbs = {name.rstrip("_").replace("_", "-") for name in kinds.names("monitor.cli")}
    assert told <= verbs


def test_the_command_is_what_the_package_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"monitor": "monitor.cli:main"}
    assert all((ROOT / name).exists() for name in [project["readme"], *project["license-files"]])
