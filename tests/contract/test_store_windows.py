"""Windows of thresholds over every store: written by the join's own script, read back."""

import asyncio
from dataclasses import replace

import pytest

from monitor.errors import StoreError
from monitor.ports import Joining
from monitor.store.opened import Store
from monitor.windows import Listened, Noted, Tally
from tests.conftest import OpenStore, Play
from tests.fakes.clock import FakeClock
from tests.fakes.rows import report, story

NEAR = "exec|acme"
HOUR, DAY = 3600.0, 86400.0
JOIN = Joining(versions={NEAR: 0}, reports=(report(),), stories=(story(),), opened=("s1",))
KEY = ("spiky", "")


def note(article: str, at: float, *, group: str = "", keep_s: float = 30 * DAY) -> Noted:
    return Noted(rule="spiky", group=group, article=article, at=at, keep_s=keep_s)


def test_a_join_notes_its_members_in_the_same_step(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        now = clock.now().timestamp()
        joining = replace(JOIN, noted=(note("a1", now), note("a2", now - HOUR, group="Acme, Inc")))
        assert await store.stories.join(joining) == "joined"
        found = await store.windows.tallies([KEY, ("spiky", "Acme, Inc"), ("other", "")])
        assert found[KEY] == Tally(times={"a1": round(now * 1000) / 1000})
        assert set(found["spiky", "Acme, Inc"].times) == {"a2"}
        assert found["other", ""] == Tally()

    play(scenario)


def test_a_repeated_or_refused_join_notes_nothing_more(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        now = clock.now().timestamp()
        joining = replace(JOIN, noted=(note("a1", now),))
        for _ in range(3):
            await store.stories.join(joining)
        stale = replace(joining, noted=(note("a2", now),), reports=(report("a2"),))
        assert await store.stories.join(stale) == "moved"
        assert set((await store.windows.tallies([KEY]))[KEY].times) == {"a1"}

    play(scenario)


def test_an_article_keeps_the_time_it_was_first_noted_with(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        now = clock.now().timestamp()
        await store.windows.remember("spiky", [note("a1", now - HOUR)], since=None)
        await store.windows.remember("spiky", [note("a1", now)], since=None)
        times = (await store.windows.tallies([KEY]))[KEY].times
        assert times == {"a1": pytest.approx(now - HOUR, abs=0.001)}

    play(scenario)


def test_members_leave_when_they_cannot_count_any_more(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        now = clock.now().timestamp()
        await store.windows.remember("spiky", [note("a1", now, keep_s=HOUR)], since=None)
        clock.advance(HOUR + 1)
        later = clock.now().timestamp()
        await store.windows.remember("spiky", [note("a2", later, keep_s=HOUR)], since=None)
        assert set((await store.windows.tallies([KEY]))[KEY].times) == {"a2"}

    play(scenario)


def test_what_is_known_from_when_on_is_kept_by_rule(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        now = clock.now().timestamp()
        assert await store.windows.known(["spiky", "other"]) == {}
        await store.windows.remember("spiky", [], since=now - 9 * DAY)
        known = await store.windows.known(["spiky", "other"])
        assert known == {"spiky": pytest.approx(now - 9 * DAY, abs=0.001)}
        tally = (await store.windows.tallies([KEY]))[KEY]
        assert tally.since == known["spiky"]

    play(scenario)


def test_many_members_are_remembered_in_parts(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        now = clock.now().timestamp()
        notes = [note(f"a{n}", now - n) for n in range(450)]
        await store.windows.remember("spiky", notes, since=now)
        assert len((await store.windows.tallies([KEY]))[KEY].times) == 450

    play(scenario)


def test_silence_grows_while_we_listen_and_can_hear(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        async def listen(*, hears: bool = True) -> Listened:
            return await store.windows.listen("bank", hears=hears, within_s=60)

        assert await listen() == Listened(quiet_s=0.0, paused=True)
        clock.advance(10)
        assert await listen() == Listened(quiet_s=10.0)
        clock.advance(20)
        assert await listen(hears=False) == Listened(quiet_s=10.0, paused=True)
        clock.advance(3600)
        assert await listen() == Listened(quiet_s=10.0, paused=True)
        clock.advance(60)
        assert await listen() == Listened(quiet_s=70.0)
        assert await listen() == Listened(quiet_s=70.0)

    play(scenario)


def test_a_match_ends_the_silence_as_of_its_own_time(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        for _ in range(4):
            await store.windows.listen("bank", hears=True, within_s=60)
            clock.advance(50)
        now = clock.now().timestamp()
        old = Noted(rule="bank", group="", article="a1", at=now - 500)
        await store.stories.join(replace(JOIN, noted=(old,)))
        assert (await store.windows.listen("bank", hears=True, within_s=60)).quiet_s == 200
        new = Noted(rule="bank", group="", article="a2", at=now - 30)
        await store.stories.join(
            Joining(versions={NEAR: 1}, reports=(), stories=(story(),), noted=(new,))
        )
        assert (await store.windows.listen("bank", hears=True, within_s=60)).quiet_s == 30

    play(scenario)


def test_a_story_knows_all_its_neighbourhoods(play: Play) -> None:
    async def scenario(store: Store) -> None:
        nears = (NEAR, "exec|globex")
        await store.stories.join(
            replace(JOIN, versions=dict.fromkeys(nears, 0), reports=(report(near=nears),))
        )
        assert await store.windows.nears("s1") == nears
        assert await store.windows.nears("s2") == ()

    play(scenario)


def test_what_was_told_in_one_story_is_not_below_the_threshold_in_another(play: Play) -> None:
    async def scenario(store: Store) -> None:
        for verdict in ("below_threshold", "alert", "below_threshold"):
            around = await store.stories.neighbourhood([NEAR])
            await store.stories.join(
                Joining(
                    versions=around.versions,
                    reports=(),
                    stories=(story(),),
                    trail={"a1": {"r": verdict}},
                )
            )
        assert await store.articles.trail_of("a1") == {"r": "alert"}

    play(scenario)


@pytest.mark.store
@pytest.mark.parametrize("key", ["win:spiky:", "win:spiky"])
def test_a_planted_key_of_a_wrong_type_is_named_before_any_write(
    key: str, store: OpenStore
) -> None:
    async def scenario() -> None:
        async with store() as opened:
            client = opened.windows._client  # type: ignore[attr-defined]
            await client.ask([("SET", client.key("s", key), "x")])
            keep_s = DAY if key.endswith(":") else 0.0
            joining = replace(JOIN, noted=(note("a1", 1.0, keep_s=keep_s),))
            with pytest.raises(StoreError, match=key):
                await opened.stories.join(joining)
            assert await opened.stories.story("s1") is None

    asyncio.run(scenario())
