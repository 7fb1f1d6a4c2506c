"""Channels: one socket, read when the loop says so."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from monitor.net.channel import PIECE, Channel

T = TypeVar("T")
SOON_S = 5.0


def with_pair(play: Callable[[Channel, socket.socket], Awaitable[T]]) -> T:
    """Run a play with a channel and the other side's socket."""

    async def run() -> T:
        near, far = socket.socketpair()
        near.setblocking(False)
        far.setblocking(False)
        channel = Channel(near)
        try:
            return await play(channel, far)
        finally:
            channel.close()
            far.close()

    return asyncio.run(run())


def test_what_was_sent_before_or_after_is_received() -> None:
    async def play(channel: Channel, far: socket.socket) -> list[bytes]:
        far.send(b"early")
        found = [await channel.receive(SOON_S)]
        asyncio.get_running_loop().call_soon(far.send, b"late")
        found.append(await channel.receive(SOON_S))
        far.close()
        return [*found, await channel.receive(SOON_S)]

    assert with_pair(play) == [b"early", b"late", b""]


def test_a_long_answer_is_read_on_without_waiting() -> None:
    async def play(channel: Channel, far: socket.socket) -> int:
        far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * PIECE)
        sent = far.send(b"x" * 4 * PIECE)
        came = 0
        while came < sent:
            came += len(await channel.receive(SOON_S))
        return sent - came

    assert with_pair(play) == 0


def test_more_than_the_socket_takes_is_sent_as_it_drains() -> None:
    async def play(channel: Channel, far: socket.socket) -> int:
        sending = asyncio.ensure_future(channel.send(b"x" * 50 * PIECE, SOON_S))
        other, came = asyncio.get_running_loop(), 0
        while came < 50 * PIECE:
            came += len(await other.sock_recv(far, PIECE))
        await sending
        return came

    assert with_pair(play) == 50 * PIECE


@pytest.mark.parametrize("what", ["receive", "send"])
def test_waiting_has_an_end(what: str) -> None:
    async def play(channel: Channel, far: socket.socket) -> None:
        waiting = channel.receive(0.01) if what == "receive" else channel.send(b"x" * 10**8, 0.01)
        await waiting

    with pytest.raises(TimeoutError):
        with_pair(play)


def test_bytes_that_nobody_waits_for_do_not_turn_the_loop() -> None:
    async def play(channel: Channel, far: socket.socket) -> tuple[bytes, bytes]:
        far.send(b"one")
        first = await channel.receive(SOON_S)
        far.send(b"two")
        for _ in range(5):  # turns in which the loop sees that there is something to read
            await asyncio.sleep(0)
        assert not channel._is_watched
        return first, await channel.receive(SOON_S)

    assert with_pair(play) == (b"one", b"two")


@pytest.mark.parametrize("sent", [b"", b"unasked"])
def test_an_idle_channel_learns_that_it_is_of_no_use_any_more(sent: bytes) -> None:
    async def play(channel: Channel, far: socket.socket) -> bool:
        lost = asyncio.Event()
        far.send(b"x")
        await channel.receive(SOON_S)
        channel.rest(lost.set)
        if sent:
            far.send(sent)
        else:
            far.close()
        async with asyncio.timeout(SOON_S):
            await lost.wait()
        return lost.is_set()

    assert with_pair(play)


def test_who_waits_is_told_when_the_channel_is_closed() -> None:
    async def play(channel: Channel, far: socket.socket) -> None:
        asyncio.get_running_loop().call_soon(channel.close)
        await channel.receive(SOON_S)

    with pytest.raises(ConnectionAbortedError):
        with_pair(play)


def test_a_cancelled_wait_leaves_the_channel_as_it_was() -> None:
    async def play(channel: Channel, far: socket.socket) -> bytes:
        waiting = asyncio.ensure_future(channel.receive(SOON_S))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        far.send(b"news")
        return await channel.receive(SOON_S)

    assert with_pair(play) == b"news"
