"""The editor's schemas agree with the loader: on what we ship, on good files, on faulty ones."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli import _schemas
from monitor.cli.init import init
from monitor.cli.schema import schema
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.yamlfile import parse
from tests.fakes.jsonschema import data, faults
from tests.golden.faulty.test_faulty import texts

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "faulty"
SHIPPED = texts(ROOT / "rules")
GOOD = texts(GOLDEN / "good")
FAULTY = texts(GOLDEN / "faults")
EXPECTED = dict(
    line.split(":", 1) for line in (GOLDEN / "expected.txt").read_text("utf-8").splitlines()
)


def value_of(name: str, text: bytes) -> Any:
    node = parse(text, name, faults=Faults())
    assert node is not None
    return data(node)


def kind_of(name: str, value: dict[str, Any]) -> str:
    place = {"rules/routes.yaml": "routes", "rules/receivers.yaml": "receivers"}.get(name, "")
    if place or name.startswith("rules/sources/"):
        return place or "sources"
    return next(key for key in value if not key.startswith("x-"))


@cache
def made(kind: str) -> Any:
    return _schemas.schema_of(kind)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_what_we_ship_satisfies_the_schema_its_first_line_names(name: str) -> None:
    value = value_of(name, SHIPPED[name])
    kind = kind_of(name, value)
    first = SHIPPED[name].decode().split("\n", 1)[0]
    assert first == _schemas.modeline(kind, name)
    path = (ROOT / name).parent / first.partition("$schema=")[2]
    assert faults(json.loads(path.read_text("utf-8")), value) == []


@pytest.mark.parametrize("name", sorted(GOOD))
def test_good_files_satisfy_their_schema(name: str) -> None:
    value = value_of(name, GOOD[name])
    assert faults(made(kind_of(name, value)), value) == []


def _told(*codes: str) -> list[str]:
    return sorted(n for n in FAULTY if any(code in EXPECTED.get(n, "") for code in codes))


def is_marked(name: str) -> bool:
    value = value_of(name, FAULTY[name])
    return bool(faults(made(kind_of(name, value)), value))


@pytest.mark.parametrize("name", _told("E101 unknown key"))
def test_a_key_that_nobody_knows_is_marked_in_the_editor_too(name: str) -> None:
    assert is_marked(name)


def test_most_faults_of_shape_are_marked_in_the_editor_too() -> None:
    names = _told("E102 ", "E103 ", "E104 ", "E108 ")
    marked = [name for name in names if is_marked(name)]
    assert len(names) >= 12
    assert len(marked) >= 0.7 * len(names)  # the others depend on more than one key


def test_the_shipped_schemas_are_current(tmp_path: Path) -> None:
    init(tmp_path)
    result = verb(tmp_path, "--workspace")
    assert result.exit_code == 0
    assert ", 0 written" in result.output  # else `monitor schema --workspace` writes them


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [one for item in node for one in _objects(item)]
    if not isinstance(node, dict):
        return []
    below = [one for item in node.values() for one in _objects(item)]
    return [node, *below] if node.get("additionalProperties") is False else below


@pytest.mark.parametrize("kind", _schemas.kinds_of_files())
def test_every_mapping_of_a_model_is_closed_and_says_what_it_is(kind: str) -> None:
    objects = [one for one in _objects(made(kind)) if "properties" in one]
    assert objects
    assert all(one.get("description") for one in objects if "minProperties" not in one)


@pytest.mark.parametrize("kind", ["rule", "concept", "entities", "watch"])
def test_every_key_of_what_analysts_write_has_a_sentence(kind: str) -> None:
    model = made(kind)["$defs"][f"{kind.title()}File"]
    assert [name for name, key in model["properties"].items() if not key.get("description")] == []


def verb(folder: Path, *arguments: str) -> Result:
    app = typer.Typer()
    app.command()(schema)
    return CliRunner().invoke(app, ["--dir", str(folder), *arguments])


def test_names_of_the_workspace_are_enums(tmp_path: Path) -> None:
    init(tmp_path)
    receivers = tmp_path / "rules" / "receivers.yaml"
    receivers.write_text("receivers:\n  pager: {kind: console}\nops: pager\n", "utf-8")
    (tmp_path / "rules" / "routes.yaml").write_text("routes: []\n", "utf-8")
    assert verb(tmp_path, "--workspace").exit_code == 0
    text = (tmp_path / "rules" / "schema" / "rule.schema.json").read_text("utf-8")
    to = json.loads(text)["$defs"]["AlertKeys"]["properties"]["to"]
    assert to["anyOf"][0] == {"enum": ["pager", "+pager"]}


def test_kinds_are_listed_and_a_misspelt_one_is_answered(tmp_path: Path) -> None:
    assert verb(tmp_path).output.split() == list(_schemas.kinds_of_files())
    assert json.loads(verb(tmp_path, "--json").output) == list(_schemas.kinds_of_files())
    assert json.loads(verb(tmp_path, "rule").output)["$schema"].endswith("2020-12/schema")
    wrong = verb(tmp_path, "rulle")
    assert wrong.exit_code == 2
    assert "did you mean" in wrong.output
