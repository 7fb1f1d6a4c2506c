"""Reading a source: validators, parsing here or in a worker, following, credentials, failures."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.intake.found import Found
from monitor.intake.reading import SMALL, Reader, is_light, parse_document
from monitor.intake.remembered import Waiting, packed
from monitor.intake.signing import shown_as, signed
from monitor.manners import Auth, Expect
from monitor.model import Document, Hop, NotModified, Problem, Request, Source
from monitor.net.problems import problem
from monitor.ports import SourceState
from monitor.sources import inbox, sitemap
from monitor.sources import json as json_kind
from monitor.sources import list as list_kind
from tests.fakes.clock import FakeClock
from tests.fakes.reading import FakeFetch, document, rss, source
from tests.fakes.store import MemoryStore

FEED = "https://gazette.example/feed"
AUDITED = FakeClock().now_ms()
KNOWN = SourceState(baseline="c1", etag='W/"a b"', modified="yesterday-ish", audited=AUDITED)
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
        return await self.reader()(given, state)

    def reader(self) -> Reader:
        return Reader(
            fetch=self.fetch,
            compute=self.compute,
            unseen=self.store.articles.unseen,
            secret=self.secret,
            clock=self.clock,
        )

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


def test_a_moved_source_is_asked_at_its_new_address_with_a_start_of_that_host() -> None:
    new = "https://new.example/feed"
    web = Web({new: NotModified(), FEED: NotModified()})

    web.good(state=replace(KNOWN, url=new))
    web.good(source(config_hash="c2"), state=replace(KNOWN, url=new))

    assert web.fetch.urls == [new, FEED]
    assert [more["claimed"] for _, more in web.fetch.asked] == [False, True]


def test_once_a_day_the_validators_stay_at_home_and_the_poll_says_so() -> None:
    web = Web({FEED: [NotModified(), document(rss("One big story"), headers={"etag": '"9"'})]})

    usual = web.good()
    web.clock.advance(86_400)
    audit = web.good()

    assert [more["etag"] for _, more in web.fetch.asked] == ['W/"a b"', ""]
    assert (usual.is_conditional, usual.is_audit) == (True, False)
    assert (audit.is_conditional, audit.is_audit, audit.etag) == (False, True, '"9"')


def test_validators_that_lied_are_not_sent() -> None:
    web = Web({FEED: document(rss("One big story"))})

    found = web.good(state=replace(KNOWN, untrusted_until=AUDITED + 1))

    assert web.fetch.asked[0][1]["etag"] == ""
    assert (found.is_conditional, found.is_audit) == (False, False)


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


def test_credentials_go_where_their_kind_belongs() -> None:
    auth = Auth(
        header={"X-Api-Key": "env:KEY"}, basic=("env:USER", "env:PASS"), query={"k": "env:KEY"}
    )
    web = Web({})

    request, headers = signed(Request(url="https://a.example/x?y=1"), auth, web.secret)

    assert request.url == "https://a.example/x?y=1&k=s3cret"
    assert headers["X-Api-Key"] == "s3cret"
    assert headers["Authorization"] == "Basic YW5hOnDDpDpzcw=="


def test_a_secret_of_the_query_is_in_nothing_that_is_told() -> None:
    auth = Auth(query={"k": "env:KEY"})
    sent = f"{FEED}?k=s3cret"
    bad = Web({sent: problem("5xx", f"status 500 at {sent}", sample="no k=s3cret")})
    page_ = Web({sent: document("<!doctype html><title>Hello</title>", url=sent)})
    moved = Web({sent: document("<!doctype html><p>", url="https://gazette.example/x?k=s3cret")})

    told = [web.bad(source(auth=auth)) for web in (bad, page_, moved)]

    assert told[0].detail == f"status 500 at {FEED}"
    assert [f"{p.detail}{p.sample}".count("s3cret") for p in told] == [0, 0, 0]
    assert [web.fetch.urls for web in (bad, page_, moved)] == [[sent]] * 3


def test_a_bearer_token_is_a_header_of_its_own() -> None:
    web = Web({FEED: document(rss("One big story"))})

    web.good(source(auth=Auth(bearer="env:KEY"), headers={"Accept": "text/xml"}))

    request, more = web.fetch.asked[0]
    assert more["auth"] == {"Authorization": "Bearer s3cret"}
    assert request.headers == {"Accept": "text/xml"}


def test_a_secret_that_is_gone_is_a_problem_that_names_it_only() -> None:
    found = Web({}).bad(source(auth=Auth(bearer="env:GONE")))

    assert (found.kind, found.detail) == ("401", "env:GONE is not set")


INDEX = "https://gazette.example/sitemap.xml"


def mapped(**more: Any) -> Source:
    return source(kind="sitemap", url=INDEX, options=sitemap.Options(), **more)


def index(*names: str) -> Document:
    rows = "".join(f"<sitemap><loc>/{name}.xml</loc></sitemap>" for name in names)
    return document(f"<sitemapindex>{rows}</sitemapindex>", url=INDEX, headers={"etag": '"i1"'})


def child(name: str) -> Document:
    row = f"<url><loc>https://gazette.example/news/story-of-{name}</loc></url>"
    headers = {"etag": f'"{name}"'}
    return document(
        f"<urlset>{row}</urlset>", url=f"https://gazette.example/{name}.xml", headers=headers
    )


def children(*names: str) -> dict[str, Any]:
    return {f"https://gazette.example/{name}.xml": child(name) for name in names}


def known(found: Found, **more: Any) -> SourceState:
    return SourceState(
        baseline="c1",
        etag=found.etag,
        body_hash=found.body_hash,
        memory=found.memory or "",
        audited=AUDITED,
        **more,
    )


def test_children_that_are_asked_anyhow_are_put_to_the_test_with_their_index() -> None:
    web = Web({INDEX: index("a"), **children("a")})
    first = web.good(mapped())
    web.fetch.asked.clear()

    for days in (0, 1):
        web.clock.advance(days * 86_400)
        web.good(mapped(), known(first))

    etags = [more["etag"] for request, more in web.fetch.asked if request.url != INDEX]
    assert etags == ['"a"', ""]


def test_what_an_index_leads_to_is_read_in_the_same_poll() -> None:
    web = Web({INDEX: index("a", "b"), **children("a", "b")})

    found = web.good(mapped())

    assert [a.title for a in found.articles] == ["story of a", "story of b"]
    assert (found.etag, found.waiting) == ('"i1"', 0)


def test_children_of_an_unchanged_index_are_asked_with_their_own_validators() -> None:
    web = Web({INDEX: index("a"), **children("a")})
    state = known(web.good(mapped()))
    web.fetch = FakeFetch({INDEX: NotModified(), "https://gazette.example/a.xml": NotModified()})

    found = web.good(mapped(), state)

    assert [more["etag"] for _, more in web.fetch.asked] == ['"i1"', '"a"']
    assert (found.is_new, found.articles, found.skipped) == (False, (), 0)


def test_more_than_fifty_children_go_on_at_the_next_poll() -> None:
    names = [f"{n:02}" for n in range(50)]
    answers = {INDEX: index(*names), **children(*names)}
    slow = Web(answers)
    slow.fetch = Slow(answers, clock=slow.clock)

    first = slow.good(mapped())
    second = slow.good(mapped(), known(first))

    assert (len(first.articles), first.waiting) == (25, 25)  # two seconds each
    assert [a.title for a in second.articles[:25]] == [f"story of {n}" for n in names[25:]]
    assert second.waiting == 0


class Slow(FakeFetch):
    """Takes two seconds for each answer."""

    def __init__(self, answers: Mapping[str, Any], *, clock: FakeClock) -> None:
        super().__init__(answers)
        self._clock = clock

    async def __call__(self, request: Request, **more: Any) -> Any:
        got = await super().__call__(request, **more)
        self._clock.advance(2.0)
        return got


def test_a_server_in_trouble_is_asked_no_more_and_the_rest_waits() -> None:
    late = problem("timeout", "not done in 20 s")
    answers = {INDEX: index("a", "b", "c"), **children("a", "b", "c")}
    answers["https://gazette.example/b.xml"] = [late, child("b")]
    web = Web(answers)

    first = web.good(mapped())
    asked = len(web.fetch.asked)
    web.fetch.asked.clear()
    second = web.good(mapped(), known(first))

    assert (asked, len(first.articles), first.waiting, first.skipped) == (3, 1, 2, 1)
    assert {a.title for a in second.articles} >= {"story of b", "story of c"}


def test_a_child_that_is_gone_costs_itself_alone() -> None:
    web = Web({INDEX: index("a", "gone"), **children("a")})
    found = web.good(mapped())
    assert (len(found.articles), found.skipped, found.waiting) == (1, 1, 0)


def test_when_nothing_came_of_what_was_followed_that_is_the_source_s_problem() -> None:
    page_ = document("<!doctype html><title>Blocked</title>", url="https://gazette.example/a.xml")
    found = Web({INDEX: index("a"), "https://gazette.example/a.xml": page_}).bad(mapped())
    assert found.kind == "not-a-feed"
    assert "at https://gazette.example/a.xml" in found.detail


def test_a_baseline_that_waits_for_documents_is_no_change_of_the_file() -> None:
    web = Web({INDEX: NotModified(), **children("b")})
    memory = packed("", [Waiting(request=Request(url="https://gazette.example/b.xml"))])
    found = web.good(
        mapped(), SourceState(baseline="c1+", etag='"i1"', memory=memory, audited=AUDITED)
    )
    assert web.fetch.asked[0][1]["etag"] == '"i1"'
    assert ([a.title for a in found.articles], found.waiting) == (["story of b"], 0)


def test_after_a_change_of_its_file_a_source_forgets() -> None:
    memory = packed("x", [Waiting(request=Request(url="https://gazette.example/b.xml"))])
    web = Web({INDEX: index()})
    found = web.good(mapped(), SourceState(baseline="older", memory=memory))
    assert (web.fetch.urls, found.memory) == ([INDEX], "")


def test_validators_go_out_only_to_the_address_they_came_from() -> None:
    options = json_kind.Options(
        fields=json_kind.Fields(url=("u",), title=("t",)),
        params={"since": "{cursor}"},
        cursor=json_kind.Cursor(origin="n", start="0"),
    )
    given = source(kind="json", url="https://api.example/q", options=options)
    answer = document('[{"u": "https://a.example/1", "t": "One big story", "n": 7}]')
    urls = [f"https://api.example/q?since={n}" for n in (0, 7)]
    web = Web(dict.fromkeys(urls, answer))

    first = web.good(given, SourceState(baseline="c1", etag='"1"', audited=AUDITED))
    web.good(given, known(first, modified="x"))

    assert web.fetch.urls == urls
    assert [(more["etag"], more["claimed"]) for _, more in web.fetch.asked] == [
        ('"1"', True),
        ("", True),
    ]


def test_credentials_stay_with_the_source_s_own_server() -> None:
    base = "https://gazette.example/news"
    web = Web({
        base: document(page("a", onward="https://elsewhere.example/2"), url=base),
        "https://elsewhere.example/2": document(page("b")),
    })  # fmt: skip

    web.good(listed(auth=Auth(bearer="env:KEY")))

    assert [more["auth"] for _, more in web.fetch.asked] == [
        {"Authorization": "Bearer s3cret"},
        {},
    ]


def test_what_a_source_expects_is_asked_of_every_kind() -> None:
    found = Web({FEED: document(rss("One big story"))}).bad(source(expect=Expect(least=5)))
    assert (found.kind, found.detail) == ("contract", f"1 rows, expected 5.. at {FEED}")


def test_a_kind_that_asks_for_nothing_finds_nothing() -> None:
    given = source(kind="inbox", url="", options=inbox.Options(secret="env:KEY"))
    web = Web({})
    assert (web.good(given).is_new, web.fetch.asked) == (False, [])


def test_robots_txt_is_asked_for_pages_and_not_for_feeds() -> None:
    page_url = "https://gazette.example/news"
    web = Web({FEED: document(rss("One big story")), page_url: document(page("one"), url=page_url)})

    web.good()
    web.good(listed())

    assert [more["robots"] for _, more in web.fetch.asked] == [False, True]


@pytest.mark.parametrize("kind", [Document, NotModified, Problem])
def test_a_secret_that_a_redirect_repeats_is_in_no_hop(kind: type[Any]) -> None:
    sent, url = "https://a.example/x?k=s3cret", "https://a.example/x"
    hops = (Hop(302, "https://a.example/y?k=s3cret"),)
    given: dict[type[Any], Document | NotModified | Problem] = {
        Document: replace(document(url=hops[0].url), hops=hops),
        NotModified: NotModified(hops=hops),
        Problem: problem("404", f"status 404 at {hops[0].url}", hops=hops),
    }

    shown = shown_as(url, given[kind], sent=sent)

    assert "s3cret" not in repr(shown)
