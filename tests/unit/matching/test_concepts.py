"""Concepts: endings in braces, gaps in one clause, forms spelled out, blots by language."""

import pytest

from monitor.matching.concepts import MOST, Saying, Spelled, spell, spellings
from monitor.matching.terms import Case, Marks
from monitor.matching.text import fold
from monitor.matching.words import Span, words_of
from tests.unit.matching.asking import forms, holds


def no_forms(word: str, lang: str) -> tuple[str, ...]:
    return ()


def spelled(
    say: str, *, gap: int = 6, case: Case = "auto", marks: Marks = "exact", lang: str = "en"
) -> Spelled:
    return spell(Saying(say=say, gap=gap, case=case, marks=marks), lang, forms)


def spans(say: str, text: str, *, gap: int = 6) -> list[Span]:
    return list(spelled(say, gap=gap).spans(words_of(fold(text, lang="en"))))


def written(found: Spelled) -> list[list[str]]:
    return [[term.written for term in part] for part in found.parts]


@pytest.mark.parametrize(
    ("say", "parts"),
    [
        ("strike", [["strike"]]),
        ("walk~ out", [["walk out", "walks out", "walked out", "walking out"]]),
        ("lay~ .. tools", [["lay", "lays", "laid"], ["tools"]]),
        ("incrocia{,no} le braccia", [["incrocia le braccia", "incrociano le braccia"]]),
        ("{a,b}{c,d}", [["ac", "ad", "bc", "bd"]]),
        ("{step, stand} down", [["step down", "stand down"]]),
        ("odd{brace", [["odd{brace"]]),
        ("odd}brace{", [["odd}brace{"]]),
        ("a .. b .. c", [["a"], ["b"], ["c"]]),
        ("{walk~,go} out", [["walk out", "walks out", "walked out", "walking out", "go out"]]),
    ],
)
def test_a_saying_is_spelled_out(say: str, parts: list[list[str]]) -> None:
    assert written(spelled(say)) == parts


def test_a_beginning_stays_a_beginning() -> None:
    (part,) = spelled("streik*").parts

    assert [(term.written, term.begun) for term in part] == [("streik", True)]


def test_a_saying_hands_its_case_and_marks_to_each_term() -> None:
    (exact,) = spelled("AD", case="exact").parts
    (loose,) = spelled("é", marks="any").parts

    assert [term.words[0].exact for term in exact] == ["AD"]
    assert [term.words[0].marked for term in loose] == [""]


def test_a_saying_with_too_many_spellings_is_cut() -> None:
    ten = "{0,1,2,3,4,5,6,7,8,9}"

    (part,) = spell(Saying(say=ten * 4), "en", no_forms).parts

    assert len(part) == MOST


def test_forms_are_those_of_the_language() -> None:
    def by_lang(word: str, lang: str) -> tuple[str, ...]:
        return (f"{word}-{lang}",)

    assert list(spellings("a~ b", "de", by_lang)) == ["a b", "a-de b"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lay down", [(0, 1)]),
        ("lay x down", [(0, 2)]),
        ("lay 1 2 3 4 5 6 down", [(0, 7)]),
        ("lay 1 2 3 4 5 6 7 down", []),  # six words at most
        ("down x lay", []),  # in order
        ("lay; down", []),  # another clause
        ("lay: down", []),
        ("lay – down", []),
        ("lay. Down", []),  # another sentence
        ("lay, down", [(0, 2 - 1)]),
        ("lay\n\ndown", []),
        ("lay down, lay down", [(0, 1), (0, 3), (2, 3)]),
        ("laid it down", [(0, 2)]),
    ],
)
def test_a_gap_is_in_order_in_one_clause_and_short(text: str, found: list[Span]) -> None:
    assert spans("lay~ .. down", text) == found


def test_a_gap_may_say_how_long() -> None:
    assert spans("lay .. down", "lay x y down", gap=1) == []
    assert spans("lay .. down", "lay x down", gap=1) == [(0, 2)]


def test_two_characters_without_spaces_are_one_word_of_a_gap() -> None:
    assert spans("社長 .. 辞任", "社長がとうとう辞任", gap=3) == [(0, 8)]
    assert spans("社長 .. 辞任", "社長がとうとう辞任", gap=2) == []


def test_a_chain_of_gaps_spans_from_first_to_last() -> None:
    assert spans("a .. b .. c", "a x b y c") == [(0, 4)]
    assert spans("a .. b .. c", "a x c y b") == []
    assert spans("a b .. b c", "a b c") == []  # its parts do not overlap
    assert spans("a b .. b c", "a b b c") == [(0, 3)]


@pytest.mark.parametrize(
    ("text", "lang", "sure", "held"),
    [
        ("They walk out", "en", 1.0, True),
        ("They walk out", "it", 1.0, False),
        ("They walk out", "it", 0.79, True),  # below .8 every language counts
        ("They walk out", "it", 0.8, False),
        ("They walk out", "und", 1.0, True),
        ("a strike", "fi", 1.0, True),  # `any` counts everywhere
        ("Streiks in Bremen", "de", 1.0, True),
        ("Streikgeld steigt", "de", 1.0, False),
        ("Streikgeld steigt", "und", 1.0, False),  # its blots count too
        ("Streikgeld, Streik", "de", 1.0, True),
        ("工人罢工", "zh", 1.0, True),
        ("工人罢工", "ja", 1.0, False),
    ],
)
def test_a_concept_speaks_the_language_of_the_article(
    text: str, lang: str, sure: float, held: bool
) -> None:
    assert holds("@stops-work", text, lang=lang, lang_sure=sure) is held


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("title:@stops-work", True),
        ("body:@stops-work", False),
        ("@stops-work NEAR/2 port", True),
        ("@stops-work THEN/0 port", False),
        ("NOT @stops-work OR port", True),
    ],
)
def test_a_concept_is_a_term_like_others(rule: str, held: bool) -> None:
    assert holds(rule, "They walk out at port", body="quiet") is held
