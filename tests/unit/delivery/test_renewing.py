"""Renewals, probes and cuts of the pool, each by itself: what the store's answers make of them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from monitor.delivery.digest import gathered
from monitor.delivery.lease import Lease
from monitor.delivery.pool import DeliveryPool, Load
from monitor.delivery.receivers import Opened
from monitor.errors import StoreError
from monitor.outgoing import Alert, Delivery
from tests.fakes.delivering import Desk, fact, story
from tests.unit.delivery.test_digest import held_desk

AWAY = StoreError("connection refused")
ROW = Delivery(id="s1.1@desk", story="s1", receiver="desk", kind="card", n=1)


class Answering:
    """An outbox whose renewals are answered as a test wrote down, and whose states are away."""

    def __init__(self, desk: Desk, *answers: bool | StoreError) -> None:
        self._desk, self.answers = desk, list(answers)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk.outbox, name)

    async def renew(self, row: Delivery) -> bool:
        answer = self.answers.pop(0)
        if isinstance(answer, StoreError):
            raise answer
        return answer

    async def receiver(self, name: str) -> Any:
        raise AWAY


def pool_of(desk: Desk, outbox: Any, ends: list[str] | None = None) -> DeliveryPool:
    heard = ends if ends is not None else []
    return DeliveryPool(
        outbox=outbox,
        stories=desk.stories,
        opened=Opened(notifiers={"exec-moves": desk.far}),
        setback=desk.setback,
        clock=desk.clock,
        worker="w1",
        load=Load(poll_s=0.002, rate_ms=0, lease_s=60.0),
        report=lambda row, ended: heard.append(f"{row.kind} {ended.state}"),
        point=desk.points.append,
        policies=desk.policies,
    )


@pytest.mark.parametrize(
    ("answers", "since", "lost"),
    [
        ((True, True), 40.0, False),
        ((AWAY, True), 40.0, False),
        ((True, AWAY), 20.0, False),
        ((AWAY, AWAY), 0.0, False),
        ((True, False), 20.0, True),
        ((False,), 0.0, True),
    ],
)
def test_a_lease_counts_from_the_last_renewal_that_was_answered(
    answers: tuple[bool | StoreError, ...], since: float, lost: bool
) -> None:
    desk = Desk(driving=True)
    outbox = Answering(desk, *answers)
    lease = Lease(length_s=60.0, since=0.0, elapsed=desk.clock.monotonic)
    asyncio.run(pool_of(desk, outbox)._renew(ROW, lease))
    assert (lease.since, lease.lost, outbox.answers) == (since, lost, [])


def test_a_receiver_is_not_probed_while_the_store_is_away() -> None:
    desk = Desk()
    asyncio.run(pool_of(desk, Answering(desk))._probe("exec-moves", at_start=True))
    assert desk.far.probed == 0


def test_a_digest_that_was_cut_is_sent_at_once() -> None:
    desk = held_desk(2)
    ends: list[str] = []
    pool = pool_of(desk, desk.outbox, ends)

    async def scene() -> None:
        async with asyncio.timeout(20):
            running = asyncio.create_task(pool.run())
            while "digest sent" not in ends:
                await asyncio.sleep(0.001)
            pool.stop()
            await running

    asyncio.run(scene())
    assert ends.count("digest sent") == 1


def test_a_held_row_whose_story_is_gone_is_counted_and_not_told() -> None:
    desk = Desk()
    row = replace(ROW, kind="digest", members=("gone.1@desk",))

    class Members(Answering):
        async def members(self, row: Delivery) -> tuple[Delivery, ...]:
            there = Delivery(
                id="s2.1@desk", story="s2", receiver="desk", kind="card", n=1, news=(fact().id,)
            )
            gone = replace(there, id="gone.1@desk", story="gone")
            other = replace(there, id="s2.2@desk", news=("no-fact",))
            return gone, other, there

    desk.join(replace(story(fact()), id="s2"))
    found = asyncio.run(gathered(row, outbox=Members(desk), stories=desk.stories))
    assert isinstance(found, Alert)
    assert [one.id for one, _ in found.parts] == ["s2"]
