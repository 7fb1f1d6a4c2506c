"""How candidates are shown, and what is said where there are none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.cli._candidates import as_json, nothing, table
from monitor.intake.candidates import Candidate
from monitor.intake.discover import Discovery
from monitor.model import Article
from monitor.net.problems import problem
from tests.fakes.clock import START

SITE = "https://acme.example/"


def told(age: timedelta, *, count: int = 3, **more: object) -> tuple[Article, ...]:
    at = START - age
    one = Article(id="a", version="1", key="a", title="A title", published=at, lang="en",
                  published_from="pubDate")  # fmt: skip
    return tuple(replace(one, id=f"a{n}") for n in range(count))


FEED = Candidate(
    kind="feed", url="https://acme.example/rss.xml", articles=told(timedelta(minutes=12)),
    robots="allowed", note="ETag, hub",
)  # fmt: skip
LIST = Candidate(
    kind="list", url="https://other.example/" + "x" * 80, articles=told(timedelta(days=3), count=8),
    every_s=1800, robots="refused (robots.txt says Disallow: / for it)", note="guessed li",
)  # fmt: skip


def test_the_best_is_marked_and_columns_are_as_wide_as_they_must_be() -> None:
    head, first, second = table([FEED, LIST], SITE, now=START)
    assert head.index("kind") == first.index("feed") == second.index("list")
    assert first.startswith("> 1 feed  /rss.xml")
    assert first.endswith("12 min  en    allowed  15m    ETag, hub")
    assert second.startswith("  2 list  https://other.example/xxx")
    assert second.endswith("…      8  3 d     en    refused  30m    guessed li")


def test_only_the_site_itself_is_cut_off_an_address() -> None:
    other = replace(FEED, url="https://acme.example.evil.example/rss")
    assert "https://acme.example.evil.example/rss" in list(table([other], SITE, now=START))[1]


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    sly = replace(FEED, url="https://acme.example/\x9b2J\u202e.xml")
    assert "/?2J?.xml" in list(table([sly], SITE, now=START))[1]


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(minutes=-9), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=40), "40 d"),
    ],
)
def test_ages_are_said_as_people_do(age: timedelta, said: str) -> None:
    (line,) = list(table([replace(FEED, articles=told(age))], SITE, now=START))[1:]
    assert f" {said} " in line


def test_at_most_nine_places_are_shown() -> None:
    assert len(list(table([FEED] * 20, SITE, now=START))) == 10


def test_a_list_that_would_be_taken_shows_its_rows() -> None:
    rows = list(table([LIST], SITE, now=START))[2:]
    assert rows == ["      2026-11-21  A title"] * 5


def test_a_place_as_data_has_it_all() -> None:
    said = as_json(FEED)
    assert said["newest"] == "2026-11-24T08:48:00+00:00"
    assert (said["every"], said["langs"], said["items"]) == ("15m", ["en"], 3)
    assert as_json(replace(FEED, articles=()))["newest"] is None


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        ("dns", f"no address for acme.exmaple at {SITE}", "dns: no address .*; is the name right"),
        ("404", f"status 404 at {SITE}", "404: status 404 at .*; is the path right"),
        ("timeout", "not done in 20 s", f"timeout: not done in 20 s at {SITE}; try again later"),
        ("parse", "odd", f"parse: odd at {SITE}$"),
        (
            "address",
            f"10.0.0.1: private address; allow_private opens it at {SITE}",
            f"{SITE}: 10.0.0.1: private address; if it is yours: --allow-private 10.0.0.1/32$",
        ),
        (
            "address",
            f"169.254.169.254: link-local or metadata address, never allowed at {SITE}",
            "never allowed at",
        ),
    ],
)
def test_trouble_is_one_line_with_what_to_do(kind: str, detail: str, said: str) -> None:
    import re

    found = Discovery(found=(), url=SITE, problem=problem(kind, detail))
    line = nothing(found, (), "")
    assert re.search(said, line), line
    assert "\n" not in line


def test_what_is_there_of_another_kind_is_told() -> None:
    found = Discovery(found=(FEED,), url=SITE)
    assert nothing(found, (), "list") == f"{SITE}: no list is there; found: feed"


def test_what_is_refused_is_told_with_its_reason() -> None:
    line = nothing(Discovery(found=(LIST,), url=SITE), (LIST,), "")
    assert "only a list at https://other.example/" in line
    assert line.endswith("refused (robots.txt says Disallow: / for it)")


def test_nothing_at_all_says_what_was_looked_at() -> None:
    found = Discovery(found=(), url=SITE, looked=("a", "b"))
    assert "no feed, news sitemap or list of news at 2 addresses" in nothing(found, (), "")
    assert "scripts draw this page" in nothing(replace(found, is_drawn=True), (), "")
