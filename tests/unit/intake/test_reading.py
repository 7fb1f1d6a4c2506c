"""Reading a source: validators, parsing here or in a worker, following, credentials, failures."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.intake.found import Found
from monitor.intake.reading import SMALL, Reader, is_light, parse_document, signed
from monitor.manners import Auth
from monitor.model import NotModified, Problem, Request, Source
from monitor.net.problems import problem
from monitor.ports import SourceState
from monitor.sources import list as list_kind
from tests.fakes.clock import FakeClock
from tests.fakes.reading import FakeFetch, document, rss, source
from tests.fakes.store import MemoryStore

FEED = "https://gazette.example/feed"
KNOWN = SourceState(baseline="c1", etag='W/"a b"', modified="yesterday-ish")
ROWS = list_kind.Options(
    item="li",
    fields=list_kind.Fields(url=list_kind.FieldOf(css="a@href"), title=list_kind.FieldOf(css="a")),
    next="a.next@href",
)


class InlineCompute:
    """Runs jobs here and keeps their names; `error` is raised instead."""

    def __init__(self, error: Exception | None = None) -> None:
        self.called: list[str] = []
        self.error = error

    async def call(self, name: str, *args: Any, deadline_s: float = 3.0) -> Any:
        self.called.append(name)
        if self.error is not None:
            raise self.error
        return parse_document(*args)


class Web:
    """A reader over scripted answers."""

    def __init__(self, answers: Mapping[str, Any], *, compute: InlineCompute | None = None) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore(now_ms=self.clock.now_ms)
        self.fetch = FakeFetch(answers)
        self.compute = compute or InlineCompute()
        self.secrets = {"env:KEY": "s3cret", "env:USER": "ana", "env:PASS": "pä:ss"}

    def secret(self, ref: str) -> str:
        return self.secrets[ref]

    async def read(self, given: Source, state: SourceState) -> Found | Problem:
        reader = Reader(
            fetch=self.fetch,
            compute=self.compute,
            unseen=self.store.articles.unseen,
            throttle=self.store.sources.throttle,
            secret=self.secret,
            clock=self.clock,
        )
        return await reader(given, state)

    def good(self, given: Source | None = None, state: SourceState = KNOWN) -> Found:
        found = asyncio.run(self.read(given or source(), state))
        assert isinstance(found, Found)
        return found

    def bad(self, given: Source | None = None, state: SourceState = KNOWN) -> Problem:
        found = asyncio.run(self.read(given or source(), state))
        assert isinstance(found, Problem)
        return found


def page(*titles: str, onward: str = "") -> str:
    rows = "".join(f"<li><a href='/{t}'>A long title {t}</a></li>" for t in titles)
    return f"<html><ul>{rows}</ul><a class='next' href='{onward}'>next</a></html>"


def listed(url: str = "https://gazette.example/news", **more: Any) -> Source:
    given: dict[str, Any] = {"kind": "list", "url": url, "options": ROWS}
    return source(**(given | more))


def test_a_feed_gives_its_articles_and_validators() -> None:
    headers = {"etag": '"2"', "cache-control": "max-age=60"}
    web = Web({FEED: document(rss("One big story", "Another big story"), headers=headers)})

    found = web.good()

    assert [a.title for a in found.articles] == ["One big story", "Another big story"]
    assert (found.etag, found.modified, found.status) == ('"2"', "", 200)
    assert found.headers["cache-control"] == "max-age=60"


def test_validators_go_out_as_they_came() -> None:
    web = Web({FEED: NotModified()})

    web.good()

    (asked,) = web.fetch.asked
    assert (asked[1]["etag"], asked[1]["modified"]) == ('W/"a b"', "yesterday-ish")
    assert asked[1]["claimed"]


def test_a_304_keeps_the_validators_or_takes_its_own() -> None:
    plain = Web({FEED: NotModified()}).good()
    newer = Web({FEED: NotModified(headers={"etag": '"9"'})}).good()

    assert (plain.is_new, plain.etag, plain.modified) == (False, 'W/"a b"', "yesterday-ish")
    assert (newer.etag, newer.status) == ('"9"', 304)


def test_a_200_without_validators_drops_them() -> None:
    found = Web({FEED: document(rss("One big story"))}).good()

    assert (found.etag, found.modified) == ("", "")


def test_the_same_body_again_is_not_parsed() -> None:
    web = Web({FEED: document(rss("One big story"), headers={"etag": '"3"'})})
    first = web.good()

    again = web.good(state=SourceState(baseline="c1", body_hash=first.body_hash))

    assert (again.is_new, again.articles, again.etag) == (False, (), '"3"')


def test_after_a_change_of_its_file_a_source_is_read_afresh() -> None:
    web = Web({FEED: document(rss("One big story"))})
    same = web.good().body_hash

    found = web.good(state=SourceState(baseline="older", body_hash=same, etag='"1"'))

    assert len(found.articles) == 1
    assert web.fetch.asked[1][1]["etag"] == ""


def test_a_small_feed_is_parsed_here_and_a_large_one_in_a_worker() -> None:
    small, large = Web({FEED: document(rss("One big story"))}), Web({})
    large.fetch = FakeFetch({FEED: document(rss(*[f"Story number {n}" for n in range(600)]))})

    assert len(small.good().articles) == 1
    assert len(large.good().articles) == 600
    assert (small.compute.called, large.compute.called) == ([], ["parse"])


def test_html_is_never_parsed_here() -> None:
    web = Web({"https://gazette.example/news": document(page("one"))})

    found = web.good(listed())

    assert web.compute.called == ["parse"]
    assert [a.title for a in found.articles] == ["A long title one"]


@pytest.mark.parametrize(
    ("body", "light"),
    [
        (b'<?xml version="1.0"?><rss/>', True),
        (b"\xef\xbb\xbf  <RSS version='2.0'>", True),
        (b'{"version": "https://jsonfeed.org/version/1"}', True),
        (b'<?xml version="1.0"?><html><body/></html>', False),
        (b"<!doctype html><p>", False),
        (b"<ul><li>a fragment", False),
        (b"<rss>" + b" " * SMALL, False),
    ],
)
def test_only_small_data_is_light(body: bytes, *, light: bool) -> None:
    assert is_light(document(body)) is light


def test_options_that_crossed_to_a_worker_as_plain_data_are_made_whole() -> None:
    fields = {"url": {"css": "a@href"}, "title": {"css": "a"}}
    crossed = listed(options={"item": "li", "fields": fields})

    parsed = parse_document(crossed, document(page("one"), url="https://gazette.example/news"))

    assert [a.url for a in parsed.articles] == ["https://gazette.example/one"]


def test_pages_are_followed_while_every_row_is_new() -> None:
    base = "https://gazette.example/news"
    web = Web({
        base: document(page("a", "b", onward="?p=2"), url=base),
        f"{base}?p=2": document(page("c", "b", onward="?p=3"), url=f"{base}?p=2"),
        f"{base}?p=3": document(page("d", onward="?p=4"), url=f"{base}?p=3"),
    })  # fmt: skip

    found = web.good(listed())

    assert web.fetch.urls == [base, f"{base}?p=2", f"{base}?p=3"]  # three pages at most
    assert [a.title[-1] for a in found.articles] == ["a", "b", "c", "d"]
    assert [more["claimed"] for _, more in web.fetch.asked] == [True, False, False]


def test_a_page_with_a_known_row_is_the_last() -> None:
    base = "https://gazette.example/news"
    web = Web({base: document(page("a", "b", onward="?p=2"), url=base)})
    known = web.good(listed(max_age_s=1.0)).articles[1]

    async def see_one_and_read() -> Found | Problem:
        await web.store.sources.put(listed(), first_due=0)
        kept = web.store.sources._kept["gazette"]
        kept.seen[known.key] = (0, known.shown)
        web.fetch.asked.clear()
        return await web.read(listed(), KNOWN)

    asyncio.run(see_one_and_read())
    assert web.fetch.urls == [base]


def test_a_page_that_fails_ends_the_following_only() -> None:
    base = "https://gazette.example/news"
    web = Web({base: document(page("a", onward="?p=2"), url=base)})

    assert len(web.good(listed()).articles) == 1


def test_a_parse_error_is_a_problem_of_its_kind() -> None:
    found = Web({FEED: document("<!doctype html><title>Hello</title>")}).bad()

    assert (found.kind, found.weight) == ("not-a-feed", 1.0)
    assert "Hello" in found.detail


def test_a_contract_that_does_not_hold_is_a_problem() -> None:
    web = Web({"https://gazette.example/news": document("<html><p>Moved</p></html>")})

    assert web.bad(listed()).kind == "contract"


def test_a_job_too_costly_is_a_problem() -> None:
    costly = InlineCompute(ParseError("parse", "too costly: over 3 s"))
    web = Web({"https://gazette.example/news": document(page("a"))}, compute=costly)

    assert web.bad(listed()).detail == "too costly: over 3 s"


def test_a_bug_of_a_kind_is_this_source_s_problem() -> None:
    broken = InlineCompute(RuntimeError("KeyError: 'x'"))
    web = Web({"https://gazette.example/news": document(page("a"))}, compute=broken)

    found = web.bad(listed())

    assert (found.kind, found.weight) == ("bug", 1.0)
    assert "KeyError" in found.detail


def test_a_kind_that_is_gone_is_a_problem_too() -> None:
    assert Web({}).bad(source(kind="telegraph")).kind == "bug"


def test_a_429_stops_the_whole_host() -> None:
    busy = problem("429", "status 429", retry_after_s=90.0)

    web = Web({FEED: busy})

    assert web.bad() == busy
    assert web.store.sources._host("gazette.example").until == web.clock.now_ms() + 90_000


def test_a_429_stops_one_url_where_the_file_says_so() -> None:
    web = Web({FEED: problem("429", "status 429", retry_after_s=90.0)})

    web.bad(source(throttle="url"))

    assert web.store.sources._host("gazette.example").until == 0


def test_credentials_go_where_their_kind_belongs() -> None:
    auth = Auth(
        header={"X-Api-Key": "env:KEY"}, basic=("env:USER", "env:PASS"), query={"k": "env:KEY"}
    )
    web = Web({})

    request, headers = signed(Request(url="https://a.example/x?y=1"), auth, web.secret)

    assert request.url == "https://a.example/x?y=1&k=s3cret"
    assert headers["X-Api-Key"] == "s3cret"
    assert headers["Authorization"] == "Basic YW5hOnDDpDpzcw=="


def test_a_bearer_token_is_a_header_of_its_own() -> None:
    web = Web({FEED: document(rss("One big story"))})

    web.good(source(auth=Auth(bearer="env:KEY"), headers={"Accept": "text/xml"}))

    request, more = web.fetch.asked[0]
    assert more["auth"] == {"Authorization": "Bearer s3cret"}
    assert request.headers == {"Accept": "text/xml"}


def test_a_secret_that_is_gone_is_a_problem_that_names_it_only() -> None:
    found = Web({}).bad(source(auth=Auth(bearer="env:GONE")))

    assert (found.kind, found.detail) == ("401", "env:GONE is not set")
