"""Text: the table of equal and unequal spellings, offsets, sentences."""

import pytest

from monitor.matching.terms import term
from monitor.matching.text import fold, line_of
from monitor.matching.words import words_of

EQUAL = [
    ("İSTANBUL belediyesi", "istanbul"),
    ("IŞIK Holding", "ışık"),
    ("Die Straße ist", "Strasse"),
    ("STRAẞE gesperrt", "straße"),
    ("ο Οδυσσεύς έφυγε", "ΟΔΥΣΣΕΥΣ"),
    ("ΠΑΡΑΙΤΉΣΕΙΣ", "παραιτησεις"),
    ("la démission du PDG", "demission*"),
    ("la de\u0301mission du", "démission"),
    ("ＯｐｅｎＡＩ发布", "OPENAI"),
    ("CFO ﬁred today", "CFO fired"),
    ("l'azienda annuncia", "azienda"),
    ("l’azienda annuncia", "azienda"),
    ("le PDG d’OpenAI part", "OpenAI"),
    ("OpenAI’s CEO quits", "OpenAI"),
    ("McDonald’s boss", "McDonald's"),
    ("the co-founder left", "co founder"),
    ("the co\u2011founder left", "co-founder"),
    ("Sam\u00a0Altman said", "Sam Altman"),
    ("Sam\n  Altman said", "Sam Altman"),
    ("Open\u200bAI said", "OpenAI"),
    ("resig\u00adnation of", "resignation"),
    ("\ufeffOpenAI said", "OpenAI"),
    ("ОpenАI said", "OpenAI"),  # its О and А are Cyrillic
    ("社長が辞任した", "辞任"),
    ("据说阿尔特曼将离职", "阿尔特曼"),
    ("离开OpenAI公司", "OpenAI"),
    ("ｱﾙﾄﾏﾝ氏", "アルトマン"),
    ("ซีอีโอประกาศลาออกแล้ว", "ลาออก"),
    ("오픈AI는 발표했다", "오픈AI*"),
    ("대표가 사임했다", "사임"),
    ("استقـالة المدير", "استقالة"),
    ("AT&T said", "AT&T"),
    ("the .NET team", ".NET"),
    ("GPT-5 launches", "GPT-5"),
    ("U.S. Steel rises", "US Steel"),
    ('מנכ"ל החברה', "מנכ״ל"),
    ("והמנהל התפטר", "מנהל"),
    ("وبالشركة", "شركة"),
    ("للشركة", "شركة"),
    ("أعلن الرئيس", "اعلن"),
    ("राष्ट्रपति का इस्तीफ़ा", "इस्तीफ़ा"),
    ("DEMISSION DU PDG", "démission"),
    ("Королёв ушёл", "Королев"),
    ("C++ developers", "C++"),
    ("İTÜ rektörü", "İTÜ"),
    ("Thủ tướng từ chức", "từ chức"),
]
UNEQUAL = [
    ("no: said the captain", "AI"),
    ("the resignation", "resign"),
    ("GPT-55 launches", "GPT-5"),
    ("東京都知事", "京都"),
    ("la demission du PDG", "démission"),
    ("TU CHUC", "từ chức"),
    ("who said so", "WHO"),
    ("net profit of the team", ".NET"),
    ("see example.net", ".NET"),
    ("ATT and T said at T", "AT&T"),
    ("vitamin C pills", "C++"),
    ("Металл дорожает", "Мета"),
    ("新北市", "北京"),
]


@pytest.mark.parametrize(("text", "wanted"), EQUAL)
def test_spellings_of_one_word_are_equal(text: str, wanted: str) -> None:
    found = _spans(text, wanted, lang="vi" if "ừ" in wanted else "und")

    assert found


@pytest.mark.parametrize(("text", "wanted"), UNEQUAL)
def test_other_words_stay_apart(text: str, wanted: str) -> None:
    found = _spans(text, wanted, lang="vi" if "ừ" in wanted else "und")

    assert not found


def _spans(text: str, wanted: str, *, lang: str = "und") -> tuple[tuple[int, int], ...]:
    sought = term(wanted.removesuffix("*"), begun=wanted.endswith("*"))
    return words_of(fold(text, lang=lang)).spans(sought)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", " "),
        (" \n.", " "),
        ("The U.S. Café,\n\nopened", " the us cafe opened "),
        ("社長がAI辞任", " 社 長 が ai 辞 任 "),
        ("ลาออก 사임했다 ومدير", " ล า อ อ ก 사임했다 ومدير "),
        ("x" * 50 + "-" + "y" * 50 + "辞" * 3, f" {'x' * 50} {'y' * 50} 辞 辞 辞 "),
    ],
)
def test_the_line_of_a_text_is_its_words(text: str, line: str) -> None:
    assert line_of(text) == line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("강\u0308원", ("강\u0308원",)),  # a mark inside a word does not cut it
        ("ᄀ가나", ("ᄀ가나",)),
        ("é가", ("é", "가")),
        ("กิ่辞가a", ("กิ่", "辞", "가", "a")),
        ("辞\u3099任", ("辞\u3099", "任")),
        ("辞\u302a任", ("辞\u302a", "任")),
    ],
)
def test_what_is_folded_by_itself_keeps_its_marks(text: str, words: tuple[str, ...]) -> None:
    folded = fold(text)

    assert folded.marked == words
    assert "".join(folded.written(i, i) for i in range(len(folded))) == text
