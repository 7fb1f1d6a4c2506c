"""What pushes leave behind, over every store: marked once, with no lease and no schedule."""

from dataclasses import replace
from typing import Any

from monitor.ports import NO_END, Claim, Glimpse, Settlement, SourceState
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.reading import entry
from tests.fakes.rows import source

STATE = SourceState(etag='"a"', interval_s=900.0, health="ok", baseline="c1")
A, B = entry("a"), entry("b")
SEEN = [(A.key, A.shown)]


async def put(store: Store, host: str = "h1.example") -> None:
    await store.sources.put(source("acme", host=host), first_due=0)


async def claimed(store: Store) -> Claim:
    (found,) = await store.sources.claim(9, worker="w1", hosts={})
    return found


async def settled(store: Store, clock: FakeClock, **more: Any) -> None:
    """Put a source and let a first poll of it end, due again in 15 minutes."""
    await put(store)
    left = Settlement(state=STATE, next_due=clock.now_ms() + 900_000, **more)
    assert await store.sources.settle(await claimed(store), left)


async def seen(store: Store, push: str = "m1") -> Glimpse:
    found = await store.sources.glimpse("acme", push=push)
    assert found is not None
    return found


def left(**more: Any) -> Settlement:
    return Settlement(state=replace(STATE, articles=1), next_due=0, **({"seen": SEEN} | more))


def test_a_push_is_marked_once(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        found = await seen(store)
        assert (found.is_known, found.claim.state) == (False, STATE)
        assert await store.sources.mark(found.claim, left(log={"at": 5}), push="m1") == "ok"
        assert await store.articles.unseen("acme", SEEN) == ("known",)
        again = left(seen=[(B.key, B.shown)], log={"at": 6})
        for _ in range(2):
            assert await store.sources.mark(found.claim, again, push="m1") == "known"
        assert (await seen(store)).is_known
        assert not (await seen(store, "m2")).is_known
        assert await store.articles.unseen("acme", [(B.key, B.shown)]) == ("new",)
        assert await store.sources.log("acme") == ({"at": 5},)

    play(scenario)


def test_a_push_is_remembered_for_fifteen_minutes(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        claim = (await seen(store)).claim
        await store.sources.mark(claim, left(), push="m1")
        clock.advance(600)
        assert await store.sources.mark(claim, left(), push="m2") == "ok"
        clock.advance(299)
        assert (await seen(store)).is_known
        clock.advance(1)
        assert not (await seen(store)).is_known
        assert (await seen(store, "m2")).is_known
        assert await store.sources.mark(claim, left(), push="m1") == "ok"

    play(scenario)


def test_the_state_is_written_and_the_schedule_is_not(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        due = clock.now_ms() + 900_000
        clock.advance(5)
        claim = (await seen(store)).claim
        assert (claim.document_due, claim.due) == (due, due)
        await store.sources.mark(claim, left(hour=(3, 1.0)), push="m1")
        assert await store.sources.state("acme") == (replace(STATE, articles=1), due)
        assert await store.sources.claim(9, worker="w1", hosts={}) == ()

    play(scenario)


def test_a_state_that_a_poll_has_written_meanwhile_stands(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        before = (await seen(store)).claim
        clock.advance(900)
        poll = await claimed(store)
        assert await store.sources.mark(before, left(), push="m1") == "ok"
        later = replace(STATE, etag='"b"')
        await store.sources.settle(poll, Settlement(state=later, next_due=clock.now_ms() + 900_000))
        assert await store.sources.mark(before, left(), push="m2") == "ok"
        found = await store.sources.state("acme")
        assert found is not None
        assert found[0] == later
        assert await store.articles.unseen("acme", SEEN) == ("known",)

    play(scenario)


def test_texts_are_due_at_once(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        clock.advance(5)
        texts = [(A, clock.now_ms())]
        await store.sources.mark((await seen(store)).claim, left(texts=texts), push="m1")
        found = await claimed(store)
        assert (found.texts_only, found.texts_wait) == (True, True)
        assert await store.sources.texts("acme") == (A,)

    play(scenario)


def test_texts_wait_for_the_poll_that_runs(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        clock.advance(900)
        poll = await claimed(store)
        texts = [(A, clock.now_ms())]
        await store.sources.mark((await seen(store)).claim, left(texts=texts), push="m1")
        assert await store.sources.renew(poll)
        assert await store.sources.claim(9, worker="w1", hosts={}) == ()
        after = Settlement(state=STATE, next_due=clock.now_ms() + 900_000)
        assert await store.sources.settle(poll, after)
        clock.advance(1)
        assert (await claimed(store)).texts_only

    play(scenario)


def test_a_push_forgets_nothing_of_a_long_document(play: Play, clock: FakeClock) -> None:
    document = [(f"k{n}", "v") for n in range(400)]

    async def scenario(store: Store) -> None:
        await settled(store, clock, seen=document)
        clock.advance(60)
        await store.sources.mark((await seen(store)).claim, left(), push="m1")
        assert set(await store.articles.unseen("acme", [*document, *SEEN])) == {"known"}

    play(scenario)


def test_what_a_flood_of_pushes_holds_is_kept(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        claim = (await seen(store)).claim
        await store.sources.mark(claim, left(held=(A, B), prints=b"p"), push="m1")
        assert set(await store.sources.held("acme")) == {A, B}
        assert await store.sources.prints("acme") == b"p"

    play(scenario)


def test_a_push_without_a_name_is_marked_each_time(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        claim = (await seen(store)).claim
        for _ in range(2):
            assert await store.sources.mark(claim, left(), push="") == "ok"

    play(scenario)


def test_what_is_not_polled_takes_no_push(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await settled(store, clock)
        claim = (await seen(store)).claim
        await store.sources.drop("acme")
        assert await store.sources.glimpse("acme", push="m1") is None
        assert await store.sources.glimpse("nobody", push="m1") is None
        assert await store.sources.mark(claim, left(), push="m1") == "gone"
        nobody = replace(claim, source="nobody")
        assert await store.sources.mark(nobody, left(), push="m1") == "gone"

    play(scenario)


def test_a_new_source_can_be_seen_before_its_first_poll(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        found = await seen(store)
        assert (found.claim.token, found.claim.state, found.paused_until) == (0, SourceState(), 0)
        assert await store.sources.mark(found.claim, left(), push="m1") == "ok"
        assert (await claimed(store)).state.articles == 1

    play(scenario)


def test_a_persons_pause_is_seen(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store)
        await store.sources.pause("acme", until=NO_END, why="holidays")
        assert (await seen(store)).paused_until == NO_END
        await store.sources.resume("acme")
        assert (await seen(store)).paused_until == 0

    play(scenario)
