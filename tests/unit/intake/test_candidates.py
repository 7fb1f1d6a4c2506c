"""Which of several places is taken, and what is said of each."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from monitor.intake.candidates import (
    Candidate,
    chosen,
    interval_of,
    is_of_comments,
    note_of,
)
from monitor.model import Article, Parsed
from tests.fakes.clock import START

URL = "https://acme.example"


def articles(count: int = 10, *, newest_h: float = 1.0, step_h: float = 1.0, name: str = "a",
             lang: str = "en") -> tuple[Article, ...]:  # fmt: skip
    """Make articles, the newest first, so many hours apart."""
    return tuple(
        Article(
            id=f"{name}{n}",
            version="1",
            key=f"{name}{n}",
            lang=lang,
            published=START - timedelta(hours=newest_h + n * step_h),
            published_from="pubDate",
        )
        for n in range(count)
    )


def undated(count: int = 10) -> tuple[Article, ...]:
    return tuple(Article(id=f"u{n}", version="1", key=f"u{n}") for n in range(count))


def feed(path: str = "/rss", told: Sequence[Article] = articles(), **more: object) -> Candidate:
    return Candidate(kind="feed", url=URL + path, articles=tuple(told), **more)  # type: ignore[arg-type]


def sitemap(told: Sequence[Article], **more: object) -> Candidate:
    return Candidate(
        kind="sitemap",
        url=f"{URL}/s.xml",
        articles=tuple(told),
        is_news=True,
        **more,  # type: ignore[arg-type]
    )


def rows(told: Sequence[Article] = articles(name="l")) -> Candidate:
    return Candidate(kind="list", url=f"{URL}/news", articles=tuple(told))


def order(*found: Candidate) -> list[str]:
    return [one.kind for one in chosen(found, now=START)]


def test_a_fresh_feed_goes_first_and_a_list_last() -> None:
    told = articles(name="s")
    assert order(rows(), sitemap(told), feed()) == ["feed", "sitemap", "list"]


def test_a_sitemap_that_is_fresher_by_more_than_an_interval_goes_first() -> None:
    late = feed(told=articles(newest_h=1.0))
    assert order(late, sitemap(articles(newest_h=0.5, name="s")))[0] == "sitemap"
    assert order(late, sitemap(articles(newest_h=0.9, name="s")))[0] == "feed"


def test_fullness_counts_only_the_time_that_the_feed_covers() -> None:
    short = feed(told=articles(10, newest_h=1, step_h=1))
    longer = sitemap(articles(60, newest_h=1, step_h=1, name="s"))
    assert order(short, longer)[0] == "feed"
    fuller = sitemap(articles(60, newest_h=1, step_h=0.4, name="s"))
    assert order(short, fuller)[0] == "sitemap"


def test_a_sitemap_must_beat_every_feed() -> None:
    old = feed("/old", articles(newest_h=100, name="o"))
    assert order(old, feed(), sitemap(articles(newest_h=0.9, name="s")))[0] == "feed"


def test_an_undated_feed_stands_between_a_sitemap_and_a_list() -> None:
    silent_list = rows(articles(newest_h=24 * 60, name="l"))
    found = order(silent_list, feed(told=undated()), sitemap(articles(name="s")))
    assert found == ["sitemap", "feed", "list"]


def test_a_feed_that_has_fallen_silent_comes_after_a_list_that_goes_on() -> None:
    silent = feed(told=articles(newest_h=24 * 40))
    assert order(silent, rows()) == ["list", "feed"]
    assert order(silent, rows(undated())) == ["feed", "list"]


def test_what_robots_txt_refuses_comes_last_unless_it_is_a_feed() -> None:
    refused = Candidate(kind="sitemap", url=URL, articles=articles(name="s"), robots="refused (x)")
    assert order(refused, rows()) == ["list", "sitemap"]
    assert refused.is_refused
    assert not feed(robots="refused (x)").is_refused


def test_a_feed_of_a_tag_stands_behind_the_site_s_own() -> None:
    tag = feed("/tag/x/feed", articles(name="t"))
    assert [c.url for c in chosen([tag, feed()], now=START)] == [f"{URL}/rss", tag.url]


def test_one_that_repeats_another_is_left_out() -> None:
    atom = feed("/atom", articles(6))
    assert [c.url for c in chosen([feed(), atom], now=START)] == [f"{URL}/rss"]
    other = feed("/other", articles(6, name="b"))
    assert len(chosen([feed(), other], now=START)) == 2


@pytest.mark.parametrize(
    ("url", "title", "so"),
    [
        ("https://a.example/comments/feed/", "", True),
        ("https://a.example/?feed=comments-rss2", "", True),
        ("https://a.example/feed", "Comments on: A story", True),
        ("https://a.example/feed", "Kommentare zu: Etwas", True),
        ("https://a.example/commentary/feed", "Commentary", False),
        ("https://a.example/feed", "News, without comments", False),
    ],
)
def test_feeds_of_comments_are_known(url: str, title: str, so: bool) -> None:
    assert is_of_comments(url, title) == so


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Acme News", "Acme News"),
        ("Latest news - Globex", "Globex"),
        ("Globex | News", "Globex"),
        ("Home » The Courier", "The Courier"),
        ("RSS Feed", "acme.example"),
        ("", "acme.example"),
    ],
)
def test_the_publisher_is_named_by_the_title_or_the_domain(title: str, outlet: str) -> None:
    assert feed(title=title).outlet == outlet


def test_languages_are_told_by_how_often_they_come_without_the_rare_ones() -> None:
    told = (*articles(6), *articles(10, lang="es"), *articles(1, lang="fi"), *undated(3))
    assert feed(told=told).langs == ("es", "en")


@pytest.mark.parametrize(
    ("kind", "hints", "headers", "seconds"),
    [
        ("feed", {}, {}, 900),
        ("list", {}, {}, 1800),
        ("feed", {}, {"cache-control": "public, max-age=300"}, 300),
        ("feed", {"ttl_s": "60"}, {}, 300),
        ("feed", {"ttl_s": "1800"}, {"cache-control": "max-age=60"}, 1800),
        ("feed", {"ttl_s": "86400"}, {}, 3600),
        ("sitemap", {"news": "1"}, {}, 300),
        ("sitemap", {}, {}, 3600),
        ("feed", {}, {"cache-control": "max-age=0"}, 900),
    ],
)
def test_a_place_is_asked_as_quickly_as_it_says_that_it_is_fresh(
    kind: str, hints: dict[str, str], headers: dict[str, str], seconds: float
) -> None:
    assert interval_of(kind, Parsed(articles=(), hints=hints), headers) == seconds


def test_the_note_says_what_makes_a_place_cheap_or_doubtful() -> None:
    parsed = Parsed(articles=(), hints={"hub": "https://h.example"}, skipped=2)
    assert note_of(parsed, {"etag": '"1"', "last-modified": "x"}) == "ETag, hub, 2 skipped"
    news = Parsed(articles=(), hints={"news": "1"})
    assert note_of(news, {"last-modified": "x"}) == "news, Last-Modified"
