"""Hostile texts: the work grows no faster than the text; forms of one text read alike."""

import sys
import unicodedata
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.events.clauses import cut, sentences
from monitor.events.literals import Spelling, Tree
from monitor.events.read import MOST_SENTENCES, read
from monitor.events.tokens import tokenise
from tests.fakes.lexicons import article, lines, shipped_names, shipped_pack

HOSTILE = {
    "triggers": "resigns ",
    "names": "Ana Ruiz ",
    "seats and": "chief executive and ",
    "half a split verb": "tritt ",
    "commas": "resigns, ",
    "brackets": "(A) ( ",
    "quotes": "« Ana » ",
    "hyphens": "a-",
    "stops": "e. ",
    "glued capitals": "AnaRuizNorthwind",
    "ideographs": "辞任会長元",
    "former": "former chief executive ",
    "combining marks": "e\u0301\u0301 ",
    "months": "in May 2024 resigned ",
    "line breaks": "resigns\n",
    "wide stops": "辞任。",
}


def work(text: str, lang: str) -> int:
    """Count the calls that reading a text takes."""
    found = article("Apple chief executive Tim Cook resigns", lang=lang, body=text)
    pack, names = shipped_pack(), shipped_names()
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(found, pack=pack, gazetteer=names)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("lang", ["en", "de", "ja"])
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=list(HOSTILE))
def test_the_work_grows_no_faster_than_the_text(piece: str, lang: str) -> None:
    once, twice = (work(piece * (size // len(piece)), lang) for size in (4_000, 8_000))

    assert twice <= 2.6 * once + 2_000


def test_many_sentences_cost_no_more_than_the_most_that_are_read() -> None:
    sentence = "Ana Ruiz resigns as chief executive of Northwind. "

    some, many = (work(sentence * n, "en") for n in (MOST_SENTENCES * 2, MOST_SENTENCES * 4))

    assert many <= 1.6 * some


_WRITTEN = (
    "Tim Cook|Apple|CEO|chief executive|resigns|names|Ana Ruiz|not|denies|that|head of|hardware"
    "|(AAPL)|(CFO)|«|»|,|in May|and|joined|Northwind|Пауль|Штерн|the Post|according to|Reuters"
    "|first|Zoë|Ångström|démissionne|für Technik"
)
words = st.lists(st.sampled_from(_WRITTEN.split("|")), max_size=18).map(" ".join)


@settings(max_examples=120, deadline=None)
@given(text=words, lang=st.sampled_from(["en", "it", "fr", "es", "de", "pt", "ru", "id"]))
def test_composed_and_decomposed_texts_read_alike(text: str, lang: str) -> None:
    told = []
    for form in ("NFC", "NFD"):
        found = article(unicodedata.normalize(form, text), lang=lang)
        events = read(found, pack=shipped_pack(), gazetteer=shipped_names())
        told.append([unicodedata.normalize("NFC", f"{line} {e.role} {e.by}")
                     for line, e in zip(lines(events), events, strict=True)])  # fmt: skip

    assert told[0] == told[1]


@settings(max_examples=120, deadline=None)
@given(text=words, lang=st.sampled_from(["en", "it", "fr", "es", "de", "pt", "ru", "id"]))
def test_fields_hold_words_of_the_text_or_of_the_lists(text: str, lang: str) -> None:
    found = article(text, lang=lang, lead=text)

    for event in read(found, pack=shipped_pack(), gazetteer=shipped_names()):
        assert event.polarity in {"asserted", "denied"}
        assert event.certainty in {"confirmed", "reported", "rumoured", "demanded", "planned"}
        assert event.newness in {"new", "mention", "background"}
        assert event.sphere in {"company", "public", "sport", "other"}
        assert all(word in text for word in event.role.replace(",", " ").split())
        assert all(source in {"title", "lead"} for source in (s.field for s in event.evidence))
        for span in event.evidence:
            assert text[span.start : span.end] == span.text


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet="aA .,;:()[]«»\"'-–!?\n1月日辞", max_size=80))
def test_segments_and_pieces_never_go_back(text: str) -> None:
    for sentence in sentences(article(text, body=text), frozenset()):
        for spaces_part in (False, True):
            found = cut(sentence, spaces_part=spaces_part)
            assert list(found.segments) == sorted(found.segments)
            assert list(found.pieces) == sorted(found.pieces)
            assert len(found.pieces) == sentence.last - sentence.first
            assert found.tickers <= set(range(sentence.first, sentence.last))
            for index in range(sentence.first, sentence.last):
                first, last = found.piece_bounds(index)
                start, end = found.bounds(index)
                assert start <= first <= index < last <= end


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet="aA .,!?\n。", max_size=120))
def test_sentences_follow_each_other_and_never_overlap(text: str) -> None:
    found = [s for s in sentences(article("", body=text), frozenset()) if s.tokens.field == "body"]

    assert all(a.last <= b.first for a, b in pairwise(found))
    assert all(s.first < s.last for s in found)


@settings(max_examples=100, deadline=None)
@given(
    literals=st.lists(st.text(alphabet="ab", min_size=1, max_size=3), min_size=1, max_size=5),
    text=st.text(alphabet="ab ", max_size=40),
)
def test_a_tree_finds_exactly_the_words_it_was_given(literals: list[str], text: str) -> None:
    tree: Tree[str] = Tree(Spelling())
    for word in set(literals):
        tree.add(word, word)
    tokens = tokenise("title", text)

    found = [f.value for f in tree.find(tokens, 0, len(tokens.words))]

    assert found == [word for word in text.split() if word in set(literals)]
