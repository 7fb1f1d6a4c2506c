"""Hosts are asked politely: one start after the other, few connections at one time."""

import asyncio

import pytest

from monitor.errors import FetchError
from monitor.manners import HostLimit
from monitor.net.politeness import HostGate
from tests.fakes.clock import FakeClock


class Slots:
    """Gives the next start of a host: 0, or the ms at which to ask again."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, HostLimit]] = []

    async def __call__(self, host: str, limit: HostLimit) -> int:
        self.asked.append((host, limit))
        return self.answers.pop(0) if self.answers else 0


def test_a_start_waits_for_the_hosts_slot() -> None:
    clock = FakeClock(driving=True)
    slots = Slots(clock.now_ms() + 1_000, clock.now_ms() + 2_000, 0)
    gate = HostGate(slot=slots, clock=clock)

    async def enter() -> None:
        async with gate.enter("https://a.example/x"):
            pass

    asyncio.run(enter())
    assert clock.monotonic() == pytest.approx(2.0)
    assert [host for host, _ in slots.asked] == ["a.example"] * 3


def test_a_claimed_start_asks_for_no_slot() -> None:
    slots = Slots(10**15)
    gate = HostGate(slot=slots, clock=FakeClock(driving=True))

    async def enter() -> None:
        async with gate.enter("https://a.example/x", claimed=True):
            pass

    asyncio.run(enter())
    assert slots.asked == []


def test_a_host_without_free_starts_is_given_up() -> None:
    clock = FakeClock(driving=True)
    gate = HostGate(slot=Slots(*[10**15] * 100), clock=clock, patience_s=12.0)

    async def enter() -> None:
        async with gate.enter("https://a.example/x"):
            pass

    with pytest.raises(FetchError) as error:
        asyncio.run(enter())
    assert error.value.kind == "429"
    assert clock.monotonic() <= 12.0


def test_a_host_has_no_more_connections_than_its_limit() -> None:
    gate = HostGate(slot=Slots(), clock=FakeClock(), hosts={"a.example": HostLimit(connections=2)})
    inside: list[int] = []
    most: list[int] = []

    async def enter(n: int) -> None:
        async with gate.enter(f"https://a.example/{n}"):
            inside.append(n)
            most.append(len(inside))
            await asyncio.sleep(0)
            inside.remove(n)

    async def all_at_once() -> None:
        await asyncio.gather(*(enter(n) for n in range(6)))

    asyncio.run(all_at_once())
    assert max(most) == 2
    assert gate._open == {}


def test_reloaded_limits_hold_for_the_next_start() -> None:
    slots = Slots()
    gate = HostGate(slot=slots, clock=FakeClock(driving=True))
    gate.learn({"127.0.0.1:81": HostLimit(rate_s=0.1)})

    async def enter() -> None:
        async with gate.enter("http://127.0.0.1:81/"):
            pass

    asyncio.run(enter())
    assert slots.asked == [("127.0.0.1:81", HostLimit(rate_s=0.1))]
