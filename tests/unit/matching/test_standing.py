"""Standing: the rules of an engine by id, as they count after edits."""

import pytest

from monitor.matching import Engine
from monitor.matching.layer import build_layer
from monitor.matching.query import Asked
from monitor.matching.required import guess
from tests.unit.matching.asking import article, asked, engine


def rule(name: str, text: str = "strike") -> Asked:
    return asked(text, rule=name, packs=())


def made() -> Engine:
    first = engine(rule("one"), rule("two"), rule("three"))
    return first.edited({"two": None, "three": rule("three", "port"), "four": rule("four")})


def test_edited_rules_stand_in_their_place_and_new_ones_last() -> None:
    assert list(made().rules) == ["one", "three", "four"]
    assert len(made().rules) == 3


def test_a_rule_is_as_it_was_edited() -> None:
    rules = made().rules

    assert rules["three"] == rule("three", "port")
    assert rules["one"] == rule("one")
    assert rules.counts("three", 1)
    assert not rules.counts("three", 0)


@pytest.mark.parametrize("name", ["two", "unknown"])
def test_a_rule_that_is_not_there_is_no_rule(name: str) -> None:
    with pytest.raises(KeyError):
        made().rules[name]
    assert name not in made().rules


def test_a_rule_that_is_gone_may_come_back() -> None:
    back = made().edited({"two": rule("two", "quay")})

    assert back.rules["two"] == rule("two", "quay")
    assert len(back.rules) == 4


def test_rules_are_made_ready_again_when_too_many_were() -> None:
    layer = build_layer([rule(f"r{n}", f"strike OR w{n}") for n in range(4)], guess)
    small = type(layer)(
        rules=layer.rules,
        index=layer.index,
        mentions=layer.mentions,
        insisting=layer.insisting,
        most=2,
    )
    view = engine()._view(article("strike"))

    for _ in range(2):
        assert [one.asked.rule.id for one in small.candidates(view)] == ["r0", "r1", "r2", "r3"]


def test_what_the_automaton_passes_over_is_a_line_a_field() -> None:
    shown = article("Strike, at once", body="The U.S. port")

    assert engine().normalised(shown) == (b" strike at once ", b" the us port ")
