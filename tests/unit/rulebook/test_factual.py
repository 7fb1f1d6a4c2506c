"""A fact's value: its own `AS`, else the first value or name in it, else what matched."""

import pytest

from monitor.matching import syntax
from monitor.matching.grammar import parse
from monitor.rulebook.factual import as_fact
from monitor.rulebook.references import parts


def named(text: str) -> list[tuple[str, str]]:
    tree = as_fact(parse(text), "fact")
    found = [part for part in parts(tree) if isinstance(part, syntax.Named)]
    return [(part.name, text[part.part.at : part.part.end]) for part in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("severance", "severance"),
        ("severance NEAR/3 payout", "severance NEAR/3 payout"),
        ("value(money) NEAR/10 severance", "value(money)"),
        ("severance NEAR/10 value(money)", "value(money)"),
        ("entity(org in firms) THEN/5 value(date)", "entity(org in firms)"),
        ("title:(pay AND value(percent))", "value(percent)"),
        ("a OR value(number)", "value(number)"),
        ("value(number) NOT NEAR/2 page", "value(number)"),
        ("page NOT NEAR/2 value(number)", "value(number)"),
        ("NOT (value(number))", "value(number)"),
    ],
)
def test_a_fact_captures_its_value(text: str, value: str) -> None:
    assert named(text) == [("fact", value)]


def test_a_fact_with_its_own_name_is_left_as_it_is() -> None:
    tree = parse("(value(money) AS pay) NEAR/3 severance")
    assert as_fact(tree, "fact") is tree


def test_only_the_first_value_counts() -> None:
    assert named("value(money) NEAR/5 value(percent)") == [("fact", "value(money)")]


def test_the_rest_of_the_tree_stays() -> None:
    tree = as_fact(parse("a AND (b OR value(date)) AND NOT c"), "fact")
    words = [part.text for part in parts(tree) if isinstance(part, syntax.Word)]
    assert words == ["a", "b", "c"]
