"""Any interleaving of events: the real store and the plain one stay the same, and lawful."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.outgoing import Counted, Delivery, Handle
from monitor.ports import Joining, NewRow
from monitor.reasons import Reason
from monitor.store.opened import Store
from tests.conftest import as_store, fresh_prefix, opener
from tests.fakes.clock import FakeClock
from tests.fakes.rows import row, story, write_rows
from tests.fakes.store import MemoryStore

Step = tuple[str, int]
EVENTS = (
    *("write", "claim", "claim", "claim", "begin", "begin", "record", "record", "found", "fail"),
    *("repeat", "doubt", "park", "hold", "close", "bury", "renew", "probe", "broken", "retry"),
    *("advance", "wait", "flush", "throttle", "notice"),
    *("story", "counted", "counted", "remind", "remind", "cut", "cut", "turn", "ack"),
)
PAUSES = {"advance": 0.7, "wait": 9, "turn": 3600}
STEPS = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 11)), max_size=60)
CHOICES: tuple[NewRow, ...] = tuple(
    row(
        f"s{number}.{n}@{receiver}",
        kind=kind,
        delay_ms=30_000 if kind == "edit" else 0,
        facts=(f"f{n}",),
    )
    for number in (1, 2)
    for receiver in ("a", "b")
    for n, kind in ((1, "card"), (2, "reply"), (3, "edit"))
)
IN_FLIGHT = ("leased", "sending", "unknown")
BUDGETS = (
    Counted(rule="r1", limit=1, period_ms=3_600_000, to="b", note="over"),
    Counted(rule="r2", limit=2, period_ms=7 * 86_400_000),
    Counted(rule="r3"),
)


class Player:
    """Plays one list of steps on one store; `held` are the rows it once claimed."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self._outbox = store.outbox
        self._store = store
        self._clock = clock
        self._held: list[Delivery] = []

    async def play(self, event: str, number: int) -> object:
        """Do one step and give its answer."""
        if event == "write":
            await write_rows(self._store, CHOICES[number])
            return "written"
        if event == "claim":
            found = await self._outbox.claim(worker="w", rate_ms=(0, 1000)[number % 2])
            self._held += [found] if found else []
            return found
        known = await self._unheld(event, number)
        if known is not None or not self._held:
            return known
        return await self._on_row(event, self._held[-1 - number % min(3, len(self._held))], number)

    async def _unheld(self, event: str, number: int) -> object:
        receiver, now = "ab"[number % 2], self._clock.now_ms()
        if event == "probe":
            return await self._outbox.probed(receiver, works=True, why="", probe_at=0)
        if event == "broken":
            return await self._outbox.probed(receiver, works=False, why="x", probe_at=now + 9000)
        if event == "retry":
            return await self._outbox.retry(CHOICES[number].delivery)
        if event == "flush":
            return await self._outbox.flush()
        if event == "throttle":
            await self._outbox.throttle(receiver, now + 500 * number)
            return "throttled"
        if event == "notice":
            return await self._outbox.notice(f"n.{number}", "acme", receiver, "words")
        name = f"s{1 + number % 2}"
        if event == "story":
            told = Joining(versions={}, reports=(), stories=(story(name),))
            return await self._store.stories.join(told)
        if event == "ack" and number == 0:
            return await self._store.stories.ack(name, "ana")
        return await self._cut(receiver, number) if event == "cut" else None

    async def _cut(self, receiver: str, number: int) -> object:
        due = await self._outbox.for_digest(1 + number)
        members = [(found, found.facts) for found in due]
        return due, await self._outbox.cut(receiver, "held", members)

    async def _on_row(self, event: str, mine: Delivery, number: int) -> object:
        out, later = self._outbox, self._clock.now_ms() + 700 * number
        handle = Handle(channel="C", ts=f"{later}.{number}")
        if event in ("begin", "counted"):
            rules = BUDGETS[: 1 + number % 3] if event == "counted" else ()
            news = [*mine.facts, f"g{number}"]
            return await out.begin(mine, news=news, version=number, floor="1", counted=rules)
        if event in ("record", "found", "remind"):
            found, wait = event == "found", 5000 if event == "remind" else 0
            return await out.record(mine, handle, newest_ts=handle.ts, found=found, remind_ms=wait)
        if event in ("fail", "repeat"):
            flags = {"counted": number % 2 == 0, "repeat": event == "repeat"}
            return await out.fail(mine, "e", not_before=later, **flags)
        if event == "doubt":
            return await out.doubt(mine, "e", not_before=later, counted=number % 2 == 0)
        if event == "park":
            return await out.park(mine, "e", probe_at=later)
        if event == "hold":
            return await out.hold(mine, Reason.QUIET_HOURS, later)
        if event == "close":
            return await out.close(mine, Reason.SILENCED, waive=mine.facts)
        return await (out.bury(mine, "e") if event == "bury" else out.renew(mine))

    async def look(self) -> object:
        """Give all that can be seen."""
        seen: list[object] = [await self._outbox.rows()]
        for receiver in "ab":
            seen.append(await self._outbox.receiver(receiver))
            seen += [await self._outbox.standing(name, receiver) for name in ("s1", "s2")]
        seen += [await self._store.stories.story(name) for name in ("s1", "s2")]
        seen += [await self._store.articles.rule_counts(one.rule, 9) for one in BUDGETS]
        return seen

    async def due(self) -> int | None:
        """Give when the next row is due; what is overdue is due now."""
        at = await self._outbox.next_due()
        return None if at is None else max(at, self._clock.now_ms())


def check_laws(rows: Sequence[Delivery], tokens: Counter[str]) -> None:
    """At most one row of a lane is in flight, tokens only grow, what is sent is told as begun."""
    flying = Counter((r.story, r.receiver) for r in rows if r.state in IN_FLIGHT)
    assert not flying or max(flying.values()) == 1
    for found in rows:
        assert found.token >= tokens[found.id]
        tokens[found.id] = found.token
        if found.state in ("sending", "unknown"):
            assert found.begun_at >= found.first_begun_at > 0
        if found.state == "leased":
            assert found.lease_until > 0


async def play_both(real: Store, plain: Store, clock: FakeClock, steps: Sequence[Step]) -> None:
    """Play the steps on both and compare each answer and all that can be seen."""
    players = [Player(real, clock), Player(plain, clock)]
    tokens: Counter[str] = Counter()
    for event, number in steps:
        if event in PAUSES:
            clock.advance(number * PAUSES[event])
            continue
        answers = [await player.play(event, number) for player in players]
        assert answers[0] == answers[1], (event, number)
        seen = [await player.look() for player in players]
        assert seen[0] == seen[1], (event, number)
        if answers == [None, None]:  # a claim has just looked at all that was due
            assert await players[0].due() == await players[1].due(), (event, number)
        check_laws(await plain.outbox.rows(), tokens)


@pytest.mark.store
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_plain_store_is_the_real_ones_twin(store_socket: Path, steps: list[Step]) -> None:
    async def run() -> None:
        clock = FakeClock()
        plain = as_store(MemoryStore(now_ms=clock.now_ms))
        async with opener(store_socket, fresh_prefix())(now_ms=clock.now_ms) as real:
            await play_both(real, plain, clock, steps)

    asyncio.run(run())
