"""`value(...)`: numbers in many notations, bound as plain values."""

import pytest

from monitor.conditions import leaf, value
from monitor.kinds import names
from monitor.matching import syntax
from monitor.matching.names import Gazetteer
from tests.unit.matching.asking import article, asked, engine, verdict


@pytest.mark.parametrize(
    ("kind", "lang", "text", "values"),
    [
        ("number", "en", "1,234.5 votes, 500 in 2024", ("1234.5", "500", "2024")),
        ("number", "fr", "1 234 567,8 voix", ("1234567.8",)),
        ("number", "de", "1.500 und 2,75", ("1500", "2.75")),
        ("number", "hi", "5 lakh", ("500000",)),
        ("number", "en", "1.5", ("1.5",)),
        ("number", "en", "1.234.567", ("1234567",)),
        ("percent", "en", "up 2.5% or 3 per cent", ("2.5%", "3%")),
        ("percent", "de", "um 2,5 Prozent", ("2.5%",)),
        ("percent", "tr", "yüzde %5", ("5%",)),
        ("basis-points", "en", "25 basis points, 50bp", ("25bp", "50bp")),
        ("basis-points", "ru", "на 25 базисных пунктов", ("25bp",)),
        ("money", "en", "a $1.5 million fine, EUR 10m", ("1500000 USD", "10000000 EUR")),
        ("money", "ja", "¥300", ("300 JPY",)),
        ("money", "zh", "¥300", ("300 CNY",)),
        ("money", "en", "ABC 300", ()),
        ("money", "de", "10 Mio. Euro und 1,2 Mrd. €", ("10000000 EUR", "1200000000 EUR")),
        ("money", "es", "3 mil millones de dólares", ("3000000000 USD",)),
        ("money", "zh", "500万美元和3億5000万円", ("5000000 USD", "350000000 JPY")),
        ("money", "ko", "120억 달러, 1조2000억원", ("12000000000 USD", "1200000000000 KRW")),
        ("money", "ru", "10 миллионов рублей", ("10000000 RUB",)),
        ("money", "hi", "5 करोड़ रुपये", ("50000000 INR",)),
        ("money", "de", "2 Billionen Euro", ("2000000000000 EUR",)),
        ("date", "en", "on 2024-08-05 or August 6, 2024", ("2024-08-05", "2024-08-06")),
        ("date", "de", "am 5. August 2024, am 06.08.2024", ("2024-08-05", "2024-08-06")),
        ("date", "ja", "2024年8月5日", ("2024-08-05",)),
        ("date", "ru", "5 августа 2024", ("2024-08-05",)),
        ("duration", "en", "for 14 days, then 3 months", ("14d", "3mo")),
        ("duration", "ja", "30日間の休暇", ("30d",)),
    ],
)  # fmt: skip
def test_a_value_is_read_in_the_notation_of_its_language(
    kind: str, lang: str, text: str, values: tuple[str, ...]
) -> None:
    found = verdict(asked(f"value({kind}) AS x"), article(text, lang=lang))

    assert (found.captures["x"] if found else ()) == values


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("money", "12 apples"),
        ("percent", "12 apples"),
        ("basis-points", "12 percent"),
        ("date", "31 Smarch 2024 and 2024-02-31"),
        ("duration", "12 apples"),
        ("number", "no digits"),
    ],
)
def test_another_kind_is_no_value(kind: str, text: str) -> None:
    assert verdict(asked(f"value({kind})"), article(text)) is None


def test_a_value_keeps_to_its_field_and_says_why_not() -> None:
    rule = asked("title:value(money)")

    trace = engine(rule).trace(article("x", body="$5"), "rule")

    assert trace.match is None
    assert trace.failed is not None
    assert trace.failed.why_not == "no money in this text"


def test_the_place_of_a_value_is_its_words() -> None:
    found = verdict(asked("value(money)"), article("pays $1.5 million now"))

    assert found is not None
    assert [e.text for e in found.evidence] == ["1.5 million"]


def test_conditions_are_files_of_their_name() -> None:
    made = leaf(syntax.Value(kind="money"), "title", Gazetteer())

    assert {"event", "value"} <= set(names("monitor.conditions"))
    assert made == value.ValueLeaf(kind="money", field="title")
    assert made.required == frozenset()
