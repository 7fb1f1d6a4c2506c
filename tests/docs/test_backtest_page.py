"""docs/backtest.md shows what its example really prints."""

import json
import re
from pathlib import Path

import pytest

from tests.fakes.desk import Desk, lines

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "backtest.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def block(language: str, number: int = 0) -> str:
    return str([body for name, body in BLOCK.findall(PAGE) if name == language][number])


@pytest.fixture
def page(tmp_path: Path) -> Desk:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "harbour-strike.yaml").write_text(block("yaml"), "utf-8")
    (tmp_path / "articles.jsonl").write_text(block("json"), "utf-8")
    return Desk(tmp_path)


def test_the_example_prints_what_the_page_shows(page: Desk) -> None:
    command, *shown = block("console").splitlines()
    assert command == "$ monitor backtest harbour-strike --articles articles.jsonl"
    articles = str(page.folder / "articles.jsonl")
    assert lines(page.call("backtest", "harbour-strike", "--articles", articles)) == shown


def test_rows_have_the_keys_the_page_names(page: Desk) -> None:
    articles = str(page.folder / "articles.jsonl")
    found = lines(page.call("backtest", "harbour-strike", "--articles", articles, "--json"))
    shown = json.loads(block("console", 1).splitlines()[1])
    assert [list(json.loads(line)) for line in found] == [list(shown)] * 6
    assert [json.loads(line)["pred"] for line in found] == [1, 1, 1, 0, 0, 0]


def test_why_not_says_what_the_page_shows(page: Desk) -> None:
    file = page.folder / "article.txt"
    file.write_text("Long strike at a factory", "utf-8")
    told = lines(page.call("why-not", "harbour-strike", str(file)))
    shown = PAGE.partition("$ monitor why-not harbour-strike article.txt\n")[2].splitlines()[:3]
    assert [*told[:3]] == shown


def test_every_verb_of_the_page_is_one() -> None:
    from monitor import kinds

    verbs = {name.rstrip("_").replace("_", "-") for name in kinds.names("monitor.cli")}
    assert set(re.findall(r"`monitor ([a-z-]+)", PAGE)) <= verbs
