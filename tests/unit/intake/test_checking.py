"""Checking a source: read as a poll would, judged, nothing kept."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from monitor.intake.checking import Checked, Checking, form_of
from monitor.intake.reading import parse_document
from monitor.model import Document, Source
from monitor.net.problems import problem
from monitor.sources import feed, inbox
from monitor.workers import Compute
from tests.fakes.clock import START, FakeClock
from tests.fakes.rows import source
from tests.fakes.web import FakeWeb
from tests.golden.homes.forms import atom, index, json_feed, news_sitemap, page, rdf, rss
from tests.golden.homes.words import stories

BASE = "https://acme.example"
TOLD = stories("x")
ACME = replace(source(), options=feed.Options())


def no_secret(name: str) -> str:
    raise KeyError(name)


def checking(web: FakeWeb) -> Checking:
    compute = Compute.start({"parse": parse_document}, workers=0)
    return Checking(web=web, compute=compute, secret=no_secret, clock=FakeClock())


def check(web: FakeWeb, one: Source = ACME) -> Checked:
    return asyncio.run(checking(web)(one))


def test_what_came_is_summed_up() -> None:
    told = check(FakeWeb({ACME.url: rss(TOLD, base=BASE, title="Acme")}))
    assert (told.state, told.status, told.parser, told.items) == ("ok", 200, "RSS", 12)
    assert (told.dated, told.language, told.contract) == (12, "en", "holds")
    assert told.newest == "2026-11-24T07:00+00:00"
    assert told.oldest == "2026-11-22T00:00+00:00"
    assert told.titles == tuple(s.title for s in TOLD[:3])
    assert told.robots == f"allowed {ACME.url}"
    assert told.is_fine


def test_dates_that_are_missing_are_counted_as_missing() -> None:
    told = check(FakeWeb({ACME.url: rss(TOLD, base=BASE, title="Acme", dated=False)}))
    assert (told.dated, told.newest, told.items) == (0, "", 12)


def test_a_failure_keeps_its_word_its_status_and_what_came() -> None:
    told = check(FakeWeb(problems={ACME.url: problem("5xx", "status 503 at\n x", status=503)}))
    assert (told.state, told.status, told.detail) == ("5xx", 503, "status 503 at x")
    assert (told.is_fine, told.contract) == (False, "")
    html = check(FakeWeb({ACME.url: page("<h1>Hello</h1>")}))
    assert (html.state, html.status, html.parser) == ("not-a-feed", 200, "HTML")


def test_what_waits_for_a_secret_is_not_asked() -> None:
    web = FakeWeb()
    told = check(web, replace(ACME, paused_why="KEY unset"))
    assert (told.state, told.detail, web.asked) == ("paused", "KEY unset", [])


def test_what_others_push_is_skipped() -> None:
    web = FakeWeb()
    options = inbox.Options(secret="env:X")
    told = check(web, replace(ACME, kind="inbox", url="", options=options))
    assert (told.state, told.is_fine, web.asked) == ("skipped", True, [])


def test_every_start_is_asked_for_as_nobody_has_claimed_one() -> None:
    heard: list[dict[str, Any]] = []

    class Listening(FakeWeb):
        async def get(self, request: Any, *, robots: bool = False, **more: Any) -> Any:
            heard.append(more)
            return await super().get(request, robots=robots, **more)

    check(Listening({ACME.url: rss(TOLD, base=BASE, title="Acme")}))
    assert [more["claimed"] for more in heard] == [False]


@pytest.mark.parametrize(
    ("body", "kind", "state"),
    [
        (rss(TOLD, base=BASE, title="Acme"), "feed", "ok"),
        (news_sitemap(TOLD, base=BASE, name="Acme"), "sitemap", "ok"),
        (page("<h1>Hello</h1>"), "feed", "not-a-feed"),
    ],
)
def test_an_address_is_read_as_what_it_looks_like(body: bytes, kind: str, state: str) -> None:
    url = f"{BASE}/x"
    web = FakeWeb({url: body})
    told = asyncio.run(checking(web).address(url))
    assert (told.id, told.kind, told.state) == (url, kind, state)
    assert len(web.asked) == 1


def test_what_was_saved_is_read_without_asking_anybody() -> None:
    web = FakeWeb()
    body = rss(TOLD, base=BASE, title="Acme")
    told = asyncio.run(checking(web).offline(ACME, body))
    assert (told.state, told.items, told.robots, web.asked) == ("ok", 12, "", [])


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (atom(TOLD, base=BASE, title="A"), "Atom"),
        (rdf(TOLD, base=BASE, title="A"), "RSS 1.0"),
        (json_feed(TOLD, base=BASE, title="A"), "JSON"),
        (index([("/a", "")], base=BASE), "sitemap index"),
        (b"just a text", "text"),
    ],
)
def test_a_document_s_form_is_named(body: bytes, form: str) -> None:
    document = Document(url=BASE, status=200, headers={}, body=body, fetched=START)
    assert form_of(document) == form
    assert form_of(document, {"parser": "feedparser"}) == f"{form} by feedparser"
    assert form_of(None) == ""
