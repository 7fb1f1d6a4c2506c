"""A delivery line on a desk: memory store, standing clock, scripted far end."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from monitor.delivery.lease import Lease
from monitor.delivery.line import deliver
from monitor.delivery.ops import Notices
from monitor.delivery.policies import Policies
from monitor.delivery.setback import Ended, Pace, Setback
from monitor.model import Fact, Mention, Quote, Story
from monitor.outgoing import Delivery, Standing
from monitor.ports import Joining, NewRow
from tests.fakes.clock import FakeClock
from tests.fakes.notifier import ScriptedNotifier
from tests.fakes.store import MemoryStore

T = TypeVar("T")
STORY = "s7kq2m4x"
ROW = f"{STORY}.1@exec-moves"


class Killed(BaseException):
    """The process ends here."""


def fact(name: str = "Greg Brockman", kind: str = "leave", **more: Any) -> Fact:
    person = name.lower().replace(" ", "-")
    role = str(more.pop("role", "out"))
    given: dict[str, Any] = {"seat": "President", "article": "a1", "news": "reply"}
    return Fact(
        id=f"{role}:{person}", role=role, value=name, person=person, type=kind, **(given | more)
    )


def mention(outlet: str = "Gazzetta Tech", **more: Any) -> Mention:
    given: dict[str, Any] = {
        "article": "a1",
        "outlet_id": outlet.lower().replace(" ", "-"),
        "tier": "outlet",
        "lang": "it",
        "url": f"https://{outlet.lower().replace(' ', '-')}.example/openai",
        "title": "Greg Brockman va in congedo",
        "at": "2024-08-06T09:12:00+00:00",
        "quote": Quote(text="Greg Brockman va in congedo per diversi mesi", bold=((0, 27),)),
    }
    return Mention(outlet=outlet, **(given | more))


def story(*facts: Fact, **more: Any) -> Story:
    given: dict[str, Any] = {
        "key": "executive-change|openai",
        "org": "openai",
        "org_name": "OpenAI",
        "rule": "executive-departure",
        "severity": "high",
        "labels": {"owner": ("people-desk",)},
        "headline": "OpenAI: Greg Brockman takes leave",
        "first_seen": "2024-08-06T09:12:00+00:00",
        "mentions": (mention(),),
        "alerts": 1,
    }
    return Story(id=STORY, facts=facts or (fact(),), **(given | more))


class Desk:
    """Joins stories and delivers rows one by one; every call runs to its end."""

    def __init__(
        self,
        far: ScriptedNotifier | None = None,
        *,
        ops: str = "",
        pace: Pace | None = None,
        kill_at: str = "",
        driving: bool = False,
        policies: Policies | None = None,
    ) -> None:
        self.clock = FakeClock(driving=driving)
        self.store = MemoryStore(now_ms=self.clock.now_ms, notice_delay_ms=0)
        self.outbox, self.stories = self.store.outbox, self.store.stories
        self.far = far or ScriptedNotifier()
        self.pace = pace or Pace()
        self.points: list[str] = []
        self.kill_at = kill_at
        self.stopping = False
        self.policies = policies or Policies()
        notices = Notices(outbox=self.outbox, receiver=ops)
        self.setback = Setback(
            outbox=self.outbox, pace=self.pace, random=Random(1), notices=notices
        )

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)

    def join(self, told: Story, kind: str = "card", n: int = 1, to: str = "exec-moves") -> None:
        """Write a story as it stands now, and a row about it."""
        row = NewRow(
            delivery=f"{told.id}.{n}@{to}", story=told.id, receiver=to,
            kind=kind, n=n, facts=tuple(f.id for f in told.facts),  # type: ignore[arg-type]
        )  # fmt: skip
        grown = replace(told, alerts=n, version=n)
        joining = Joining(versions={}, reports=(), stories=(grown,), rows=(row,))
        assert self.run(self.stories.join(joining)) == "joined"

    def step(self) -> Ended | None:
        """Claim one row and deliver it; None when nothing is due."""
        return self.run(self.one())

    async def one(self) -> Ended | None:
        """Do one step inside a running loop."""
        since = self.clock.monotonic()
        row = await self.outbox.claim(worker="w1", rate_ms=0)
        return await self.work(row, since) if row else None

    async def work(self, row: Delivery, since: float) -> Ended:
        lease = Lease(
            length_s=60.0, since=since, elapsed=self.clock.monotonic,
            stopping=lambda: self.stopping,
        )  # fmt: skip
        return await deliver(
            row,
            outbox=self.outbox,
            stories=self.stories,
            far=self.far,
            lease=lease,
            setback=self.setback,
            clock=self.clock,
            point=self._point,
            policies=self.policies,
        )

    def _point(self, name: str) -> None:
        self.points.append(name)
        if name == self.kill_at:
            self.kill_at = ""
            raise Killed(name)

    def settle(self, most: int = 60) -> list[str]:
        """Deliver until nothing is open, moving the clock from one due time to the next."""
        states: list[str] = []
        for _turn in range(most):
            ended = self.step()
            if ended is not None:
                states.append(ended.state)
                continue
            due = self.run(self.outbox.next_due())
            if due is None:
                return states
            self.clock.advance(max(0, due - self.clock.now_ms()) / 1000 + 0.001)
        raise AssertionError(f"still open after {most} turns: {states}")

    def row(self, delivery: str = ROW) -> Delivery:
        return self.run(self.row_now(delivery))

    async def row_now(self, delivery: str = ROW) -> Delivery:
        """Give a row inside a running loop."""
        rows = await self.outbox.rows()
        return next(row for row in rows if row.id == delivery)

    def standing(self, told: str = STORY, to: str = "exec-moves") -> Standing:
        return self.run(self.outbox.standing(told, to))
