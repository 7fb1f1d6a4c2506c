"""Thresholds over every store: the join judges, the script writes, nothing is lost between."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from monitor.conditions import absence, distinct, first_seen, spike
from monitor.model import Article, Match, Rule
from monitor.outgoing import Route
from monitor.policy import Threshold
from monitor.store.opened import Store
from monitor.stories.join import Join
from monitor.stories.rows import Standards
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.made import article, match, rule

HOUR, DAY = 3600.0, 86400.0


def joining(store: Store, *rules: Rule, was: Mapping[str, str] | None = None) -> Join:
    standards = Standards(
        rules={one.id: one for one in rules},
        routes=(Route(name="rest", to=("desk",)),),
        lists=lambda _: frozenset(),
        was=was or {},
    )
    return Join(stories=store.stories, windows=store.windows, standards=standards, debounce_ms=0)


def came(clock: FakeClock, name: str, hours: float = 0, **more: Any) -> Article:
    at = clock.now() + timedelta(hours=hours)
    outlet = more.pop("outlet", "A")
    return article(
        f"Title{name} of {name}{name} by {name}{name}{name}",
        id=name,
        url=f"https://x.example/{name}",
        outlet=outlet,
        outlet_id=outlet.lower(),
        published=at,
        seen=at,
        **more,
    )


def held(who: str = "acme", name: str = "k") -> list[Match]:
    return [match(rule=name, captures={"who": (who,)})]


async def cards(store: Store) -> list[str]:
    return sorted(row.id for row in await store.outbox.rows() if row.kind == "card")


def test_a_threshold_is_reached_over_restarts_and_repeats(play: Play, clock: FakeClock) -> None:
    options = distinct.Options(of="outlet", at_least=2, within=6 * HOUR)
    own = rule("k", trigger=Threshold(kind="distinct", options=options), same_if=("who",))

    async def scenario(store: Store) -> None:
        first, second = came(clock, "a"), came(clock, "b", 1, outlet="B")
        for _ in range(3):  # each time another process
            (story,) = await joining(store, own)(first, held())
        assert await cards(store) == []
        assert await store.articles.trail_of("a") == {"k": "below_threshold"}
        below = await store.stories.story(story)
        assert below is not None
        assert (below.rules, below.pending) == ((), ("k",))
        for _ in range(3):
            assert await joining(store, own)(second, held()) == (story,)
        assert await cards(store) == [f"{story}.1@desk"]
        assert await store.articles.trail_of("b") == {"k": "alert"}
        told = await store.stories.story(story)
        assert told is not None
        assert [m.outlet for m in told.mentions] == ["A", "B"]

    play(scenario)


def test_of_two_articles_with_one_new_value_at_one_time_one_is_told(
    play: Play, clock: FakeClock
) -> None:
    options = first_seen.Options(of="who", after=30 * DAY)
    own = rule("k", trigger=Threshold(kind="first_seen", options=options))

    async def scenario(store: Store) -> None:
        joins = [joining(store, own) for _ in range(4)]
        articles = [came(clock, name) for name in ("a", "b", "c", "d")]
        await asyncio.gather(
            *(join(one, held()) for join, one in zip(joins, articles, strict=True))
        )
        assert len(await cards(store)) == 1
        await joins[0](came(clock, "e", 1), held("globex"))
        assert len(await cards(store)) == 2

    play(scenario)


def test_a_spike_is_judged_by_what_is_known_of_the_weeks_before(
    play: Play, clock: FakeClock
) -> None:
    options = spike.Options(ratio=2, within=HOUR, at_least=2)
    own = rule("k", trigger=Threshold(kind="spike", options=options))

    async def scenario(store: Store) -> None:
        join = joining(store, own)
        await join(came(clock, "a"), held())
        await join(came(clock, "b", 0.1), held())
        assert await cards(store) == []  # nothing is known of the time before
        since = (clock.now() - timedelta(days=20)).timestamp()
        await store.windows.remember("k", [], since=since)
        await join(came(clock, "c", 0.2), held())
        assert len(await cards(store)) == 1

    play(scenario)


def test_a_silence_and_its_end_are_told_once_each(play: Play, clock: FakeClock) -> None:
    trigger = Threshold(kind="absence", options=absence.Options(for_=HOUR))
    own = rule("k", title="Bank", trigger=trigger)

    async def scenario(store: Store) -> None:
        join = joining(store, own)
        await join(came(clock, "a"), held())
        assert await cards(store) == []
        clock.advance(2 * HOUR)
        story = await join.fell_quiet(own, clock.now())
        assert story
        assert await joining(store, own).fell_quiet(own, clock.now()) == ""
        await join(came(clock, "a"), held())  # known: it ends no silence
        assert [row.kind for row in await store.outbox.rows(story=story)] == ["card"]
        back = came(clock, "b")
        for _ in range(2):
            await joining(store, own)(back, held())
        kinds = sorted(row.kind for row in await store.outbox.rows(story=story))
        assert kinds == ["card", "edit", "reply"]
        told = await store.stories.story(story)
        assert told is not None
        assert [fact.id for fact in told.facts] == ["quiet", "back"]
        clock.advance(2 * HOUR)
        assert await join.fell_quiet(own, clock.now()) not in {"", story}

    play(scenario)


def test_edited_thresholds_judge_what_waits(play: Play, clock: FakeClock) -> None:
    def own(least: int) -> Rule:
        options = distinct.Options(of="outlet", at_least=least, within=6 * HOUR)
        return rule("k", trigger=Threshold(kind="distinct", options=options), same_if=("who",))

    async def scenario(store: Store) -> None:
        for name, outlet in (("a", "A"), ("b", "B")):
            (story,) = await joining(store, own(3))(came(clock, name, outlet=outlet), held())
        assert await cards(store) == []
        changed = frozenset({"k"})
        late = clock.now() + timedelta(hours=7)
        assert await joining(store, own(2)).rejudge(changed, late) == ()
        assert await joining(store, own(2)).rejudge(changed, clock.now()) == (story,)
        assert await joining(store, own(2)).rejudge(changed, clock.now()) == ()
        assert await cards(store) == [f"{story}.1@desk"]

    play(scenario)


def test_a_renamed_rule_keeps_what_was_counted(play: Play, clock: FakeClock) -> None:
    options = distinct.Options(of="outlet", at_least=2, within=6 * HOUR)
    own = Threshold(kind="distinct", options=options)
    news = Threshold(kind="first_seen", options=first_seen.Options(of="who"))
    old = [rule("k", trigger=own, same_if=("who",)), rule("n", trigger=news)]
    new = [rule("kk", trigger=own, same_if=("who",)), rule("nn", trigger=news)]
    was = {"k": "kk", "n": "nn"}

    async def scenario(store: Store) -> None:
        both = [*held(), *held(name="n")]
        await joining(store, *old)(came(clock, "a"), both)
        assert len(await cards(store)) == 1  # a value that is new
        renamed = [*held(name="kk"), *held(name="nn")]
        join = joining(store, *new, was=was)
        await join(came(clock, "b", 1, outlet="B"), renamed)
        assert len(await cards(store)) == 2  # two outlets now, and nothing new
        trail = await store.articles.trail_of("b")
        assert trail == {"kk": "alert", "nn": "below_threshold"}

    play(scenario)
