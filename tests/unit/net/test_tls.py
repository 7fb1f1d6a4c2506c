"""TLS: the certificate is checked by name, though we connect to an address."""

import asyncio
import random
import ssl
from collections.abc import Sequence
from pathlib import Path

from monitor.model import Document, Problem, Request
from monitor.net.fetch import Fetcher, Got
from monitor.net.politeness import HostGate, free_slot
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
