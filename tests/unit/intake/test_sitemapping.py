"""Sitemaps that a search meets."""

from monitor.intake.sitemapping import Sitemapped, likelihood, sitemapped
from monitor.model import Document, Source
from monitor.parsing.dates import read_date
from tests.fakes.clock import START
from tests.golden.homes.forms import index, news_sitemap, sitemap
from tests.golden.homes.words import stories

BASE = "https://acme.example"


def read(body: bytes, options: object = None) -> Sitemapped:
    source = Source(
        id="new", kind="sitemap", url=f"{BASE}/s", outlet="", outlet_id="a", options=options
    )
    document = Document(url=f"{BASE}/s", status=200, headers={}, body=body, fetched=START)
    return sitemapped(source, document)


def test_one_of_news_gives_its_articles_and_says_where_titles_are() -> None:
    found = read(news_sitemap(stories("x"), base=BASE, name="Acme"))
    assert (len(found.articles), found.is_news) == (12, True)
    assert found.more == {"title_from": "news"}


def test_an_index_gives_its_sitemaps_news_first_then_the_newest() -> None:
    paths = [("/pages.xml", "2026-01-01"), ("/posts.xml", "2025-01-01"), ("/news.xml", ""),
             ("/other.xml", "2026-11-01")]  # fmt: skip
    found = read(index(paths, base=BASE))
    names = [url.removeprefix(BASE) for url in found.children]
    assert names == ["/news.xml", "/posts.xml", "/other.xml", "/pages.xml"]


def test_of_all_pages_those_count_that_lie_where_news_do() -> None:
    pages = [(f"/shop/thing-number-{n}", "") for n in range(30)]
    pages += [(f"/blog/a-post-of-ours-{n}", "2026-11-20") for n in range(5)]
    pages += [(f"/en/news/2026/some-story-{n}", "2020-01-01") for n in range(9)]
    found = read(sitemap(pages, base=BASE))
    assert found.more == {"include": r"^https://acme\.example/en/news/."}
    assert len(found.articles) == 9  # however old
    assert not found.is_news
    assert found.articles[0].published == read_date("2020-01-01")


def test_pages_without_a_place_of_news_are_none() -> None:
    pages = [(f"/shop/thing-number-{n}", "") for n in range(30)] + [("/news/one-story", "")]
    assert read(sitemap(pages, base=BASE)) == Sitemapped()


def test_options_that_are_known_are_taken() -> None:
    pages = [(f"/x/a-story-of-ours-{n}", "") for n in range(3)]
    found = read(sitemap(pages, base=BASE), {"include": "/x/"})
    assert (len(found.articles), dict(found.more)) == (3, {})


def test_names_tell_how_likely_a_sitemap_is() -> None:
    urls = [
        "https://news.example/pages.xml",
        f"{BASE}/sitemap-posts.xml",
        f"{BASE}/google-news.xml",
    ]
    assert sorted(urls, key=likelihood) == urls[::-1]
