import asyncio
from dataclasses import replace
from typing import Any

import pytest

from monitor.insight.overview import Overview, SourceLine, overview, source_lines
from monitor.model import Place, Source
from monitor.ports import Settlement, SourceState
from tests.fakes.clock import FakeClock
from tests.fakes.delivering import Desk, story
from tests.fakes.notifier import ScriptedNotifier
from tests.fakes.rows import source
from tests.fakes.store import MemoryStore

HOUR_MS = 3_600_000


def lines(store: MemoryStore, *sources: Source) -> tuple[SourceLine, ...]:
    return asyncio.run(source_lines(sources, store.sources))


def polled(store: MemoryStore, one: Source, **state: Any) -> None:
    """Let a source be polled once, leaving this state."""

    async def poll() -> None:
        await store.sources.put(one, first_due=0)
        (claim,) = await store.sources.claim(1, worker="w", hosts={})
        now = await store.sources.now_ms()
        left = Settlement(state=SourceState(**state), next_due=now + HOUR_MS)
        assert await store.sources.settle(claim, left)

    asyncio.run(poll())


def test_a_source_never_polled_is_new(memory_store: MemoryStore) -> None:
    (line,) = lines(memory_store, source())
    assert (line.health, line.next, line.last_success, line.every) == ("new", "", "", "")


def test_a_polled_source_shows_its_state(memory_store: MemoryStore, clock: FakeClock) -> None:
    now = clock.now_ms()
    polled(memory_store, source(), health="ok", last_success=now, interval_s=900, why="auto",
           articles=7)  # fmt: skip
    (line,) = lines(memory_store, source())
    assert line.health == "ok"
    assert (line.last_success, line.next) == (
        "2026-11-24T09:00:00+00:00",
        "2026-11-24T10:00:00+00:00",
    )
    assert (line.every, line.articles) == ("15 min (auto)", 7)


@pytest.mark.parametrize(
    ("seconds", "why", "said"),
    [(1, "every", "1 s (every)"), (119, "", "119 s"), (120, "", "2 min"), (0, "every", "")],
)
def test_intervals_are_said_as_people_do(
    memory_store: MemoryStore, seconds: float, why: str, said: str
) -> None:
    polled(memory_store, source(), health="ok", interval_s=seconds, why=why)
    assert lines(memory_store, source())[0].every == said


def test_the_worst_come_first_then_by_id(memory_store: MemoryStore) -> None:
    states = {"a": "ok", "b": "broken(dns)", "c": "degraded", "d": "ok", "e": "blocked"}
    sources = [source(name, host=f"{name}.example") for name in states]
    for one in sources:
        polled(memory_store, one, health=states[one.id])
    assert [line.id for line in lines(memory_store, *sources)] == ["b", "e", "c", "a", "d"]


def test_a_state_nobody_knows_comes_first(memory_store: MemoryStore) -> None:
    polled(memory_store, source("odd"), health="odd")
    found = lines(memory_store, source("fine", host="f.example"), source("odd"))
    assert [line.id for line in found] == ["odd", "fine"]


@pytest.mark.parametrize(
    ("change", "health", "why"),
    [
        ({"enabled": False}, "disabled", "disabled"),
        ({"paused_why": "TOKEN unset"}, "paused", "TOKEN unset"),
    ],
)
def test_a_source_that_is_off_says_why_and_has_no_next(
    memory_store: MemoryStore, change: dict[str, Any], health: str, why: str
) -> None:
    polled(memory_store, source(), health="ok")
    (line,) = lines(memory_store, replace(source(), **change))
    assert (line.health, line.next, line.error) == (health, "", why)


def test_what_went_wrong_is_shown(memory_store: MemoryStore) -> None:
    polled(memory_store, source(), health="broken(404)", error="status 404")
    assert lines(memory_store, source())[0].error == "status 404"


@pytest.mark.parametrize(
    ("state", "health", "note"),
    [
        ({"health": "broken", "fault": "404", "error": "status 404"}, "broken(404)", "status 404"),
        ({"health": "degraded", "fault": "a gap"}, "degraded", "a gap"),
        ({"health": "quiet", "last_new": 1_795_510_800_000}, "quiet",
         "no news since 2026-11-24 09:00"),
        ({"health": "moved", "url": "https://n.example/"}, "moved",
         "moved to https://n.example/: edit ai.yaml:14"),
        ({"health": "ok", "flaps": (1,), "silent_until": 2}, "ok", "flapping"),
        ({"health": "broken", "error": "slow", "flaps": (1,), "silent_until": 2}, "broken",
         "slow; flapping, changes are not told"),
        ({"health": "ok", "flaps": (1,), "silent_until": 2, "last_attempt": 3}, "ok", ""),
    ],
)  # fmt: skip
def test_each_state_says_what_is_the_matter(
    memory_store: MemoryStore, state: dict[str, Any], health: str, note: str
) -> None:
    polled(memory_store, source(), since=1_795_510_800_000, **state)

    (line,) = lines(memory_store, replace(source(), place=Place(file="ai.yaml", line=14)))

    assert (line.health, line.error, line.since) == (health, note, "2026-11-24T09:00:00+00:00")


def test_private_addresses_are_marked(memory_store: MemoryStore) -> None:
    inside = replace(source(), allow_private=("10.0.0.0/8",))
    assert lines(memory_store, inside)[0].private


def look(desk: Desk, **more: Any) -> Overview:
    given: dict[str, Any] = {
        "at": desk.clock.now(),
        "sources": [source()],
        "receivers": ["exec-moves"],
        "source_store": desk.store.sources,
        "articles": desk.store.articles,
        "stories": desk.stories,
        "outbox": desk.outbox,
    }
    return desk.run(overview(**(given | more)))


def test_an_empty_store_is_all_quiet() -> None:
    seen = look(Desk())
    assert seen.at == "2026-11-24T09:00:00+00:00"
    assert (seen.alerts, seen.rows, seen.waiting) == ((), {}, ())
    assert seen.receivers == {"exec-moves": "ok"}


def test_open_deliveries_are_counted_by_state() -> None:
    desk = Desk()
    desk.join(story())
    assert look(desk).rows == {"queued": 1}
    desk.settle()
    assert look(desk).rows == {}
    assert [one.story for one in look(desk).alerts] == [story().id]


def test_a_parked_receiver_says_why_and_its_rows_wait() -> None:
    desk = Desk(ScriptedNotifier())

    async def park() -> None:
        row = await desk.outbox.claim(worker="w", rate_ms=0)
        assert row
        assert await desk.outbox.park(row, "invalid_auth", probe_at=desk.clock.now_ms() + 1)

    desk.join(story())
    desk.run(park())
    seen = look(desk)
    assert seen.receivers == {"exec-moves": "parked: invalid_auth"}
    assert seen.waiting == (("s7kq2m4x.1@exec-moves", "parked", "invalid_auth"),)


def test_a_dead_delivery_stays_in_sight() -> None:
    desk = Desk()

    async def bury() -> None:
        row = await desk.outbox.claim(worker="w", rate_ms=0)
        assert row
        assert await desk.outbox.bury(row, "refused in every rendering")

    desk.join(story())
    desk.run(bury())
    seen = look(desk)
    assert seen.rows == {"dead": 1}
    assert seen.waiting[0][1:] == ("dead", "refused in every rendering")


def test_lasting_counts_are_taken_over() -> None:
    desk = Desk()
    desk.run(desk.store.articles.count({"articles": 3, "suppressed:background": 2}))
    assert look(desk).counts == {"articles": 3, "suppressed:background": 2}
