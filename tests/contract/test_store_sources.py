"""The due-queue over every store: claims, leases, hosts, what a poll leaves behind."""

from dataclasses import replace

import pytest

from monitor.manners import HostLimit
from monitor.model import Article
from monitor.ports import Claim, Settlement, SourceState
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.rows import source

FAST = {f"h{i}.example": HostLimit(rate_s=0, connections=9) for i in range(40)}
STATE = SourceState(etag='W/"a b"', interval_s=900, health="ok", last_success=7, failures=0.5)


async def put(store: Store, *names: str, host: str = "h1.example", first_due: int = 0) -> None:
    """Make sources known, due at once."""
    for name in names:
        await store.sources.put(source(name, host=host), first_due=first_due)


async def claim(store: Store, n: int = 9) -> tuple[Claim, ...]:
    """Claim on hosts without limits."""
    return await store.sources.claim(n, worker="w1", hosts=FAST)


async def one(store: Store) -> Claim:
    """Claim the one source that is due."""
    (found,) = await claim(store)
    return found


def settlement(clock: FakeClock, after_s: float = 900, **more: object) -> Settlement:
    """Give a settlement that is due again after a while."""
    given: dict[str, object] = {"state": STATE} | more
    return Settlement(next_due=clock.now_ms() + round(after_s * 1000), **given)  # type: ignore[arg-type]


def test_a_known_source_is_claimed_once_until_it_is_settled(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        found = await one(store)
        assert (found.source, found.token, found.tries, found.due) == ("acme", 1, 0, 0)
        assert found.state == SourceState()
        assert await claim(store) == ()
        for _ in range(2):
            assert await store.sources.settle(found, settlement(clock))
        assert await store.sources.state("acme") == (STATE, clock.now_ms() + 900_000)
        clock.advance(900)
        again = await one(store)
        assert (again.token, again.tries, again.state) == (2, 0, STATE)
        assert again.document_due == again.due == clock.now_ms()

    play(scenario)


def test_a_source_that_is_put_again_keeps_its_state_and_due_time(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        await store.sources.settle(await one(store), settlement(clock))
        await put(store, "acme", first_due=5)
        assert await store.sources.state("acme") == (STATE, clock.now_ms() + 900_000)

    play(scenario)


def test_a_source_that_moves_to_another_host_keeps_everything(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        at = clock.now_ms() + 5000
        left = settlement(
            clock,
            seen=[("k", "v")],
            log={"status": 200},
            texts=[(Article(id="a", version="1", key="k"), at)],
        )
        await store.sources.settle(await one(store), left)
        for host in ("h2.example", "h3.example", "h4.example", "h1.example"):
            await put(store, "acme", host=host)
            assert await store.sources.state("acme") == (STATE, at)
            assert await store.articles.unseen("acme", [("k", "v")]) == ("known",)
            assert await store.sources.log("acme") == ({"status": 200},)
        assert await store.sources.known() == ("acme",)
        clock.advance(5)
        assert (await one(store)).token == 2
        assert [a.id for a in await store.sources.texts("acme")] == ["a"]

    play(scenario)


def test_a_source_whose_file_asks_for_something_else_is_due_at_once(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        await store.sources.settle(await one(store), settlement(clock, after_s=30 * 86_400))
        edited, now = replace(source("acme", host="h1.example"), config_hash="c2"), clock.now_ms()
        await store.sources.put(replace(edited, every_s=60.0, config_hash=""), first_due=now)
        assert await store.sources.state("acme") == (STATE, now + 30 * 86_400_000)
        await store.sources.put(edited, first_due=now)
        assert await store.sources.state("acme") == (STATE, now)
        found = await one(store)
        assert (found.document_due, found.texts_only) == (now, False)

    play(scenario)


def test_an_edit_waits_for_the_poll_under_way_and_is_seen_at_the_next_look(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        found, now = await one(store), clock.now_ms()
        edited = replace(source("acme", host="h1.example"), config_hash="c2")
        await store.sources.put(edited, first_due=now)
        await store.sources.settle(found, settlement(clock, after_s=900))
        assert await store.sources.state("acme") == (STATE, now + 900_000)
        for _ in range(2):
            await store.sources.put(edited, first_due=now + 5)
            assert await store.sources.state("acme") == (STATE, now + 5)

    play(scenario)


@pytest.mark.parametrize("host", ["h1.example", "h2.example", "h3.example"])
def test_a_source_with_a_new_id_takes_over_all_that_was_kept_under_the_old_one(
    play: Play, clock: FakeClock, host: str
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        at = clock.now_ms() + 5000
        left = settlement(
            clock,
            after_s=9,
            seen=[("k", "v")],
            log={"status": 200},
            texts=[(Article(id="a", version="1", key="k"), at)],
            prints=b"x" * 32,
        )
        await store.sources.settle(await one(store), left)
        renamed = replace(source("acme-news", host=host), was="acme")
        for _ in range(2):
            await store.sources.put(renamed, first_due=clock.now_ms() + 60_000)
            assert await store.sources.known() == ("acme-news",)
            assert await store.sources.state("acme-news") == (STATE, at)
            assert await store.sources.state("acme") is None
        assert await store.articles.unseen("acme-news", [("k", "v")]) == ("known",)
        assert await store.articles.unseen("acme", [("k", "v")]) == ("new",)
        assert await store.sources.log("acme-news") == ({"status": 200},)
        assert await store.sources.prints("acme-news") == b"x" * 32
        clock.advance(5)
        assert ((await one(store)).token, (await store.sources.texts("acme-news"))[0].id) == (
            2,
            "a",
        )

    play(scenario)


def test_a_source_that_is_known_already_takes_nothing_over(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme", "other")
        claims = {c.source: c for c in await claim(store)}
        await store.sources.settle(claims["acme"], settlement(clock, seen=[("k", "v")]))
        await store.sources.put(
            replace(source("other", host="h1.example"), was="acme"), first_due=0
        )
        assert await store.articles.unseen("other", [("k", "v")]) == ("new",)
        assert await store.sources.known() == ("acme", "other")

    play(scenario)


def test_a_former_id_that_was_dropped_still_gives_its_state_away(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        await store.sources.settle(await one(store), settlement(clock, seen=[("k", "v")]))
        await store.sources.drop("acme")
        await store.sources.put(replace(source("new", host="h1.example"), was="acme"), first_due=7)
        assert await store.sources.state("new") == (STATE, 7)
        assert await store.articles.unseen("new", [("k", "v")]) == ("known",)

    play(scenario)


def test_a_dropped_source_leaves_the_queue_and_comes_back_with_its_state(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme", "other")
        claims = {c.source: c for c in await claim(store)}
        await store.sources.settle(claims["acme"], settlement(clock, seen=[("k", "v")]))
        for _ in range(2):
            await store.sources.drop("acme")
        await store.sources.drop("never-known")
        assert await store.sources.known() == ("other",)
        assert await store.sources.state("acme") is None
        await put(store, "acme", first_due=9)
        assert await store.sources.state("acme") == (STATE, 9)
        assert await store.articles.unseen("acme", [("k", "v")]) == ("known",)

    play(scenario)


def test_a_source_dropped_while_it_was_polled_cannot_be_settled(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        found = await one(store)
        await store.sources.drop("acme")
        assert not await store.sources.settle(found, settlement(clock))
        assert await store.sources.known() == ()

    play(scenario)


def test_an_ended_lease_is_claimed_again_and_the_first_holder_has_lost_it(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        first = await one(store)
        clock.advance(60)
        second = await one(store)
        assert (second.token, second.tries) == (2, 1)
        assert not await store.sources.settle(first, settlement(clock))
        assert not await store.sources.renew(first)
        assert not await store.sources.give_back(first)
        assert await store.sources.settle(second, settlement(clock))
        assert not await store.sources.give_back(second)

    play(scenario)


def test_a_source_that_kills_its_worker_waits_from_the_third_time_on(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        await store.sources.settle(await one(store), settlement(clock, after_s=0))
        for tries in range(3):
            assert (await one(store)).tries == tries
            clock.advance(60)
        assert await claim(store) == ()
        clock.advance(900 * 2.5 - 61)
        assert await claim(store) == ()
        clock.advance(1)
        assert (await one(store)).tries == 3

    play(scenario)


def test_a_renewed_lease_lasts_ten_minutes_at_most(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        found = await one(store)
        for _ in range(14):
            clock.advance(40)
            assert await store.sources.renew(found)
            assert await claim(store) == ()
        clock.advance(40)
        assert not await store.sources.renew(found)
        assert (await one(store)).token == 2

    play(scenario)


def test_a_source_given_back_is_due_now_and_no_try_is_counted(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        found = await one(store)
        for _ in range(2):
            assert await store.sources.give_back(found)
        assert not await store.sources.settle(found, settlement(clock))
        again = await one(store)
        assert (again.token, again.tries) == (2, 0)

    play(scenario)


def test_a_host_is_asked_once_a_second_and_the_others_are_spread(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "a", "b", "c")
        now = clock.now_ms()
        assert len(await store.sources.claim(9, worker="w", hosts={})) == 1
        states = [await store.sources.state(name) for name in ("a", "b", "c")]
        assert sorted(state[1] - now for state in states if state) == [1000, 2000, 60_000]
        clock.advance(1)
        (found,) = await store.sources.claim(9, worker="w", hosts={})
        assert found.due == clock.now_ms()

    play(scenario)


def test_a_host_has_no_more_than_its_connections(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "a", "b", "c")
        limit = {"h1.example": HostLimit(rate_s=0, connections=2)}
        claims = await store.sources.claim(9, worker="w", hosts=limit)
        assert len(claims) == 2
        clock.advance(0.1)
        assert await store.sources.claim(9, worker="w", hosts=limit) == ()
        await store.sources.settle(claims[0], settlement(clock))
        clock.advance(0.1)
        assert len(await store.sources.claim(9, worker="w", hosts=limit)) == 1

    play(scenario)


def test_a_throttled_host_is_left_alone(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        until = clock.now_ms() + 120_000
        await store.sources.throttle("h1.example", until)
        await store.sources.throttle("h1.example", until - 60_000)
        assert await claim(store) == ()
        assert await store.sources.slot("h1.example", HostLimit()) == until
        clock.advance(120)
        assert (await one(store)).due == until

    play(scenario)


def test_a_slot_shares_the_limit_of_the_hosts_own_sources(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        assert await store.sources.slot("h1.example", HostLimit(rate_s=5)) == 0
        at = clock.now_ms() + 5000
        assert await store.sources.slot("h1.example", HostLimit(rate_s=5)) == at
        assert await claim(store) == ()
        clock.advance(5)
        await one(store)
        assert await store.sources.slot("pages.example", HostLimit()) == 0

    play(scenario)


def test_no_more_are_claimed_than_asked_for_and_none_is_left_out(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        for i in range(40):
            await store.sources.put(source(f"s{i}", host=f"h{i}.example"), first_due=0)
        seen: set[str] = set()
        for n in (1, 7, 3, 20):
            found = await claim(store, n)
            assert len(found) == n
            seen |= {c.source for c in found}
        seen |= {c.source for c in await claim(store, 50)}
        assert len(seen) == 40

    play(scenario)


def test_the_higher_priority_goes_first(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        for name, priority in (("late", 9), ("soon", 0), ("usual", 5)):
            await store.sources.put(source(name, host="h1.example", priority=priority), first_due=7)
        limit = {"h1.example": HostLimit(rate_s=1, connections=9)}
        order = []
        for _ in range(3):
            order += [c.source for c in await store.sources.claim(9, worker="w", hosts=limit)]
            clock.advance(1)
        assert order == ["soon", "usual", "late"]

    play(scenario)


def test_texts_make_a_source_due_before_its_document(play: Play, clock: FakeClock) -> None:
    article = Article(id="a1", version="1", key="k", title="Chief leaves", tags=("x",))

    async def scenario(store: Store) -> None:
        await put(store, "acme")
        later = replace(article, id="a2")
        at = clock.now_ms() + 5000
        left = settlement(clock, texts=[(article, at), (later, at + 1000)])
        await store.sources.settle(await one(store), left)
        assert await store.sources.texts("acme") == ()
        clock.advance(5)
        found = await one(store)
        assert found.document_due == clock.now_ms() + 895_000
        assert await store.sources.texts("acme") == (article,)
        done = settlement(clock, texts_done=["a1", "never"])
        assert await store.sources.settle(found, done)
        assert await store.sources.texts("acme") == ()
        assert await store.sources.state("acme") == (STATE, at + 1000)

    play(scenario)


def test_thirty_fetch_events_are_kept_newest_first(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await put(store, "acme")
        for i in range(33):
            found = await one(store)
            for _ in range(2):
                await store.sources.settle(found, settlement(clock, after_s=0, log={"n": i}))
        await store.sources.settle(await one(store), settlement(clock))
        assert [event["n"] for event in await store.sources.log("acme")] == list(range(32, 2, -1))
        assert await store.sources.log("unknown") == ()

    play(scenario)


def test_what_stood_in_the_last_document_stays_known(play: Play, clock: FakeClock) -> None:
    entries = [[(f"{page}-{i}", "v") for i in range(150)] for page in range(4)]

    async def scenario(store: Store) -> None:
        await put(store, "acme")
        for seen in entries:
            await store.sources.settle(await one(store), settlement(clock, after_s=60, seen=seen))
            clock.advance(60)
        assert set(await store.articles.unseen("acme", entries[3])) == {"known"}
        assert set(await store.articles.unseen("acme", entries[2])) == {"known"}
        assert set(await store.articles.unseen("acme", entries[0])) == {"new"}

    play(scenario)


@pytest.mark.parametrize("unknown", ["nobody", ""])
def test_an_unknown_source_is_new_and_has_nothing(play: Play, unknown: str) -> None:
    async def scenario(store: Store) -> None:
        assert await store.sources.state(unknown) is None
        assert await store.sources.texts(unknown) == ()
        assert await store.articles.unseen(unknown, [("k", "v")]) == ("new",)
        lost = Claim(source=unknown, token=1, tries=0, due=0, state=SourceState())
        assert not await store.sources.renew(lost)

    play(scenario)


def test_the_store_tells_the_time(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        clock.advance(17)
        assert await store.sources.now_ms() == clock.now_ms()
        assert await store.outbox.now_ms() == clock.now_ms()

    play(scenario)
