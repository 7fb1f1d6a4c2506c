"""No feed reads what is not its own, and none costs more than its size.

What these guard against takes minutes, gigabytes or for ever: to come back is the proof.
"""

import resource
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from monitor.errors import ParseError
from monitor.model import Document, Parsed, Source
from monitor.sources.feed import Options, parse
from tests.hostile.html import LARGE
from tests.hostile.xml import Attack, attacks, feed
from tests.hostile.xml_large import large
from tests.hostile.xml_served import served

SECRET = "the-content-of-a-secret-file"
SOURCE = Source(
    id="s",
    kind="feed",
    url="https://feeds.example/x",
    outlet="F",
    outlet_id="f",
    options=Options(),
)
ON_THE_LOOP = 32_000  # bytes: what is parsed where everything else waits
SERVED = [attack.name for attack in served(size=ON_THE_LOOP)]
SMALL = [attack.name for attack in large(size=ON_THE_LOOP)]
ATTACKS = [attack.name for attack in attacks(secret_file="/nowhere")]


def read(body: bytes) -> Parsed:
    document = Document(
        url=SOURCE.url, status=200, headers={}, body=body, fetched=datetime(2024, 8, 6, tzinfo=UTC)
    )
    return parse(SOURCE, document)


def attack_of(name: str, tmp_path: Path) -> Attack:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    return next(a for a in attacks(secret_file=str(secret)) if a.name == name)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_as_a_feed_or_an_error_value(name: str, tmp_path: Path) -> None:
    attack = attack_of(name, tmp_path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        articles = read(attack.body).articles
    except ParseError:
        articles = ()
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    shown = repr(articles)
    assert SECRET not in shown
    assert "lollol" not in shown
    assert "expanded" not in shown
    assert grown_kb < 600_000
    if attack.survives:
        assert "The good entry is still here" in shown


@pytest.mark.parametrize("name", [*SERVED, *SMALL])
def test_what_may_be_parsed_on_the_loop_comes_back(name: str) -> None:
    every = (*served(size=ON_THE_LOOP), *large(size=ON_THE_LOOP))
    attack = next(one for one in every if one.name == name)
    try:
        shown = repr(read(attack.body).articles)
    except ParseError:
        shown = ""
    assert "The good entry is still here" in shown or not attack.survives


@pytest.mark.parametrize("start", [b"", b"\n", b"<?xml version='1.0'?>"])
@pytest.mark.parametrize("between", [b"", b" ", b"\n\n"])
def test_comments_without_an_element_come_back(start: bytes, between: bytes) -> None:
    with pytest.raises(ParseError):
        read(start + (b"<!-- x -->" + between) * 2_000)


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("field", ["content:encoded", "description", "title"])
def test_hostile_html_in_many_entries_is_stripped(name: str, field: str) -> None:
    inside = escape(LARGE[name][:100_000])
    entry = (
        f"<item><guid>%d</guid><title>One of many entries</title><{field}>{inside}</{field}></item>"
    )
    parsed = read(feed("".join(entry % n for n in range(20))))
    assert len(parsed.articles) >= 19
