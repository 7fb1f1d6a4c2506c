"""The browser's proxy: who may use it, where it leads, and where it does not."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from monitor.net.proxy import CheckingProxy
from tests.fakes.webserver import Answer, WebServer

INSIDE = ("127.0.0.0/8",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    proxy: CheckingProxy
    web: WebServer

    async def said(self, head: str, *, known: bool = True, more: bytes = b"") -> bytes:
        """Give all that comes back for a request head."""
        port = int(self.proxy.url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        pair = base64.b64encode(f"{self.proxy.user}:{self.proxy.password}".encode()).decode()
        own = f"proxy-authorization: Basic {pair}\r\n" if known else ""
        writer.write(f"{head}\r\n{own}\r\n".encode() + more)
        if not known or more:
            got = await reader.readuntil(b"\r\n\r\n")
            got += await reader.read(10_000) if more else b""
        else:
            got = await reader.read(100_000)
        writer.close()
        return got


def run(
    act: Callable[[Way], Awaitable[None]],
    *,
    allowed: Sequence[str] = INSIDE,
    addresses: Sequence[str] = ("127.0.0.1",),
) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    async def inner() -> None:
        async with WebServer() as web:
            web.on("/x?a=1", Answer(body=b"news"))
            proxy = CheckingProxy(allowed=allowed, resolve=resolve, own_port=web.port)
            async with proxy:
                await act(Way(proxy=proxy, web=web))

    asyncio.run(inner())


def test_a_request_goes_on_with_its_path_and_without_our_password() -> None:
    async def act(way: Way) -> None:
        head = f"GET http://news.example:{way.web.port}/x?a=1 HTTP/1.1\r\nHost: news.example"
        assert (await way.said(head)).endswith(b"news")
        (request,) = way.web.requests
        assert request.path == "/x?a=1"
        assert request.headers["host"] == "news.example"
        assert "proxy-authorization" not in request.headers

    run(act)


def test_a_tunnel_carries_bytes_both_ways() -> None:
    async def act(way: Way) -> None:
        inner = b"GET /x?a=1 HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n"
        got = await way.said(f"CONNECT news.example:{way.web.port} HTTP/1.1", more=inner)
        assert got.startswith(b"HTTP/1.1 200")
        assert b"news" in got

    run(act)


def test_who_does_not_know_the_password_is_asked_for_it() -> None:
    async def act(way: Way) -> None:
        got = await way.said(f"CONNECT news.example:{way.web.port} HTTP/1.1", known=False)
        assert got.startswith(b"HTTP/1.1 407")
        assert not way.web.connections

    run(act)


@pytest.mark.parametrize(
    "where", ["169.254.169.254:80", "[::1]:80", "127.0.0.1:80", "10.0.0.1:443", "news.example:22"]
)
def test_an_inside_address_or_another_port_is_refused(where: str) -> None:
    async def act(way: Way) -> None:
        assert (await way.said(f"CONNECT {where} HTTP/1.1")).startswith(b"HTTP/1.1 403")
        (refused,) = way.proxy.refused
        assert where.strip("[]").replace("]", "") in refused.replace("]", "")

    run(act, allowed=())


def test_a_name_with_an_inside_address_is_refused_whole() -> None:
    async def act(way: Way) -> None:
        got = await way.said("CONNECT news.example:443 HTTP/1.1")
        assert got.startswith(b"HTTP/1.1 403")

    run(act, allowed=(), addresses=("93.184.216.34", "127.0.0.1"))


@pytest.mark.parametrize("head", ["GET", "x" * 100_000, "GET http://[x/ HTTP/1.1", "CONNECT :0 x"])
def test_what_is_no_request_ends_the_connection(head: str) -> None:
    async def act(way: Way) -> None:
        assert b"200" not in (await way.said(head))[:20]
        assert not way.web.connections

    run(act)
