import json
from pathlib import Path

import pytest

from monitor.errors import SettingsError
from tests.fakes.desk import Desk, desk, lines


@pytest.fixture
def port(tmp_path: Path) -> Desk:
    return desk(tmp_path / "desk")


def asked(port: Desk, text: str, *words: str) -> list[str]:
    file = port.folder / "a.txt"
    file.write_text(text, encoding="utf-8")
    return [*lines(port.call("why-not", "port-strike", str(file), *words))]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Long strike at a factory of wheat",
            ["rules/port-strike.yaml:6:32: port OR harbour", "held: strike title 5-11"],
        ),
        (
            "Football strike at the port of Antwerp",
            [
                'rules/port-strike.yaml:7:7: NOT title:football: "Football" title 0-8',
                "held: strike title 9-15, port title 23-27",
            ],
        ),
        ("Weather is fine again", ["rules/port-strike.yaml:6:4: strike OR walkout*"]),
        (
            "A strike came over night. Then the port closed",
            ["every clause holds: by itself this article alerts"],
        ),
        ("Rotterdam strike closes the port", ["excepted: rotterdam: Told every day."]),
    ],
)
def test_the_clause_to_blame_is_told_with_its_place(port: Desk, text: str, says: list[str]) -> None:
    told = asked(port, text)
    assert told[0] == f"port-strike  {text}  (en)"
    assert told[1:] == [
        *(f" {s}" for s in says),
        " status draft: the stream does not ask this rule",
    ]


def test_the_words_must_be_near_each_other(port: Desk) -> None:
    told = asked(port, "A long strike came over night\n\nIn another paragraph the port closed.")
    assert told[1] == " rules/port-strike.yaml:6:4: (strike OR walkout*) NEAR/S (port OR harbour)"


def test_a_threshold_that_one_article_does_not_reach_is_told(port: Desk) -> None:
    port.edit("budget: 2/day", "trigger: {count: {of: article, at_least: 3, within: 6h}}")
    told = asked(port, "Strike closes the port of Antwerp")
    assert told[1] == " below_threshold: count: one article does not reach it"


def test_why_not_as_json_is_one_document(port: Desk) -> None:
    (line,) = asked(port, "Football strike at the port of Antwerp", "--json")
    told = json.loads(line)
    assert told["verdict"] == "no_match"
    assert told["clause"] == "NOT title:football"
    assert told["place"] == "rules/port-strike.yaml:7:7"
    assert told["why"] == '"Football" title 0-8'


def test_an_archived_article_is_found_by_its_id_or_a_reports(port: Desk) -> None:
    one = port.entry("Strike of wheat farmers")
    port.archived(one)
    for name in (one.id, f"{one.id}.ab12cd34"):
        told = lines(port.call("why-not", "port-strike", name))
        assert told[0] == "port-strike  Strike of wheat farmers  (en)"


def test_what_is_nowhere_is_told(port: Desk) -> None:
    result = port.call("why-not", "port-strike", "nothing")
    assert isinstance(result.exception, SettingsError)
    assert str(result.exception).startswith("nothing: no such file, and no archived article")


def test_what_is_too_long_for_a_path_is_nowhere_either(port: Desk) -> None:
    result = port.call("why-not", "port-strike", "x" * 5_000)
    assert isinstance(result.exception, SettingsError)
    assert "no such file" in str(result.exception)


def test_a_language_that_is_none_is_told(port: Desk) -> None:
    result = port.call("why-not", "port-strike", "-", "--lang", "english", stdin="Strike")
    assert str(result.exception) == '--lang: "english" is no language; write en, it or zh'
