"""Graphemes: what each is compared as, and where it was written."""

import pytest

from monitor.matching.letters import MARKS_KEPT
from monitor.matching.spelling import spelled


@pytest.mark.parametrize(
    ("text", "graphemes"),
    [
        ("", []),
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("\u0301a", ["\u0301", "a"]),
        (" \u0301a", [" ", "\u0301", "a"]),  # a space takes no mark
        ("กิ่ก", ["กิ่", "ก"]),
        ("ｶﾞ", ["ｶﾞ"]),
        ("\x01a\u0301", ["\x02", "a\u0301"]),  # control characters are all alike
    ],
)
def test_marks_belong_to_the_letter_before_them(text: str, graphemes: list[str]) -> None:
    spelling = spelled(text)

    assert list(spelling.graphemes) == graphemes
    assert spelling.edges[-1] == len(text)


def test_marks_beyond_the_limit_are_not_looked_at() -> None:
    spelling = spelled("a" + "\u0301" * 1_000 + "b")

    assert [len(one) for one in spelling.graphemes] == [MARKS_KEPT + 1, 1]
    assert list(spelling.edges) == [0, 1_001, 1_002]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Éa-ß", ["e", "a", " ", "ss"]),
        ("½", ["1 2"]),
        ("a_b", ["a", " ", "b"]),
        ("ـع", ["", "ع"]),
        ("(\u0903a", [" ", "a"]),
        ("ทำ", ["ท", " ํา"]),  # a vowel of two letters is no mark of the letter before
    ],
)
def test_a_grapheme_is_letters_or_a_space_or_nothing(text: str, plain: list[str]) -> None:
    assert spelled(text).plain() == plain


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("the U.S. plan", [(4, 8)]),
        ("U.S", [(0, 3)]),
        ("\ufeffU.S. plan", [(1, 5)]),
        ("字a.b字", [(1, 4)]),
        ("é.ß.a", []),  # two letters are no initial
        ("a.bc", []),
        ("ab.c", []),
        ("ab.c.d", [(3, 6)]),
        ("1.2", []),
        ("가.나", []),
        ("هـ.ش", []),
        ("aـ.b.c", [(3, 6)]),
        ("a..b", []),
    ],
)
def test_single_letters_with_full_stops_between_are_initials(
    text: str, runs: list[tuple[int, int]]
) -> None:
    assert list(spelled(text).runs) == runs


def test_initials_are_one_and_keep_their_place() -> None:
    spelling = spelled("a U.S. b")

    assert spelling.plain() == ["a", " ", "us ", " ", "b"]
    assert list(spelling.borders()) == [0, 1, 2, 6, 7, 8]


@pytest.mark.parametrize(
    ("text", "silent"),
    [('מנכ"ל', [3]), ('"של"', []), ("מ\u05b0נ\u05b0״ל", [2]), ("it's", []), ('א""ב', [])],
)
def test_gershayim_inside_a_hebrew_word_are_silent(text: str, silent: list[int]) -> None:
    assert list(spelled(text).silent) == silent


def test_few_of_what_stands_for_many_letters_are_spelled_out() -> None:
    few, many = spelled("\ufdfa" * 50), spelled("\ufdfa" * 5_000)

    assert not few.blank
    assert len("".join(many.plain())) < 25_000
    assert many.plain()[:50] == few.plain()


def test_accents_that_stand_on_nothing_are_nothing() -> None:
    spelling = spelled("\u0301 é")

    assert spelling.plain() == ["", " ", "e"]
    assert spelling.marked() == ["", " ", "é"]
