"""Whether one part of an expression never holds without another."""

import pytest

from monitor.matching.grammar import parse
from monitor.matching.syntax import And, Or, Word
from monitor.rulebook.implying import At, Logic
from monitor.rulebook.references import parts as every_part

FORMS = {"strike": ("strikes", "striking", "struck")}


def logic() -> Logic:
    """Make one for each question: what it finds out is kept by the parts it was asked of."""
    return Logic(
        lets={"place": parse("port OR harbour"), "both": parse('title:"dock strike"')},
        forms=lambda word, _lang: FORMS.get(word, ()),
    )


def implies(one: str, other: str) -> bool:
    return logic().implies(At(part=parse(one)), At(part=parse(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("strikes", "strike*"),
        ("strikes", "strikes"),
        ("struck", "strike~"),
        ("strike~", "str*"),
        ('"dock strike"', "strike"),
        ('"dock strike*"', "strike*"),
        ("strike AND port", "port"),
        ("strike NEAR/S port", "strike"),
        ("strike NOT NEAR/3 price", "strike"),
        ("title:strike", "strike"),
        ("title:strike", "top:strike"),
        ("title:(strike AND port)", "strike"),
        ("port OR harbour", "$place"),
        ("$both", "strike"),
        ("strike AS what", "strike"),
        ("port", "port OR harbour"),
        ("démission", "demission"),
        ("WHO", "who"),
        ("@stops-work", "@stops-work"),
        ("value(money)", "value(money)"),
        ("码头罢工", "罢工"),
    ],
)
def test_wherever_one_holds_the_other_does(one: str, other: str) -> None:
    assert implies(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("strike*", "strikes"),
        ("strike", "strikes"),
        ("strike~", "strike*"),
        ("strike", '"dock strike"'),
        ('"dock strike*"', "strike"),
        ("strike", "title:strike"),
        ("body:strike", "top:strike"),
        ("strike OR port", "strike"),
        ("demission", "démission"),
        ("who", "WHO"),
        ("C++", "C++11"),
        ("@stops-work", "@leaves-office"),
        ("NOT strike", "strike"),
        ("tag:ai", "ai"),
        ("ai", "tag:ai"),
        ("stricken", "strike"),
    ],
)
def test_what_may_hold_alone_implies_nothing(one: str, other: str) -> None:
    assert not implies(one, other)


def test_a_pair_that_has_nothing_in_common_is_ruled_out_quickly() -> None:
    apart = parse("strike AND port")
    near = parse("strikes OR strike*")
    assert isinstance(apart, And)
    assert isinstance(near, Or)
    assert not logic().may_repeat(apart.parts)
    assert logic().may_repeat(near.parts)


@pytest.mark.parametrize("text", ["airport OR port", "striker AND strike", "WHO OR whole"])
def test_letters_in_common_make_no_word(text: str) -> None:
    assert not logic().may_repeat(every_part(parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "airport OR port OR port*",
        "strike~ OR struck",
        '"strike~ ends" OR ends',
        "$place AND harbour",
        "$place AND $place",
        "码头罢工 OR 罢工",
        "démission OR Demission",
        "title:port AND NOT body:port",
    ],
)
def test_a_word_in_another_may_repeat(text: str) -> None:
    assert logic().may_repeat(every_part(parse(text)))


def test_of_very_many_words_with_letters_in_common_any_may_repeat() -> None:
    many = " OR ".join(f"port OR {char}port" for char in "abcdefghijklmnopqrstuvwxyz")
    assert logic().may_repeat(every_part(parse(" OR ".join([many] * 8))))


def test_the_same_concept_twice_may_repeat() -> None:
    twice = parse("@stops-work OR @stops-work")
    assert isinstance(twice, Or)
    assert logic().may_repeat(twice.parts)


def test_words_of_lets_count_as_written_there() -> None:
    found = [leaf.part for leaf in logic().leaves(At(part=parse("strike AND $place")))]
    assert [part.text for part in found if isinstance(part, Word)] == ["strike", "port", "harbour"]


def test_what_is_forbidden_is_not_required() -> None:
    (leaf,) = logic().leaves(At(part=parse("title:strike AND NOT football")))
    assert leaf.field == "title"
