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


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("en", "Gov. Smith went", 1),
        ("en", "on Jan. 5 he left", 1),
        ("en", "He met Lt. Col. Jones", 1),
        ("en", "Really?! Yes", 2),
        ("en", "(He left.) She stayed", 2),
        ("en", "He left.She stayed", 1),  # without space nobody knows
        ("en", "3.5 Percent", 1),
        ("en", "Version 2. Next", 1),
        ("en", "in 1999. Next", 2),
        ("en", "He left... She stayed", 2),
        ("en", "wait… what", 1),
        ("de", "Das kostet ca. Fünf Euro", 1),
        ("de", "Er ging. Sie blieb", 2),
        ("de", "Nr. 5 lebt", 1),
        ("fr", "M. Dupont part. Mme. Durand reste", 2),
        ("es", "El Sr. Ruiz se va. La Sra. Paz sigue", 2),
        ("es", "Se va. ¿Quién sigue?", 2),
        ("it", "Il sig. Rossi. Poi altri", 2),
        ("pt", "O Exmo. Silva sai. Fim", 2),
        ("ru", "в 2024 г. Москва", 1),
        ("ru", "10 млн. Рублей", 1),
        ("ru", "Он ушёл. Она нет", 2),
        ("pl", "ul. Prosta. Koniec", 2),
        ("tr", "Prof. Yılmaz gitti. Son", 2),
        ("fi", "esim. Nokia", 1),
        ("el", "κ. Παπάς", 1),
        ("ja", "「辞任する。」と言った", 2),
        ("zh", "他辞职了！谁来？", 2),
        ("ar", "استقال المدير؟ نعم", 2),
        ("ur", "وہ گئے۔ وہ آئے", 2),
        ("hi", "वह गए। वह आए", 2),
        ("und", "Acme Inc. Rose", 1),
        ("xx", "Dr. Who came. Fine", 2),
    ],
)
def test_full_stops_of_abbreviations_end_nothing(lang: str, text: str, count: int) -> None:
    assert len(sentences(text, lang=lang)) == count


@pytest.mark.parametrize("mark", [";", ":", ",", "、", "；", "،"])
def test_a_long_sentence_may_be_cut_at_any_of_its_marks(mark: str) -> None:
    assert len(sentences("word " * 120 + f"end{mark} more words")) == 2
    assert len(sentences("word " * 118 + f"end{mark} more words")) == 1


def test_a_long_title_is_cut_too() -> None:
    assert len(sentences("word " * 130 + "end, more", title=True)) == 2


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("a\n\nb", (0, 1)),
        ("a\n \t\nb", (0, 1)),
        ("a\n\n\n\nb", (0, 1)),
        ("\n\na", (0,)),
        ("a\nb", (0, 0)),
        ("a\r\n\r\nb", (0, 1)),
        ("a b\n\nc. D\n\ne", (0, 0, 1, 1, 2)),
    ],
)
def test_a_blank_line_begins_a_paragraph_and_a_sentence(
    text: str, paragraphs: tuple[int, ...]
) -> None:
    folded = fold(text)

    assert folded.paragraphs == paragraphs
    for one, other in zip(range(len(folded)), range(1, len(folded)), strict=False):
        if folded.paragraphs[one] != folded.paragraphs[other]:
            assert folded.sentences[one] != folded.sentences[other]
