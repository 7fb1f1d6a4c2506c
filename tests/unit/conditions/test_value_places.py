"""`value(...)`: where a value stands, in which field, and near what."""

import pytest

from monitor.conditions import value
from monitor.matching import syntax
from monitor.matching.names import Gazetteer
from monitor.matching.view import View
from tests.unit.matching.asking import article, asked, holds, verdict


def texts(rule: str, title: str = "", **more: object) -> list[tuple[str, str]]:
    found = verdict(asked(rule), article(title, **more))
    return [(e.field, e.text) for e in found.evidence] if found else []


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("value(money)", [("title", "5 million"), ("body", "7")]),
        ("title:value(money)", [("title", "5 million")]),
        ("body:value(money)", [("body", "7")]),
        ("top:value(money)", [("title", "5 million"), ("body", "7")]),
        ("lead:value(money)", [("body", "7")]),
        ("lead:value(percent)", []),
        ("value(percent)", [("body", "9")]),
    ],
)
def test_a_value_is_looked_for_in_its_field(rule: str, wanted: list[tuple[str, str]]) -> None:
    shown = texts(rule, "Pays $5 million now", body="Or $7.\n\nUp 9%")

    assert shown == wanted


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("value(money) NEAR/1 severance", True),
        ("value(money) NEAR/0 severance", False),
        ("value(money) THEN/1 severance", False),
        ("severance THEN/1 value(money)", True),
        ("value(money) NOT NEAR/3 severance", False),
        ("value(money) NEAR/S (fee OR severance)", True),
        ("value(percent) NEAR/P severance", False),
        ("NOT value(percent)", True),
    ],
)
def test_a_value_is_a_place_like_others(rule: str, held: bool) -> None:
    assert holds(rule, body="A severance of $5 million was paid.") is held


def test_two_values_of_one_amount_are_one_capture() -> None:
    found = verdict(asked("value(money) AS x"), article("$5m, then 5 million dollars, then €5"))

    assert found is not None
    assert found.captures["x"] == ("5000000 USD", "5 EUR")


def test_the_notation_is_that_of_the_article() -> None:
    german = verdict(asked("value(number) AS x"), article("1.500", lang="de"))
    english = verdict(asked("value(number) AS x"), article("1.500", lang="en"))

    assert german is not None
    assert english is not None
    assert (german.captures["x"], english.captures["x"]) == (("1500",), ("1.5",))


def test_a_leaf_has_no_pack_and_tells_what_it_missed() -> None:
    made = value.compile(value.options(syntax.Value(kind="date"), "title"), Gazetteer())
    view = View(article=article("x"), gazetteer=Gazetteer(), read=lambda shown, pack: ())

    assert made.pack == ""
    assert made.holds(view) is None
    assert made.why_not(view) == "no date in this text"
