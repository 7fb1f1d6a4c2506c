"""Where a page says that its site's news lie."""

import pytest

from monitor.parsing.html import Page
from monitor.parsing.signposts import is_news_place, linked, named_feeds, sections

HOME = "https://www.acme.example/start"


def page(body: str, head: str = "") -> Page:
    return Page(f"<html><head>{head}</head><body>{body}</body></html>", url=HOME)


@pytest.mark.parametrize(
    ("head", "feed"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss.xml">', "/rss.xml"),
        ("<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF=a.xml>", "/a.xml"),
        ('<link rel="alternate home" type="application/feed+json" href="/f.json">', "/f.json"),
        ('<link rel="alternate" type="text/xml" href="/x">', "/x"),
        ('<link rel="feed" href="/plain">', "/plain"),
        ('<link rel=alternate type=application/rss+xml href="/f?a=1&amp;b=2">', "/f?a=1&b=2"),
    ],
)
def test_a_feed_in_the_head_is_named(head: str, feed: str) -> None:
    assert named_feeds(page("", head)) == (f"https://www.acme.example{feed}",)


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed">',
        '<link rel="stylesheet" type="text/css" href="/rss.css">',
        '<link rel="service.post" type="application/atom+xml" href="/post">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:void(0)">',
    ],
)
def test_what_is_no_feed_is_not_named(head: str) -> None:
    assert named_feeds(page("", head)) == ()


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/feed">Follow us</a>',
        '<a href="/news/rss.xml">x</a>',
        '<a href="/list?format=rss">x</a>',
        '<a href="/service/17">RSS</a>',
        '<a href="/service/17" title="RSS feed"><img src="/i.png"></a>',
        '<a href="feed://www.acme.example/all">x</a>'.replace("all", "all.rss"),
    ],
)
def test_a_link_that_looks_like_a_feed_is_one(link: str) -> None:
    assert len(named_feeds(page(link))) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/feedback">Feedback</a>',
        '<a href="/rss.html">RSS</a>',
        '<a href="/animals">How to feed a cat</a>',
        '<a href="/a">A long story about RSS and why nobody needs any other thing</a>',
    ],
)
def test_a_link_to_something_else_is_none(link: str) -> None:
    assert named_feeds(page(link)) == ()


def test_the_head_goes_before_links_and_nothing_comes_twice() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/b.xml">'
    body = '<a href="/feed">RSS</a><a href="/b.xml">RSS</a>'
    base = "https://www.acme.example"
    assert named_feeds(page(body, head)) == (f"{base}/b.xml", f"{base}/feed")


def test_addresses_are_meant_against_the_base_element() -> None:
    head = '<base href="/cms/"><link rel=alternate type=application/rss+xml href=f.xml>'
    assert named_feeds(page("", head)) == ("https://www.acme.example/cms/f.xml",)


def test_pages_of_news_come_by_how_likely_they_are() -> None:
    body = (
        '<a href="/investors">Investors</a><a href="/blog">Blog</a><a href="/en/newsroom/">N</a>'
        '<a href="/shop">Shop</a><a href="https://news.acme.example/">x</a>'
        '<a href="https://other.example/news">x</a>'
    )
    found = [link.removeprefix("https://") for link in sections(page(body))]
    assert found == [
        "news.acme.example/",
        "www.acme.example/en/newsroom/",
        "www.acme.example/blog",
        "www.acme.example/investors",
    ]


@pytest.mark.parametrize(
    "words", ["Новости", "お知らせ", "Comunicati stampa", "Press Releases", "新闻"]
)
def test_a_page_of_news_is_known_by_the_words_of_its_link(words: str) -> None:
    assert sections(page(f'<a href="/node/5">{words}</a>')) == ("https://www.acme.example/node/5",)


def test_the_page_itself_is_no_section_of_it() -> None:
    news = Page('<a href="#top">Top</a><a href="/news">News</a>', url="https://acme.example/news")
    assert sections(news) == ()


@pytest.mark.parametrize(
    ("header", "feeds", "hub"),
    [
        ('</rss>; rel="alternate"; type="application/rss+xml"', ("https://a.example/rss",), ""),
        ("<https://h.example/>; rel=hub, </r>; rel=self", (), "https://h.example/"),
        ("</f>; rel=alternate; type=text/html", (), ""),
        ("", (), ""),
        ("<" * 50_000, (), ""),
    ],
)
def test_a_link_header_names_feeds_and_a_hub(header: str, feeds: tuple[str, ...], hub: str) -> None:
    assert linked(header, url="https://a.example/") == (feeds, hub)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://acme.example/en/news", True),
        ("https://acme.example/press-releases/", True),
        ("https://acme.example/about", False),
        ("https://newsroom.acme.example/", True),
        ("https://acme.example/newsletter", False),
    ],
)
def test_places_of_news_are_known_by_their_address(url: str, is_one: bool) -> None:
    assert is_news_place(url) == is_one
