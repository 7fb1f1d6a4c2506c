"""Where sentences and paragraphs end."""

import pytest

from monitor.matching.text import fold


def sentences(text: str, *, lang: str = "en", title: bool = False) -> list[str]:
    folded = fold(text, lang=lang, title=title)
    last = folded.sentences[-1]
    return [
        " ".join(w for w, s in zip(folded.words, folded.sentences, strict=True) if s == number)
        for number in range(last + 1)
    ]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "He left. She stayed.", ["he left", "she stayed"]),
        ("en", 'He said "no." Then he left!', ["he said no", "then he left"]),
        ("en", 'Gone? "I go," he said.', ["gone", "i go he said"]),
        ("en", "Apple Inc. rose. Mr. Cook left.", ["apple inc rose", "mr cook left"]),
        ("en", "He said no. She went to No. 5", ["he said no", "she went to no 5"]),
        ("en", "Apple Inc. Mr. Cook", ["apple inc mr cook"]),
        ("en", "The U.S. Steel board", ["the us steel board"]),
        ("en", "J. R. Smith went", ["j r smith went"]),
        ("en", "it ended. so what", ["it ended so what"]),
        ("en", "In 2024. The end", ["in 2024", "the end"]),
        ("en", "visit example.com. Now", ["visit example com", "now"]),
        ("de", "am 3. Mai z.B. Stern", ["am 3 mai zb stern"]),
        ("it", "Acme S.p.A. Rossi lascia", ["acme spa rossi lascia"]),
        ("ja", "辞任した。後任は未定", ["辞 任 し た", "後 任 は 未 定"]),
        ("hi", "वह गए। वह आए", ["वह गए", "वह आए"]),
        ("ru", "Он ушёл… Она осталась", ["он ушел", "она осталась"]),
    ],
)
def test_a_sentence_ends_where_the_next_begins(lang: str, text: str, wanted: list[str]) -> None:
    assert sentences(text, lang=lang) == wanted


def test_a_title_is_one_sentence() -> None:
    assert len(sentences("Gone. Who next? Nobody!", title=True)) == 1


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    assert len(sentences("word " * 130 + "end, word again")) == 2
    assert len(sentences("word " * 100 + "end, word again")) == 1


def test_a_blank_line_ends_a_paragraph_and_a_line_break_does_not() -> None:
    folded = fold("one\ntwo\n \nthree\u2029 four")

    assert folded.paragraphs == (0, 0, 1, 2)
