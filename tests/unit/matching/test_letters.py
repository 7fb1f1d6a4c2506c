"""Letters: one written character, its marks included, becomes what is compared."""

import unicodedata

import pytest

from monitor.matching.letters import (
    APART,
    HANGUL,
    LETTER,
    MARKS_KEPT,
    SINGLE,
    is_arabic,
    is_hangul,
    is_hebrew,
    is_single,
    joins,
    latin,
    marked_letters,
    may_be_glued,
    pieces,
    plain_letters,
    unmarked,
)


def plain(cluster: str) -> str:
    return "".join(piece.plain for piece in pieces(cluster))


def marked(cluster: str) -> str:
    return "".join(piece.marked for piece in pieces(cluster))


@pytest.mark.parametrize(
    ("cluster", "wanted"),
    [
        ("A", "a"),
        ("İ", "i"),  # its casefold would leave a dot behind
        ("I", "i"),
        ("ı", "i"),
        ("ß", "ss"),
        ("ẞ", "ss"),
        ("ς", "σ"),
        ("Σ", "σ"),
        ("ﬁ", "fi"),
        ("Ａ", "a"),
        ("①", "1"),
        ("²", "2"),
        ("℃", "°c"),
        ("ё", "е"),
        ("Ё", "е"),
        ("й", "и"),
        ("é", "e"),
        ("e\u0301", "e"),
        ("ạ̈", "a"),
        ("Ø", "ø"),  # no mark that could be taken off
        ("Ł", "ł"),
        ("đ", "đ"),
        ("أ", "ا"),
        ("إ", "ا"),
        ("آ", "ا"),
        ("ٱ", "ا"),
        ("ى", "ي"),
        ("ی", "ي"),
        ("ک", "ك"),
        ("بّ", "ب"),
        ("שׁ", "ש"),
        ("בּ", "ב"),
        ("ｱ", "ア"),
        ("ｶﾞ", "ガ"),
        ("か\u3099", "が"),
        ("ᄀ\u1161", "가"),
        ("\u02bc", "'"),
        ("\u200b", ""),
        ("\u00ad", ""),
        ("\u0640", ""),
    ],
)
def test_a_character_folds_to_what_is_compared(cluster: str, wanted: str) -> None:
    assert plain(cluster) == wanted


@pytest.mark.parametrize(
    ("cluster", "wanted"),
    [
        ("É", "é"),
        ("e\u0301", "é"),
        ("Ñ", "ñ"),
        ("ệ", "ệ"),
        ("Ά", "ά"),
        ("й", "й"),
        ("ё", "е"),  # its dots are left out by papers, so they are no mark
        ("A", "a"),
    ],
)
def test_the_marked_form_keeps_accents(cluster: str, wanted: str) -> None:
    assert marked(cluster) == wanted


@pytest.mark.parametrize("cluster", ["นี้", "हि", "क़", "が", "é", "한"])
def test_marks_of_scripts_that_need_them_stay(cluster: str) -> None:
    shown = plain(cluster)

    assert shown == ("e" if cluster == "é" else unicodedata.normalize("NFC", shown))
    assert cluster == "é" or len(unicodedata.normalize("NFD", shown)) > 1


@pytest.mark.parametrize(
    ("cluster", "kind"),
    [
        ("a", LETTER),
        ("7", LETTER),
        ("ж", LETTER),
        ("א", LETTER),
        ("東", SINGLE),
        ("々", SINGLE),
        ("ア", SINGLE),
        ("ㄅ", SINGLE),
        ("ก", SINGLE),
        ("ລ", SINGLE),
        ("ខ", SINGLE),
        ("မ", SINGLE),
        ("𠀀", SINGLE),
        ("한", HANGUL),
        ("ㅋ", HANGUL),
        ("-", APART),
        ("。", APART),
        ("・", APART),
        ("€", APART),
    ],
)
def test_a_script_says_how_letters_join_to_words(cluster: str, kind: str) -> None:
    assert [piece.kind for piece in pieces(cluster)] == [kind]


def test_a_compatibility_character_may_give_several_pieces() -> None:
    assert [piece.plain for piece in pieces("ﬃ")] == ["f", "f", "i"]
    assert [piece.kind for piece in pieces("㈱")] == [APART, SINGLE, APART]


def test_marks_past_the_limit_are_cut_before_anything_is_normalised() -> None:
    within, beyond = "a" + "\u0323" * MARKS_KEPT, "a" + "\u0323" * 100_000

    assert pieces(beyond) == pieces(within)


def test_a_mark_without_a_letter_is_a_piece_or_nothing() -> None:
    assert plain("\u0301") == ""
    assert plain("\u0e49") == "\u0e49"


@pytest.mark.parametrize("char", ["\u0301", "\u093f", "\u20dd", "\u200d", "\uff9e", "\u1161"])
def test_what_belongs_to_the_character_before_joins(char: str) -> None:
    assert joins(char)


@pytest.mark.parametrize("char", ["a", "-", "\u1100", "가", "ア", " "])
def test_what_stands_for_itself_does_not_join(char: str) -> None:
    assert not joins(char)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("оpenаi", "openai"),
        ("αpple", "apple"),
        ("microsоft", "microsoft"),
        ("openai", "openai"),
        ("apple", "apple"),
        ("москва", "москва"),  # no Latin letter: nobody pretends
        ("αβγ", "αβγ"),
        ("iphoneд", "iphoneд"),  # д passes for no Latin letter
        ("café", "café"),
    ],
)
def test_only_a_mixture_becomes_the_latin_word_it_pretends_to_be(word: str, wanted: str) -> None:
    assert latin(word) == wanted


def test_accents_come_off_and_other_marks_stay() -> None:
    assert unmarked("démission") == "demission"
    assert unmarked("plain") == "plain"
    assert unmarked("がัก") == "がัก"


def test_scripts_are_told_apart() -> None:
    assert [is_single(c) for c in "東アก가aא"] == [True, True, True, False, False, False]
    assert [is_hangul(c) for c in "가ㅏ東a"] == [True, True, False, False]
    assert [is_hebrew(c) for c in "אתaا"] == [True, True, False, False]
    assert [is_arabic(c) for c in "ايaא"] == [True, True, False, False]


def test_graphemes_folded_together_are_those_folded_one_by_one() -> None:
    marks = ("", "\u0301", "\u0327\u0308", "\u0345", "\u093c", "\u05b0", "\u3099", "\u200b")
    graphemes = [chr(code) + mark for code in range(0x21, 0x10000, 7) for mark in marks]
    apart = [[" " if p.kind == APART else p.plain for p in pieces(one)] for one in graphemes]

    found = plain_letters(graphemes)

    assert [one.split() for one in found] == ["".join(one).split() for one in apart]


def test_a_grapheme_is_remembered_with_and_without_its_accents() -> None:
    for _ in range(2):
        assert plain_letters("Éé.-字") == ["e", "e", ".", " ", "字"]
        assert marked_letters("Éé.-字") == ["é", "é", ".", " ", "字"]


def test_scripts_that_glue_something_to_words_are_known() -> None:
    words = ["사임했다", "والمدير", "שהתפטר", "الapple", "strike", "démission", "辞"]

    assert [may_be_glued(word) for word in words] == [True, True, True, True, False, False, False]
