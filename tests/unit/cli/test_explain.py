import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.explain import explain
from monitor.rulebook.explain import explained, page

Explain = Callable[..., Result]
CODES = Path(__file__).parents[3] / "docs" / "codes.md"


@pytest.fixture
def verb() -> Explain:
    app = typer.Typer()
    app.command()(explain)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("code", ["E204", "e204"])
def test_a_code_is_explained_with_a_wrong_and_a_right_example(verb: Explain, code: str) -> None:
    result = verb(code)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "E204 Unknown field"
    assert "    match: titel:strike" in lines
    assert "    match: title:strike" in lines


def test_a_code_is_explained_as_json(verb: Explain) -> None:
    found = json.loads(verb("W703", "--json").output)
    assert (found["code"], found["title"]) == ("W703", "A dead clause")
    assert set(found) == {"code", "title", "means", "wrong", "right", "articles"}


def test_an_unknown_code_is_answered_with_the_nearest(verb: Explain) -> None:
    result = verb("E240")
    assert result.exit_code == 2
    assert 'did you mean "E204"?' in result.output


def test_a_word_that_is_no_code_is_answered_with_what_to_do(verb: Explain) -> None:
    assert "`monitor explain` lists them" in verb("nonsense").output


def test_without_a_code_all_are_listed(verb: Explain) -> None:
    assert [line.split()[0] for line in verb().output.splitlines()[1:]] == list(explained())
    assert [one["code"] for one in json.loads(verb("--json").output)] == list(explained())


def test_the_page_of_codes_is_what_the_codes_say(verb: Explain) -> None:
    assert CODES.read_text("utf-8") == page() == verb("--markdown").output
