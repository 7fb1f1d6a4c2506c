"""Hosts over every store: starts and connections, whoever asks, and over two workers too."""

from itertools import pairwise

from monitor.manners import CROWDED, USUAL, HostLimit
from monitor.model import Article
from monitor.ports import Claim, Settlement, SourceState
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.rows import source

HOST = "h1.example"
FREE = HostLimit(rate_s=0, connections=2)
ONE = HostLimit(rate_s=0, connections=1)


async def put(store: Store, *names: str) -> None:
    for name in names:
        await store.sources.put(source(name, host=HOST), first_due=0)


async def claimed(store: Store, limit: HostLimit, worker: str = "w1") -> list[Claim]:
    return list(await store.sources.claim(9, worker=worker, hosts={HOST: limit}))


async def slot(store: Store, limit: HostLimit, holder: str = "") -> int:
    return await store.sources.slot(HOST, limit, holder=holder, hold_ms=30_000)


async def settle(store: Store, claim: Claim, clock: FakeClock) -> None:
    left = Settlement(state=SourceState(), next_due=clock.now_ms() + 900_000)
    assert await store.sources.settle(claim, left)


def test_a_host_has_two_connections_whoever_asks(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        assert await slot(store, FREE, "page of w1") == 0
        assert await slot(store, FREE, "robots of w2") == 0
        assert await slot(store, FREE, "child of w1") == clock.now_ms() + 100
        await store.sources.leave(HOST, "page of w1")
        assert await slot(store, FREE, "child of w1") == 0

    play(scenario)


def test_requests_and_polls_of_a_host_share_its_connections(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        for holder in ("a", "b"):
            assert await slot(store, FREE, holder) == 0
        assert await claimed(store, FREE) == []
        await store.sources.leave(HOST, "a")
        clock.advance(0.1)
        (claim,) = await claimed(store, FREE)
        assert await slot(store, FREE, "c") > 0
        await settle(store, claim, clock)
        assert await slot(store, FREE, "c") == 0

    play(scenario)


def test_a_poll_has_one_connection_to_its_own_host(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme", "other")
        (claim,) = await claimed(store, ONE)
        for _ in range(2):
            assert await slot(store, ONE, claim.source) == 0
        assert await slot(store, ONE, "other") > 0
        await store.sources.leave(HOST, claim.source)
        assert await slot(store, ONE, "other") == 0
        assert await store.sources.renew(claim)
        await store.sources.leave(HOST, "other")
        assert await slot(store, ONE, "other") == 0

    play(scenario)


def test_a_renewed_poll_keeps_its_connection(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        (claim,) = await claimed(store, ONE)
        for _ in range(3):
            clock.advance(40)
            assert await store.sources.renew(claim)
            assert await slot(store, ONE, "page") > 0

    play(scenario)


def test_a_connection_of_who_died_is_free_after_a_while(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        assert await slot(store, ONE, "dead") == 0
        clock.advance(29)
        assert await slot(store, ONE, "page") > 0
        clock.advance(1)
        assert await slot(store, ONE, "page") == 0

    play(scenario)


def test_starts_of_a_host_keep_their_distance_whoever_asks(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        begun = clock.now_ms()
        assert await slot(store, USUAL, "a") == 0
        assert await slot(store, USUAL, "b") == begun + 1000
        assert await claimed(store, USUAL) == []
        clock.advance(1)
        assert len(await claimed(store, USUAL)) == 1
        assert await slot(store, USUAL, "b") == begun + 2000

    play(scenario)


def test_a_crowded_host_is_asked_every_five_seconds(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "a", "b")
        assert len(await claimed(store, CROWDED)) == 1
        clock.advance(4.9)
        assert await claimed(store, CROWDED, "w2") == []
        assert await slot(store, CROWDED, "page") == clock.now_ms() + 100

    play(scenario)


def test_polls_heed_what_robots_asked_slots_to_heed(play: Play, clock: FakeClock) -> None:
    slow = HostLimit(rate_s=10, is_usual=True)

    async def scenario(store: Store) -> None:
        await put(store, "a", "b")
        assert await slot(store, slow) == 0
        clock.advance(10)
        (claim,) = await claimed(store, USUAL)
        await settle(store, claim, clock)
        clock.advance(9.9)
        assert await claimed(store, USUAL) == []
        assert await slot(store, USUAL) == clock.now_ms() + 100
        clock.advance(0.2)
        assert len(await claimed(store, USUAL)) == 1

    play(scenario)


def test_a_rate_of_a_file_stands_above_robots(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "a")
        assert await slot(store, HostLimit(rate_s=10, is_usual=True)) == 0
        clock.advance(10)
        assert await slot(store, HostLimit(rate_s=1)) == 0
        clock.advance(1)
        assert len(await claimed(store, HostLimit(rate_s=1))) == 1

    play(scenario)


def test_a_claim_for_texts_takes_nothing_of_the_host(play: Play, clock: FakeClock) -> None:
    article = Article(id="a1", version="1", key="k", title="Chief leaves")

    async def scenario(store: Store) -> None:
        await put(store, "acme")
        (claim,) = await claimed(store, USUAL)
        assert (claim.texts_only, claim.texts_wait) == (False, False)
        soon = clock.now_ms() + 500
        left = Settlement(state=SourceState(), next_due=soon + 900_000, texts=[(article, soon)])
        assert await store.sources.settle(claim, left)
        clock.advance(0.5)
        (claim,) = await claimed(store, USUAL)  # the host's next start is half a second off
        assert (claim.texts_only, claim.texts_wait) == (True, True)
        clock.advance(0.5)
        assert await slot(store, ONE, "page") == 0

    play(scenario)


def test_two_workers_never_ask_a_host_more_than_it_wants(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, *(f"s{i}" for i in range(30)))
        starts: list[int] = []
        flying: list[Claim] = []
        for _ in range(200):
            for worker in ("w1", "w2"):
                found = await claimed(store, HostLimit(rate_s=0.3, connections=3), worker)
                starts += [clock.now_ms()] * len(found)
                flying += found
                page = f"page of {worker}"
                if not await slot(store, HostLimit(rate_s=0.3, connections=3), page):
                    starts.append(clock.now_ms())
                    assert len(flying) + 1 <= 3
                    await store.sources.leave(HOST, page)
                assert len(flying) <= 3
            if len(flying) > 2:
                await settle(store, flying.pop(0), clock)
            clock.advance(0.1)
        assert len(starts) > 50
        assert min(b - a for a, b in pairwise(starts)) >= 300

    play(scenario)
