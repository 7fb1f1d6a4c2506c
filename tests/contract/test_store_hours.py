"""Hours of the week, over every store: counted with a poll, faded by the week, given on."""

import pytest

from monitor.ports import Claim, Settlement, SourceState
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.rows import source

HOUR, WEEK = 3600, 168 * 3600
NEARLY = 0.15  # cells are whole sixteenths


async def polled(store: Store, clock: FakeClock, new: int | None) -> Claim:
    """Poll once in the hour that is, and make the source due again."""
    (claim,) = await store.sources.claim(9, worker="w1", hosts={})
    hour = None if new is None else (of_week(clock), new)
    left = Settlement(state=SourceState(), next_due=clock.now_ms() + 1000, hour=hour)
    for _ in range(2):  # a repeat counts nothing twice
        assert await store.sources.settle(claim, left)
    return claim


def of_week(clock: FakeClock) -> int:
    return (clock.now_ms() // 3_600_000 + 72) % 168


async def begin(store: Store) -> None:
    await store.sources.put(source("acme"), first_due=0)


def test_nothing_counted_is_nothing_known(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await begin(store)
        for _ in range(2):
            assert tuple((await polled(store, clock, None)).hours) == ()
            clock.advance(HOUR)

    play(scenario)


def test_polls_of_an_hour_add_up(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await begin(store)
        for new in (3, 0, 4):
            await polled(store, clock, new)
            clock.advance(60)
        now = of_week(clock)
        found = (await polled(store, clock, 0)).hours
        assert (len(found), found[now]) == (168, 7)
        assert found[(now + 1) % 168] == found[now - 1] == -1

    play(scenario)


def test_an_hour_lived_through_without_news_counts(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await begin(store)
        first = of_week(clock)
        await polled(store, clock, 8)
        clock.advance(3 * HOUR)
        found = (await polled(store, clock, None)).hours
        assert [found[(first + n) % 168] for n in range(5)] == [8, 0, 0, 0, -1]

    play(scenario)


def test_weeks_fade(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await begin(store)
        hour, expected, weight = of_week(clock), 0.0, 0.0
        for new in (10, 20, 0, 40, 12):
            found = (await polled(store, clock, new)).hours
            if weight:
                lived = expected * 0.75 / (weight * 0.75 + 1)
                assert found[hour] == pytest.approx(lived, abs=NEARLY)
            expected, weight = expected * 0.75 + new, weight * 0.75 + 1
            clock.advance(WEEK)

    play(scenario)


def test_a_long_absence_leaves_little(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await begin(store)
        hour = of_week(clock)
        await polled(store, clock, 400)
        clock.advance(40 * WEEK)
        await polled(store, clock, 5)
        clock.advance(60)
        found = (await polled(store, clock, None)).hours
        assert found[hour] == pytest.approx(5 / 4, abs=NEARLY)

    play(scenario)


def test_the_same_rates_come_from_every_store(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await begin(store)
        given: dict[int, int] = {}
        for step in range(60):
            given[of_week(clock)] = given.get(of_week(clock), 0) + step
            await polled(store, clock, step)
            clock.advance(5 * HOUR // 2)
        found = tuple((await polled(store, clock, None)).hours)
        told = {i: rate for i, rate in enumerate(found) if rate > 0}
        assert told == {i: n for i, n in given.items() if n}

    play(scenario)
