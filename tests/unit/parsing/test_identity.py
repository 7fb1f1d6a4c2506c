"""Identity and version of an article: what makes two entries one, and one entry changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.model import Article, Source
from monitor.parsing.building import (
    MAX_BODY,
    MAX_KEY,
    MAX_LEAD,
    MAX_TITLE,
    MIN_BODY,
    Raw,
    build,
    key_of,
    without_publisher,
)

SEEN = datetime(2024, 8, 6, 12, tzinfo=UTC)
SOURCE = Source(id="one", kind="feed", url="", outlet="Harbour Post", outlet_id="post")
OTHER = replace(SOURCE, id="two", outlet="Wire", outlet_id="wire")
TITLE = "Northwind names Ana Ruiz as its finance chief"


def made(source: Source = SOURCE, **fields: Any) -> Article:
    article = build(Raw(**({"title": TITLE} | fields)), source, seen=SEEN)
    assert article is not None
    return article


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a",
        "http://news.example/a/",
        "https://NEWS.example:443/a?utm_source=rss#top",
        "https://www.google.com/url?url=https%3A%2F%2Fnews.example%2Fa",
    ],
)
def test_one_address_is_one_article_in_any_source(url: str) -> None:
    one = made(url="https://news.example/a", key="1")
    other = made(OTHER, url=url, key="2")
    assert one.id == other.id
    assert (one.key, other.key) == ("1", "2")


def test_without_an_address_the_outlet_and_its_key_are_the_article() -> None:
    assert made(key="1").id == made(replace(SOURCE, id="other"), key="1").id
    assert made(key="1").id != made(key="2").id
    assert made(key="1").id != made(OTHER, key="1").id


@pytest.mark.parametrize(
    ("own", "url", "key"),
    [
        ("k", "https://news.example/a", "k"),
        (" k\n l ", "", "k l"),
        ("", "https://news.example/a", "https://news.example/a"),
        ("k" * MAX_KEY, "", "k" * MAX_KEY),
        ("\u200b", "https://news.example/a", None),
    ],
)
def test_a_key_is_the_entrys_id_else_its_address(own: str, url: str, key: str | None) -> None:
    found = key_of(own, url=url, title="t", date="d")
    assert found == key or key is None
    assert 0 < len(found) <= MAX_KEY


def test_without_either_it_is_made_of_title_and_date() -> None:
    key = key_of("", url="", title="t", date="d")
    assert key == key_of("", url="", title="t", date="d")
    assert (
        len({key, key_of("", url="", title="u", date="d"), key_of("", url="", title="t", date="e")})
        == 3
    )


def test_a_long_key_is_hashed_whole() -> None:
    keys = {key_of("k" * 10_000 + end, url="", title="", date="") for end in "ab"}
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        ({}, False),
        ({"tags": ["a"], "authors": ["b"], "dates": [("pubdate", "2024-08-05")]}, False),
        ({"title": f"  {TITLE}\n"}, False),
        ({"title": TITLE + "\u200b\u202e"}, False),
        ({"title": TITLE + " and more"}, True),
        ({"title": TITLE.upper()}, True),
        ({"lead": "a lead"}, True),
        ({"body": "a body"}, True),
    ],
)
def test_a_version_is_of_title_lead_and_body(fields: dict[str, Any], *, changed: bool) -> None:
    assert (made(**fields).version != made().version) is changed


def test_composed_and_decomposed_letters_are_one_version() -> None:
    assert (
        made(title="Caf\u00e9 Northwind opens").version
        == made(title="Cafe\u0301 Northwind opens").version
    )


def test_every_field_is_cut_to_its_limit() -> None:
    found = made(
        title="t" * 5_000,
        lead="l" * 50_000,
        body="b" * 500_000,
        authors=[f"{n} " + "a" * 500 for n in range(50)],
        tags=[f"{n} " + "g" * 500 for n in range(99)],
    )
    assert (len(found.title), len(found.lead), len(found.body)) == (MAX_TITLE, MAX_LEAD, MAX_BODY)
    assert (len(found.authors), len(found.authors[0])) == (20, 200)
    assert (len(found.tags), len(found.tags[0])) == (50, 100)


@pytest.mark.parametrize(
    ("body", "origin"),
    [
        ("x" * MIN_BODY, "feed"),
        ("x" * (MIN_BODY - 1), "lead"),
        ("x" * MIN_BODY + " \u2026", "lead"),
        ("x" * MIN_BODY + " [...]", "lead"),
        ("x" * MIN_BODY + " [\u2026]\n", "lead"),
        ("", ""),
    ],
)
def test_a_body_is_the_text_when_it_is_whole(body: str, origin: str) -> None:
    assert made(body=body).text_from == origin


@pytest.mark.parametrize(
    "mark", [" - ", " | ", " \u2013 ", " \u2014 ", " \u00b7 ", " _ ", "\u2014", "|", "\uff5c"]
)
def test_the_outlet_goes_at_every_mark(mark: str) -> None:
    assert without_publisher(TITLE + mark + "Harbour Post", ["Harbour Post"]) == TITLE
    assert without_publisher("Harbour Post" + mark + TITLE, ["Harbour Post"]) == TITLE


@pytest.mark.parametrize("name", ["HARBOUR POST", "harbour-post", "HarbourPost", "Harbour  Post!"])
def test_a_name_is_known_however_it_is_written(name: str) -> None:
    assert without_publisher(f"{TITLE} | {name}", ["Harbour Post"]) == TITLE


@pytest.mark.parametrize(
    ("title", "names"),
    [
        (f"{TITLE} - Reuters", ["Harbour Post"]),
        (f"{TITLE} - Harbour", ["Harbour Post"]),
        ("A scandal - Harbour Post", ["Harbour Post"]),
        ("Harbour Post", ["Harbour Post"]),
        ("Harbour Post - Harbour Post", ["Harbour Post"]),
        (f"{TITLE} | Harbour Post", []),
        (f"{TITLE} | Harbour Post", ["", "!"]),
        ("Cease-fire holds in the north-east", ["east", "Cease"]),
    ],
)
def test_what_is_no_publisher_or_leaves_too_little_stays(title: str, names: Sequence[str]) -> None:
    assert without_publisher(title, names) == title


def test_alias_and_feed_name_are_cut_too() -> None:
    source = replace(SOURCE, publishers=("HP Online",))
    assert made(source, title=f"{TITLE} | HP Online").title == TITLE
    found = build(Raw(title=f"{TITLE} | The Feed"), SOURCE, seen=SEEN, site=("The Feed",))
    assert found is not None
    assert found.title == TITLE


@pytest.mark.parametrize("text", ["", " ", "\u200b\ufeff", "\x00\x01", "\u202e"])
def test_an_entry_that_tells_nothing_is_none(text: str) -> None:
    assert (
        build(Raw(title=text, lead=text, body=text, url="https://a.example/"), SOURCE, seen=SEEN)
        is None
    )
