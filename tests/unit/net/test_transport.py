"""Connections go only to addresses that were resolved and checked here."""

import asyncio
import ssl
from collections.abc import Sequence

import httpcore
import pytest

from monitor.errors import FetchError
from monitor.net.transport import CheckedBackend, SystemResolver, translated


class Names:
    """Resolves from a table; each name may have several answers, given one after the other."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name: list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        given = self.answers[host.partition(".")[0]]
        return given.pop(0) if len(given) > 1 else given[0]


class Connects(httpcore.AsyncNetworkBackend):
    """Records what would be connected to; `dead` addresses refuse."""

    def __init__(self, dead: Sequence[str] = ()) -> None:
        self.reached: list[str] = []
        self.dead = dead

    async def connect_tcp(
        self, host: str, port: int, *rest: object, **more: object
    ) -> httpcore.AsyncNetworkStream:
        self.reached.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("refused")
        return httpcore.AsyncMockStream([b""])


def connect(names: Names, to: Connects, host: str, allowed: Sequence[str] = ()) -> None:
    backend = CheckedBackend(allowed=allowed, resolve=names, inner=to)
    asyncio.run(backend.connect_tcp(host, 80, timeout=1.0))


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["10.0.0.1", "8.8.8.8"],
        ["2606:4700::1", "127.0.0.1"],
        ["8.8.8.8", "::1"],
        ["169.254.169.254"],
        ["::"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::1"],
        ["224.0.0.1"],
        ["8.8.8.8", "fe80::1%eth0"],
    ],
)
def test_a_name_with_any_inside_address_is_refused_whole(addresses: list[str]) -> None:
    to = Connects()
    with pytest.raises(FetchError) as error:
        connect(Names(news=[addresses]), to, "news.example")
    assert error.value.kind == "address"
    assert to.reached == []


def test_what_was_checked_is_what_is_connected_to() -> None:
    names, to = Names(news=[["8.8.8.8"], ["10.0.0.1"]]), Connects()
    connect(names, to, "news.example")  # a second answer would be private: it is not asked for
    assert names.asked == ["news.example"]
    assert to.reached == ["8.8.8.8"]


def test_a_literal_is_checked_without_a_resolver() -> None:
    names, to = Names(), Connects()
    with pytest.raises(FetchError):
        connect(names, to, "127.0.0.1")
    connect(names, to, "127.0.0.1", allowed=["127.0.0.0/8"])
    assert names.asked == []
    assert to.reached == ["127.0.0.1"]


def test_the_next_address_is_tried_when_one_is_dead() -> None:
    to = Connects(dead=["8.8.8.8"])
    connect(Names(news=[["8.8.8.8", "9.9.9.9"]]), to, "news.example")
    assert to.reached == ["8.8.8.8", "9.9.9.9"]


def test_a_name_without_address_is_a_dns_failure() -> None:
    with pytest.raises(FetchError) as error:
        connect(Names(news=[[]]), Connects(), "news.example")
    assert error.value.kind == "dns"


def test_no_url_leads_to_a_socket_file() -> None:
    backend = CheckedBackend(allowed=(), resolve=Names())
    with pytest.raises(FetchError):
        asyncio.run(backend.connect_unix_socket("/run/x"))


def test_the_system_resolver_knows_localhost_and_not_invalid_names() -> None:
    resolver = SystemResolver()
    assert "127.0.0.1" in asyncio.run(resolver("localhost", 80))
    with pytest.raises(FetchError) as error:
        asyncio.run(resolver("a\u0000b..invalid", 80))
    assert error.value.kind == "dns"
    resolver.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpcore.ConnectTimeout("x"), "connect-timeout"),
        (httpcore.ConnectError("x"), "connect"),
        (httpcore.ReadTimeout("x"), "timeout"),
        (httpcore.ReadError("x"), "reset"),
        (httpcore.RemoteProtocolError("bad framing"), "reset"),
        (ssl.SSLError("bad certificate"), "tls"),
        (ConnectionResetError(104, "Connection reset by peer"), "reset"),
    ],
)
def test_a_failure_is_called_by_our_word(error: Exception, kind: str) -> None:
    assert translated(error).kind == kind
