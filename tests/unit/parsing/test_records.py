from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.model import Article
from monitor.parsing.records import article_from_record, first_sentence


def made(**record: Any) -> Article:
    return article_from_record({"id": "7", "title": "Rossi lascia la guida"} | record, name="x:1")


def test_fields_are_taken_as_they_are() -> None:
    article = made(source="gazette", outlet="Gazette", tier="wire", tags=["a", 1], authors=["B"])

    assert (article.key, article.source, article.outlet) == ("7", "gazette", "Gazette")
    assert (article.tier, article.tags, article.authors) == ("wire", ("a",), ("B",))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("07.09.2013", datetime(2013, 9, 7, tzinfo=UTC)),
        ("20030219", datetime(2003, 2, 19, tzinfo=UTC)),
        (20030219, datetime(2003, 2, 19, tzinfo=UTC)),
        ("July 9, 2022 12:06 AM", datetime(2022, 7, 9, 0, 6, tzinfo=UTC)),
        (1394471386, datetime(2014, 3, 10, 17, 9, 46, tzinfo=UTC)),
        ("2025-02", datetime(2025, 2, 1, tzinfo=UTC)),
        (None, None),
        ("someday", None),
        ({"day": 1}, None),
        (True, None),
    ],
)
def test_a_date_in_any_form_or_none(written: object, day: datetime | None) -> None:
    article = made(published=written)
    assert (article.published, article.seen) == (day, day)


def test_what_came_in_at_a_time_did_so() -> None:
    article = made(published="2026-01-05", seen="2026-01-06T08:00:00+00:00")
    assert article.seen == datetime(2026, 1, 6, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "lang"), [("de", "de"), ("pt-BR", "pt"), ("nb", "no"), ("xx", "it"), ("", "it")]
)
def test_a_language_we_know_is_trusted_and_others_are_detected(given: str, lang: str) -> None:
    body = "Il presidente della banca ha detto che non è una decisione facile per il gruppo."
    assert made(lang=given, body=body).lang == lang


def test_without_a_title_the_first_sentence_is_one() -> None:
    body = "Kong Phan, an officer of Confluent, Inc., resigns in May. He was hired in 2019."
    article = made(title=" ", body=body)

    assert article.title == "Kong Phan, an officer of Confluent, Inc., resigns in May."
    assert article.body == body


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("No end", "No end"),
        ("社長が辞任した。後任は未定。", "社長が辞任した。"),
        ("He said so. “I go.”", "He said so."),
        ("A\n\nB", "A"),
        ("", ""),
        ("...", "..."),
    ],
)
def test_the_first_sentence_of_a_text(text: str, first: str) -> None:
    assert first_sentence(text) == first


@pytest.mark.parametrize("record", [{}, {"title": 3}, {"title": "", "body": "  "}])
def test_a_record_that_tells_nothing_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(ParseError) as error:
        article_from_record(record, name="x:1")
    assert error.value.kind == "empty"


def test_two_records_of_one_id_are_one_article() -> None:
    assert made(id=7).id == made(id="7").id
    assert made(id="8").id != made(id="7").id


def test_names_are_one_clean_line() -> None:
    article = made(source="a\x1b[31m\nb", outlet="\u202eOut\x07let" + "x" * 500)
    assert article.source == "a[31m b"
    assert article.outlet.startswith("Outletx")
    assert len(article.outlet) == 200
