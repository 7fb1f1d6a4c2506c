"""What every kind of source must have: options, a golden answer, errors as values, a schema."""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

from monitor import kinds
from monitor.cli._schemas import schema_of
from monitor.errors import ParseError
from monitor.intake.reading import KINDS, parse_document
from monitor.model import Document, Request
from monitor.sources import edgar, feed, gdelt, inbox, mailbox, page, sitemap
from monitor.sources import json as json_kind
from monitor.sources import list as list_kind
from tests.fakes.kinds import SEEN, answer, golden, made

NAMES = kinds.names(KINDS)
URL = "https://gazette.example/x"
PUSHED = b'{"title": "Globex chief leaves", "url": "https://gazette.example/1"}'
LETTER = b"Message-ID: <1@x>\r\nSubject: Globex chief leaves\r\n\r\nAna Ruiz is out.\r\n"
LETTERS = orjson.dumps(
    {"messages": [base64.b64encode(LETTER).decode()], "validity": 7, "last": 9, "more": False}
)
CASES: Mapping[str, tuple[Any, bytes, str]] = {  # options, a good answer, a memory
    "feed": (feed.Options(), golden("feeds/atom10.xml"), ""),
    "list": (
        list_kind.Options(
            item="ul.press > li.item",
            fields=list_kind.Fields(
                url=list_kind.FieldOf(css="a.title@href"), title=list_kind.FieldOf(css="a.title")
            ),
            drop=("li.sponsored",),
        ),
        golden("lists/globex.html"),
        "",
    ),
    "sitemap": (sitemap.Options(), golden("sitemaps/news.xml"), ""),
    "json": (
        json_kind.Options(
            items="hits",
            fields=json_kind.Fields(url=("url", "https://n.example/{objectID}"), title=("title",)),
        ),
        golden("json/search.json"),
        "",
    ),
    "page": (page.Options(watch=("main",)), golden("pages/board.html"), page.BLANK),
    "edgar": (edgar.Options(), golden("edgar/current.atom"), ""),
    "gdelt": (gdelt.Options(query="chief resigns"), golden("gdelt/found.json"), ""),
    "inbox": (inbox.Options(secret="env:DESK"), PUSHED, ""),
    "mailbox": (mailbox.Options(host="gazette.example"), LETTERS, ""),
}
HOSTILE = (
    *(b"", b"\x00" * 100, b"<", b"{", b"[" * 50_000, b"\xff\xfe<\x00", b"\x1f\x8b\x08", b"null"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"<rss>" + b"<a>" * 5_000, b'{"hits": [[[]]]}'),
    *(b"<urlset><url><loc>javascript:x</loc></url></urlset>", b"\xef\xbb\xbf", b"<html>" * 200),
    b'{"cik": 1e999, "filings": {"recent": []}}',
)


def asked(kind: str, body: bytes, memory: str = "") -> Document:
    return answer(body, URL, memory=memory)


def test_every_kind_has_a_golden_answer() -> None:
    assert tuple(sorted(CASES)) == NAMES


@pytest.mark.parametrize("kind", NAMES)
def test_a_golden_answer_gives_articles_as_they_are_known(kind: str) -> None:
    options, body, memory = CASES[kind]
    parsed = parse_document(made(kind, URL, options), asked(kind, body, memory))
    assert parsed.articles
    for article in parsed.articles:
        assert article.source == "s"
        assert (article.outlet_id == "gazette") is (kind != "gdelt")  # many outlets in one
        assert article.key
        assert article.title
        assert len(article.id) == 32


@pytest.mark.parametrize("kind", NAMES)
def test_the_same_answer_gives_the_same_articles(kind: str) -> None:
    options, body, memory = CASES[kind]
    given = asked(kind, body, memory)
    assert parse_document(made(kind, URL, options), given) == parse_document(
        made(kind, URL, options), given
    )


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("body", HOSTILE)
def test_whatever_comes_is_read_or_a_parse_error(kind: str, body: bytes) -> None:
    options, _, before = CASES[kind]
    for role in ("", "2") if kind == "list" else ("",):
        document = answer(body, URL, memory=before, role=role)
        memory = ""
        with suppress(ParseError):
            memory = parse_document(made(kind, URL, options), document).memory or ""
        assert len(memory.encode()) <= 16_000


@pytest.mark.parametrize("kind", NAMES)
def test_a_plan_is_requests_without_a_cookie(kind: str) -> None:
    module = kinds.load(KINDS, kind)
    plan = getattr(module, "plan", lambda source, _memory, _now: (Request(url=source.url),))
    for memory in ("", "garbage"):
        for request in plan(made(kind, URL, CASES[kind][0]), memory, SEEN):
            assert request.url.startswith(("https://gazette.example/x", "imaps://gazette.example"))
            assert not {name.lower() for name in request.headers} & {"cookie", "referer"}


@pytest.mark.parametrize("kind", NAMES)
def test_good_options_have_no_fault(kind: str) -> None:
    faults = getattr(kinds.load(KINDS, kind), "faults", lambda _options: ())
    assert list(faults(CASES[kind][0])) == []


def test_every_kind_is_in_the_schema_and_says_whether_it_needs_an_address() -> None:
    schema = schema_of("sources")
    text = json.dumps(schema)
    for kind in NAMES:
        own = schema["$defs"][f"source-{kind}"]
        assert f"source-{kind}" in text
        assert ("url" in own["required"]) is not hasattr(kinds.load(KINDS, kind), "URL")


def test_the_golden_answers_are_our_own() -> None:
    texts = [
        p.read_text("utf-8") for p in (Path(__file__).parents[1] / "golden" / "edgar").iterdir()
    ]
    assert all("GLOBEX" in text or "0000123456" in text or "Globex" in text for text in texts)
