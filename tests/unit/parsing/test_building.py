"""From raw fields to an article."""

from datetime import UTC, datetime

import pytest

from monitor.model import Source
from monitor.parsing.building import Raw, build, key_of, without_publisher

SEEN = datetime(2024, 8, 6, 12, tzinfo=UTC)
SOURCE = Source(
    id="s", kind="feed", url="", outlet="Harbour Post", outlet_id="hp", publishers=("HP",)
)


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Northwind names new chief - Harbour Post", "Northwind names new chief"),
        ("Northwind names new chief | HP", "Northwind names new chief"),
        ("Harbour Post: Northwind names new chief", "Harbour Post: Northwind names new chief"),
        ("HARBOUR POST — Northwind names new chief", "Northwind names new chief"),
        ("Northwind names new chief - a profile", "Northwind names new chief - a profile"),
        ("Northwind names new chief - Video - harbour-post", "Northwind names new chief - Video"),
        ("New chief - HP", "New chief - HP"),
        ("北风公司首席财务官离职_HP", "北风公司首席财务官离职"),
        ("北风公司｜HP", "北风公司｜HP"),
        ("Northwind-HP merger is off again", "Northwind-HP merger is off again"),
    ],
)
def test_the_publishers_name_goes_if_enough_stays(title: str, kept: str) -> None:
    assert without_publisher(title, ["Harbour Post", "HP"]) == kept


def test_nothing_to_tell_is_no_article() -> None:
    assert build(Raw(url="https://a.example/", title=" \u200b "), SOURCE, seen=SEEN) is None


def test_a_title_is_made_of_the_text_when_there_is_none() -> None:
    article = build(Raw(body="word " * 100), SOURCE, seen=SEEN)
    assert article is not None
    assert article.title.startswith("word word")
    assert len(article.title) <= 80


def test_what_is_shown_and_what_is_said_have_one_version_at_first() -> None:
    article = build(Raw(title="Northwind names new chief", lead="a"), SOURCE, seen=SEEN)
    other = build(Raw(title="Northwind names new chief", lead="b"), SOURCE, seen=SEEN)
    assert article is not None
    assert other is not None
    assert article.version == article.shown != other.version
    assert (article.seen, article.source, article.outlet_id) == (SEEN, "s", "hp")


@pytest.mark.parametrize(
    ("lead", "body", "origin"),
    [
        ("", "", ""),
        ("a lead", "", "lead"),
        ("", "x " * 400, "feed"),
        ("a", "x " * 400 + "…", "lead"),
    ],
)
def test_a_long_whole_body_is_the_articles_text(lead: str, body: str, origin: str) -> None:
    article = build(Raw(title="Northwind names new chief", lead=lead, body=body), SOURCE, seen=SEEN)
    assert article is not None
    assert article.text_from == origin


def test_a_key_is_what_the_feed_says_or_a_hash() -> None:
    assert key_of("id-1", url="u", title="t", date="d") == "id-1"
    assert key_of("", url="u", title="t", date="d") == "u"
    assert len(key_of("", url="", title="t", date="d")) == 32
    assert len(key_of("x" * 513, url="u", title="t", date="d")) == 32
    assert key_of("x" * 513, url="", title="", date="") != key_of(
        "x" * 514, url="", title="", date=""
    )
