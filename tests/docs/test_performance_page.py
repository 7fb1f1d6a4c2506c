"""docs/performance.md shows what stands in benchmarks/results/, and names what is there."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import tables

PAGE = tables.PAGE.read_text("utf-8")


def test_the_tables_are_those_of_the_results() -> None:
    assert tables.written(PAGE, tables.tables(tables.RESULTS)) == PAGE


@pytest.mark.parametrize("path", sorted(tables.RESULTS.glob("*.json")), ids=lambda p: p.stem)
def test_results_say_where_and_when(path: Path) -> None:
    env = json.loads(path.read_text("utf-8"))["env"]
    assert {"date", "commit", "cpu", "cores", "load_before", "load_after", "python"} <= set(env)


def test_every_file_and_module_named_exists() -> None:
    modules = re.findall(r"python -m ([a-z.]+)", PAGE)
    files = re.findall(r"`([\w/]+/[\w/.]*)`", PAGE)
    assert modules
    for module in modules:
        path = tables.ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
    for name in files:
        assert (tables.ROOT / name).exists(), name
