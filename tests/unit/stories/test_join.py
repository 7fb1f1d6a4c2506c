"""The join over a store in memory: what it reads, writes, tries again and gives up."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.conditions import absence, distinct, first_seen
from monitor.errors import StoreError
from monitor.model import Article, Match, Rule, Story
from monitor.outgoing import Route
from monitor.policy import Threshold
from monitor.ports import Joined, Joining, Neighbourhood
from monitor.stories.join import Join, plan, replan
from monitor.stories.rows import Standards
from monitor.stories.windows import NOTHING
from tests.fakes.clock import FakeClock
from tests.fakes.made import article, match, report, rule, told
from tests.fakes.store import MemoryStore

HOUR, DAY = 3600.0, 86400.0
CHANGED = frozenset({"k"})


def of_outlets(least: int) -> Rule:
    options = distinct.Options(of="outlet", at_least=least, within=6 * HOUR)
    return rule("k", trigger=Threshold(kind="distinct", options=options), same_if=("who",))


QUIET = rule("k", trigger=Threshold(kind="absence", options=absence.Options(for_=HOUR)))
NEW = rule("k", trigger=Threshold(kind="first_seen", options=first_seen.Options(of="who")))


class Restless:
    """Stories whose neighbourhoods others change before every write, or the first few."""

    def __init__(self, store: MemoryStore, *, moves: int = 1_000) -> None:
        self._stories, self.moves = store.stories, moves
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stories, name)

    async def neighbourhood(self, nears: Sequence[str]) -> Neighbourhood:
        return await self._stories.neighbourhood(nears)

    async def join(self, joining: Joining) -> Joined:
        self.asked += 1
        if self.asked <= self.moves:
            return "moved"
        return await self._stories.join(joining)


class Scene:
    """A join of some rules over a store in memory."""

    def __init__(self, *rules: Rule, moves: int = 0) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore(now_ms=self.clock.now_ms)
        self.far = Restless(self.store, moves=moves)
        self.join = Join(
            stories=self.far, windows=self.store.windows, standards=of(*rules), debounce_ms=0
        )

    def came(self, name: str, hours: float = 0, **more: Any) -> tuple[str, ...]:
        return asyncio.run(self.join(self.news(name, hours, **more), held()))

    def news(self, name: str, hours: float = 0, outlet: str = "A") -> Article:
        at = self.clock.now() + timedelta(hours=hours)
        return article(
            f"Title{name}",
            id=name,
            url=f"https://x.example/{name}",
            outlet=outlet,
            outlet_id=outlet.lower(),
            published=at,
            seen=at,
        )

    def quiet(self) -> str:
        return asyncio.run(self.join.fell_quiet(QUIET, self.clock.now()))

    def rejudged(self, hours: float = 0) -> tuple[str, ...]:
        at = self.clock.now() + timedelta(hours=hours)
        return asyncio.run(self.join.rejudge(CHANGED, at))

    def kinds(self) -> list[str]:
        return sorted(row.kind for row in asyncio.run(self.store.outbox.rows()))

    def trail(self, name: str) -> dict[str, str]:
        return dict(asyncio.run(self.store.articles.trail_of(name)))


def of(*rules: Rule) -> Standards:
    return Standards(
        rules={one.id: one for one in rules},
        routes=(Route(name="rest", to=("desk",)),),
        lists=lambda _: frozenset(),
    )


def held() -> list[Match]:
    return [match(rule="k", captures={"who": ("acme",)})]


def test_an_article_opens_a_story_and_again_is_of_the_same() -> None:
    scene = Scene(rule("k"))
    first = scene.came("a")
    assert len(first) == 1
    assert scene.came("a") == first
    assert scene.kinds() == ["card"]
    assert scene.trail("a") == {"k": "alert"}


def test_another_version_of_an_article_stays_in_its_story_and_ends_no_silence() -> None:
    scene = Scene(QUIET)
    first = scene.came("a")
    assert scene.quiet()
    again = replace(scene.news("a"), version="v2")
    assert asyncio.run(scene.join(again, held())) == first
    assert scene.kinds() == ["card"]


def test_a_trail_says_that_a_threshold_is_not_reached_yet() -> None:
    scene = Scene(of_outlets(2))
    (story,) = scene.came("a")
    assert (scene.kinds(), scene.trail("a")) == ([], {"k": "below_threshold"})
    assert scene.came("b", 1, outlet="B") == (story,)
    assert (scene.kinds(), scene.trail("b")) == (["card"], {"k": "alert"})


def test_a_value_is_new_only_once() -> None:
    scene = Scene(NEW)
    scene.came("a")
    scene.came("b", 1)
    assert scene.kinds().count("card") == 1


def test_a_neighbourhood_that_moved_is_read_again() -> None:
    scene = Scene(rule("k"), moves=3)
    assert len(scene.came("a")) == 1
    assert scene.far.asked == 4


def test_what_others_keep_changing_is_left_for_later() -> None:
    scene = Scene(rule("k"), moves=1_000)
    with pytest.raises(StoreError, match="changed 20 times while joining") as raised:
        scene.came("a")
    assert raised.value.kind == "busy"
    assert scene.kinds() == []


def test_a_silence_is_told_once_and_so_is_its_end() -> None:
    scene = Scene(QUIET)
    assert scene.quiet()
    assert scene.quiet() == ""
    assert scene.kinds() == ["card"]
    scene.came("a")
    assert scene.kinds() == ["card", "edit", "reply"]


def test_a_silence_that_others_keep_changing_is_left_for_later() -> None:
    with pytest.raises(StoreError, match=r"absence\|k"):
        Scene(QUIET, moves=1_000).quiet()


def test_an_edited_threshold_tells_what_waited() -> None:
    scene = Scene(of_outlets(3))
    (story,) = scene.came("a")
    scene.came("b", outlet="B")
    scene.join.standards = of(of_outlets(2))
    assert scene.rejudged(hours=7) == ()
    assert scene.rejudged() == (story,)
    assert scene.rejudged() == ()
    assert scene.kinds() == ["card"]


def test_an_edited_threshold_is_judged_again_when_others_write() -> None:
    scene = Scene(of_outlets(2), moves=0)
    scene.came("a")
    scene.join.standards = of(of_outlets(1))
    scene.far.asked, scene.far.moves = 0, 2
    assert len(scene.rejudged()) == 1
    assert scene.far.asked == 3


def test_an_edited_threshold_that_cannot_be_written_is_left_for_later() -> None:
    scene = Scene(of_outlets(2))
    scene.came("a")
    scene.join.standards = of(of_outlets(1))
    scene.far.asked, scene.far.moves = 0, 1_000
    with pytest.raises(StoreError, match="changed 20 times"):
        scene.rejudged()


def test_a_story_that_is_gone_is_not_judged_again() -> None:
    around = Neighbourhood(versions={}, reports=(), stories={})
    again = replan(
        "s1", around, CHANGED, at=0.0, past=NOTHING, standards=of(of_outlets(1)), debounce_ms=0
    )
    assert again is None


def test_a_fact_of_an_undated_story_nearby_is_not_told_twice() -> None:
    standards = of(rule())
    known = plan(
        report("a", told()),
        Neighbourhood(versions={}, reports=(), stories={}),
        standards=standards,
        debounce_ms=0,
    )
    assert known is not None
    other = Story(id="old", key="k", version=1, first_seen="", facts=known.stories[0].facts)
    around = Neighbourhood(versions={}, reports=(), stories={"old": other})
    again = plan(report("b", told()), around, standards=standards, debounce_ms=0)
    assert again is not None
    assert again.stories[0].facts == ()
