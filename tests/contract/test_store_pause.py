"""A person's pause, over every store: not claimed before its end, nothing forgotten."""

from dataclasses import replace

import pytest

from monitor.model import Article
from monitor.ports import NO_END, Claim, Settlement, SourceState
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.rows import source

STATE = SourceState(etag='"a"', interval_s=900.0, health="ok", since=7)


async def claims(store: Store) -> tuple[Claim, ...]:
    return await store.sources.claim(9, worker="w1", hosts={})


async def put(store: Store, host: str = "h1.example") -> None:
    await store.sources.put(source("acme", host=host), first_due=0)


def settlement(clock: FakeClock, **more: object) -> Settlement:
    return Settlement(state=STATE, next_due=clock.now_ms() + 900_000, **more)  # type: ignore[arg-type]


def test_a_paused_source_is_not_claimed_until_it_is_resumed(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        for _ in range(2):  # a repeat changes nothing
            assert await store.sources.pause("acme", until=NO_END, why="elections")
        shown = SourceState(health="paused", since=clock.now_ms(), error="elections")
        assert await store.sources.state("acme") == (shown, NO_END)
        clock.advance(30 * 86_400)
        await put(store)
        assert await claims(store) == ()
        for _ in range(2):
            assert await store.sources.resume("acme")
        (found,) = await claims(store)
        assert found.state == SourceState()

    play(scenario)


def test_a_pause_ends_by_itself(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        await store.sources.pause("acme", until=clock.now_ms() + 60_000, why="busy")
        clock.advance(59)
        assert await claims(store) == ()
        clock.advance(1)
        shown = await store.sources.state("acme")
        assert shown is not None
        assert shown[0].health == "new"
        assert len(await claims(store)) == 1

    play(scenario)


def test_a_poll_under_way_settles_and_is_the_last_one(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        (found,) = await claims(store)
        await store.sources.pause("acme", until=clock.now_ms() + 10**7, why="busy")
        assert await store.sources.renew(found)
        assert await store.sources.settle(found, settlement(clock))
        clock.advance(900)
        assert await claims(store) == ()
        shown = replace(STATE, health="paused", since=clock.now_ms() - 900_000, error="busy")
        assert await store.sources.state("acme") == (shown, clock.now_ms() + 10**7 - 900_000)

    play(scenario)


def test_a_lease_that_ends_in_a_pause_is_not_taken_over(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        (found,) = await claims(store)
        await store.sources.pause("acme", until=NO_END, why="busy")
        clock.advance(60)
        assert await claims(store) == ()
        assert not await store.sources.settle(found, settlement(clock))
        assert await store.sources.resume("acme")
        (again,) = await claims(store)
        assert (again.token, again.tries) == (2, 1)

    play(scenario)


def test_resuming_leaves_the_document_when_it_was_due(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        (found,) = await claims(store)
        waits = Article(id="a", version="1", key="k")
        later = clock.now_ms() + 2_000
        await store.sources.settle(found, settlement(clock, texts=[(waits, later)]))
        await store.sources.pause("acme", until=NO_END, why="busy")
        assert await store.sources.resume("acme")
        clock.advance(2)
        (texts,) = await claims(store)
        assert texts.document_due == later + 898_000
        assert await store.sources.texts("acme") == (waits,)

    play(scenario)


def test_resuming_what_is_not_paused_brings_nothing_forward(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        (found,) = await claims(store)
        await store.sources.settle(found, settlement(clock))
        assert await store.sources.resume("acme")
        assert await store.sources.state("acme") == (STATE, clock.now_ms() + 900_000)

    play(scenario)


def test_a_pause_goes_with_a_source_to_another_host(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        await store.sources.pause("acme", until=NO_END, why="busy")
        await put(store, host="h2.example")
        clock.advance(900)
        assert await claims(store) == ()
        shown = await store.sources.state("acme")
        assert shown is not None
        assert shown[0].health == "paused"

    play(scenario)


@pytest.mark.parametrize("name", ["nobody", "dropped"])
def test_only_what_is_polled_can_be_paused(play: Play, name: str) -> None:
    async def scenario(store: Store) -> None:
        await store.sources.put(source("dropped"), first_due=0)
        await store.sources.drop("dropped")
        assert not await store.sources.pause(name, until=NO_END, why="x")
        assert not await store.sources.resume(name)

    play(scenario)
