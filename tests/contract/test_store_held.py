"""What a flood holds, over every store: kept whole, released into the queue, or dropped."""

from dataclasses import replace

from monitor.ports import Claim, Settlement, SourceState
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import START, FakeClock
from tests.fakes.reading import entry
from tests.fakes.rows import source

A, B = entry("a", published=START, body="Text. " * 500), entry("b")


async def one(store: Store) -> Claim:
    (found,) = await store.sources.claim(9, worker="w1", hosts={})
    return found


def settlement(clock: FakeClock, **more: object) -> Settlement:
    state = SourceState(interval_s=900.0)
    return Settlement(state=state, next_due=clock.now_ms() + 900_000, **more)  # type: ignore[arg-type]


async def hold(store: Store, clock: FakeClock, **more: object) -> None:
    await store.sources.put(source("acme", host="h1.example"), first_due=0)
    left = settlement(clock, **({"held": (A, B)} | more))
    claim = await one(store)
    for _ in range(2):  # a repeat changes nothing
        assert await store.sources.settle(claim, left)


def test_held_articles_are_kept_whole(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await hold(store, clock)
        assert set(await store.sources.held("acme")) == {A, B}
        assert await store.sources.texts("acme") == ()
        assert await store.sources.held("nobody") == ()

    play(scenario)


def test_released_ones_make_the_source_due_and_are_gone_once_done(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await hold(store, clock)
        clock.advance(5)
        assert await store.sources.release("acme", drop=False) == 2
        assert await store.sources.release("acme", drop=False) == 0
        found = await one(store)
        assert found.document_due > clock.now_ms()
        assert set(await store.sources.texts("acme")) == {A, B}
        assert await store.sources.held("acme") == ()
        await store.sources.settle(found, settlement(clock, texts_done=["id-a", "id-b"]))
        assert await store.sources.texts("acme") == ()

    play(scenario)


def test_what_is_released_while_a_poll_runs_is_due_after_it(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await hold(store, clock)
        clock.advance(900)
        running = await one(store)
        assert await store.sources.release("acme", drop=False) == 2
        assert await store.sources.claim(9, worker="w1", hosts={}) == ()
        await store.sources.settle(running, settlement(clock))
        clock.advance(1)
        assert (await one(store)).document_due > clock.now_ms()

    play(scenario)


def test_dropped_ones_are_forgotten(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await hold(store, clock)
        assert await store.sources.release("acme", drop=True) == 2
        assert await store.sources.held("acme") == ()
        assert await store.sources.claim(9, worker="w1", hosts={}) == ()
        assert await store.sources.release("nobody", drop=True) == 0

    play(scenario)


def test_one_that_need_not_be_held_is_taken_out(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await hold(store, clock)
        clock.advance(900)
        await store.sources.settle(await one(store), settlement(clock, held_done=["id-a", "x"]))
        assert await store.sources.held("acme") == (B,)

    play(scenario)


def test_no_more_than_two_thousand_are_held_and_the_first_stay(
    play: Play, clock: FakeClock
) -> None:
    many = tuple(replace(B, id=f"n{n}") for n in range(2001))

    async def scenario(store: Store) -> None:
        await hold(store, clock, held=many)
        kept = {article.id for article in await store.sources.held("acme")}
        assert kept == {f"n{n}" for n in range(2000)}

    play(scenario)


def test_prints_stay_until_there_are_others(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await hold(store, clock, prints=b"\x00\xff1")
        clock.advance(900)
        await store.sources.settle(await one(store), settlement(clock))
        assert await store.sources.prints("acme") == b"\x00\xff1"
        assert await store.sources.prints("nobody") == b""

    play(scenario)


def test_a_source_that_moves_takes_both_along(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await hold(store, clock, prints=b"p")
        for host in ("h2.example", "h3.example", "h4.example"):
            await store.sources.put(source("acme", host=host), first_due=0)
        assert set(await store.sources.held("acme")) == {A, B}
        assert await store.sources.prints("acme") == b"p"

    play(scenario)
