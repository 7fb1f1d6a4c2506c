"""What a list promises: rows, fields and what happens when a page keeps less than that."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.manners import Expect
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.sources.list import FieldOf, Fields, Options, faults, parse

SEEN = datetime(2024, 8, 6, 12, tzinfo=UTC)
URL = "https://www.globex.example/news/"
SOURCE = Source(id="globex", kind="list", url=URL, outlet="Globex", outlet_id="globex")
FIELDS = Fields(url=FieldOf(css="a@href"), title=FieldOf(css="a"))
OPTIONS = Options(item="li", fields=FIELDS)


def row(n: int, inner: str = "", *, css: str = "") -> str:
    return f'<li class="{css}"><a href="/{n}">Globex names chief number {n}</a>{inner}</li>'


def page(*rows: str, after: str = "", head: str = "") -> str:
    return f"<html><head><title>Press</title>{head}</head><ul>{''.join(rows)}</ul>{after}</html>"


def read(
    text: str, options: Options = OPTIONS, *, headers: Mapping[str, str] | None = None, **more: Any
) -> Parsed:
    document = Document(
        url=URL, status=200, headers=headers or {}, body=text.encode(), fetched=SEEN
    )
    return parse(replace(SOURCE, options=options, **more), document)


def only(text: str, options: Options = OPTIONS, **more: Any) -> Article:
    (article,) = read(text, options, **more).articles
    return article


def broken(text: str, options: Options) -> str:
    with pytest.raises(ParseError) as error:
        read(text, options)
    assert error.value.kind == "contract"
    return error.value.detail


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/1", "https://www.globex.example/1"),
        ("1", "https://www.globex.example/news/1"),
        ("../1", "https://www.globex.example/1"),
        ("?id=1", "https://www.globex.example/news/?id=1"),
        ("//media.globex.example/1", "https://media.globex.example/1"),
        ("https://other.example/1?utm_source=x", "https://other.example/1"),
    ],
)
def test_a_rows_address_is_read_against_the_page(href: str, url: str) -> None:
    assert only(page(f'<li><a href="{href}">Globex names a chief</a></li>')).url == url


@pytest.mark.parametrize("href", ["javascript:x", "mailto:x@y.example", "https://u:p@x.example/"])
def test_a_row_that_leads_nowhere_is_skipped(href: str) -> None:
    text = page(*(row(n) for n in range(9)), f'<li><a href="{href}">Globex names a chief</a></li>')
    parsed = read(text)
    assert (len(parsed.articles), parsed.skipped) == (9, 1)


def test_a_base_element_counts() -> None:
    text = page(row(1), head='<base href="https://cdn.example/x/">')
    assert only(text).url == "https://cdn.example/1"


@pytest.mark.parametrize(("good", "bad", "fits"), [(8, 2, True), (7, 2, False), (1, 1, False)])
def test_a_fifth_of_the_rows_may_be_unusable(good: int, bad: int, *, fits: bool) -> None:
    text = page(*(row(n) for n in range(good)), "<li>an advertisement</li>" * bad)
    if fits:
        parsed = read(text)
        assert (len(parsed.articles), parsed.skipped) == (good, bad)
    else:
        assert "no url or title" in broken(text, OPTIONS)


def test_what_is_dropped_is_no_row_and_no_part_of_one() -> None:
    options = replace(OPTIONS, drop=("li.ad", "span.tag", "div.box"))
    text = page(
        row(1, css="ad"),
        '<li><span class="tag"><a href="/tag">Topic</a></span>'
        '<div class="box"><p><a href="/box">Boxed</a></p></div>'
        '<a href="/2">Globex names a chief</a></li>',
    )
    assert only(text, options).url == "https://www.globex.example/2"
    assert read(text, replace(OPTIONS, drop=("li.none",))).articles != ()


def test_rows_inside_what_is_dropped_go_too() -> None:
    text = page(row(1), after=f"<div class=old><ul>{row(2)}</ul></div>")
    assert only(text, replace(OPTIONS, drop=(".old",))).url.endswith("/1")


FIFTH = "2024-08-04T22:00:00+00:00"  # midnight in Rome
DATED = FieldOf(css="time@datetime", otherwise="span.date", format="d MMMM yyyy", locale="it")


@pytest.mark.parametrize(
    ("inner", "iso"),
    [
        ('<time datetime="2024-08-05T10:00:00Z">x</time>', "2024-08-05T10:00:00+00:00"),
        ('<span class="date">5 agosto 2024</span>', "2024-08-04T22:00:00+00:00"),
        ('<time datetime=""></time><span class="date">5 agosto 2024</span>', FIFTH),
        ('<span class="date">August 5, 2024</span>', "2024-08-04T22:00:00+00:00"),
        ('<span class="date">ieri</span>', ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_date_is_read_by_its_format_else_as_any_date(inner: str, iso: str) -> None:
    options = replace(OPTIONS, fields=replace(FIELDS, date=DATED))
    found = only(page(row(1, inner)), options, timezone="Europe/Rome")
    assert (found.published.isoformat() if found.published else "") == iso


def test_a_format_and_its_locale_decide_where_a_date_is_read_two_ways() -> None:
    us = FieldOf(css="i", format="MM/dd/yyyy")
    text = page(row(1, "<i>03/04/2024</i>"))
    dated = replace(OPTIONS, fields=replace(FIELDS, date=us))
    assert only(text, dated).published == datetime(2024, 3, 4, tzinfo=UTC)
    plain = replace(OPTIONS, fields=replace(FIELDS, date=FieldOf(css="i")))
    assert only(text, plain).published == datetime(2024, 4, 3, tzinfo=UTC)


def test_other_fields_are_filled() -> None:
    fields = replace(FIELDS, lead=FieldOf(css="p"), author=FieldOf(css=".by"))
    inner = "<p> The  group\n said so. </p><span class=by>Ana Ruiz</span>"
    found = only(page(row(1, inner)), replace(OPTIONS, fields=fields))
    assert (found.lead, found.authors) == ("The group said so.", ("Ana Ruiz",))


@pytest.mark.parametrize(
    ("after", "follow"),
    [
        ('<a rel="next" href="?page=2">more</a>', [URL + "?page=2"]),
        ('<a rel="next" href="/old">more</a>', ["https://www.globex.example/old"]),
        (f'<a rel="next" href="{URL}">this page</a>', []),
        ('<a rel="next" href="javascript:more()">more</a>', []),
        ('<a rel="next">more</a>', []),
        ("", []),
    ],
)
def test_the_next_page_is_another_page_or_none(after: str, follow: list[str]) -> None:
    options = replace(OPTIONS, next="a[rel=next]@href", max_pages=5)
    parsed = read(page(row(1), after=after), options)
    assert parsed.follow == tuple(Request(url=url, role="2") for url in follow)
    assert parsed.hints == {"title": "Press", "rows": "li"}


@pytest.mark.parametrize(("role", "onward"), [("", "2"), ("2", "3"), ("3", "")])
def test_no_more_pages_are_read_than_its_options_allow(role: str, onward: str) -> None:
    options = replace(OPTIONS, next="a[rel=next]@href", max_pages=3)
    body = page(row(1), after='<a rel="next" href="?more">more</a>').encode()
    document = Document(url=URL, status=200, headers={}, body=body, fetched=SEEN, role=role)
    parsed = parse(replace(SOURCE, options=options), document)
    assert [request.role for request in parsed.follow] == ([onward] if onward else [])


def test_without_next_a_poll_reads_one_page() -> None:
    assert read(page(row(1), after='<a rel="next" href="?2">more</a>')).follow == ()


def test_a_page_without_rows_is_right_where_none_is_expected() -> None:
    assert read("<html><p>nothing today</p></html>", expect=Expect()).articles == ()


def test_a_login_page_with_status_200_breaks_the_contract() -> None:
    detail = broken("<html><title>Sign in</title><form><input name=user></form></html>", OPTIONS)
    assert detail == '0 rows for "li" on the page "Sign in", expected 1..'


@pytest.mark.parametrize("text", ["", "\x00", "<", "<li>" * 500, "{}", "<rss><channel/></rss>"])
def test_what_is_no_such_page_breaks_it_too(text: str) -> None:
    assert broken(text, OPTIONS)


def test_the_charset_of_the_header_counts() -> None:
    text = page('<li><a href="/1">Globex nomina l\u2019ad: \u00e8 Rossi</a></li>')
    document = Document(
        url=URL,
        status=200,
        headers={"content-type": "text/html; charset=windows-1252"},
        body=text.encode("cp1252"),
        fetched=SEEN,
    )
    (article,) = parse(replace(SOURCE, options=OPTIONS), document).articles
    assert article.title == "Globex nomina l\u2019ad: \u00e8 Rossi"


@pytest.mark.parametrize(
    ("options", "path", "told"),
    [
        (
            replace(OPTIONS, fields=replace(FIELDS, date=FieldOf(css="i", format="d MMM"))),
            ("fields", "date", "format"),
            "needs a year",
        ),
        (
            replace(OPTIONS, fields=replace(FIELDS, date=replace(DATED, locale="xx"))),
            ("fields", "date", "format"),
            "locale 'xx'",
        ),
    ],
)  # fmt: skip
def test_options_that_cannot_be_meant_are_told(
    options: Options, path: tuple[str, ...], told: str
) -> None:
    (found,) = faults(options)
    assert found[0] == path
    assert told in found[1]


def test_good_options_have_no_fault() -> None:
    assert list(faults(replace(OPTIONS, fields=replace(FIELDS, date=DATED)))) == []
