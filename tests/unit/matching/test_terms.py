"""Terms: what must agree beside the folded words: case, accents, symbols, place."""

import pytest

from monitor.matching.terms import Case, Marks, needs_capitals, term
from monitor.matching.text import fold
from monitor.matching.words import Span, Words, words_of


def words(text: str, *, lang: str = "und", title: bool = False) -> Words:
    return words_of(fold(text, lang=lang, title=title))


def spans(
    text: str, wanted: str, *, lang: str = "und", case: Case = "auto", marks: Marks = "exact"
) -> tuple[Span, ...]:
    sought = term(wanted.removesuffix("*"), begun=wanted.endswith("*"), case=case, marks=marks)
    return words(text, lang=lang).spans(sought)


def test_places_come_in_the_order_of_the_text_and_may_overlap() -> None:
    assert spans("a b a b a", "a b a") == ((0, 2), (2, 4))
    assert spans("chief executive, chief", "chief") == ((0, 0), (2, 2))


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("resigned", "resign*", True),
        ("resign", "resign*", True),
        ("they stop working", "stop work*", True),
        ("they stopped work", "stop work*", False),  # only the last word goes on
        ("unresigned", "resign*", False),
        ("辞任した", "辞*", True),
        ("사임했다", "사임*", True),
    ],
)
def test_a_beginning_goes_on_in_its_last_word(text: str, wanted: str, held: bool) -> None:
    assert bool(spans(text, wanted)) is held


@pytest.mark.parametrize(
    ("written", "needed"),
    [
        ("WHO", True),
        ("AI", True),
        ("OPECX", True),
        ("OPENAI", False),
        ("Who", False),
        ("C3", True),
        ("A-B", True),
        ("12", False),
    ],
)
def test_up_to_five_capitals_are_initials(written: str, needed: bool) -> None:
    assert needs_capitals(written) is needed


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("The WHO said", "WHO", True),
        ("The Who said", "WHO", False),
        ("THE WHO SAID IT", "WHO", False),  # a common word in a shouted text
        ("THE OPEC SAID IT", "OPEC", True),
        ("U.S. markets", "US", True),
        ("told us", "US", False),
        ("CEO's plan", "CEO", True),
        ("the ceo", "ceo", True),
        ("the CEO", "ceo", True),
        ("CEOs leave", "CEO", False),
    ],
)
def test_initials_need_their_capitals(text: str, wanted: str, held: bool) -> None:
    assert bool(spans(text, wanted)) is held


@pytest.mark.parametrize(
    ("case", "text", "held"),
    [
        ("exact", "an AD leaves", True),
        ("exact", "an Ad leaves", False),
        ("any", "an ad leaves", True),
        ("any", "an AD leaves", True),
        ("auto", "an ad leaves", False),
    ],
)
def test_a_term_may_say_its_case(case: Case, text: str, held: bool) -> None:
    assert bool(spans(text, "AD", case=case)) is held


@pytest.mark.parametrize(
    ("text", "wanted", "lang", "held"),
    [
        ("la démission", "démission", "fr", True),
        ("la demission", "démission", "fr", False),
        ("LA DEMISSION", "démission", "fr", True),  # capitals lose their accents
        ("La Demission", "démission", "fr", False),
        ("la démission", "demission", "fr", True),  # what is not asked is not compared
        ("TU CHUC", "từ chức", "vi", False),
        ("TỪ CHỨC", "từ chức", "vi", True),
        ("Muller", "Müller", "de", False),
        ("MULLER", "Müller", "de", True),
        ("ano", "año", "es", False),
    ],
)
def test_accents_of_a_term_are_needed(text: str, wanted: str, lang: str, held: bool) -> None:
    assert bool(spans(text, wanted, lang=lang)) is held


def test_a_term_may_let_accents_go() -> None:
    assert spans("la demission", "démission", marks="any")


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("C++ pays", "C++", True),
        ("C pays", "C++", False),
        ("C# pays", "C++", False),
        ("C# pays", "C#", True),
        ("AT&T said", "AT&T", True),
        ("AT T said", "AT&T", False),
        ("AT & T said", "AT&T", True),
        (".NET grows", ".NET", True),
        ("on .NET now", ".NET", True),
        ("Internet", ".NET", False),
        ("Booking.com said", "Booking.com", True),
        ("Booking com said", "Booking.com", False),
        ("Yahoo! said", "Yahoo!", True),
        ("Yahoo said", "Yahoo!", True),  # an exclamation mark is punctuation
        ("co-founder", "co founder", True),
        ("co founder", "co-founder", True),
        ("co–founder", "co-founder", True),
        ("McDonald's", "McDonald’s", True),
        ("S&P 500", "S&P 500", True),
        ("S&P500", "S&P 500", False),
        ("50 % more", "50 %", True),
    ],
)
def test_symbols_are_compared_and_hyphens_are_not(text: str, wanted: str, held: bool) -> None:
    assert bool(spans(text, wanted)) is held


def test_a_phrase_does_not_reach_over_a_blank_line() -> None:
    assert spans("stop\nwork", "stop work")
    assert not spans("stop\n\nwork", "stop work")


def test_a_term_without_words_stands_nowhere() -> None:
    assert term("--").words == ()
    assert spans("a -- b", "--") == ()


def test_a_term_longer_than_the_text_stands_nowhere() -> None:
    assert spans("a", "a b c") == ()


@pytest.mark.parametrize(
    ("text", "one", "other", "halves"),
    [
        ("a b c", (0, 0), (2, 2), 2),
        ("a b", (0, 0), (1, 1), 0),
        ("a b", (1, 1), (0, 0), 0),
        ("a b", (0, 1), (1, 1), -1),
        ("社長辞任", (0, 0), (3, 3), 2),
        ("社 OpenAI 長", (0, 0), (2, 2), 2),
        ("ab 社 cd", (0, 0), (2, 2), 1),
    ],
)
def test_distance_is_counted_in_half_words(text: str, one: Span, other: Span, halves: int) -> None:
    assert words(text).apart(one, other) == halves


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("東京都の発表", "京都", False),
        ("京都の発表", "京都", True),
        ("東京都の発表", "東京都", True),
        ("東京都と京都", "京都", True),
        ("南京都市", "京都", False),
        ("发展中国家的", "中国", False),
        ("中国家电", "中国", True),
        ("人民主主義", "民主", False),
    ],
)
def test_a_longer_word_of_the_cover_list_hides_another(text: str, wanted: str, held: bool) -> None:
    assert bool(spans(text, wanted)) is held


def test_beginnings_are_found_in_the_sorted_vocabulary() -> None:
    index = words("strike strikes stroke port striking")

    assert index.spans(term("strik", begun=True)) == ((0, 0), (1, 1), (4, 4))
    assert index.spans(term("zzz", begun=True)) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("애플은 발표했다", "애플"),
        ("발표했다", "발표"),
        ("والرئيس", "الرئيس"),
        ("والرئيس", "رئيس"),
        ("כשהמנכל", "מנכל"),
    ],
)
def test_a_term_is_found_with_what_is_glued_to_it(text: str, wanted: str) -> None:
    assert spans(text, wanted) == ((0, 0),)


def test_the_same_folding_serves_terms_and_texts() -> None:
    assert term("ＯＰＥＮ ai").words[0].plain == "open"
    assert term("Straße").words[0].plain == "strasse"
    assert [w.plain for w in term("辞任").words] == ["辞", "任"]
