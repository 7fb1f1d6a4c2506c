"""Pages as articles, and what people hand to `monitor try`."""

import json
from datetime import UTC, datetime

import pytest

from monitor.errors import ParseError
from monitor.parsing.html import Page, Pick, fault_of, pick
from monitor.parsing.records import article_from_record
from monitor.parsing.samples import article_from, is_menu
from tests.hostile.html import SMALL

TEXT = "".join(
    f"<p>Paragraph {n} tells at some length how the harbour changed.</p>" for n in range(9)
)
DATA = {
    "@graph": [
        {"@type": "WebSite"},
        {
            "@type": ["NewsArticle"],
            "headline": "Northwind names Ana Ruiz finance chief",
            "datePublished": "2024-08-06T10:00:00Z",
            "author": [{"name": "Paul Stern"}],
            "isAccessibleForFree": False,
        },
    ]
}
PAGE = f"""<!doctype html><html lang="en"><head><title>Northwind | Post</title>
<link rel="canonical" href="/2024/ruiz"><meta property="og:site_name" content="Post">
<meta name="description" content="The shipping group has a new finance chief.">
<script type="application/ld+json">{json.dumps(DATA)}</script></head>
<body><nav><p>Home and News and Sport and Weather and more of it</p></nav>
<main><h1>Northwind names Ana Ruiz</h1>{TEXT}<p><a href="/x">{"Read this too " * 9}</a></p></main>
<footer><p>All rights reserved by the people who own this page</p></footer></body></html>"""


def test_a_page_is_read_as_an_article() -> None:
    page = Page(PAGE, url="https://post.example/a?b").article()
    assert page.title == "Northwind names Ana Ruiz finance chief"
    assert page.url == "https://post.example/2024/ruiz"
    assert page.dates[0] == ("json-ld", "2024-08-06T10:00:00Z")
    assert (page.lang, page.site, page.authors) == ("en", "Post", ("Paul Stern",))
    assert page.partial
    assert page.body.startswith("Paragraph 0")
    assert "Paragraph 8" in page.body
    assert "Weather" not in page.body
    assert "rights" not in page.body


def test_a_canonical_of_another_site_or_the_home_page_is_none() -> None:
    for href in ("https://other.example/a/b", "https://post.example/"):
        text = f"<html><link rel=canonical href={href}><p>x</p></html>"
        assert Page(text, url="https://post.example/a").article().url == ""


@pytest.mark.parametrize("name", SMALL)
def test_a_broken_page_is_still_a_page(name: str) -> None:
    page = Page(SMALL[name], url="https://a.example/")
    assert isinstance(page.article().body, str)
    assert isinstance(list(page.rows("li", {"url": [Pick(css="a", attribute="href")]})), list)


def test_selectors_are_read_and_checked() -> None:
    assert pick("a.title@href") == Pick(css="a.title", attribute="href")
    assert pick('a[href*="@x"]') == Pick(css='a[href*="@x"]')
    assert pick("@href") == Pick(css="", attribute="href")
    assert fault_of("ul > li@data-id") == ""
    assert fault_of("@href") == ""
    assert "selector" in fault_of("li[")
    assert "empty" in fault_of("")
    assert "500" in fault_of("a" * 501)


def test_plain_text_has_title_date_and_body() -> None:
    text = (
        "news\n\nNorthwind names Ana Ruiz as its finance chief\n\n2024-08-06\n\n"
        "한국어Русский日本語Ελληνικά\n\nThe group said so on Tuesday."
    )
    article = article_from(text, name="x.txt")
    assert article.title == "Northwind names Ana Ruiz as its finance chief"
    assert article.published == datetime(2024, 8, 6, tzinfo=UTC)
    assert article.body == "The group said so on Tuesday."
    assert is_menu("한국어Русский日本語Ελληνικά")


def test_html_and_json_are_articles_too() -> None:
    page = article_from(PAGE, name="page.html")
    assert page.title == "Northwind names Ana Ruiz finance chief"
    assert page.published is not None
    line = {"id": "7", "lang": "it", "title": "Rossi lascia la guida", "published": 1394471386}
    article = article_from(json.dumps(line), name="x.json")
    assert (article.key, article.lang) == ("7", "it")
    assert article.published is not None
    record = article_from_record(line, name="x")
    assert record.title == article.title


@pytest.mark.parametrize(("data", "kind"), [("", "empty"), ("{broken", "parse"), ("{}", "empty")])
def test_what_is_no_article_is_an_error(data: str, kind: str) -> None:
    with pytest.raises(ParseError) as error:
        article_from(data, name="x")
    assert error.value.kind == kind
