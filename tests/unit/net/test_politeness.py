"""Hosts are asked politely: one start after the other, few connections at one time."""

import asyncio

import pytest

from monitor.errors import FetchError, StoreError
from monitor.manners import CROWDED, HostLimit
from monitor.net.politeness import HostGate
from tests.fakes.clock import FakeClock


class Slots:
    """Gives the next start of a host: 0, or the ms at which to ask again."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, HostLimit]] = []
        self.holders: list[tuple[str, int]] = []

    async def __call__(self, host: str, limit: HostLimit, *, holder: str, hold_ms: int) -> int:
        self.asked.append((host, limit))
        self.holders.append((holder, hold_ms))
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


def entered(gate: HostGate, url: str, *, times: int = 1, at_most_s: float = 20.0) -> None:
    """Enter a host one time after the other."""

    async def enter() -> None:
        for _ in range(times):
            async with gate.enter(url, at_most_s=at_most_s):
                pass

    asyncio.run(enter())


def test_a_connection_is_taken_for_a_while_and_given_back() -> None:
    left: list[tuple[str, str]] = []

    async def leave(host: str, holder: str) -> None:
        left.append((host, holder))

    slots = Slots()
    gate = HostGate(slot=slots, leave=leave, clock=FakeClock(), holder=lambda: "acme")
    entered(gate, "https://a.example/x", at_most_s=20)
    assert slots.holders == [("acme", 30_000)]
    assert left == [("a.example", "acme")]


def test_requests_of_nobody_have_a_connection_each() -> None:
    slots = Slots()
    for _ in range(2):
        entered(HostGate(slot=slots, clock=FakeClock()), "https://a.example/x", times=2)
    assert len({holder for holder, _ in slots.holders}) == 4


def test_a_connection_that_cannot_be_given_back_runs_out_by_itself() -> None:
    async def leave(_host: str, _holder: str) -> None:
        raise StoreError("store does not answer", kind="busy")

    slots = Slots()
    entered(HostGate(slot=slots, leave=leave, clock=FakeClock()), "https://a.example/x")
    assert len(slots.asked) == 1


def test_a_crowded_host_heeds_its_robots_too() -> None:
    gate = HostGate(slot=Slots(), clock=FakeClock(), hosts={"a.example": CROWDED})
    assert gate.rate_s("https://a.example/x") == CROWDED.rate_s
    gate.slow("https://a.example/", 8.0)
    assert gate.rate_s("https://a.example/x") == 8.0
    gate.slow("https://a.example/", 2.0)
    assert gate.rate_s("https://a.example/x") == CROWDED.rate_s
