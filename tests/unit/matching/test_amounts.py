"""Amounts: numbers in the notation of a language, with magnitudes, units and currencies."""

import pytest

from monitor.matching.amounts import find


def values(text: str, kind: str, lang: str) -> list[str]:
    return [found.value for found in find(text, kind, lang)]


def shown(text: str, kind: str, lang: str = "en") -> list[str]:
    return [text[found.start : found.end] for found in find(text, kind, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "1,234,567", "1234567"),
        ("en", "1,500", "1500"),
        ("en", "1.500", "1.5"),
        ("en", "12.5", "12.5"),
        ("en", "1,234.50", "1234.5"),
        ("en", "12,34,567", "1234567"),  # as India groups it
        ("en", "1,23,456.75", "123456.75"),
        ("de", "1.500", "1500"),
        ("de", "1,500", "1.5"),
        ("de", "1.234.567,89", "1234567.89"),
        ("de", "1'234'567", "1234567"),
        ("fr", "1 234,5", "1234.5"),
        ("sv", "1\u202f234", "1234"),
        ("ru", "1\u00a0234\u00a0567,5", "1234567.5"),
        ("en", "3 thousand", "3000"),
        ("en", "3k", "3000"),
        ("en", "1.5 million", "1500000"),
        ("en", "2bn", "2000000000"),
        ("en", "2 trillion", "2000000000000"),
        ("de", "500 Tsd.", "500000"),
        ("de", "3,5 Mio.", "3500000"),
        ("de", "2 Milliarden", "2000000000"),
        ("fr", "2 milliards", "2000000000"),
        ("fr", "3 mille", "3000"),
        ("it", "1,5 miliardi", "1500000000"),
        ("es", "2 mil millones", "2000000000"),
        ("pt", "3 trilhões", "3000000000000"),
        ("nl", "3 miljard", "3000000000"),
        ("sv", "20 miljoner", "20000000"),
        ("fi", "3 miljoonaa", "3000000"),
        ("pl", "2,5 mld", "2500000000"),
        ("pl", "3 tys.", "3000"),
        ("ru", "10 тыс.", "10000"),
        ("ru", "10 млн", "10000000"),
        ("uk", "5 млрд", "5000000000"),
        ("tr", "5 milyar", "5000000000"),
        ("id", "5 triliun", "5000000000000"),
        ("id", "5 ribu", "5000"),
        ("el", "5 εκατ.", "5000000"),
        ("hi", "5 लाख", "500000"),
        ("hi", "5 करोड़", "50000000"),
        ("en", "5 crore", "50000000"),
        ("en", "3 lakh crore", "3000000000000"),
        ("zh", "5千", "5000"),
        ("zh", "5百万", "5000000"),
        ("zh", "12.5亿", "1250000000"),
        ("zh", "5万亿", "5000000000000"),
        ("zh", "1亿2000万", "120000000"),
        ("ja", "3億5000万", "350000000"),
        ("ja", "1万2000", "12000"),
        ("ja", "1万2千", "12000"),
        ("ja", "2兆", "2000000000000"),
        ("ko", "120억", "12000000000"),
        ("ko", "1조2000억", "1200000000000"),
        ("ko", "3만", "30000"),
        ("ar", "٥٠٠", "500"),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(lang: str, text: str, value: str) -> None:
    assert values(text, "number", lang) == [value]


@pytest.mark.parametrize(
    ("lang", "value"),
    [("de", "3000000000000"), ("fr", "3000000000000"), ("en", "3000000000"), ("pt", "3000000000")],
)
def test_a_billion_is_what_the_language_calls_so(lang: str, value: str) -> None:
    assert values("3 billion", "number", lang) == [value]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "a $5 fine", "5 USD"),
        ("en", "US$5m", "5000000 USD"),
        ("en", "$2.3 trillion", "2300000000000 USD"),
        ("en", "£300k", "300000 GBP"),
        ("en", "5 dollars", "5 USD"),
        ("en", "5 $", "5 USD"),
        ("en", "CHF 20 million", "20000000 CHF"),
        ("en", "HK$5 million", "5000000 HKD"),
        ("en", "A$5", "5 AUD"),
        ("en", "C$5", "5 CAD"),
        ("en", "NT$5", "5 TWD"),
        ("en", "5 million US dollars", "5000000 USD"),
        ("en", "5 million U.S. dollars", "5000000 USD"),
        ("en", "5 million Canadian dollars", "5000000 CAD"),
        ("en", "5 Hong Kong dollars", "5 HKD"),
        ("en", "5 million Swiss francs", "5000000 CHF"),
        ("en", "Rs 5 lakh", "500000 INR"),
        ("en", "Rs. 5 crore", "50000000 INR"),
        ("hi", "₹5 crore", "50000000 INR"),
        ("de", "€ 1.234,56", "1234.56 EUR"),
        ("de", "5 Mio. US-Dollar", "5000000 USD"),
        ("de", "500 Tsd. Euro", "500000 EUR"),
        ("fr", "2 milliards d’euros", "2000000000 EUR"),
        ("fr", "10 M€", "10000000 EUR"),
        ("it", "3 milioni di euro", "3000000 EUR"),
        ("es", "3 mil millones de dólares", "3000000000 USD"),
        ("pt", "R$ 5 milhões", "5000000 BRL"),
        ("pt", "5 milhões de reais", "5000000 BRL"),
        ("nl", "3 miljard euro", "3000000000 EUR"),
        ("sv", "20 miljoner kronor", "20000000 SEK"),
        ("fi", "3 miljoonaa euroa", "3000000 EUR"),
        ("pl", "2,5 mld zł", "2500000000 PLN"),
        ("pl", "10 mln złotych", "10000000 PLN"),
        ("ru", "10 миллионов рублей", "10000000 RUB"),
        ("ru", "5 млн долларов", "5000000 USD"),
        ("uk", "5 млн гривень", "5000000 UAH"),
        ("uk", "5 млрд ₴", "5000000000 UAH"),
        ("tr", "₺5 milyon", "5000000 TRY"),
        ("tr", "5 milyar lira", "5000000000 TRY"),
        ("id", "Rp 5 triliun", "5000000000000 IDR"),
        ("id", "5 triliun rupiah", "5000000000000 IDR"),
        ("el", "5 εκατ. ευρώ", "5000000 EUR"),
        ("ja", "500円", "500 JPY"),
        ("ja", "120万ドル", "1200000 USD"),
        ("ja", "2兆5000億円", "2500000000000 JPY"),
        ("ja", "1万2000円", "12000 JPY"),
        ("zh", "12.5亿元", "1250000000 CNY"),
        ("zh", "3000万人民币", "30000000 CNY"),
        ("zh", "￥300", "300 CNY"),
        ("ja", "￥300", "300 JPY"),
        ("ko", "5조원", "5000000000000 KRW"),
        ("ko", "3만 달러", "30000 USD"),
    ],
)
def test_money_has_its_currency_before_or_behind(lang: str, text: str, value: str) -> None:
    assert values(text, "money", lang) == [value]


@pytest.mark.parametrize(
    "text", ["12 apples", "ABC 300", "Z$5", "5 Canadian firms", "1,234 US workers", "page 5"]
)
def test_a_number_without_a_known_currency_is_no_money(text: str) -> None:
    assert values(text, "money", "en") == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "5%"),
        ("en", "5 percent"),
        ("en", "5 per cent"),
        ("en", "5 pct"),
        ("de", "5 Prozent"),
        ("fr", "5 %"),
        ("fr", "5 pour cent"),
        ("it", "5 per cento"),
        ("es", "5 por ciento"),
        ("pt", "5 por cento"),
        ("pl", "5 procent"),
        ("fi", "5 prosenttia"),
        ("tr", "%5"),
        ("id", "5 persen"),
        ("ru", "5 процентов"),
        ("zh", "增长5%"),
        ("zh", "增长5％"),
        ("ja", "5パーセント"),
        ("ko", "5퍼센트"),
        ("ar", "٥٪"),
    ],
)
def test_a_share_is_a_percentage_in_every_language(lang: str, text: str) -> None:
    assert values(text, "percent", lang) == ["5%"]
    assert values(text, "basis-points", lang) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "25 basis points"),
        ("en", "25bp"),
        ("en", "25 bps"),
        ("de", "25 Basispunkte"),
        ("it", "25 punti base"),
        ("es", "25 puntos básicos"),
        ("pt", "25 pontos base"),
        ("fr", "25 points de base"),
        ("ru", "25 базисных пунктов"),
        ("zh", "25个基点"),
        ("zh", "25基点"),
        ("ja", "25ベーシスポイント"),
    ],
)
def test_basis_points_are_no_percentage(lang: str, text: str) -> None:
    assert values(text, "basis-points", lang) == ["25bp"]
    assert values(text, "percent", lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "48-hour", "48h"),
        ("en", "14 days", "14d"),
        ("en", "2.5 years", "2.5y"),
        ("de", "6 Monate", "6mo"),
        ("fr", "3 semaines", "3w"),
        ("es", "2 años", "2y"),
        ("it", "5 giorni", "5d"),
        ("pt", "4 semanas", "4w"),
        ("ru", "3 года", "3y"),
        ("ru", "5 лет", "5y"),
        ("pl", "3 miesięcy", "3mo"),
        ("sv", "5 dagar", "5d"),
        ("fi", "2 viikkoa", "2w"),
        ("tr", "3 yıl", "3y"),
        ("id", "3 bulan", "3mo"),
        ("el", "3 μήνες", "3mo"),
        ("zh", "3个月", "3mo"),
        ("ja", "30日間", "30d"),
        ("ja", "2週間", "2w"),
        ("ko", "6개월", "6mo"),
    ],
)
def test_a_duration_has_its_unit(lang: str, text: str, value: str) -> None:
    assert values(text, "duration", lang) == [value]


def test_the_place_of_a_value_holds_its_signs_and_words() -> None:
    assert shown("a US$5 million fine, EUR 3", "money") == ["US$5 million", "EUR 3"]
    assert shown("5 million Canadian dollars now", "money") == ["5 million Canadian dollars"]
    assert shown("up %5 today", "percent") == ["%5"]
    assert shown("for 14 days now", "duration") == ["14 days"]
    assert shown("3億5000万の", "number", "ja") == ["3億5000万"]


def test_the_beginning_of_a_spaced_word_is_no_unit() -> None:
    assert values("5 kittens", "number", "en") == ["5"]
    assert values("5 mountains", "number", "en") == ["5"]
    assert values("5 daylight", "duration", "en") == []


def test_of_a_text_only_the_first_numbers_are_read() -> None:
    assert len(values("7 " * 500, "number", "en")) == 200


def test_an_unknown_kind_has_no_values() -> None:
    assert values("5", "weight", "en") == []


def test_a_number_behind_a_space_is_one_of_its_own() -> None:
    assert values("1万 2000", "number", "ja") == ["10000", "2000"]
    assert values("3億 5000万", "number", "ja") == ["350000000"]
