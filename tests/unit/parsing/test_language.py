"""A short headline is enough to name its language, mostly."""

import pytest

from monitor.parsing.language import FIRST, LONGEST_WORD, detect, scripts_in

HEADLINES = {
    "ko": ["노스윈드 대표이사 사임", "오픈AI 사장 장기 휴가, 공동 창업자는 이직"],
    "ru": ["Финансовый директор Northwind покинул компанию", "Глава совета ушел в отставку"],
    "uk": ["Голова компанії Northwind іде у відставку"],
    "sr": ["Директор компаније Northwind поднео оставку"],
    "en": ["Northwind names Ana Ruiz as finance chief", "President takes leave", "CEO steps down"],
    "fr": ["Le directeur financier de Northwind quitte le groupe", "Northwind : le patron s'en va"],
    "id": ["Direktur utama Northwind mengundurkan diri", "Presiden perusahaan ambil cuti panjang"],
    "sa": ["नॉर्थविण्ड् संस्थायाः अध्यक्षः पदं त्यक्तवान्", "मुख्याधिकारी दीर्घावकाशं स्वीकरोति"],
    "hi": ["नॉर्थविंड के अध्यक्ष ने दिया इस्तीफा", "कंपनी में नए सीईओ की नियुक्ति"],
    "ja": ["ノースウィンド社長が退任", "OpenAI社長が長期休暇", "新会社の経営権、県が取得"],
    "zh": ["北风公司首席财务官离职", "OpenAI总裁休长假"],
    "de": ["Finanzchef Stern tritt zurück", "Northwind verliert seine Vorstandschefin"],
    "pt": ["Diretora financeira deixa a Northwind após oito meses", "Presidente pede demissão"],
    "el": ["Παραιτήθηκε ο διευθύνων σύμβουλος της Northwind"],
    "es": ["La directora financiera deja Northwind", "Renunció el presidente del consejo"],
    "it": ["Rossi lascia la guida di Northwind", "Il nuovo ad presenta il bilancio"],
    "fi": ["Toimitusjohtaja eroaa Northwindistä", "Talousjohtaja siirtyy kilpailijalle"],
    "la": ["Praeses societatis munere suo decessit", "Tres duces societatem reliquerunt"],
    "nl": ["Topman Northwind stapt op na acht maanden"],
    "sv": ["Northwinds vd avgår efter åtta månader"],
    "da": ["Direktør fratræder efter otte måneder i selskabet"],
    "no": ["Konsernsjef slutter etter åtte måneder i selskapet"],
    "pl": ["Prezes Northwind rezygnuje ze stanowiska"],
    "ro": ["Directorul general al companiei și-a dat demisia"],
    "tr": ["Northwind'in genel müdürü istifa etti"],
    "vi": ["Tổng giám đốc Northwind từ chức"],
    "cs": ["Generální ředitel společnosti odchází z funkce"],
    "ar": ["استقالة الرئيس التنفيذي لشركة نورثويند"],
    "fa": ["مدیرعامل شرکت نورثویند استعفا داد و کنار رفت"],
    "he": ["מנכ\"ל נורת'ווינד התפטר מתפקידו"],
    "th": ["ประธานบริษัทลาออกจากตำแหน่ง"],
}
CASES = [(lang, text) for lang, texts in HEADLINES.items() for text in texts]


@pytest.mark.parametrize(("lang", "text"), CASES)
def test_a_headline_is_in_its_language(lang: str, text: str) -> None:
    assert detect(text)[0] == lang


def test_a_tag_decides_only_where_the_text_does_not() -> None:
    assert detect("Ana Ruiz", tag="es-MX")[0] == "es"
    assert detect("Northwind names Ana Ruiz as its finance chief", tag="es")[0] == "en"
    assert detect("北风公司首席财务官离职", tag="en")[0] == "zh"
    assert detect("", tag="pt-BR")[0] == "pt"
    assert detect("12345", prior=("it",))[0] == "it"
    assert detect("12345", prior=("it", "de"))[0] == "und"
    assert detect("Ana", tag="nonsense-tag") == detect("Ana")


def test_a_prior_decides_a_doubtful_text() -> None:
    assert detect("Northwind Porto", prior=("pt",))[0] == "pt"
    assert detect("Northwind Oslo", tag="nb-NO")[0] == "no"


def test_how_sure_it_is_goes_from_zero_to_one() -> None:
    assert detect("") == ("und", 0.0)
    assert detect("Rossi lascia la guida di Northwind dopo dieci anni")[1] > 0.8
    assert detect("Acme")[1] < 0.8
    assert all(0.0 <= detect(text)[1] <= 1.0 for _, text in CASES)


def test_foreign_names_do_not_hide_the_script() -> None:
    assert detect("Northwind и Globex объявили о слиянии с Initech")[0] == "ru"
    assert detect("Greg Brockman、OpenAI社長を休職へ")[0] == "ja"


def test_a_menu_of_languages_has_many_scripts() -> None:
    assert len(scripts_in("한국어 Русский English 日本語 Ελληνικά")) >= 4
    assert scripts_in("Rossi lascia Northwind") == {"latin"}


def test_a_text_that_begins_with_names_is_read_on() -> None:
    names = "Ana Ruiz, Jan Stern, Ida Moreau. " * 6
    assert len(names) > FIRST
    assert detect(names + "Le directeur financier quitte le groupe, a dit son avocat.")[0] == "fr"


def test_a_sure_beginning_is_enough() -> None:
    start = "The finance chief of the company said on Tuesday that he will leave the board. " * 3
    assert detect(start + "Le directeur financier quitte le groupe. " * 20) == detect(start[:FIRST])


def test_a_word_of_any_length_is_a_word() -> None:
    said = "The chief of the company steps down after eight years"
    assert detect("x" * 500 + "\n" + said)[0] == "en"
    assert detect(f"{said} {'x' * LONGEST_WORD * 3}")[0] == "en"


def test_an_elided_article_speaks() -> None:
    assert detect("L’Oréal, c’est l’avenir d’Anna")[0] == "fr"
