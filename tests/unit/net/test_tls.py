"""TLS: the certificate is checked by name, though we connect to an address."""

import asyncio
import contextlib
import random
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, cast

import httpx
import pytest

from monitor.errors import FetchError
from monitor.model import Document, Problem, Request
from monitor.net.fetch import Fetcher, Got
from monitor.net.politeness import HostGate, free_slot
from monitor.net.tls import SESSION_S, Sessions
from monitor.net.transport import CheckedTransport
from tests.fakes.clock import FakeClock
from tests.fakes.webserver import Answer, WebServer

PAIR = Path(__file__).resolve().parent / "tls"  # self-signed for news.example; made for these tests


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def got(host: str, *, trusts: bool, onward: str = "") -> Got:
    async def run() -> Got:
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(PAIR / "cert.pem", PAIR / "key.pem")
        trusted = ssl.create_default_context(cafile=PAIR / "cert.pem" if trusts else None)
        clock = FakeClock(driving=True)
        async with WebServer(tls=serving) as web:
            fetch = Fetcher(
                agent="a",
                hosts=HostGate(slot=free_slot, clock=clock),
                clock=clock,
                random=random.Random(1),
                resolve=loopback,
                tls=trusted,
            )
            moved = Answer(status=302, headers={"Location": onward}, body=b"x")
            web.on("/x", moved if onward else Answer(body=b"news"))
            request = Request(url=f"https://{host}:{web.port}/x")
            result = await fetch.get(request, allow_private=("127.0.0.0/8",))
            await fetch.close()
            return result

    return asyncio.run(run())


def test_the_certificate_of_the_name_is_accepted() -> None:
    result = got("news.example", trusts=True)
    assert isinstance(result, Document)
    assert result.body == b"news"


def test_a_certificate_of_another_name_is_refused() -> None:
    result = got("other.example", trusts=True)
    assert isinstance(result, Problem)
    assert (result.kind, result.weight) == ("tls", 0.5)


def test_a_self_signed_certificate_is_refused() -> None:
    result = got("news.example", trusts=False)
    assert isinstance(result, Problem)
    assert result.kind == "tls"


def test_https_never_becomes_http() -> None:
    result = got("news.example", trusts=True, onward="http://news.example/")
    assert isinstance(result, Problem)
    assert result.kind == "redirect"


class Secured:
    """A TLS server that answers every request, and notes which sessions were taken up again."""

    def __init__(self, tls: ssl.SSLContext, *, then: bytes = b"") -> None:
        self.resumed: list[bool] = []
        self._tls = tls
        self._then = then  # sent unasked behind each answer

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.resumed.append(writer.get_extra_info("ssl_object").session_reused)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews")
                if self._then:
                    writer.write(self._then)
        writer.close()


def serving(*, old: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PAIR / "cert.pem", PAIR / "key.pem")
    if old:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


async def asked(transport: CheckedTransport, port: int) -> bytes:
    request = httpx.Request("GET", f"https://news.example:{port}/")
    response = await transport.handle_async_request(request)
    try:
        return b"".join([piece async for piece in response.aiter_raw()])
    finally:
        await response.aclose()


def resumed(server: Secured, *, idle: int = 0, times: int = 3) -> list[bool]:
    """Ask a server some times; tell for each connection whether a session was taken up."""

    async def run() -> list[bool]:
        trusted = ssl.create_default_context(cafile=PAIR / "cert.pem")
        transport = CheckedTransport(
            allowed=("127.0.0.0/8",), resolve=loopback, tls=trusted, idle=idle
        )
        async with server:
            for _ in range(times):
                assert await asked(transport, server.port) == b"news"
            await transport.aclose()
        return server.resumed

    return asyncio.run(run())


@pytest.mark.parametrize("old", [False, True])
def test_a_session_is_taken_up_again(*, old: bool) -> None:
    assert resumed(Secured(serving(old=old))) == [False, True, True]


def test_a_server_that_forgot_its_sessions_gets_a_whole_handshake() -> None:
    forgetful = serving()
    forgetful.options |= ssl.OP_NO_TICKET
    forgetful.num_tickets = 0
    assert resumed(Secured(forgetful)) == [False, False, False]


def test_an_idle_secured_connection_is_used_again() -> None:
    assert resumed(Secured(serving()), idle=5) == [False]


def test_a_secured_connection_with_more_behind_the_answer_is_not() -> None:
    more = Secured(serving(), then=b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
    assert len(resumed(more, idle=5)) == 3


class Kept:
    """Stands for a secured stream that has a session to keep."""

    is_resumed = False

    def __init__(self) -> None:
        context, bio = ssl.create_default_context(), ssl.MemoryBIO
        self.session: Any = context.wrap_bio(bio(), bio(), server_hostname="a")  # any object does


def test_sessions_are_few_and_grow_old() -> None:
    sessions, kept = Sessions(most=2), Kept()
    for n in range(3):
        sessions.keep(("a.example", n), cast("Any", kept), now=0.0)
    assert len(sessions) == 2
    assert sessions.take(("a.example", 0), now=1.0) is kept.session
    assert sessions.take(("a.example", 2), now=1.0) is None
    assert sessions.take(("a.example", 0), now=SESSION_S) is None
    sessions.keep(("a.example", 2), cast("Any", kept), now=SESSION_S)
    assert sessions.take(("a.example", 2), now=SESSION_S) is kept.session
    sessions.drop(("a.example", 2))
    assert len(sessions) == 0


@pytest.mark.parametrize(
    ("said", "kind"), [(b"", "connect"), (b"\x16\x03", "connect"), (b"HTTP/1.1 400 No\r\n", "tls")]
)
def test_who_hangs_up_in_the_handshake_and_who_speaks_no_tls(said: bytes, kind: str) -> None:
    async def run() -> str:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.write(said)
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        transport = CheckedTransport(
            allowed=("127.0.0.0/8",), resolve=loopback, tls=ssl.create_default_context()
        )
        async with server:
            with pytest.raises(FetchError) as error:
                await asked(transport, port)
        return error.value.kind

    assert asyncio.run(run()) == kind
