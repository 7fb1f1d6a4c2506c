"""Idle connections: few, not for long, and none that its server has left."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TypeVar

from monitor.net.channel import Channel
from monitor.net.idle import Idle

T = TypeVar("T")
HERE, THERE = ("https", "a.example", 443), ("https", "b.example", 443)
Pair = tuple[Channel, socket.socket]


def resting(play: Callable[[Idle, Callable[[], Pair]], Awaitable[T]], **limits: float) -> T:
    """Run a play with a place for idle connections and a maker of them."""

    async def run() -> T:
        idle = Idle(most=int(limits.get("most", 10)), kept_s=limits.get("kept_s", 30.0))
        with ExitStack() as stack:

            def made() -> Pair:
                near, far = socket.socketpair()
                near.setblocking(False)
                stack.callback(far.close)
                channel = Channel(near)
                stack.callback(channel.close)
                return channel, far

            try:
                return await play(idle, made)
            finally:
                idle.close()

    return asyncio.run(run())


async def until(holds: Callable[[], bool]) -> bool:
    """Let the loop turn until something holds."""
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.001)
    return True


def is_open(channel: Channel) -> bool:
    return channel.is_open


def test_a_kept_connection_serves_its_own_origin_once() -> None:
    async def play(idle: Idle, made: Callable[[], Pair]) -> list[bool]:
        channel, _ = made()
        idle.keep(HERE, channel)
        found = [idle.take(THERE), idle.take(HERE), idle.take(HERE)]
        assert is_open(channel)
        return [one is channel for one in found]

    assert resting(play) == [False, True, False]


def test_the_one_that_rested_least_is_taken_first() -> None:
    async def play(idle: Idle, made: Callable[[], Pair]) -> bool:
        (first, _), (second, _) = made(), made()
        idle.keep(HERE, first)
        idle.keep(HERE, second)
        return idle.take(HERE) is second and idle.take(HERE) is first

    assert resting(play)


def test_one_too_many_closes_the_oldest() -> None:
    async def play(idle: Idle, made: Callable[[], Pair]) -> list[bool]:
        channels = [made()[0] for _ in range(4)]
        for channel in channels:
            idle.keep(HERE, channel)
        assert len(idle) == 2
        return [is_open(channel) for channel in channels]

    assert resting(play, most=2) == [False, False, True, True]


def test_with_no_place_at_all_each_is_closed() -> None:
    async def play(idle: Idle, made: Callable[[], Pair]) -> bool:
        channel, _ = made()
        idle.keep(HERE, channel)
        return is_open(channel)

    assert not resting(play, most=0)


def test_nothing_is_kept_for_long() -> None:
    async def play(idle: Idle, made: Callable[[], Pair]) -> bool:
        (first, _), (second, _) = made(), made()
        idle.keep(HERE, first)
        await asyncio.sleep(0.005)
        idle.keep(THERE, second)
        return await until(lambda: len(idle) == 0 and not is_open(first) and not is_open(second))

    assert resting(play, kept_s=0.01)


def test_a_connection_that_its_server_ends_is_dropped_at_once() -> None:
    async def play(idle: Idle, made: Callable[[], Pair]) -> bool:
        channel, far = made()
        far.send(b"x")
        await channel.receive(5)
        idle.keep(HERE, channel)
        far.close()
        await until(lambda: len(idle) == 0)
        return is_open(channel) or idle.take(HERE) is not None

    assert not resting(play)


def test_closing_closes_all_and_stops_the_clock() -> None:
    async def play(idle: Idle, made: Callable[[], Pair]) -> list[bool]:
        channels = [made()[0] for _ in range(3)]
        for channel in channels:
            idle.keep(HERE, channel)
        idle.close()
        late, _ = made()
        idle.keep(HERE, late)  # its answer was still being read
        assert idle._timer is None
        return [is_open(channel) for channel in (*channels, late)]

    assert resting(play) == [False, False, False, False]
