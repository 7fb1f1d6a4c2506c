"""Calls: what stands in the brackets of entity, value and event."""

import pytest

from monitor.matching.grammar import parse
from monitor.matching.syntax import (
    VALUE_KINDS,
    Entities,
    EventCall,
    ExpressionError,
    SlotTest,
    Value,
)


def slot_test(text: str) -> SlotTest:
    part = parse(f"event(p, {text})")
    assert isinstance(part, EventCall)
    (found,) = part.tests
    return found


@pytest.mark.parametrize("kind", VALUE_KINDS)
def test_every_kind_of_value_is_read(kind: str) -> None:
    text = f"value({kind})"

    assert parse(text) == Value(kind=kind, end=len(text))


@pytest.mark.parametrize(
    ("text", "kind", "lists"),
    [
        ("entity(org)", "org", ()),
        ("entity(person in ceos)", "person", ("ceos",)),
        ("entity( place in a | b )", "place", ("a", "b")),
    ],
)
def test_an_entity_may_be_of_lists(text: str, kind: str, lists: tuple[str, ...]) -> None:
    assert parse(text) == Entities(kind=kind, lists=lists, end=len(text))


@pytest.mark.parametrize(
    ("text", "operator", "values", "negated"),
    [
        ("type: departure", ":", ("departure",), False),
        ("type: a|b|c", ":", ("a", "b", "c"), False),
        ("type: not a", ":", ("a",), True),
        ("type: not a|b", ":", ("a", "b"), True),
        ("org in watched", "in", ("watched",), False),
        ("org in a|b", "in", ("a", "b"), False),
        ("amount >= 10M", ">=", ("10M",), False),
        ("amount < 10M EUR", "<", ("10M EUR",), False),
        ("amount <= 5%", "<=", ("5%",), False),
        ("effective > 2026-01-31", ">", ("2026-01-31",), False),
        ("destination: none", ":", ("none",), False),
        ("not: a", ":", ("a",), False),
    ],
)
def test_a_slot_is_tested(text: str, operator: str, values: tuple[str, ...], negated: bool) -> None:
    found = slot_test(text)

    assert (found.operator, found.values, found.negated) == (operator, values, negated)
    assert (found.at, found.end) == (9, 9 + len(text))


def test_an_event_without_tests_is_its_pack() -> None:
    assert parse("event(data-breach)") == EventCall(pack="data-breach", end=18)


@pytest.mark.parametrize(
    ("text", "code", "wrong", "said"),
    [
        ("entity()", "E304", ")", "a kind: org, person or place"),
        ("entity(orgs)", "E104", "orgs", "no kind of entity"),
        ("entity(org in)", "E304", ")", "a name"),
        ("entity(org in a|)", "E304", ")", "a name after |"),
        ("entity(org a)", "E304", "a", "a comma or )"),
        ("entity(org in a", "E303", "(", "not closed"),
        ("value()", "E304", ")", "a kind of value"),
        ("value(moneys)", "E104", "moneys", "no kind of value"),
        ("value(money", "E303", "(", "not closed"),
        ("event()", "E304", ")", "the name of a pack"),
        ("event(p,)", "E304", ")", "a test"),
        ("event(p, type:)", "E304", ")", "a name"),
        ("event(p, type: abc*)", "E304", "abc*", "a name"),
        ("event(p, org in)", "E304", ")", "a name"),
        ("event(p, org of x)", "E304", "of", "a comparison after org"),
        ("event(p, amount >= )", "E304", ")", "a number, a day or a duration"),
        ("event(p, type: a", "E303", "(", "not closed"),
        ('event("p")', "E304", '"p"', "the name of a pack"),
    ],
)
def test_a_fault_in_a_call_is_told_at_its_token(
    text: str, code: str, wrong: str, said: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)

    error = caught.value
    assert (error.code, text[error.at : error.end]) == (code, wrong)
    assert said in error.message


def test_a_wrong_kind_knows_the_right_ones() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("value(mony)")

    assert caught.value.wrong == "mony"
    assert caught.value.legal == VALUE_KINDS


@pytest.mark.parametrize("text", ["entity", "value", "event", "event OR value"])
def test_without_brackets_the_name_is_a_word(text: str) -> None:
    assert parse(text)


def test_only_three_capitals_behind_a_number_are_a_currency() -> None:
    assert slot_test("cost > 5 USD").values == ("5 USD",)
    for text in ("event(p, cost > 5 EURO)", "event(p, cost > 5 usd)"):
        with pytest.raises(ExpressionError, match="a comma or"):
            parse(text)
