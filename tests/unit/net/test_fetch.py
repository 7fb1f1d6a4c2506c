"""Fetching over real sockets: what a server may do, and what comes of it."""

import asyncio
import gzip
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import pytest

from monitor.errors import FetchError
from monitor.manners import HostLimit
from monitor.model import Document, NotModified, Problem, Request
from monitor.net.fetch import Fetcher, Got, user_agent
from monitor.net.politeness import HostGate, free_slot
from monitor.net.problems import NOT_SENT
from monitor.secrecy import Secrets
from tests.fakes.clock import FakeClock
from tests.fakes.webserver import Answer, Received, WebServer

T = TypeVar("T")
LOOPBACK = ("127.0.0.0/8",)
AGENT = "newsmonitor/0 (+https://project.example; desk@example.org)"


async def names(host: str, port: int) -> Sequence[str]:
    """Resolve every name of the tests: to loopback, or inside."""
    return {"inside.example": ["10.0.0.1"], "nowhere.example": []}.get(host, ["127.0.0.1"])


def fetcher(clock: FakeClock | None = None) -> Fetcher:
    clock = clock or FakeClock(driving=True)
    hosts = HostGate(slot=free_slot, clock=clock)
    return Fetcher(agent=AGENT, hosts=hosts, clock=clock, random=random.Random(7), resolve=names)


def served(play: Callable[[WebServer, Fetcher], Awaitable[T]]) -> T:
    """Run a play against a fresh server with a fresh fetcher."""

    async def run() -> T:
        async with WebServer() as web:
            fetch = fetcher()
            try:
                return await play(web, fetch)
            finally:
                await fetch.close()

    return asyncio.run(run())


def got(answer: Answer, *, max_body: int = 10_000_000, max_time_s: float = 20.0) -> Got:
    """Fetch one scripted answer."""

    async def play(web: WebServer, fetch: Fetcher) -> Got:
        web.on("/x", answer)
        return await fetch.get(
            Request(url=web.url("/x")),
            allow_private=LOOPBACK,
            max_body=max_body,
            max_time_s=max_time_s,
        )

    return served(play)


def kind_of(result: Got) -> str:
    assert isinstance(result, Problem), result
    return result.kind


def test_a_document_comes_with_its_headers_and_address() -> None:
    result = got(Answer(headers={"ETag": '"1"', "X-Y": "a"}, body=b"news"))
    assert isinstance(result, Document)
    assert (result.status, result.body, result.headers["etag"]) == (200, b"news", '"1"')
    assert result.url.endswith("/x")


@pytest.mark.parametrize(
    ("status", "kind", "weight"),
    [
        *((401, "401", 1.0), (403, "403", 1.0), (404, "404", 0.5), (410, "410", 1.0)),
        *((418, "4xx", 1.0), (429, "429", 0.25), (500, "5xx", 0.25), (503, "5xx", 0.25)),
        (202, "blocked", 1.0),
    ],
)
def test_a_status_is_a_problem_of_its_weight(status: int, kind: str, weight: float) -> None:
    result = got(Answer(status=status, body=b"sorry"))
    assert isinstance(result, Problem)
    assert (result.kind, result.weight) == (kind, weight)
    assert str(status) in result.detail


def test_validators_go_back_byte_for_byte() -> None:
    etag, modified = 'W/"a b\xe9"', "yesterday, about noon"

    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, Received]:
        web.on("/x", Answer(status=304, headers={"ETag": '"2"'}))
        request = Request(url=web.url("/x"))
        result = await fetch.get(request, allow_private=LOOPBACK, etag=etag, modified=modified)
        return result, web.requests[0]

    result, asked = served(play)
    assert isinstance(result, NotModified)
    assert result.headers["etag"] == '"2"'
    assert asked.headers["if-none-match"] == etag
    assert asked.headers["if-modified-since"] == modified


def test_a_request_says_who_asks_and_nothing_else() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> list[Received]:
        web.on("/x", Answer(headers={"Set-Cookie": "a=b; Path=/"}, body=b"1"))
        for _ in range(2):
            await fetch.get(Request(url=web.url("/x?a=1")), allow_private=LOOPBACK)
        return web.requests

    first, second = served(play)
    assert set(second.headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert second.headers["user-agent"] == AGENT
    assert second.headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert first.path == second.path == "/x?a=1"


def test_redirects_are_followed_and_seen_in_the_address() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> Got:
        web.on("/x", Answer(status=302, headers={"Location": "y", "Set-Cookie": "a=b"}))
        web.on("/y", Answer(status=301, headers={"Location": web.url("/z")}))
        web.on("/z", Answer(body=b"there"))
        result = await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)
        assert all("cookie" not in request.headers for request in web.requests)
        return result

    result = served(play)
    assert isinstance(result, Document)
    assert result.url.endswith("/z")


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://169.254.169.254/latest/meta-data/", "address"),
        ("http://10.0.0.1/", "address"),
        ("//inside.example/", "address"),
        ("http://127.0.0.1:22/", "address"),
        ("http://2130706433/", "address"),
        ("http://[::1]/", "address"),
        ("http:\\\\10.0.0.1", "redirect"),
        ("http://u:p@127.0.0.1/", "redirect"),
        ("file:///etc/passwd", "redirect"),
        ("javascript:alert(1)", "redirect"),
        ("", "redirect"),
        ("/x", "redirect"),
    ],
)
def test_a_redirect_to_where_we_do_not_go_ends_there(location: str, kind: str) -> None:
    result = got(Answer(status=302, headers={"Location": location}))
    assert kind_of(result) == kind


def test_five_redirects_are_enough() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, Got]:
        for n in range(7):
            web.on(f"/{n}", Answer(status=302, headers={"Location": f"/{n + 1}"}))
        web.on("/7", Answer(body=b"far"))
        near = await fetch.get(Request(url=web.url("/2")), allow_private=LOOPBACK)
        far = await fetch.get(Request(url=web.url("/1")), allow_private=LOOPBACK)
        return near, far

    near, far = served(play)
    assert isinstance(near, Document)
    assert kind_of(far) == "redirect"


def test_secrets_stay_with_their_origin() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> list[Received]:
        web.on("/x", Answer(status=302, headers={"Location": "/y"}))
        web.on("/y", Answer(status=302, headers={"Location": f"http://b.example:{web.port}/z"}))
        web.on("/z", Answer(body=b"1"))
        await fetch.get(
            Request(url=web.url("/x"), headers={"Accept-Language": "it", "X-Desk": "1"}),
            allow_private=LOOPBACK,
            auth={"Authorization": "Bearer s3cret"},
        )
        return web.requests

    first, same, other = served(play)
    assert first.headers["authorization"] == same.headers["authorization"] == "Bearer s3cret"
    assert "authorization" not in other.headers
    assert "x-desk" not in other.headers
    assert other.headers["accept-language"] == "it"
    assert other.headers["host"].startswith("b.example:")


def test_a_private_address_is_refused_unless_the_source_opens_it() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, int]:
        result = await fetch.get(Request(url=web.url("/x")))
        return result, web.connections

    result, connections = served(play)
    assert kind_of(result) == "address"
    assert connections == 0


def test_a_pooled_connection_of_one_policy_serves_no_other() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, Got]:
        web.on("/x", Answer(body=b"1"))
        request = Request(url=web.url("/x"))
        return await fetch.get(request, allow_private=LOOPBACK), await fetch.get(request)

    opened, closed = served(play)
    assert isinstance(opened, Document)
    assert kind_of(closed) == "address"


@pytest.mark.parametrize("answer", [Answer(hang="head"), Answer(body=b"x" * 100, hang="body")])
def test_a_hang_ends_at_the_deadline(answer: Answer) -> None:
    result = got(answer, max_time_s=0.2)
    assert kind_of(result) == "timeout"


def test_a_byte_now_and_then_does_not_prolong_the_deadline() -> None:
    drip = Answer(pieces=[b"x"] * 1000, piece_delay_s=0.05)
    assert kind_of(got(drip, max_time_s=0.3)) == "timeout"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"just text",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    ],
)
def test_a_broken_answer_is_a_reset(raw: bytes) -> None:
    assert kind_of(got(Answer(raw=raw))) == "reset"


def test_a_lost_connection_is_tried_once_more() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, Got, int]:
        web.on("/x", Answer(reset="head"), Answer(body=b"1"))
        web.on("/y", Answer(reset="head"))
        first = await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)
        second = await fetch.get(Request(url=web.url("/y")), allow_private=LOOPBACK)
        return first, second, len(web.requests)

    first, second, requests = served(play)
    assert isinstance(first, Document)
    assert kind_of(second) == "reset"
    assert requests == 4


def test_an_answer_cut_inside_is_not_asked_for_again() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[Got, int]:
        web.on("/x", Answer(body=b"x" * 1000, reset="body"))
        result = await fetch.get(Request(url=web.url("/x")), allow_private=LOOPBACK)
        return result, len(web.requests)

    result, requests = served(play)
    assert kind_of(result) == "reset"
    assert requests == 1


def test_a_closed_port_and_an_unknown_name_are_told_apart() -> None:
    async def run() -> list[str]:
        web = WebServer()
        async with web:
            port = web.port
        fetch = fetcher()
        urls = [f"http://127.0.0.1:{port}/", "http://nowhere.example/", "http://inside.example/"]
        found = [await fetch.get(Request(url=url), allow_private=LOOPBACK) for url in urls]
        await fetch.close()
        return [kind_of(result) for result in found]

    assert asyncio.run(run()) == ["connect", "dns", "address"]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 40 + b"HTTP/1.1 200 OK\r\n\r\n", "too-large"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "too-large"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 9000 + b"\r\n\r\n", "too-large"),
    ],
)
def test_heads_have_limits(raw: bytes, kind: str) -> None:
    assert kind_of(got(Answer(raw=raw))) == kind


@pytest.mark.parametrize(
    "endless", [b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", b"X-More: y\r\n", b"z" * 1000]
)
def test_an_endless_head_ends_at_once(endless: bytes) -> None:
    answer = Answer(raw=b"HTTP/1.1 103 Early Hints\r\n", endless=endless)
    assert kind_of(got(answer)) in ("too-large", "reset")


def test_a_few_interim_answers_are_fine() -> None:
    raw = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3
    raw += b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    result = got(Answer(raw=raw))
    assert isinstance(result, Document)
    assert result.body == b"ok"


def test_a_body_over_its_limit_is_too_large() -> None:
    assert kind_of(got(Answer(body=b"x" * 2000), max_body=1000)) == "too-large"
    endless = Answer(headers={"Content-Length": "999999999999"}, endless=b"x" * 10_000)
    assert kind_of(got(endless, max_body=100_000)) == "too-large"
    packed = gzip.compress(random.Random(1).randbytes(2000).hex().encode())
    gz = Answer(headers={"Content-Encoding": "gzip"}, body=packed)
    assert kind_of(got(gz, max_body=3000)) == "too-large"


def test_a_bomb_is_a_bomb() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    result = got(Answer(headers={"Content-Encoding": "gzip"}, body=bomb))
    assert kind_of(result) == "bomb"
    layers = Answer(headers={"Content-Encoding": "gzip, gzip"}, body=b"x")
    assert kind_of(got(layers)) == "bomb"


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_answer_is_soft(body: bytes) -> None:
    assert kind_of(got(Answer(body=body))) == "empty"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=403, headers={"cf-mitigated": "challenge"}, body=b"<html>no</html>"),
        Answer(status=202, headers={"x-amzn-waf-action": "challenge"}, body=b"x"),
        Answer(body=b"<html><script src=//x.awswaf.com/a.js></script></html>"),
        Answer(body=b"<!doctype html><html><body><div id=captcha>Please wait</div></body></html>"),
    ],
)
def test_a_bot_wall_is_blocked_not_empty(answer: Answer) -> None:
    assert kind_of(got(answer)) == "blocked"


def test_a_page_that_only_mentions_captchas_is_a_document() -> None:
    text = b"<html><p>" + b"A long story about captchas and how they annoy. " * 40 + b"</p></html>"
    assert isinstance(got(Answer(body=text)), Document)


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({"Retry-After": "120"}, 120, 132),
        ({"Retry-After": "999999999"}, 86_400, 86_400),
        (
            {
                "Date": "Tue, 06 Aug 2024 10:00:00 GMT",
                "Retry-After": "Tue, 06 Aug 2024 10:05:00 GMT",
            },
            300,
            330,
        ),
    ],
)
def test_retry_after_is_read_as_seconds_or_by_the_answers_own_date(
    headers: Mapping[str, str], low: float, high: float
) -> None:
    result = got(Answer(status=429, headers=headers, body=b"slow down"))
    assert isinstance(result, Problem)
    assert result.retry_after_s is not None
    assert low <= result.retry_after_s <= high


@pytest.mark.parametrize("value", ["soon", "-5", "", "1e9"])
def test_a_nonsense_retry_after_is_none(value: str) -> None:
    result = got(Answer(status=503, headers={"Retry-After": value}, body=b"x"))
    assert isinstance(result, Problem)
    assert result.retry_after_s is None


def test_a_host_gets_no_more_connections_than_its_limit() -> None:
    async def run() -> int:
        clock = FakeClock(driving=True)
        async with WebServer() as web:
            host = f"127.0.0.1:{web.port}"
            hosts = HostGate(slot=free_slot, clock=clock, hosts={host: HostLimit(connections=2)})
            fetch = Fetcher(
                agent=AGENT, hosts=hosts, clock=clock, random=random.Random(1), resolve=names
            )
            web.on("/x", Answer(body=b"1", delay_s=0.01))
            request = Request(url=web.url("/x"))
            await asyncio.gather(*(fetch.get(request, allow_private=LOOPBACK) for _ in range(8)))
            await fetch.close()
            return web.most_at_once

    assert asyncio.run(run()) <= 2


def test_a_post_gives_the_answer_as_it_is() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> tuple[int, bytes, Received]:
        web.on("/hook", Answer(status=302, headers={"Location": "/else"}, body=b"no"))
        answer = await fetch.post(
            web.url("/hook"), headers={"Webhook-Id": "1"}, body=b"{}", allow_private=LOOPBACK
        )
        return answer.status, answer.body, web.requests[0]

    status, body, asked = served(play)
    assert (status, body) == (302, b"no")
    assert (asked.method, asked.body, asked.headers["webhook-id"]) == ("POST", b"{}", "1")


def test_a_failed_post_says_whether_it_may_have_been_taken() -> None:
    async def play(web: WebServer, fetch: Fetcher) -> list[str]:
        web.on("/reset", Answer(reset="head"))
        web.on("/hang", Answer(hang="head"))
        kinds = []
        for url, allowed in (
            (web.url("/reset"), LOOPBACK),
            (web.url("/hang"), LOOPBACK),
            (web.url("/hang"), ()),
            ("http://nowhere.example/", LOOPBACK),
            ("http://127.0.0.1:1/", LOOPBACK),
        ):
            with pytest.raises(FetchError) as error:
                await fetch.post(url, headers={}, body=b"", allow_private=allowed, timeout_s=0.3)
            kinds.append(error.value.kind)
        return kinds

    kinds = served(play)
    assert kinds == ["reset", "timeout", "address", "dns", "connect"]
    assert [kind in NOT_SENT for kind in kinds] == [False, False, True, True, True]


def test_the_agent_names_project_and_contact_in_ascii() -> None:
    assert user_agent("1.2", project_url="https://p.example", contact="d\u00e9sk\r\n@x") == (
        "newsmonitor/1.2 (+https://p.example; dsk@x)"
    )
    assert user_agent("1.2", project_url="", contact="") == "newsmonitor/1.2"


def test_secrets_that_a_server_echoes_are_in_no_problem() -> None:
    secrets = Secrets()
    secrets.add("HN_KEY", "s3cret/of ours")

    async def run() -> list[Problem]:
        clock = FakeClock(driving=True)
        async with WebServer() as web:
            hosts = HostGate(slot=free_slot, clock=clock)
            fetch = Fetcher(
                agent=AGENT,
                hosts=hosts,
                clock=clock,
                random=random.Random(1),
                resolve=names,
                clean=secrets.clean,
            )
            echo = b"x" * 495 + b" you sent s3cret/of ours"
            web.on("/denied", Answer(status=403, body=echo))
            web.on("/moved", Answer(status=302, headers={"Location": "ftp://s3cret%2Fof%20ours/"}))
            web.on("/bad", Answer(raw=b"HTTP/1.1 200 OK\r\ns3cret/of ours\r\n\r\n"))
            found = [
                await fetch.get(Request(url=web.url(path)), allow_private=LOOPBACK)
                for path in ("/denied", "/moved", "/bad?k=s3cret%2Fof%20ours")
            ]
            await fetch.close()
            return [one for one in found if isinstance(one, Problem)]

    found = asyncio.run(run())
    assert [one.kind for one in found] == ["403", "redirect", "reset"]
    assert "s3cret" not in "".join(one.detail + one.sample for one in found)
    assert "[secret HN_KEY]" in found[2].detail
