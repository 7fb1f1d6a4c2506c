"""A page's rows by selectors, and what is expected of them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import ParseError
from monitor.model import Document, Parsed, Request, Source
from monitor.sources.list import FieldOf, Fields, Options, parse, plan

PAGE = (Path(__file__).resolve().parents[2] / "golden" / "lists" / "globex.html").read_bytes()
SEEN = datetime(2024, 8, 6, 12, tzinfo=UTC)
OPTIONS = Options(
    item="ul.press > li.item",
    fields=Fields(
        url=FieldOf(css="a.title@href"),
        title=FieldOf(css="a.title"),
        lead=FieldOf(css="p.lead"),
        date=FieldOf(css="time@datetime", otherwise="span.date", format="d MMMM yyyy", locale="it"),
        author=FieldOf(css=".by"),
    ),
    drop=("li.sponsored",),
    next="a[rel=next]@href",
)
SOURCE = Source(
    id="globex",
    kind="list",
    url="https://www.globex.example/news/",
    outlet="Globex",
    outlet_id="globex",
    timezone="Europe/Rome",
)


def read(options: Options = OPTIONS, body: bytes = PAGE) -> Parsed:
    document = Document(url=SOURCE.url, status=200, headers={}, body=body, fetched=SEEN)
    return parse(replace(SOURCE, options=options), document)


def broken(options: Options, body: bytes = PAGE) -> str:
    with pytest.raises(ParseError) as error:
        read(options, body)
    assert error.value.kind == "contract"
    return error.value.detail


def test_rows_become_articles() -> None:
    first, second, third = read().articles
    assert first.title == "Lucia Bianchi nominata direttrice finanziaria"
    assert first.url == "https://www.globex.example/press/2024/nomina"
    assert first.lead == "La manager arriva da Northwind."
    assert first.published == datetime(2024, 8, 6, 7, tzinfo=UTC)
    assert second.url == "https://www.globex.example/news/press/conti"
    assert second.published == datetime(2024, 8, 4, 22, tzinfo=UTC)
    assert third.url == "https://media.globex.example/foto"
    assert (third.published, third.published_from) == (None, "first-seen")
    assert third.authors == ("Ufficio stampa",)
    assert {first.lang, second.lang, third.lang} == {"it"}


def test_the_next_page_is_named() -> None:
    parsed = read()
    assert parsed.follow == (Request(url="https://www.globex.example/news/?pagina=2", role="2"),)
    assert read(replace(OPTIONS, next="")).follow == ()
    assert read(replace(OPTIONS, next="a.none@href")).follow == ()


def test_a_row_may_be_its_own_link() -> None:
    options = Options(
        item="li.item a.title", fields=Fields(url=FieldOf(css="@href"), title=FieldOf(css="@href"))
    )
    assert len(read(options).articles) == 5


def test_no_row_is_a_broken_contract_not_a_quiet_day() -> None:
    detail = broken(replace(OPTIONS, item="li.gone"))
    assert detail == '0 rows for "li.gone" on the page "Sala stampa | Globex", expected 1..'


def test_many_unusable_rows_are_a_broken_contract() -> None:
    row = b'<li class="item"><a class="title">no link</a></li>'
    page = PAGE.replace(b"</ul>\n<a rel", row * 2 + b"</ul>\n<a rel")
    assert "2 of 5 rows" in broken(OPTIONS, page)


def test_a_page_that_scripts_fill_is_asked_for_with_a_browser_and_so_is_the_next() -> None:
    options = replace(OPTIONS, render="browser")
    (first,) = plan(replace(SOURCE, options=options), "", SEEN)
    assert (first.url, first.render) == (SOURCE.url, True)
    assert [one.render for one in read(options).follow] == [True]
    assert [one.render for one in read().follow] == [False]
