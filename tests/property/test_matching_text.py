"""Folding: idempotent, blind to normal forms, its offsets lead back to the words."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.terms import term
from monitor.matching.text import fold
from monitor.matching.words import words_of

SCRIPTS = (
    "abc ABC éèÉ ßẞ ıİiI ﬁ ½ \u0301\u0308 "
    "αβς ΆΈΣ абвё АБЙ אבג \"״' ابةأ ـ ً 東京辞任 ｱﾙｶﾞ ガか\u3099 "
    "한국가나 ᄀ\u1161 ไทยลา นี้ हिन्दी ज़ क़ \u200b\u200d\ufeff\u00ad .,;:!?。！- ’&+#@ "
    "012 \n\n\t\u00a0ﷺ U.S.A."
)
TEXT = st.text(st.one_of(st.sampled_from(SCRIPTS), st.characters()), max_size=40)
SHORT = st.text(st.sampled_from("aéßİ東가ｶﾞنא1 .-"), min_size=1, max_size=12)


@given(TEXT)
@settings(max_examples=150)
def test_folding_twice_is_folding_once(text: str) -> None:
    words = fold(text).words

    assert fold(" ".join(words)).words == words


@given(TEXT)
@settings(max_examples=150)
def test_every_word_lies_where_its_offsets_say(text: str) -> None:
    folded = fold(text)

    for index, word in enumerate(folded.words):
        assert word in fold(folded.written(index, index)).words
    assert all(0 <= s < e <= len(text) for s, e in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@given(TEXT)
@settings(max_examples=150)
def test_every_word_is_given_with_its_accents(text: str) -> None:
    folded = fold(text)

    assert len(folded.marked) == len(folded.words) == len(folded.starts) == len(folded)
    assert fold(" ".join(folded.marked)).words == folded.words


@given(TEXT)
@settings(max_examples=150)
def test_sentences_and_paragraphs_only_go_forward(text: str) -> None:
    folded = fold(text)

    assert list(folded.sentences) == sorted(folded.sentences)
    assert list(folded.paragraphs) == sorted(folded.paragraphs)
    assert len(folded.sentences) == len(folded.words) == len(folded.marked)


@given(st.text(st.sampled_from("aéÉüñ καίΆ йЁ ガ한각ấ ệ"), max_size=30))
def test_composed_and_decomposed_texts_are_alike(text: str) -> None:
    composed = fold(unicodedata.normalize("NFC", text))
    decomposed = fold(unicodedata.normalize("NFD", text))

    assert composed.words == decomposed.words
    assert composed.marked == decomposed.marked


@given(st.text(st.sampled_from("abcXYZ 019"), max_size=30))
def test_full_width_letters_are_the_same_letters(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c != " " else c for c in text)

    assert fold(wide).words == fold(text).words


@given(SHORT)
def test_a_text_holds_each_of_its_words(text: str) -> None:
    index = words_of(fold(text))

    for at, word in enumerate(index.folded.words):
        assert (at, at) in index.spans(term(word, marks="any", case="any"))
