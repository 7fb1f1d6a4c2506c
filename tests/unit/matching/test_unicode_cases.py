"""Every script right: the table of spellings, asked through rule files of the real engine."""

from pathlib import Path

import pytest

from monitor.model import Article, Match, Status
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named

# title, what an analyst writes, what is marked as evidence (empty: the rule must not hold)
CASES = [
    ("İSTANBUL belediyesi", "istanbul", "İSTANBUL"),
    ("IŞIK Holding", "ışık", "IŞIK"),
    ("Die Straße ist", "Strasse", "Straße"),
    ("STRAẞE gesperrt", "straße", "STRAẞE"),
    ("ο Οδυσσεύς έφυγε", "ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
    ("ΠΑΡΑΙΤΉΣΕΙΣ", "παραιτησεις", "ΠΑΡΑΙΤΉΣΕΙΣ"),
    ("la démission du PDG", "demission*", "démission"),
    ("la de\u0301mission du", "démission", "de\u0301mission"),
    ("ＯｐｅｎＡＩ发布", "OPENAI", "ＯｐｅｎＡＩ"),
    ("CFO ﬁred today", '"CFO fired"', "CFO ﬁred"),
    ("l'azienda annuncia", "azienda", "azienda"),
    ("l’azienda annuncia", "azienda", "azienda"),
    ("le PDG d’OpenAI part", "OpenAI", "OpenAI"),
    ("OpenAI’s CEO quits", "OpenAI", "OpenAI"),
    ("McDonald’s boss", "McDonald's", "McDonald’s"),
    ("the co-founder left", '"co founder"', "co-founder"),
    ("the co\u2011founder left", "co-founder", "co\u2011founder"),
    ("no: said the captain", "AI", ""),
    ("the resignation", "resign", ""),
    ("Sam\u00a0Altman said", '"Sam Altman"', "Sam\u00a0Altman"),
    ("Sam\n  Altman said", '"Sam Altman"', "Sam\n  Altman"),
    ("Open\u200bAI said", "OpenAI", "Open\u200bAI"),
    ("resig\u00adnation of", "resignation", "resig\u00adnation"),
    ("\ufeffOpenAI said", "OpenAI", "OpenAI"),
    ("\u041epen\u0410I said", "OpenAI", "\u041epen\u0410I"),  # two of its letters are Cyrillic
    ("社長が辞任した", "辞任", "辞任"),
    ("据说阿尔特曼将离职", "阿尔特曼", "阿尔特曼"),
    ("离开OpenAI公司", "OpenAI", "OpenAI"),
    ("ｱﾙﾄﾏﾝ氏", "アルトマン", "ｱﾙﾄﾏﾝ"),
    ("ซีอีโอประกาศลาออกแล้ว", "ลาออก", "ลาออก"),
    ("오픈AI는 발표했다", "오픈AI*", "오픈AI"),
    ("대표가 사임했다", "사임", "사임했다"),
    ("استقـالة المدير", "استقالة", "استقـالة"),
    ("AT&T said", "AT&T", "AT&T"),
    ("the .NET team", ".NET", "NET"),
    ("GPT-5 launches", "GPT-5", "GPT-5"),
    ("GPT-55 launches", "GPT-5", ""),
    ("東京都知事", "京都", ""),
]
MORE = [
    ("Thủ tướng từ chức", '"từ chức"', "vi", "từ chức"),
    ("Thu\u0309 tướng từ chức", '"Thủ tướng"', "vi", "Thu\u0309 tướng"),
    ("TU CHUC", '"từ chức"', "vi", ""),
    ("thủ tướng tu chúc", '"từ chức"', "vi", ""),
    ("والمدير استقال", "مدير", "ar", "والمدير"),
    ("للشركة", "شركة", "ar", "للشركة"),
    ("أَعْلَنَ الرئيس", "اعلن", "ar", "أَعْلَنَ"),
    ("והמנהל התפטר", "מנהל", "he", "והמנהל"),
    ('מנכ"ל החברה', "מנכ״ל", "he", 'מנכ"ל'),
    ("הַמְּנַהֵל התפטר", "מנהל", "he", "הַמְּנַהֵל"),
    ("राष्ट्रपति का इस्तीफ़ा", "इस्तीफ़ा", "hi", "इस्तीफ़ा"),
    ("राष्ट्रपति का इस्तीफा", "इस्तीफ़ा", "hi", ""),
    ("WHO CHIEF RESIGNS OVER REPORT", "WHO", "en", ""),
    ("UNICEF AND NATO WARN OF DROUGHT", "NATO", "en", "NATO"),
    ("The WHO warns", "WHO", "en", "WHO"),
    ("who warns", "WHO", "en", ""),
    ("net profit falls", ".NET", "en", ""),
    ("the team of example.net", ".NET", "en", ""),
]


DRAFTS: tuple[Status, ...] = ("draft",)


def asked(expression: str) -> Rulebook:
    faults = Faults()
    text = f"rule: r\ntitle: t\nmatch: >\n  {expression}\n"
    texts = {"rules/r.yaml": text.encode()}
    book = load(texts, folder=Path(), named=Named(), faults=faults)
    assert [str(fault) for fault in faults] == []
    return book


def held(title: str, expression: str, lang: str) -> Match | None:
    article = Article(id="a", version="1", key="a", title=title, lang=lang, lang_sure=1.0)
    found = asked(expression).engine.match(article, statuses=DRAFTS)
    return found[0] if found else None


def marked(title: str, found: Match) -> str:
    (span,) = found.evidence
    assert span.text == title[span.start : span.end]
    return span.text


def judge(title: str, expression: str, lang: str, wanted: str) -> None:
    found = held(title, expression, lang)
    assert (marked(title, found) if found else "") == wanted


def test_the_table_has_all_its_cases() -> None:
    assert len(CASES) == 38
    assert len({case[:2] for case in CASES}) == 38


@pytest.mark.parametrize(("title", "expression", "wanted"), CASES)
def test_a_spelling_is_found_where_it_stands_and_nowhere_else(
    title: str, expression: str, wanted: str
) -> None:
    judge(title, expression, "und", wanted)


@pytest.mark.parametrize(("title", "expression", "lang", "wanted"), MORE)
def test_a_language_has_its_own_ways(title: str, expression: str, lang: str, wanted: str) -> None:
    judge(title, expression, lang, wanted)


@pytest.mark.parametrize("lang", ["und", "en", "tr", "ja"])
def test_the_language_told_for_an_article_costs_no_more_than_one_case(lang: str) -> None:
    right = [bool(held(t, e, lang)) == bool(wanted) for t, e, wanted in CASES]
    assert sum(right) >= 37
