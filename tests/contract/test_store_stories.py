"""The join over every store: one script, all or nothing, and what can be read afterwards."""

from dataclasses import replace

import pytest

from monitor.model import Fact, Mention, Quote, Report, Story, Told
from monitor.ports import Joining
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.rows import report, row, story

NEAR = "exec|acme"
FIRST = Joining(
    versions={NEAR: 0},
    reports=(report(),),
    stories=(story(),),
    opened=("s1",),
    rows=(row(),),
    trail={"a1": {"executive-departure": "alert"}},
)


def test_a_join_writes_reports_story_rows_and_trail_together(play: Play) -> None:
    async def scenario(store: Store) -> None:
        assert await store.stories.join(FIRST) == "joined"
        around = await store.stories.neighbourhood([NEAR, "exec|other"])
        assert around.versions == {NEAR: 1, "exec|other": 0}
        assert around.reports == FIRST.reports
        assert around.stories == {"s1": story()}
        assert [r.id for r in await store.outbox.rows()] == ["s1.1@desk"]
        assert await store.articles.trail_of("a1") == {"executive-departure": "alert"}
        assert await store.stories.story("s1") == story()
        assert await store.stories.story("s2") is None

    play(scenario)


def test_a_join_repeated_after_a_lost_answer_is_joined_once(play: Play) -> None:
    async def scenario(store: Store) -> None:
        for _ in range(3):
            assert await store.stories.join(FIRST) == "joined"
        assert (await store.stories.neighbourhood([NEAR])).versions == {NEAR: 1}
        assert len(await store.outbox.rows()) == 1

    play(scenario)


def test_a_join_on_an_older_version_writes_nothing(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(FIRST)
        late = replace(
            FIRST,
            reports=(report("a2", story="s2"),),
            stories=(story("s2"),),
            opened=("s2",),
            rows=(row("s2.1@desk"),),
            trail={"a2": {"r": "alert"}},
        )
        assert await store.stories.join(late) == "moved"
        assert await store.stories.story("s2") is None
        assert len(await store.outbox.rows()) == 1
        assert await store.articles.trail_of("a2") == {}
        around = await store.stories.neighbourhood([NEAR])
        assert await store.stories.join(replace(late, versions=around.versions)) == "joined"

    play(scenario)


def test_an_opened_storys_name_must_be_free(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(FIRST)
        other = replace(FIRST, versions={"exec|other": 0})
        assert await store.stories.join(other) == "taken"
        assert (await store.stories.neighbourhood(["exec|other"])).versions == {"exec|other": 0}

    play(scenario)


def test_a_new_version_of_a_report_replaces_it(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(FIRST)
        newer = report(version="2")
        update = Joining(versions={NEAR: 1}, reports=(newer,), stories=(story(version=2),))
        assert await store.stories.join(update) == "joined"
        around = await store.stories.neighbourhood([NEAR])
        assert around.reports == (newer,)
        assert around.stories["s1"].version == 2

    play(scenario)


def test_a_report_of_two_neighbourhoods_stands_in_both_and_moves_both(play: Play) -> None:
    async def scenario(store: Store) -> None:
        nears = (NEAR, "exec|globex")
        both = replace(FIRST, versions=dict.fromkeys(nears, 0), reports=(report(near=nears),))
        await store.stories.join(both)
        for near in nears:
            around = await store.stories.neighbourhood([near])
            assert [r.id for r in around.reports] == ["a1"]
        around = await store.stories.neighbourhood(nears)
        assert (len(around.reports), around.versions) == (1, dict.fromkeys(nears, 1))

    play(scenario)


def test_who_read_a_story_from_another_side_sees_that_it_moved(play: Play) -> None:
    async def scenario(store: Store) -> None:
        nears = (NEAR, "exec|globex")
        await store.stories.join(
            replace(FIRST, versions=dict.fromkeys(nears, 0), reports=(report(near=nears),))
        )
        left = await store.stories.neighbourhood([NEAR])
        right = await store.stories.neighbourhood(["exec|globex"])
        update = Joining(
            versions=right.versions,
            reports=(report("a2", near=("exec|globex",)),),
            stories=(story(version=2),),
        )
        assert await store.stories.join(update) == "joined"
        late = Joining(versions=left.versions, reports=(report("a3"),), stories=(story(version=2),))
        assert await store.stories.join(late) == "moved"

    play(scenario)


def test_a_join_without_reports_still_counts_as_a_change(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(FIRST)
        quiet = Joining(versions={NEAR: 1}, reports=(), stories=(story(version=2),))
        assert await store.stories.join(quiet) == "joined"
        assert (await store.stories.neighbourhood([NEAR])).versions == {NEAR: 2}

    play(scenario)


def test_many_rows_of_one_join_stand_in_their_lanes(play: Play) -> None:
    async def scenario(store: Store) -> None:
        rows = (
            row("s1.3@desk", kind="edit", delay_ms=30_000),
            row("s1.2@desk", kind="reply"),
            row("s1.1@desk"),
            row("s1.4@desk", kind="edit", delay_ms=30_000),
            row("s1.1@ops"),
        )
        await store.stories.join(replace(FIRST, rows=rows))
        assert len(await store.outbox.rows()) == 4
        found = [await store.outbox.claim(worker="w", rate_ms=0) for _ in range(3)]
        assert {r.id for r in found if r} == {"s1.1@desk", "s1.1@ops"}

    play(scenario)


def test_recent_stories_come_newest_first(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        for i in range(4):
            await store.stories.join(Joining(versions={}, reports=(), stories=(story(f"s{i}"),)))
            clock.advance(1)
        await store.stories.join(Joining(versions={}, reports=(), stories=(story("s1"),)))
        assert [s.id for s in await store.stories.recent(3)] == ["s1", "s3", "s2"]
        assert await store.stories.recent(0) == ()

    play(scenario)


FULL_REPORT = Report(
    id="a1",
    version="1",
    near=(NEAR, "exec|\U0001f600{}", "exec|" + "x" * 90),
    story="s1",
    rules=("executive-departure",),
    lang="it",
    title='Il "presidente" va in congedo\n\\ \x00',
    events=(Told(type="leave", direction="out", person="ada", role_class=("ceo",)),),
    captures={"who": ("Ada Rossi", "阿达")},
    quote=Quote(text="va in congedo", bold=((0, 2), (3, 13))),
)
FULL_STORY = Story(
    id="s1",
    key=NEAR,
    facts=(Fact(id="out:ada", role="out", value="Ada"), Fact(id="x", role="detail", value="é")),
    mentions=(
        Mention(
            article="a1", outlet="Acme", outlet_id="acme", tier="wire", lang="it", url="https://a.example/1",
            title="t", at="2026-11-24T09:00:00Z", quote=Quote(text="q"),
        ),
    ),
    labels={"person": ("Ada",), "tag": ()},
    denied=True,
)  # fmt: skip


def test_everything_a_report_and_a_story_hold_comes_back(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(replace(FIRST, reports=(FULL_REPORT,), stories=(FULL_STORY,)))
        around = await store.stories.neighbourhood(FULL_REPORT.near)
        assert around.reports == (FULL_REPORT,)
        assert around.stories == {"s1": FULL_STORY}
        assert set(around.versions.values()) == {1}

    play(scenario)


@pytest.mark.parametrize("facts", [(), ("told:exec|acme",), ('out:"ada"', "out:阿达\\n")])
def test_fact_ids_come_back_as_they_were(play: Play, facts: tuple[str, ...]) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(replace(FIRST, rows=(row(facts=facts),)))
        found = await store.outbox.claim(worker="w")
        assert found is not None
        assert found.facts == facts
        await store.outbox.begin(found, news=facts, version=1, floor="")
        await store.outbox.record(found, None)
        assert (await store.outbox.standing("s1", "desk")).told == frozenset(facts)

    play(scenario)
