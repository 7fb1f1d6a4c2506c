import json
from pathlib import Path

import pytest
import typer

from monitor.errors import SettingsError
from tests.fakes.desk import STRIKE, Desk, desk, lines


@pytest.fixture
def port(tmp_path: Path) -> Desk:
    return desk(tmp_path / "desk")


def text(port: Desk, words: str) -> str:
    file = port.folder / "a.txt"
    file.write_text(words, encoding="utf-8")
    return str(file)


def test_an_article_becomes_a_test_of_what_the_rule_says(port: Desk) -> None:
    file = text(port, "Dockers strike at the port of Antwerp\n\nIt began on Monday.")
    result = port.call("save", file, "--as-test", "port-strike", "--yes")
    (sample,) = (port.folder / "rules" / "samples").iterdir()
    item = f"{{article: samples/{sample.name}, expect: {{alert: true}}}}"
    assert lines(result) == [
        "rules/port-strike.yaml",
        "  tests:",
        f"    - {item}",
        f"rules/samples/{sample.name}: written; rules/port-strike.yaml: test added",
    ]
    assert port.rule.read_text("utf-8") == STRIKE + f"  - {item}\n"
    assert sample.name.startswith("dockers-strike-at-the-port-of-antwerp-")
    assert lines(port.call("test")) == ["port-strike  3 passed"]


@pytest.mark.parametrize(
    ("words", "expect"),
    [
        ("Weather is fine again today", "{alert: false}"),
        ("Rotterdam strike closes the port", "{alert: false, because: rotterdam}"),
    ],
)
def test_silence_is_a_test_too(port: Desk, words: str, expect: str) -> None:
    port.call("save", text(port, words), "--as-test", "port-strike", "--name", "No: why", "--yes")
    last = port.rule.read_text("utf-8").splitlines()[-1]
    assert last.startswith('  - {name: "No: why", article: samples/')
    assert last.endswith(f"expect: {expect}}}")
    assert lines(port.call("test")) == ["port-strike  3 passed"]


def test_nothing_is_written_before_a_yes(port: Desk) -> None:
    words = ("save", text(port, "Strike at the port of Genoa"), "--as-test", "port-strike")
    refused = port.call(*words, stdin="n\n")
    assert isinstance(refused.exception, SystemExit | typer.Abort)
    assert port.rule.read_text("utf-8") == STRIKE
    assert not (port.folder / "rules" / "samples").exists()
    assert port.call(*words, stdin="y\n").exit_code == 0
    assert port.rule.read_text("utf-8") != STRIKE


def test_the_same_article_is_saved_once(port: Desk) -> None:
    words = ("save", text(port, "Strike at the port"), "--as-test", "port-strike", "--yes")
    port.call(*words)
    again = port.call(*words)
    assert isinstance(again.exception, SettingsError)
    assert "this article is a sample already" in str(again.exception)


def test_a_sample_that_reads_otherwise_is_not_kept(port: Desk) -> None:
    """In a test it is January 2026: what was young then is old now."""
    port.edit("NOT title:football", "published < 36h")
    before = port.rule.read_text("utf-8")
    file = text(port, '{"title": "Strike at the port", "published": "2026-01-05T08:00Z"}')
    result = port.call("save", file, "--as-test", "port-strike", "--yes")
    assert result.exit_code == 1
    assert "E501" in result.stderr
    assert result.stderr.endswith("nothing was changed\n")
    assert port.rule.read_text("utf-8") == before
    assert not [*(port.folder / "rules" / "samples").iterdir()]


def test_saving_as_json_is_one_document(port: Desk) -> None:
    file = text(port, "Strike at the port of Genoa")
    result = port.call("save", file, "--as-test", "port-strike", "--yes", "--json")
    told = json.loads(result.stdout)
    assert told["file"] == "rules/port-strike.yaml"
    assert (port.folder / told["sample"]).exists()
    assert told["test"].startswith("{article: samples/strike-at-the-port-of-genoa-")
