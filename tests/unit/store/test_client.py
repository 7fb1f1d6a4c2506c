"""The client's lanes: calls go out together, and each is answered for itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, cast

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as LostError

from monitor.clock import SystemClock
from monitor.store.client import Client, Reach


class Wire:
    """A server that answers each command with itself, one pipeline after the other.

    `lost` pipelines break first; none is answered while it is not `open`.
    """

    def __init__(self, *, lost: int = 0) -> None:
        self.sent: list[list[tuple[str, ...]]] = []
        self.lost = lost
        self.open = asyncio.Event()
        self.open.set()

    def pipeline(self, *, transaction: bool) -> "Pipe":
        assert not transaction
        return Pipe(self)

    async def aclose(self) -> None:
        """End as a pool does."""


class Pipe:
    """One pipeline of a Wire."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.commands: list[tuple[str, ...]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave nothing behind."""

    def execute_command(self, *command: str) -> None:
        self.commands.append(command)

    async def execute(self, *, raise_on_error: bool) -> Sequence[object]:
        assert not raise_on_error
        for command in self.commands:
            "".join(command).encode()  # as a vendor does, before anything is sent
        self.wire.sent.append(self.commands)
        await self.wire.open.wait()
        if self.wire.lost:
            self.wire.lost -= 1
            raise LostError("gone")
        return list(self.commands)


def played(use: Callable[[Client, Wire], Awaitable[Any]], *, lost: int = 0) -> Any:
    async def run() -> Any:
        wire = Wire(lost=lost)
        reach = Reach(clock=SystemClock(), log=lambda *_a, **_f: None)
        client = Client(cast("Redis", wire), scripts={}, prefix="t", reach=reach)
        async with asyncio.timeout(20):
            found = await use(client, wire)
            await client.aclose()
        return found

    return asyncio.run(run())


def test_calls_of_one_turn_go_out_together_and_each_gets_its_own_answers() -> None:
    async def use(client: Client, wire: Wire) -> Any:
        calls = [[("a",)], [("b",), ("c",)], [("d",)]]
        return await asyncio.gather(*map(client.ask, calls)), wire.sent

    answers, sent = played(use)
    assert answers == [[("a",)], [("b",), ("c",)], [("d",)]]
    assert sent == [[("a",), ("b",), ("c",), ("d",)]]


def test_calls_that_come_while_others_are_out_gather_for_the_next_lane() -> None:
    async def use(client: Client, wire: Wire) -> Any:
        wire.open.clear()
        first = []
        for n in range(9):
            first.append(asyncio.ensure_future(client.ask([(str(n),)])))
            for _ in range(5):
                await asyncio.sleep(0)
        wire.open.set()
        return await asyncio.gather(*first), [len(batch) for batch in wire.sent]

    answers, sizes = played(use)
    assert answers == [[(str(n),)] for n in range(9)]
    assert sizes == [1, 2, 3, 3]


def test_who_asks_as_the_last_answer_comes_is_answered_too() -> None:
    async def use(client: Client, _wire: Wire) -> int:
        for _ in range(50):
            await client.ask([("a",)])
        return 50

    assert played(use) == 50


def test_the_commands_of_a_caller_that_went_away_are_not_sent() -> None:
    async def use(client: Client, wire: Wire) -> Any:
        away = asyncio.ensure_future(client.ask([("away",)]))
        stays = asyncio.ensure_future(client.ask([("stays",)]))
        await asyncio.sleep(0)
        away.cancel()
        return await stays, wire.sent

    assert played(use) == ([("stays",)], [[("stays",)]])


def test_a_call_that_cannot_be_sent_harms_itself_alone() -> None:
    async def use(client: Client, _wire: Wire) -> Any:
        calls = [[("a",)], [("half \ud800 a pair",)], [("b",)]]
        return await asyncio.gather(*map(client.ask, calls), return_exceptions=True)

    first, wrong, last = played(use)
    assert (first, last) == ([("a",)], [("b",)])
    assert isinstance(wrong, UnicodeEncodeError)


@pytest.mark.parametrize("lost", [1, 2])
def test_all_calls_of_a_broken_pipeline_are_repeated(lost: int) -> None:
    async def use(client: Client, _wire: Wire) -> Any:
        return await asyncio.gather(client.ask([("a",)]), client.ask([("b",)]))

    assert played(use, lost=lost) == [[("a",)], [("b",)]]
