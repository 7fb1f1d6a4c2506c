"""An article's page: which part of it says what, and which part is only around it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from monitor.parsing.html import Page, PageText, Pick, fault_of, pick

URL = "https://post.example/2024/story?utm_source=x"
SENTENCES = [f"Sentence number {n} tells how the harbour changed that year." for n in range(12)]
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def article(body: str = BODY, head: str = "", attributes: str = "") -> PageText:
    text = f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>"
    return Page(text, url=URL).article()


def structured(**data: Any) -> str:
    return (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | data)}</script>'
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>T | Post</title>", "H"),
        ("<meta property='og:title' content='O'><title>T</title>", "O"),
        (structured(headline="S") + "<meta property='og:title' content='O'>", "S"),
        (structured(headline="  S \n s  "), "S s"),
    ],
)
def test_the_title_is_the_most_explicit_one(head: str, title: str) -> None:
    assert article("<h1>H</h1>" + BODY, head).title == title


def test_a_page_without_any_heading_has_its_heads_title() -> None:
    assert article(BODY, "<title>T</title>").title == "T"
    assert article(BODY).title == ""


@pytest.mark.parametrize(
    "noise",
    [
        *("<nav><p>{}</p></nav>", "<footer><p>{}</p></footer>", "<aside><p>{}</p></aside>"),
        *("<script>{}</script>", "<style>{}</style>", "<form><p>{}</p></form>", "<!-- {} -->"),
        *("<noscript><p>{}</p></noscript>", "<div hidden><p>{}</p></div>", "<p><a>{}</a></p>"),
        *("<div aria-hidden=true><p>{}</p></div>", "<div role=navigation><p>{}</p></div>"),
    ],
)
def test_what_stands_around_the_text_is_left_out(noise: str) -> None:
    words = "Subscribe to our newsletter and never miss a thing again, dear reader. " * 3
    found = article(f"<main>{BODY}</main>" + noise.format(words))
    assert found.body == "\n\n".join(SENTENCES)


def test_the_densest_block_is_the_text_and_keeps_its_order() -> None:
    points = "<ul><li>first point<ul><li>below it</li></ul></li></ul>"
    inside = f"{BODY}<h2>A heading</h2>{points}<blockquote><p>said</p></blockquote>"
    found = article(f"<div><p>{'teaser ' * 8}</p></div><article>{inside}</article>")
    assert found.body.startswith(SENTENCES[0])
    assert found.body.endswith("A heading\n\nfirst point\n\nbelow it\n\nsaid")
    assert "teaser" not in found.body


def test_structured_text_counts_when_it_is_long() -> None:
    long = " ".join(f"Structured sentence {n} of it." for n in range(30))
    assert article(BODY, structured(articleBody=long)).body == long
    assert article(BODY, structured(articleBody="short")).body.startswith(SENTENCES[0])
    assert article("", structured(articleBody="short")).body == "short"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href='/2024/own'>", "https://post.example/2024/own"),
        ("<link rel=canonical href='https://www.post.example/2024/own'>", "https://www.post.example/2024/own"),
        ("<meta property='og:url' content='https://m.post.example/2024/own'>", "https://m.post.example/2024/own"),
        ("<link rel=canonical href='/a/b'><meta property='og:url' content='/c/d'>", "https://post.example/a/b"),
        ("<link rel=canonical href='https://other.example/2024/own'>", ""),
        ("<link rel=canonical href='https://post.example/'>", ""),
        ("<link rel=canonical href='javascript:x'>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_pages_own_address_is_of_its_site_and_no_home_page(head: str, url: str) -> None:
    assert article(BODY, head).url == url


DAY = "2024-08-06T10:00:00Z"


@pytest.mark.parametrize(
    ("head", "body", "first"),
    [
        (structured(datePublished=DAY), "", ("json-ld", DAY)),
        (f"<meta name='PubDate' content='{DAY}'>", "", ("pubdate", DAY)),
        (f"<meta name='DC.Date' content='{DAY}'>", "", ("dc.date", DAY)),
        (f"<meta itemprop='datePublished' content='{DAY}'>", "", ("datepublished", DAY)),
        (f"<meta name='parsely-pub-date' content='{DAY}'>", "", ("parsely-pub-date", DAY)),
        ("", f"<time datetime='{DAY}'>today</time>", ("time", DAY)),
        ("", "<time>6 August 2024</time>", ("time", "6 August 2024")),
        (structured(datePublished=DAY) + "<meta name=date content=x>", "", ("json-ld", DAY)),
    ],
)  # fmt: skip
def test_a_pages_dates_come_best_first(head: str, body: str, first: tuple[str, str]) -> None:
    assert article(body + BODY, head).dates[0] == first


@pytest.mark.parametrize(
    ("data", "authors"),
    [
        ({"author": "Ana Ruiz"}, ("Ana Ruiz",)),
        ({"author": {"@type": "Person", "name": " Ana Ruiz "}}, ("Ana Ruiz",)),
        ({"author": [{"name": "Ana"}, "Paul", {"name": ""}, 5]}, ("Ana", "Paul")),
        ({"author": None}, ("M",)),
        ({"author": [[["x"]]]}, ("M",)),
        ({}, ("M",)),
    ],
)  # fmt: skip
def test_authors_are_read_in_every_shape(data: Mapping[str, Any], authors: tuple[str, ...]) -> None:
    assert article(BODY, structured(**data) + "<meta name=author content=M>").authors == authors


@pytest.mark.parametrize(
    ("value", "partial"), [(False, True), ("False", True), (True, False), ("", False)]
)
def test_a_wall_is_told(value: Any, *, partial: bool) -> None:
    assert article(BODY, structured(isAccessibleForFree=value)).partial is partial


@pytest.mark.parametrize(
    "data",
    [
        *("{", "[]", "null", "5", '"x"', "[[[]]]", '{"@type": 5}', '{"@type": ["NewsArticle", 5]}'),
        *(
            '{"@graph": "x"}',
            '{"@graph": [[{"@type": []}]]}',
            "[" * 5000,
            '{"@type": "NewsArticle"',
        ),
        *('{"@type": "NewsArticle", "headline": {"a": 1}, "author": {"name": 7}}', "\x00", "NaN"),
    ],
)
def test_broken_structured_data_costs_nothing_but_itself(data: str) -> None:
    found = article(f"<h1>H</h1>{BODY}", f'<script type="application/ld+json">{data}</script>')
    assert (found.title, found.body) == ("H", "\n\n".join(SENTENCES))


@pytest.mark.parametrize(
    "shape", ['{"@graph": [{"@type": "WebSite"}, %s]}', "[%s]", '{"mainEntity": %s}']
)  # fmt: skip
def test_the_article_is_found_inside_a_graph(shape: str) -> None:
    inner = json.dumps({"@type": ["Thing", "BlogPosting"], "headline": "S"})
    assert (
        article(BODY, f'<script type="application/ld+json">{shape % inner}</script>').title == "S"
    )


def test_language_and_site_are_told() -> None:
    found = article(BODY, "<meta property='og:site_name' content='Post'>", "lang='pt-BR'")
    assert (found.lang, found.site) == ("pt-BR", "Post")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a", Pick(css="a")),
        ("a@href", Pick(css="a", attribute="href")),
        (" a.b @ href", Pick(css="a.b @ href")),
        ("time@datetime", Pick(css="time", attribute="datetime")),
        ("a@data-URL", Pick(css="a", attribute="data-url")),
        ("@href", Pick(css="", attribute="href")),
        ('a[title="x@y"]', Pick(css='a[title="x@y"]')),
        ('a[title="x@y"]@href', Pick(css='a[title="x@y"]', attribute="href")),
    ],
)
def test_a_selector_may_name_an_attribute(text: str, read: Pick) -> None:
    assert pick(text) == read


@pytest.mark.parametrize("text", ["", " ", "li[", "a >", "::", "x" * 501, "a:not(", "@", "1li"])
def test_a_selector_that_does_not_compile_is_a_fault(text: str) -> None:
    assert fault_of(text)


@pytest.mark.parametrize("text", ["li", "ul > li:nth-child(2)", "a[href^='/x']@href", "*", "@id"])
def test_one_that_does_is_none(text: str) -> None:
    assert fault_of(text) == ""
