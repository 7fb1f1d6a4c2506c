"""The pool: claims when woken, sends several at a time, renews, probes, stops cleanly."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from monitor.delivery.pool import DeliveryPool, Load
from monitor.delivery.receivers import Opened
from monitor.delivery.setback import Ended
from monitor.errors import DeliveryError, Outcome, StoreError
from monitor.outbox import Outbox
from monitor.outgoing import Delivery, Message
from tests.fakes.delivering import STORY, Desk, fact, story
from tests.fakes.notifier import Accepted, ScriptedNotifier, ambiguous

T = TypeVar("T")
REVOKED = DeliveryError(Outcome.PARKED, "token_revoked")


class Running:
    """A pool over a desk, and what it reported."""

    def __init__(
        self,
        desk: Desk,
        *,
        outbox: Outbox | None = None,
        point: Callable[[str], None] | None = None,
        **load: Any,
    ) -> None:
        self.desk = desk
        self.ends: list[tuple[str, Ended]] = []
        self.pool = DeliveryPool(
            outbox=outbox or desk.outbox,
            stories=desk.stories,
            opened=Opened(notifiers={"exec-moves": desk.far}),
            setback=desk.setback,
            clock=desk.clock,
            worker="w1",
            load=Load(**({"poll_s": 0.002, "rate_ms": 0} | load)),
            report=self._heard,
            point=point or desk.points.append,
        )

    def _heard(self, row: Delivery, ended: Ended) -> None:
        self.ends.append((row.id, ended))

    def states(self) -> list[str]:
        return [ended.state for _row, ended in self.ends]

    def play(self, scene: Callable[[], Awaitable[T]]) -> T:
        """Run the pool around a scene, then stop it."""

        async def both() -> T:
            async with asyncio.timeout(20):
                running = asyncio.create_task(self.pool.run())
                try:
                    return await scene()
                finally:
                    self.pool.stop()
                    await running

        return asyncio.run(both())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.001)


def join_stories(desk: Desk, count: int) -> None:
    """Join stories that have nothing to do with each other."""
    for n in range(count):
        desk.join(replace(story(fact()), id=f"{STORY}{n}"))


def test_what_is_due_is_sent_and_reported() -> None:
    desk = Desk()
    join_stories(desk, 3)
    pool = Running(desk)
    pool.play(lambda: until(lambda: len(pool.ends) == 3))
    assert pool.states() == ["sent"] * 3


def test_a_wake_is_enough_to_look_again() -> None:
    desk = Desk()
    pool = Running(desk, poll_s=60)

    async def scene() -> None:
        await until(lambda: desk.far.probed > 0)
        await asyncio.to_thread(join_stories, desk, 1)
        pool.pool.wake()
        await until(lambda: bool(pool.ends))

    pool.play(scene)
    assert pool.states() == ["sent"]


class Counting(ScriptedNotifier):
    """Counts how many sends are under way, and holds them until the test lets go."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.most = 0
        self.go = asyncio.Event()

    async def send(self, message: Message, **how: Any) -> Any:
        self.now += 1
        self.most = max(self.most, self.now)
        await self.go.wait()
        self.now -= 1
        return await super().send(message, **how)


def test_no_more_than_so_many_are_sent_at_a_time() -> None:
    far = Counting()
    desk = Desk(far)
    join_stories(desk, 5)
    pool = Running(desk, senders=2)

    async def scene() -> None:
        await until(lambda: far.now == 2)
        far.go.set()
        await until(lambda: len(pool.ends) == 5)

    pool.play(scene)
    assert far.most == 2


def test_after_the_stop_what_is_under_way_is_finished_and_nothing_begun() -> None:
    thaw = asyncio.Event()
    desk = Desk(ScriptedNotifier(frozen=thaw))
    join_stories(desk, 2)
    pool = Running(desk, senders=1)

    async def scene() -> None:
        await until(lambda: "delivery.begun" in desk.points)
        pool.pool.stop()
        thaw.set()

    pool.play(scene)
    assert pool.states() == ["sent"]
    assert len(desk.far.shown) == 1


def test_a_lease_is_renewed_while_a_send_takes_long() -> None:
    thaw = asyncio.Event()
    desk = Desk(ScriptedNotifier(frozen=thaw))
    join_stories(desk, 1)
    pool = Running(desk, lease_s=60.0)

    async def scene() -> int:
        await until(lambda: "delivery.begun" in desk.points)
        before = (await desk.outbox.rows())[0].lease_until
        await until(lambda: desk.clock.sleeping >= 1)
        desk.clock.advance(21)
        while (after := (await desk.outbox.rows())[0].lease_until) == before:
            await asyncio.sleep(0.001)
        thaw.set()
        return after - before

    assert pool.play(scene) == 21_000


class Failing:
    """An outbox whose store is away for the first claims, and for chosen methods."""

    def __init__(self, desk: Desk, *, claims: int = 0, never: str = "") -> None:
        self._desk, self._claims, self._never = desk, claims, never

    def __getattr__(self, name: str) -> Any:
        if name == self._never:
            return self._away
        return getattr(self._desk.outbox, name)

    async def _away(self, *_given: Any, **_more: Any) -> Any:
        raise StoreError("connection refused")

    async def claim(self, **how: Any) -> Delivery | None:
        self._claims -= 1
        if self._claims >= 0:
            raise StoreError("connection refused")
        return await self._desk.outbox.claim(**how)


def test_a_store_that_is_away_is_asked_again() -> None:
    desk = Desk(driving=True)
    join_stories(desk, 1)
    pool = Running(desk, outbox=Failing(desk, claims=3))
    pool.play(lambda: until(lambda: bool(pool.ends)))
    assert pool.states() == ["sent"]


def test_a_store_that_goes_away_in_the_middle_costs_only_time() -> None:
    desk = Desk()
    join_stories(desk, 1)
    pool = Running(desk, outbox=Failing(desk, never="begin"))
    pool.play(lambda: until(lambda: bool(pool.ends)))
    assert pool.ends[0][1] == Ended(state="lost", detail="store: connection refused")
    assert desk.far.shown == []


def test_a_fault_in_one_row_does_not_stop_the_others() -> None:
    desk = Desk()
    join_stories(desk, 2)
    faults = [ZeroDivisionError("boom")]

    def point(name: str) -> None:
        if name == "delivery.claimed" and faults:
            raise faults.pop()

    pool = Running(desk, point=point)
    pool.play(lambda: until(lambda: len(pool.ends) == 2))
    assert sorted(pool.states()) == ["lost", "sent"]


def test_a_receiver_without_notifier_is_parked() -> None:
    desk = Desk()
    desk.join(story(fact()), to="gone")
    pool = Running(desk)
    pool.play(lambda: until(lambda: bool(pool.ends)))
    assert pool.ends[0][1].state == "parked"
    assert desk.run(desk.outbox.receiver("gone")).why == "is not in receivers.yaml any more"


def test_a_parked_receiver_flows_again_after_a_probe() -> None:
    desk = Desk(ScriptedNotifier(sends=[REVOKED], probes=[None, REVOKED]), ops="ops", driving=True)
    desk.join(story(fact()))
    pool = Running(desk)
    pool.play(lambda: until(lambda: "sent" in pool.states()))
    assert desk.far.probed >= 3
    texts = [row.text for row in desk.run(desk.outbox.rows(receiver="ops"))]
    assert any("exec-moves works again; 1 waiting" in text for text in texts)


def test_a_receiver_parked_before_the_start_is_probed_at_once() -> None:
    desk = Desk()
    desk.join(story(fact()))
    desk.run(desk.outbox.probed("exec-moves", works=False, why="old", probe_at=2**50))
    pool = Running(desk)
    pool.play(lambda: until(lambda: bool(pool.ends)))
    assert pool.states() == ["sent"]


def test_a_probe_that_raises_is_a_failed_probe() -> None:
    desk = Desk(ScriptedNotifier(probes=[RuntimeError("boom")]))
    desk.run(desk.outbox.probed("exec-moves", works=False, why="old", probe_at=0))
    pool = Running(desk)
    pool.play(lambda: until(lambda: desk.far.probed > 0))
    assert desk.run(desk.outbox.receiver("exec-moves")).why == "RuntimeError"


class Slow(ScriptedNotifier):
    """Never answers."""

    async def send(self, message: Message, **how: Any) -> Any:
        await asyncio.Event().wait()


def test_a_notifier_that_never_answers_is_left_after_half_a_lease() -> None:
    desk = Desk(Slow())
    join_stories(desk, 1)
    pool = Running(desk, lease_s=0.1)
    pool.play(lambda: until(lambda: bool(pool.ends)))
    assert pool.ends[0][1] == Ended(state="unknown", detail="no answer within 0.05 s")


def test_an_unknown_row_is_read_back_by_the_pool() -> None:
    desk = Desk(ScriptedNotifier(sends=[Accepted(then=ambiguous())]))
    join_stories(desk, 1)
    pool = Running(desk)

    async def scene() -> None:
        await until(lambda: bool(pool.ends))
        desk.clock.advance(2)
        await until(lambda: len(pool.ends) == 2)

    pool.play(scene)
    assert pool.states() == ["unknown", "sent"]
    assert len(desk.far.shown) == 1
