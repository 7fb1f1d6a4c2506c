"""The transport over real sockets: connections used again, and never one too often."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import httpx
import pytest

from monitor.errors import FetchError
from monitor.net.transport import RETRIED, CheckedTransport
from tests.fakes.dialled import Dialled
from tests.fakes.webserver import Answer, WebServer

T = TypeVar("T")
Play = Callable[[WebServer, CheckedTransport], Awaitable[T]]


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def served(play: Play[T]) -> T:
    async def run() -> T:
        tls = ssl.create_default_context()
        transport = CheckedTransport(allowed=("127.0.0.0/8",), resolve=loopback, tls=tls)
        async with WebServer() as web:
            try:
                return await play(web, transport)
            finally:
                await transport.aclose()

    return asyncio.run(run())


async def asked(transport: CheckedTransport, request: httpx.Request) -> bytes:
    """Ask, and read the answer to its end."""
    response = await transport.handle_async_request(request)
    try:
        return b"".join([piece async for piece in response.aiter_raw()])
    finally:
        await response.aclose()


def get(url: str) -> httpx.Request:
    return httpx.Request("GET", url)


@pytest.mark.parametrize(
    "answer",
    [Answer(body=b"news"), Answer(pieces=[b"ne", b"ws"]), Answer(status=304), Answer(status=204)],
)
def test_a_connection_is_used_again_when_its_answer_was_read(answer: Answer) -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> tuple[int, int]:
        web.on("/x", answer)
        for _ in range(3):
            await asked(transport, get(web.url("/x")))
        return len(web.requests), web.connections

    assert served(play) == (3, 1)


RAW = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"news", close=True),
        Answer(raw=RAW),  # the server closes without a word
        Answer(raw=RAW + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
        Answer(raw=b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nnews"),
        Answer(raw=b"HTTP/1.1 200 OK\r\n\r\nnews"),
    ],
)
def test_a_connection_in_doubt_is_not_used_again(answer: Answer) -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> tuple[list[bytes], int]:
        web.on("/x", answer)
        found = [await asked(transport, get(web.url("/x"))) for _ in range(3)]
        return found, web.connections

    assert served(play) == ([b"news"] * 3, 3)


def test_a_body_left_unread_costs_its_connection() -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> int:
        web.on("/x", Answer(body=b"x" * 1_000_000))
        for _ in range(2):
            response = await transport.handle_async_request(get(web.url("/x")))
            await response.aclose()
            await response.stream.aclose()  # type: ignore[union-attr] # twice is once
        return web.connections

    assert served(play) == 2


def test_a_connection_kept_too_long_is_replaced_when_nothing_came() -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> tuple[bytes, bool, int]:
        web.on("/x", Answer(body=b"1"), Answer(reset="head"), Answer(body=b"2"))
        await asked(transport, get(web.url("/x")))
        again = get(web.url("/x"))
        found = await asked(transport, again)
        return found, RETRIED in again.extensions, web.connections

    assert served(play) == (b"2", True, 2)


@pytest.mark.parametrize("half", [b"H", b"HTTP/1.1 200 OK\r\nContent-"])
def test_it_is_not_replaced_once_a_byte_came(half: bytes) -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> None:
        web.on("/x", Answer(body=b"1"), Answer(raw=half), Answer(body=b"2"))
        await asked(transport, get(web.url("/x")))
        with pytest.raises(FetchError) as error:
            await asked(transport, get(web.url("/x")))
        assert error.value.kind == "reset"

    served(play)


def test_what_must_not_be_sent_twice_goes_over_a_fresh_connection() -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> tuple[int, list[bytes]]:
        web.on("/x", Answer(body=b"1"))
        await asked(transport, get(web.url("/x")))
        await asked(transport, httpx.Request("POST", web.url("/x"), content=b"{}"))
        return web.connections, [request.body for request in web.requests]

    assert served(play) == (2, [b"", b"{}"])


def test_two_at_one_time_have_a_connection_each() -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> tuple[int, int]:
        web.on("/x", Answer(body=b"1", delay_s=0.01))
        for _ in range(2):
            await asyncio.gather(*(asked(transport, get(web.url("/x"))) for _ in range(2)))
        return len(web.requests), web.connections

    assert served(play) == (4, 2)


def test_a_request_that_is_given_up_leaves_nothing_open() -> None:
    async def play(web: WebServer, transport: CheckedTransport) -> int:
        web.on("/x", Answer(hang="head"))
        asking = asyncio.ensure_future(asked(transport, get(web.url("/x"))))
        async with asyncio.timeout(5):
            while not web.requests:
                await asyncio.sleep(0.001)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        return len(transport._idle)

    assert served(play) == 0


def test_an_answer_that_comes_before_the_body_was_taken_counts() -> None:
    async def play() -> int:
        to = Dialled()
        tls = ssl.create_default_context()
        transport = CheckedTransport(allowed=(), resolve=public, tls=tls, dial=to)
        body = b"x" * 10_000_000
        posting = asyncio.ensure_future(
            transport.handle_async_request(
                httpx.Request("POST", "http://hook.example/", content=body)
            )
        )
        async with asyncio.timeout(5):
            while not to.ends:
                await asyncio.sleep(0.001)
        to.ends[0].send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        to.close()
        response = await posting
        await response.aclose()
        return response.status_code

    async def public(host: str, port: int) -> Sequence[str]:
        return ["8.8.8.8"]

    assert asyncio.run(play()) == 413
