"""Sitemaps: news, pages, indexes and what leads on from them."""

import gzip
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.model import Article, Parsed, Request
from monitor.parsing.urls import slug_of
from monitor.sources.sitemap import Options, parse, plan
from tests.fakes.kinds import SEEN, answer, golden, made

URL = "https://gazette.example/sitemap.xml"
LAB = "https://lab.example/sitemap.xml"


def read(
    body: bytes | str, options: Options | None = None, *, url: str = URL, **more: Any
) -> Parsed:
    return parse(made("sitemap", url, options or Options()), answer(body, url, **more))


def titles(parsed: Parsed) -> list[str]:
    return [article.title for article in parsed.articles]


def test_a_news_sitemap_tells_titles_dates_languages_and_tags() -> None:
    parsed = read(golden("sitemaps/news.xml"))

    first, second = parsed.articles
    assert first.title == "Globex’s chief executive leaves after ten years"
    assert first.url == "https://gazette.example/business/globex-chief-leaves"
    assert (first.published, first.published_from) == (
        datetime(2026, 11, 24, 8, 31, tzinfo=UTC),
        "publication_date",
    )
    assert first.tags == ("Globex", "executives")
    assert (first.lang, second.lang) == ("en", "it")
    assert parsed.hints == {"news": "1"}


def test_what_lies_before_the_window_is_left_out() -> None:
    assert len(read(golden("sitemaps/news.xml"), Options(window=30 * 86400.0)).articles) == 3
    assert len(read(golden("sitemaps/news.xml"), Options(window=3600.0 * 8)).articles) == 1


def test_addresses_are_chosen_by_patterns() -> None:
    options = Options(include=r"^https://lab\.example/news/[^/]+", exclude="model")
    parsed = read(golden("sitemaps/pages.xml"), options, url=LAB)
    assert titles(parsed) == ["lab names chief financial officer"]


def test_a_title_that_only_the_page_has_is_marked_as_made_of_the_address() -> None:
    (one, _) = read(golden("sitemaps/pages.xml"), Options(include="/news/"), url=LAB).articles
    assert (one.title, one.text_from, one.published_from) == (
        "new model released",
        "address",
        "lastmod",
    )


def test_titles_come_from_where_the_file_says() -> None:
    assert read(golden("sitemaps/pages.xml"), Options(title_from="news"), url=LAB).articles == ()
    paged = read(golden("sitemaps/news.xml"), Options(title_from="page")).articles
    assert [(a.title, a.text_from) for a in paged] == [
        ("globex chief leaves", "address"),
        ("northwind nomina", "address"),
    ]


def test_another_lastmod_is_no_other_article() -> None:
    def only(lastmod: str) -> Article:
        row = f"<url><loc>https://lab.example/news/a-b-c</loc><lastmod>{lastmod}</lastmod></url>"
        (found,) = read(f"<urlset>{row}</urlset>", url=LAB).articles
        return found

    before, after = only("2026-11-23"), only("2026-11-24T13:00:00Z")
    assert (before.key, before.shown) == (after.key, after.shown)


def test_an_index_leads_to_its_children_those_that_changed_last_first() -> None:
    parsed = read(golden("sitemaps/index.xml"))
    assert [r.url.rpartition("/")[2] for r in parsed.follow] == [
        "sitemap-today.xml",
        "sitemap-october.xml.gz",
        "sitemap-pages.xml",
    ]
    assert parsed.articles == ()


def child(request: Request, memory: str, etag: str = '"c1"') -> str:
    body = golden("sitemaps/news.xml")
    headers = {"etag": etag} if etag else {}
    parsed = read(body, url=request.url, headers=headers, role=request.role, memory=memory)
    assert parsed.memory is not None
    return parsed.memory


def test_a_child_is_asked_again_only_when_its_index_says_that_it_changed() -> None:
    memory = ""
    for request in read(golden("sitemaps/index.xml")).follow:
        memory = child(request, memory)

    again = read(golden("sitemaps/index.xml"), memory=memory).follow

    assert [request.url for request in again] == ["https://gazette.example/sitemap-pages.xml"]
    assert again[0].headers == {"If-None-Match": '"c1"'}
    changed = golden("sitemaps/index.xml").replace(b"2026-11-24T08", b"2026-11-24T09")
    assert len(read(changed, memory=memory).follow) == 2


def test_a_child_whose_index_says_nothing_is_asked_at_each_poll() -> None:
    memory = ""
    for request in read(golden("sitemaps/index.xml")).follow:
        memory = child(request, memory)

    first, *more = plan(made("sitemap", URL, Options()), memory, SEEN)

    assert first == Request(url=URL)
    assert [r.url for r in more] == ["https://gazette.example/sitemap-pages.xml"]
    assert more[0].headers == {"If-None-Match": '"c1"'}


def test_an_index_below_a_child_is_the_last_that_is_followed() -> None:
    index = golden("sitemaps/index.xml")
    (below, *_) = read(index).follow
    deeper = read(index, role=below.role)
    assert len(deeper.follow) == 3
    assert read(index, role=deeper.follow[0].role).follow == ()


def test_fifty_children_are_followed_and_remembered_in_little_room() -> None:
    rows = "".join(
        f"<sitemap><loc>https://gazette.example/{'long-' * 30}{n}.xml</loc></sitemap>"
        for n in range(80)
    )
    follow = read(f"<sitemapindex>{rows}</sitemapindex>").follow
    memory = ""
    for request in follow:
        memory = child(request, memory, etag='W/"' + "x" * 60 + '"')
    assert len(follow) == 50
    assert 8_000 < len(memory.encode()) <= 12_000


def test_compressed_sitemaps_are_known_by_their_content() -> None:
    assert len(read(gzip.compress(golden("sitemaps/news.xml"))).articles) == 2


def test_a_plain_list_of_addresses_is_a_sitemap_too() -> None:
    parsed = read("https://lab.example/news/lab-names-chief\nhttps://lab.example/news/one-two\n")
    assert titles(parsed) == ["lab names chief", "one two"]


@pytest.mark.parametrize("memory", ["{", "[]", '{"a": 1}', '{"a": ["x"]}', "\x00"])
def test_a_memory_that_cannot_be_read_is_none(memory: str) -> None:
    assert plan(made("sitemap", URL, Options()), memory, SEEN) == (Request(url=URL),)


def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(40)) + packer.flush()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!doctype html><html><title>Not found</title></html>", "not-a-feed"),
        (b"<rss><channel/></rss>", "not-a-feed"),
        (b"hello there", "not-a-feed"),
        (b"", "not-a-feed"),
        (b"\x1f\x8bdamaged", "reset"),
        (gzip.compress(golden("sitemaps/news.xml"))[:-40], "reset"),
        (bomb(), "bomb"),
    ],
)  # fmt: skip
def test_what_is_no_sitemap_is_told(body: bytes, kind: str) -> None:
    with pytest.raises(ParseError) as error:
        read(body)
    assert error.value.kind == kind


def test_a_sitemap_with_entities_is_read_without_them() -> None:
    entity = "a" * 1_000
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    hostile = (
        f'<!DOCTYPE urlset [<!ENTITY e0 "{entity}">{layers}'
        '<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<urlset><url><loc>https://lab.example/news/a-story-here&e8;&x;</loc></url></urlset>"
    )
    for article in read(hostile).articles:
        assert "root:" not in article.url
        assert len(article.url) < 200


def test_deep_nesting_costs_little() -> None:
    assert read("<urlset>" + "<url>" * 50_000).articles == ()


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://a.example/2026/11/24/globex-names-chief.html", "globex names chief"),
        ("https://a.example/news/globex-names-chief/12345", "globex names chief"),
        ("https://a.example/%E6%96%B0%E9%97%BB-%E6%A0%87%E9%A2%98", "新闻 标题"),
        ("https://a.example/", ""),
        ("https://a.example/12345", ""),
    ],
)
def test_a_title_is_made_of_the_words_of_an_address(url: str, title: str) -> None:
    assert slug_of(url) == title


def test_a_page_without_any_title_is_skipped() -> None:
    parsed = read(golden("sitemaps/pages.xml"), url=LAB)
    assert (len(parsed.articles), parsed.skipped) == (3, 1)
