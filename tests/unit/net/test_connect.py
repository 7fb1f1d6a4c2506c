"""Connections go only to addresses that were resolved and checked here."""

import asyncio
import socket
import ssl
from collections.abc import Sequence

import pytest

from monitor.errors import FetchError
from monitor.net.connect import Connector, SystemResolver, dial
from tests.fakes.dialled import Dialled


class Names:
    """Resolves from a table; each name may have several answers, given one after the other."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name: list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        given = self.answers[host.partition(".")[0]]
        return given.pop(0) if len(given) > 1 else given[0]


def connect(names: Names, to: Dialled, host: str, allowed: Sequence[str] = ()) -> None:
    """Open a plain connection and close it again."""

    async def run() -> None:
        tls = ssl.create_default_context()
        connector = Connector(allowed=allowed, resolve=names, tls=tls, dial=to)
        try:
            (await connector.open(host, 80, secured=False)).close()
        finally:
            to.close()

    asyncio.run(run())


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
    to = Dialled()
    with pytest.raises(FetchError) as error:
        connect(Names(news=[addresses]), to, "news.example")
    assert error.value.kind == "address"
    assert to.reached == []


def test_what_was_checked_is_what_is_connected_to() -> None:
    names, to = Names(news=[["8.8.8.8"], ["10.0.0.1"]]), Dialled()
    connect(names, to, "news.example")  # a second answer would be private: it is not asked for
    assert names.asked == ["news.example"]
    assert to.reached == ["8.8.8.8"]


def test_a_literal_is_checked_without_a_resolver() -> None:
    names, to = Names(), Dialled()
    with pytest.raises(FetchError):
        connect(names, to, "127.0.0.1")
    connect(names, to, "127.0.0.1", allowed=["127.0.0.0/8"])
    assert names.asked == []
    assert to.reached == ["127.0.0.1"]


@pytest.mark.parametrize("dead", ["dead", "silent"])
def test_the_next_address_is_tried_when_one_does_not_answer(dead: str) -> None:
    to = Dialled(**{dead: ["8.8.8.8"]})
    connect(Names(news=[["8.8.8.8", "9.9.9.9"]]), to, "news.example")
    assert to.reached == ["8.8.8.8", "9.9.9.9"]


@pytest.mark.parametrize(("how", "kind"), [("dead", "connect"), ("silent", "connect-timeout")])
def test_when_none_answers_the_last_one_says_why(how: str, kind: str) -> None:
    addresses = ["8.8.8.8", "2606:4700::1"]
    to = Dialled(**{how: addresses})
    with pytest.raises(FetchError) as error:
        connect(Names(news=[addresses]), to, "news.example")
    assert error.value.kind == kind
    assert to.reached == addresses


def test_a_name_of_very_many_addresses_is_not_tried_for_ever() -> None:
    addresses = [f"8.8.8.{n}" for n in range(50)]
    to = Dialled(dead=addresses)
    with pytest.raises(FetchError):
        connect(Names(news=[addresses]), to, "news.example")
    assert len(to.reached) == 6


def test_a_name_without_address_is_a_dns_failure() -> None:
    with pytest.raises(FetchError) as error:
        connect(Names(news=[[]]), Dialled(), "news.example")
    assert error.value.kind == "dns"


def test_the_system_resolver_knows_localhost_and_not_invalid_names() -> None:
    resolver = SystemResolver()
    assert "127.0.0.1" in asyncio.run(resolver("localhost", 80))
    with pytest.raises(FetchError) as error:
        asyncio.run(resolver("a\u0000b..invalid", 80))
    assert error.value.kind == "dns"
    resolver.close()


def test_dialling_reaches_a_listener_of_either_family() -> None:
    async def run(family: int, address: str) -> bytes:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.bind((address, 0))
            listener.listen()
            channel = await dial(address, listener.getsockname()[1], 5.0)
            far, _ = listener.accept()
            with far:
                far.sendall(b"hello")
                found = await channel.receive(5.0)
            channel.close()
            return found

    assert asyncio.run(run(socket.AF_INET, "127.0.0.1")) == b"hello"
    if socket.has_ipv6:
        assert asyncio.run(run(socket.AF_INET6, "::1")) == b"hello"


def test_dialling_a_closed_port_is_an_error_and_leaves_no_socket() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(dial("127.0.0.1", port, 5.0))
