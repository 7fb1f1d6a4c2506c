"""From a place that was found to a line of a source file."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.errors import RuleError
from monitor.intake import adding, sourcebook
from monitor.intake.candidates import Candidate
from monitor.intake.draft import Draft
from monitor.model import Article, Source
from monitor.rulebook.diagnostic import Faults
from monitor.sources import sitemap
from tests.fakes.clock import START
from tests.fakes.rows import source

FILE = "rules/sources/added.yaml"
FEED = Candidate(
    kind="feed", url="https://acme.example/rss", title="Acme News", has_validators=True
)


def draft(one: Candidate = FEED, **wishes: Any) -> Draft:
    return adding.draft_of(one, outlets={"globex": ("Globex", "Globex Inc")}, wishes=wishes)


def book(text: bytes) -> sourcebook.Sourcebook:
    faults = Faults()
    found = sourcebook.load({FILE: text}, grants={}, secret=str, faults=faults)
    assert [str(fault) for fault in faults] == []
    return found


@pytest.mark.parametrize(
    ("name", "url", "id_"),
    [
        ("Acme News", "https://x.example/rss", "acme-news"),
        ("Café Zürich", "https://x.example/rss", "cafe-zurich"),
        ("机器之心", "https://www.jiqizhixin.com/rss", "jiqizhixin"),
        ("Новости", "https://zavod.ru/rss", "zavod"),
        ("x" * 60, "https://blog.acme.co.uk/feed", "acme"),
        ("", "https://letters.substack.com/feed", "letters"),
        ("", "http://10.0.0.1:8080/feed", "10-0-0-1"),
        ("!", "https://acme-news.example/", "acme-news"),
    ],
)
def test_an_id_is_made_of_the_name_or_of_the_domain(name: str, url: str, id_: str) -> None:
    assert adding.id_of(name, url) == id_


def test_a_place_with_validators_needs_no_interval() -> None:
    assert draft().every_s is None
    assert draft(replace(FEED, has_validators=False)).every_s == 900
    assert draft(every_s=60.0).every_s == 60


def test_an_outlet_that_is_known_is_named_by_its_id() -> None:
    assert draft(replace(FEED, title="globex inc")).outlet == "globex"
    assert draft(replace(FEED, title="GLOBEX")).outlet == "globex"
    assert draft().outlet == "Acme News"


def test_what_is_written_is_read_as_the_source_that_was_meant() -> None:
    rows = Candidate(
        kind="list",
        url="https://acme.example/news?a=1&b=2",
        title="Neuigkeiten: alles | Acme, Inc.",
        more={"item": "div.a > li:nth-child(2)", "fields": {"url": "a@href", "title": "a"}},
    )
    keys = draft(rows, tags=("a", "b"), tier="wire", first_run={"replay": "24h"})
    found = book(adding.with_source(None, FILE, keys, "acme")).sources["acme"]
    assert (found.kind, found.url) == ("list", rows.url)
    assert found.options.item == rows.more["item"]
    assert (found.outlet, found.tier, found.tags) == ("Acme, Inc.", "wire", ("a", "b"))
    assert (found.first_run, found.replay_s, found.every_s) == ("replay", 86_400, 900)


def test_a_file_grows_at_its_end_and_keeps_what_is_in_it() -> None:
    one = adding.with_source(None, FILE, draft(), "one")
    two = adding.with_source(one, FILE, draft(replace(FEED, url="https://b.example/f")), "two")
    assert two.startswith(one)
    assert list(book(two).sources) == ["one", "two"]
    assert b"$schema=../schema/sources.schema.json" in two


@pytest.mark.parametrize(
    "text", [b"", b"\n", b"sources: []\n", b"sources:\n", b"defaults: {tier: wire}\n"]
)
def test_a_file_without_sources_gets_its_first(text: bytes) -> None:
    assert list(book(adding.with_source(text, FILE, draft(), "one")).sources) == ["one"]


def test_comments_stay_where_they_are() -> None:
    text = b"sources:\n  # mine\n  - {id: x, kind: feed, url: https://x.example/f}  # why\n"
    after = adding.with_source(text, FILE, draft(), "one")
    assert after.startswith(text)


@pytest.mark.parametrize("text", [b"sources: [", b"- a\n", b"sources: 3\n"])
def test_a_file_that_is_no_source_file_is_refused(text: bytes) -> None:
    with pytest.raises(RuleError):
        adding.with_source(text, FILE, draft(), "one")


def test_an_address_is_known_however_it_is_written() -> None:
    there = replace(source("acme"), url="https://acme.example/rss/?b=1&a=2")
    for url in ("http://acme.example/rss?a=2&b=1", "https://ACME.example:443/rss/?a=2&b=1#x"):
        assert adding.already(url, [there]) is there
    assert adding.already("acme.example/rss?a=2&b=1", [there]) is there
    assert adding.already("https://acme.example/rss", [there]) is None
    assert adding.already("acme.example", [replace(there, url="")]) is None


def test_the_catalogue_has_feeds_and_sitemaps_with_the_keys_that_matter() -> None:
    options = sitemap.Options(include="^https://a", title_from="page", window=3600.0)
    listed = [
        source("a"),
        replace(source("b"), kind="sitemap", options=options),
        replace(source("c"), kind="page"),
    ]
    one, two = adding.catalogue(listed)
    assert (one.kind, dict(one.more)) == ("feed", {})
    assert two.more == {"include": "^https://a", "title_from": "page", "window": "1h"}


def test_what_a_first_poll_would_store_is_inside_the_window_of_its_kind() -> None:
    young = Article(id="y", version="1", key="y", published=START - timedelta(hours=1))
    old = replace(young, id="o", published=START - timedelta(days=9))
    listed = replace(source("a"), options=sitemap.Options())
    assert [a.id for a in adding.stored(listed, [young, old], now=START)] == ["y"]
    (one, two) = adding.stored(source("a"), [young, old], now=START)
    assert (one.source, one.outlet, two.id) == ("a", source("a").outlet, "o")


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        (b"defaults: {allow_private: [10.0.0.0/8, 127.0.0.0/8]}", ("10.0.0.0/8", "127.0.0.0/8")),
        (b"defaults: {allow_private: 10.0.0.0/8}", ("10.0.0.0/8",)),
        (b"defaults: {allow_private: true}", ("0.0.0.0/0", "::/0")),
        (b"defaults: {allow_private: [home]}", ()),
        (b"defaults: {tier: wire}", ()),
        (b"sources: []", ()),
        (b"defaults: [", ()),
        (b"", ()),
        (None, ()),
    ],
)
def test_a_file_may_open_inside_addresses_for_all_that_is_added_to_it(
    text: bytes | None, opened: tuple[str, ...]
) -> None:
    assert adding.opened(text, FILE) == opened


def test_what_stands_on_an_outlet_s_host_is_that_outlet_s() -> None:
    here = replace(source("a"), url="https://www.acme.example/a", outlet_id="globex")
    other = replace(here, id="b", outlet_id="initech")

    def outlet(*sources: Source) -> str:
        names = {"globex": ("Globex",)}
        return adding.draft_of(FEED, outlets=names, wishes={}, sources=sources).outlet

    assert outlet(here) == "globex"
    assert outlet(here, other) == outlet() == outlet(other) == "Acme News"
