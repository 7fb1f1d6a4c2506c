"""The HTTP contract over real sockets: a scripted answer, and what we do then."""

import asyncio
import gzip
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import pytest

from monitor.model import Document, NotModified, Problem, Request
from monitor.net.fetch import Fetcher, Got, retry_after
from monitor.net.politeness import HostGate, free_slot
from monitor.net.walls import is_wall
from tests.fakes.clock import START, FakeClock
from tests.fakes.webserver import Answer, Received, WebServer

T = TypeVar("T")
LOOPBACK = ("127.0.0.0/8",)
PLAIN = {"host", "user-agent", "accept", "accept-encoding"}


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def served(play: Callable[[WebServer, Fetcher], Awaitable[T]], clock: FakeClock | None = None) -> T:
    """Run a play against a fresh server with a fresh fetcher."""

    async def run() -> T:
        at = clock or FakeClock(driving=True)
        async with WebServer() as web:
            fetch = Fetcher(
                agent="newsmonitor/0",
                hosts=HostGate(slot=free_slot, clock=at),
                clock=at,
                random=random.Random(3),
                resolve=loopback,
            )
            try:
                return await play(web, fetch)
            finally:
                await fetch.close()

    return asyncio.run(run())


def polled(*answers: Answer, **more: Any) -> tuple[list[Got], list[Received]]:
    """Ask once per answer for one address; give what came and what was asked."""

    async def play(web: WebServer, fetch: Fetcher) -> tuple[list[Got], list[Received]]:
        web.on("/x", *answers)
        request = Request(url=web.url("/x"))
        found = [await fetch.get(request, allow_private=LOOPBACK, **more) for _ in answers]
        return found, web.requests

    return served(play)


# --- 1 opaque validators, 2 conditionals ------------------------------------------------------


@pytest.mark.parametrize("etag", ['"1"', 'W/"a b"', "no quotes", '"\xe9\xff"', '"a", "b"', '""'])
@pytest.mark.parametrize("modified", ["", "Tue, 06 Aug 2024 10:00:00 GMT", "yesterday", "0", "-1"])
def test_validators_go_back_as_they_came(etag: str, modified: str) -> None:
    _, (asked,) = polled(Answer(status=304), etag=etag, modified=modified)
    assert asked.headers["if-none-match"] == etag
    assert asked.headers.get("if-modified-since", "") == modified


def test_validators_of_an_answer_are_given_as_they_stand() -> None:
    headers = {"ETag": 'W/"a b\xff"', "Last-Modified": "Someday, 99 Foo 2024"}
    (found,), _ = polled(Answer(headers=headers, body=b"x"))
    assert isinstance(found, Document)
    assert found.headers["etag"] == headers["ETag"]
    assert found.headers["last-modified"] == headers["Last-Modified"]


def test_a_304_gives_its_own_headers() -> None:
    headers = {"ETag": '"new"', "Cache-Control": "max-age=60"}
    (found,), _ = polled(Answer(status=304, headers=headers), etag='"old"')
    assert isinstance(found, NotModified)
    assert (found.headers["etag"], found.headers["cache-control"]) == ('"new"', "max-age=60")


def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    (found,), _ = polled(Answer(status=304))
    assert isinstance(found, Problem)
    assert found.kind == "4xx"


def test_without_validators_no_condition_is_sent() -> None:
    _, (asked,) = polled(Answer(body=b"x"))
    assert set(asked.headers) == PLAIN


def test_a_changed_document_comes_whole_though_conditions_were_sent() -> None:
    (found,), _ = polled(Answer(headers={"ETag": '"2"'}, body=b"new"), etag='"1"')
    assert isinstance(found, Document)
    assert found.body == b"new"


def test_conditions_follow_a_redirect() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, Received]:
        web.on("/x", Answer(status=301, headers={"Location": "/y"}))
        web.on("/y", Answer(status=304))
        request = Request(url=web.url("/x"))
        return await fetch.get(request, allow_private=LOOPBACK, etag='"1"'), web.requests[1]

    found, asked = served(play)
    assert isinstance(found, NotModified)
    assert asked.headers["if-none-match"] == '"1"'


# --- 5 Retry-After ----------------------------------------------------------------------------

AT = "Tue, 24 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": " 120 "}, 120.0),
        ({"retry-after": "86400"}, 86400.0),
        ({"retry-after": "86401"}, 86400.0),
        ({"retry-after": "9" * 400}, 86400.0),
        ({"retry-after": "Tue, 24 Nov 2026 08:10:00 GMT", "date": AT}, 600.0),
        ({"retry-after": "Tue, 24 Nov 2026 07:00:00 GMT", "date": AT}, 0.0),
        ({"retry-after": "Tue, 24 Nov 2026 09:10:00 GMT"}, 600.0),
        ({"retry-after": "Tue, 24 Nov 2026 09:10:00 GMT", "date": "nonsense"}, 600.0),
        ({"retry-after": "Tuesday, 24-Nov-26 08:10:00 GMT", "date": AT}, 600.0),
        ({"retry-after": "Wed, 01 Jan 2031 00:00:00 GMT", "date": AT}, 86400.0),
        ({"retry-after": "Tue, 24 Nov 2026 10:10:00 +0200", "date": AT}, 600.0),
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "2026-11-24"}, None),
        ({"retry-after": "Tue, 99 Nov 2026 08:10:00 GMT"}, None),
        ({"retry-after": "\u00b2"}, None),
        ({"retry-after": "Tue, 24 Nov 99999 08:10:00 GMT"}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_against_the_answers_own(
    headers: Mapping[str, str], seconds: float | None
) -> None:
    assert retry_after(headers, now=START) == seconds


@pytest.mark.parametrize(
    ("status", "heard"), [(429, True), (503, True), (500, False), (403, False)]
)
def test_only_429_and_503_say_when_to_come_again(status: int, *, heard: bool) -> None:
    (found,), _ = polled(Answer(status=status, headers={"Retry-After": "100"}, body=b"x"))
    assert isinstance(found, Problem)
    assert (found.retry_after_s is not None) is heard
    if found.retry_after_s is not None:
        assert 100 <= found.retry_after_s <= 110


def test_an_http_failure_is_never_asked_for_again_in_the_same_poll() -> None:
    for status in (429, 500, 503, 404):
        _, asked = polled(Answer(status=status, body=b"x"))
        assert len(asked) == 1


# --- 6 redirects ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_redirect_is_followed_once_per_poll(status: int) -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, list[str]]:
        web.on("/x", Answer(status=status, headers={"Location": "/y"}, body=b"moved"))
        web.on("/y", Answer(body=b"here"))
        found = await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)
        return found, web.paths()

    found, paths = served(play)
    assert isinstance(found, Document)
    assert found.url.endswith("/y")
    assert paths == ["/x", "/y"]


@pytest.mark.parametrize("status", [300, 304, 305, 306, 399])
def test_what_is_no_redirect_is_not_followed(status: int) -> None:
    found, asked = polled(Answer(status=status, headers={"Location": "/x?again"}, body=b""))
    assert isinstance(found[0], Problem)
    assert len(asked) == 1


def test_a_redirect_loop_of_two_ends() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, int]:
        web.on("/x", Answer(status=302, headers={"Location": "/y"}))
        web.on("/y", Answer(status=302, headers={"Location": "/x"}))
        found = await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)
        return found, len(web.requests)

    found, asked = served(play)
    assert isinstance(found, Problem)
    assert (found.kind, asked) == ("redirect", 2)


def test_a_redirects_own_body_is_read_within_the_limits_too() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    headers = {"Location": "/y", "Content-Encoding": "gzip"}
    (found,), _ = polled(Answer(status=302, headers=headers, body=bomb))
    assert isinstance(found, Problem)
    assert found.kind == "bomb"


# --- 13 bot walls -----------------------------------------------------------------------------

CHALLENGE = b"<html><head><script src='/_Incapsula_Resource?x'></script></head></html>"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (202, {}, b""),
        (202, {}, b"<rss/>"),
        (200, {"cf-mitigated": "challenge"}, b"<rss/>"),
        (404, {"cf-mitigated": "block"}, b""),
        (200, {}, CHALLENGE),
        (200, {}, CHALLENGE.upper()),
        (203, {}, b"<html><div id='px-captcha'></div></html>"),
        (200, {}, b"<html><script src='//geo.captcha-delivery.com/c.js'></script></html>"),
        (200, {}, b"<html><script>window._cf_chl_opt={}</script></html>"),
        (200, {}, b"<html><script>var ddjskey='x'</script><!-- datadome --></html>"),
    ],
)
def test_a_challenge_is_a_wall(status: int, headers: Mapping[str, str], body: bytes) -> None:
    assert is_wall(status, headers, body)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html><p>Nothing to see</p></html>"),
        (200, b"<rss><item><title>captcha on the rise</title></item></rss>"),
        (200, b"captcha"),
        (403, CHALLENGE),  # told by its status
        (500, CHALLENGE),
        (200, b"<html>captcha" + b" and a whole story about it" * 40 + b"</html>"),
        (200, b"<html>captcha<script>" + b"x" * 300_000 + b"</script></html>"),
    ],
)
def test_what_is_no_challenge_is_no_wall(status: int, body: bytes) -> None:
    assert not is_wall(status, {}, body)


# --- 14 plain requests ------------------------------------------------------------------------


def test_no_cookie_comes_back_after_any_answer() -> None:
    cookie = [("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Domain=127.0.0.1")]

    async def play(web: WebServer, fetch: Fetcher) -> list[Received]:
        web.on("/x", Answer(status=302, headers=[*cookie, ("Location", "/y")]))
        web.on(
            "/y", Answer(headers=cookie, body=b"1"), Answer(status=404, headers=cookie, body=b"2")
        )
        for _ in range(3):
            await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)
        return web.requests

    asked = served(play)
    assert len(asked) == 6
    assert all(set(request.headers) == PLAIN for request in asked)


def test_query_and_escapes_are_sent_as_written() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> list[str]:
        for path in ("/x?b=2&a=1", "/%7Ex/a%2Fb", "/x?q=a+b%20c", "/x;p=1"):
            await fetch.get(Request(url=web.url(path)), allow_private=LOOPBACK)
        return web.paths()

    assert served(play) == ["/x?b=2&a=1", "/%7Ex/a%2Fb", "/x?q=a+b%20c", "/x;p=1"]


def test_a_post_of_a_kind_carries_its_body() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> Received:
        web.on("/x", Answer(body=b"1"))
        request = Request(url=web.url("/x"), method="POST", body=b'{"q": 1}')
        await fetch.get(request, allow_private=LOOPBACK)
        return web.requests[0]

    asked = served(play)
    assert (asked.method, asked.body) == ("POST", b'{"q": 1}')
    assert asked.headers["content-length"] == "8"


def test_a_connection_is_used_again() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> int:
        web.on("/x", Answer(body=b"1"))
        for _ in range(4):
            await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)
        return web.connections

    assert served(play) == 1


def test_a_kept_connection_that_the_server_closed_costs_one_more_try() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> list[Got]:
        web.on("/x", Answer(body=b"1", close=True))
        request = Request(url=web.url("/x"))
        return [await fetch.get(request, allow_private=LOOPBACK) for _ in range(3)]

    assert all(isinstance(found, Document) for found in served(play))


def test_the_time_of_a_document_is_our_clocks() -> None:
    (found,), _ = polled(Answer(headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}, body=b"x"))
    assert isinstance(found, Document)
    assert found.fetched == START


def test_the_pause_before_the_second_try_is_five_to_fifteen_seconds() -> None:
    clock = FakeClock(driving=True)

    async def play(web: WebServer, fetch: Fetcher) -> Got:
        web.on("/x", Answer(reset="head"), Answer(body=b"1"))
        return await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)

    assert isinstance(served(play, clock), Document)
    assert 5.0 <= clock.monotonic() <= 15.0
