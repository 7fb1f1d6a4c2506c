"""A Western text as one line says what the whole text folded says, place by place."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.flat import flatten
from monitor.matching.patterns import line_of
from monitor.matching.text import fold

_LETTERS = "abß.,- \u00e9\u0153\u2122\u2019\n\u03b1\u0431\u011f"
_TEXTS = st.text(alphabet=_LETTERS, max_size=60)


@given(text=_TEXTS)
def test_the_line_holds_the_words_of_the_fold(text: str) -> None:
    flat = flatten(text)

    if flat is not None:
        assert flat.line.decode().split() == list(fold(text).words)


@given(text=_TEXTS, data=st.data())
def test_a_key_stands_where_its_words_do(text: str, data: st.DataObject) -> None:
    flat, folded = flatten(text), fold(text)
    if flat is None or not folded.words:
        return
    first = data.draw(st.integers(0, len(folded) - 1))
    last = data.draw(st.integers(first, min(first + 2, len(folded) - 1)))
    words = folded.words[first : last + 1]
    key = f" {' '.join(words)} ".encode()

    found = flat.stretches(key)

    assert found == [
        (folded.starts[at], folded.ends[at + last - first])
        for at in range(len(folded))
        if folded.words[at : at + len(words)] == words
    ]


@given(text=_TEXTS)
def test_the_line_for_patterns_is_folded_letter_by_letter(text: str) -> None:
    line = line_of(text)

    each = [(folded, at) for at, char in enumerate(text) for folded in line_of(char).text]
    assert [(folded, line.origin(place)) for place, folded in enumerate(line.text)] == each
