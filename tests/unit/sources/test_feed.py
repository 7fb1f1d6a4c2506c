"""What is no feed, and feeds that nearly are none."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.errors import ParseError
from monitor.model import Document, Parsed, Source
from monitor.parsing.building import FROM_ADDRESS
from monitor.sources.feed import Options, parse

SEEN = datetime(2024, 8, 6, 12, tzinfo=UTC)
SOURCE = Source(
    id="s",
    kind="feed",
    url="https://feeds.example/x",
    outlet="Feeds",
    outlet_id="feeds",
    options=Options(),
)


def read(body: bytes | str, content_type: str = "", source: Source = SOURCE) -> Parsed:
    raw = body.encode() if isinstance(body, str) else body
    headers = {"content-type": content_type}
    document = Document(url=SOURCE.url, status=200, headers=headers, body=raw, fetched=SEEN)
    return parse(source, document)


def fault(body: bytes | str) -> ParseError:
    with pytest.raises(ParseError) as error:
        read(body)
    return error.value


def item(inner: str) -> str:
    return f"<rss><channel><item>{inner}</item></channel></rss>"


def test_a_page_is_no_feed_and_its_title_is_told() -> None:
    found = fault("<!DOCTYPE html><html><head><title>Sign in &amp; up</title></head></html>")
    assert found.kind == "not-a-feed"
    assert found.detail == (
        'not a feed but the page "Sign in & up" at https://feeds.example/x; try kind: list'
    )
    assert found.sample.startswith("<!DOCTYPE")


def test_a_page_that_names_a_feed_is_told_with_it() -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/rss.xml?a=1&amp;b=2'>"
    found = fault(f"<html><head>{link}</head><body>x</body></html>")
    assert "it names the feed https://feeds.example/rss.xml?a=1&b=2" in found.detail


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>x</body></html>",
        "\n<!-- x --><HTML>",
        "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html></html>",
        "<head></head>",
        "hello <html>",
        '{"a": 1}',
        "[1, 2]",
        "<opml><body/></opml>",
        "<urlset><url/></urlset>",
    ],
)
def test_other_documents_are_no_feeds(body: str) -> None:
    assert fault(body).kind == "not-a-feed"


@pytest.mark.parametrize("body", ["plain words", '{"items": [', "{", "\x00\x01", "<", "<>", "&"])
def test_what_has_no_element_does_not_parse(body: str) -> None:
    assert fault(body).kind == "parse"


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        '{"version": "https://jsonfeed.org/version/1", "items": []}',
        "<rss><channel><item></item></channel></rss>",
    ],
)
def test_an_empty_feed_is_a_feed(body: str) -> None:
    assert read(body).articles == ()


def test_a_feed_served_as_html_is_a_feed() -> None:
    assert len(read(item("<title>A feed with a wrong header</title>"), "text/html").articles) == 1


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<guid isPermaLink='false'>https://a.example/1</guid>", ""),
        ("<link>https://a.example/2</link><guid>https://a.example/1</guid>", "https://a.example/2"),
        ("<link></link><guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<link href='https://a.example/3'/>", "https://a.example/3"),
        ("<link rel='self' href='https://a.example/4'/>", ""),
        ("<enclosure url='https://a.example/5.mp3' type='audio/mpeg'/>", "https://a.example/5.mp3"),
        ("<id>https://a.example/6</id>", "https://a.example/6"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link> https://a.example/7 \n</link>", "https://a.example/7"),
    ],
)
def test_an_entrys_address_is_found(inner: str, url: str) -> None:
    (article,) = read(item(f"<title>One entry of a feed</title>{inner}")).articles
    assert article.url == url


def test_identity_is_id_else_address_else_title_and_date() -> None:
    same = [
        item(
            "<title>The same entry</title><guid>g</guid><link>https://a.example/1?utm_id=1</link>"
        ),
        item("<title>Other words</title><guid>h</guid><link>http://a.example/1/</link>"),
    ]
    one, other = (read(body).articles[0] for body in same)
    assert one.id == other.id
    assert (one.key, other.key) == ("g", "h")
    bare = read(item("<title>No address at all</title>")).articles[0]
    again = read(item("<title>No address at all</title><description>x</description>")).articles[0]
    assert bare.key == again.key
    assert bare.version != again.version


def test_dates_ahead_are_clamped_and_dates_of_old_are_first_seen() -> None:
    ahead, old, none = (
        read(item(f"<title>An entry</title><pubDate>{date}</pubDate>")).articles[0]
        for date in ("2024-08-07T12:00:00Z", "1970-01-01T00:00:00Z", "soon")
    )
    assert (ahead.published, ahead.published_from) == (SEEN, "clamped")
    assert (old.published, old.published_from) == (None, "first-seen")
    assert (none.published, none.published_from) == (None, "first-seen")


def test_limits_cut_and_the_feed_lives_on() -> None:
    huge = item(
        f"<guid>{'g' * 5000}</guid><title>{'word ' * 1000}</title>"
        f"<description>{'lead ' * 5000}</description><author>{'a' * 1000}</author>"
        + "<category>c</category>" * 10
        + "".join(f"<category>{n}</category>" for n in range(99))
    )
    (article,) = read(huge).articles
    assert len(article.key) == 32
    assert len(article.title) <= 1000
    assert len(article.lead) <= 4000
    assert len(article.authors[0]) == 200
    assert len(article.tags) == 50


def test_at_most_two_thousand_entries_are_read() -> None:
    body = (
        "<rss><channel>" + "<item><title>an entry here</title></item>" * 2500 + "</channel></rss>"
    )
    assert len(read(body).articles) == 2000


def test_a_zone_and_language_of_the_source_count_where_the_feed_is_silent() -> None:
    source = replace(SOURCE, timezone="Asia/Tokyo", langs=("pt",))
    body = item("<title>Lisboa, Porto</title><pubDate>2024-08-06 10:00</pubDate>")
    (article,) = read(body, source=source).articles
    assert article.published == datetime(2024, 8, 6, 1, tzinfo=UTC)
    assert article.lang == "pt"


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("https://a.example/2024/chief-leaves-harbour.html", "chief leaves harbour"),
        ("https://a.example/", "a.example"),
        ("https://a.example/n/7?id=9", "a.example/n/7?id=9"),
    ],
)
def test_an_entry_that_is_an_address_waits_for_its_page(link: str, title: str) -> None:
    (article,) = read(item(f"<link>{link}</link><pubDate>2024-08-06</pubDate>")).articles
    assert (article.title, article.url, article.text_from) == (title, link, FROM_ADDRESS)


def test_an_entry_without_address_and_text_is_skipped() -> None:
    parsed = read(item("<guid isPermaLink='false'>g</guid><author>A</author>"))
    assert (parsed.articles, parsed.skipped) == ((), 1)
