"""The intake pool: free places, leases kept, troubles of one source, an orderly stop."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from monitor.errors import StoreError
from monitor.intake.line import Outcome
from monitor.intake.pool import LAST_S, IntakePool
from monitor.model import Source
from monitor.ports import Claim
from tests.fakes.clock import FakeClock
from tests.fakes.reading import source
from tests.fakes.store import MemoryStore

Poll = Callable[[Claim, Source], Awaitable[Outcome]]


class Room:
    """A pool over a store in memory, with sources that are due at once."""

    def __init__(self, *names: str, places: int = 10) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore(now_ms=self.clock.now_ms)
        self.known = {name: source(name) for name in names}
        self.places = places
        self.done: list[tuple[str, Outcome | Exception]] = []

    async def open(self, poll: Poll, *, polling: Callable[[str], object] = str) -> IntakePool:
        for known in self.known.values():
            await self.store.sources.put(known, first_due=self.clock.now_ms())
        pool = IntakePool(
            sources=self.store.sources,
            poll=poll,
            done=lambda name, outcome: self.done.append((name, outcome)),
            clock=self.clock,
            worker="w",
            places=self.places,
            polling=polling,
        )
        pool.learn(self.known, {})
        return pool


class Gate:
    """A poll that waits until it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.open = asyncio.Event()

    async def __call__(self, claim: Claim, source: Source) -> Outcome:
        self.begun.append(source.id)
        await self.open.wait()
        return Outcome(source=source.id, result="parsed")


async def settle_down() -> None:
    """Let everything that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_tick_starts_as_many_polls_as_there_are_places() -> None:
    async def use() -> tuple[int, int, int]:
        room, gate = Room("a", "b", "c", places=2), Gate()
        async with await room.open(gate) as pool:
            first, second = await pool.tick(), await pool.tick()
            assert pool.running == 2
            gate.open.set()
            await settle_down()
            return first, second, await pool.tick()

    assert asyncio.run(use()) == (2, 0, 1)


def test_an_outcome_is_handed_on() -> None:
    async def use() -> list[tuple[str, Outcome | Exception]]:
        room, gate = Room("a"), Gate()
        gate.open.set()
        async with await room.open(gate) as pool:
            await pool.tick()
        return room.done

    assert asyncio.run(use()) == [("a", Outcome(source="a", result="parsed"))]


def test_one_failing_poll_leaves_the_others_alone() -> None:
    async def poll(claim: Claim, source: Source) -> Outcome:
        if source.id == "a":
            raise StoreError("a: WRONGTYPE")
        return Outcome(source=source.id, result="parsed")

    async def use() -> dict[str, str]:
        room = Room("a", "b")
        async with await room.open(poll) as pool:
            await pool.tick()
        return {name: type(outcome).__name__ for name, outcome in room.done}

    assert asyncio.run(use()) == {"a": "StoreError", "b": "Outcome"}


def test_a_long_poll_keeps_its_lease() -> None:
    async def use() -> tuple[int, int]:
        room, gate = Room("a"), Gate()
        async with await room.open(gate) as pool:
            await pool.tick()
            for _ in range(9):
                await settle_down()
                room.clock.advance(20)
            await settle_down()
            stolen = await room.store.sources.claim(1, worker="other", hosts={})
            gate.open.set()
        return len(stolen), len(gate.begun)

    assert asyncio.run(use()) == (0, 1)


def test_a_poll_that_lost_its_lease_is_ended() -> None:
    async def use() -> list[str]:
        room, gate = Room("a"), Gate()
        async with await room.open(gate) as pool:
            await pool.tick()
            await settle_down()
            room.clock.advance(1)
            await room.store.sources.drop("a")
            room.clock.advance(20)
            await settle_down()
            room.clock.advance(LAST_S)
            await settle_down()
            return [o.result for _, o in room.done if isinstance(o, Outcome)]

    assert asyncio.run(use()) == ["lost_lease"]


def test_a_poll_that_has_just_settled_ends_by_itself() -> None:
    async def use() -> list[str]:
        room, gate = Room("a"), Gate()
        async with await room.open(gate) as pool:
            await pool.tick()
            await settle_down()
            await room.store.sources.drop("a")  # as settling does, it gives up the lease
            room.clock.advance(20)
            await settle_down()
            gate.open.set()
            await settle_down()
            room.clock.advance(LAST_S)
            await settle_down()
        return [o.result for _, o in room.done if isinstance(o, Outcome)]

    assert asyncio.run(use()) == ["parsed"]


def test_a_stop_claims_nothing_more_and_waits_for_what_runs() -> None:
    async def use() -> tuple[int, int]:
        room, gate = Room("a"), Gate()
        async with await room.open(gate) as pool:
            await pool.tick()
            stopping = asyncio.ensure_future(pool.stop())
            await settle_down()
            started = await pool.tick()
            gate.open.set()
            await stopping
        return started, len(room.done)

    assert asyncio.run(use()) == (0, 1)


def test_what_does_not_finish_in_time_is_given_back_at_once() -> None:
    async def use() -> tuple[int, int]:
        room, gate = Room("a"), Gate()
        async with await room.open(gate) as pool:
            await pool.tick()
            await settle_down()
            await pool.stop(grace_s=0.01)
        room.clock.advance(1)
        again = await room.store.sources.claim(1, worker="next", hosts={})
        return len(again), again[0].tries

    assert asyncio.run(use()) == (1, 0)


def test_a_source_whose_file_is_gone_leaves_the_queue() -> None:
    async def use() -> tuple[str, ...]:
        room, gate = Room("a"), Gate()
        pool = await room.open(gate)
        pool.learn({}, {})
        async with pool:
            await pool.tick()
        return await room.store.sources.known()

    assert asyncio.run(use()) == ()


def test_all_leases_are_kept_by_one_task_that_ends_with_the_last_poll() -> None:
    async def use() -> tuple[int, int]:
        room, gate = Room("a", "b", "c"), Gate()
        async with await room.open(gate) as pool:
            before = len(asyncio.all_tasks())
            await pool.tick()
            await settle_down()
            more = len(asyncio.all_tasks()) - before
            gate.open.set()
            await pool.stop()
        return more, len(asyncio.all_tasks())

    assert asyncio.run(use()) == (3, 1)


def test_a_lease_is_kept_however_late_its_poll_began() -> None:
    async def use() -> int:
        room, gate = Room("a"), Gate()
        async with await room.open(gate) as pool:
            await settle_down()
            room.clock.advance(19)
            await pool.tick()
            for _ in range(6):
                await settle_down()
                room.clock.advance(20)
            await settle_down()
            stolen = await room.store.sources.claim(1, worker="other", hosts={})
            gate.open.set()
        return len(stolen)

    assert asyncio.run(use()) == 0


def test_each_poll_says_on_whose_behalf_it_asks() -> None:
    polling = ContextVar("polling", default="")
    heard: dict[str, str] = {}

    async def poll(claim: Claim, source: Source) -> Outcome:
        await asyncio.sleep(0)
        heard[source.id] = polling.get()
        return Outcome(source=source.id, result="parsed")

    async def use() -> None:
        room = Room("a", "b")
        async with await room.open(poll, polling=polling.set) as pool:
            await pool.tick()

    asyncio.run(use())
    assert (heard, polling.get()) == ({"a": "a", "b": "b"}, "")
