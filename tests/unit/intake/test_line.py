"""One poll from claim to settlement, and the same again after a crash at each point."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import StoreError
from monitor.ids import article_id
from monitor.intake.cadence import next_due
from monitor.intake.found import Found
from monitor.intake.horizon import Horizon
from monitor.intake.line import Means, Outcome, poll
from monitor.manners import Hours, Span
from monitor.model import Article, Hop, Problem, Source
from monitor.net.problems import problem
from monitor.ports import Claim, SourceState
from monitor.reasons import Reason
from tests.fakes.clock import START, FakeClock
from tests.fakes.made import match
from tests.fakes.reading import (
    FakeComplete,
    FakeJoin,
    FakeMatcher,
    MemoryArchive,
    Ops,
    entry,
    source,
)
from tests.fakes.store import MemoryStore

POINTS = ("claimed", "fetched", "archived", "matched", "joined", "noticed", "seen")


class Killed(BaseException):
    """Ends a poll as SIGKILL would: nothing after it runs."""


@dataclass
class Desk:
    """The line with everything it talks to in memory."""

    source: Source = field(default_factory=lambda: source(first_run="all"))
    clock: FakeClock = field(default_factory=FakeClock)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    complete: FakeComplete = field(default_factory=FakeComplete)
    match: FakeMatcher = field(default_factory=FakeMatcher)
    join: FakeJoin = field(default_factory=FakeJoin)
    ops: Ops = field(default_factory=Ops)
    horizon: Horizon = field(default_factory=Horizon)
    shows: Found | Problem = field(default_factory=Found)
    reads: int = 0
    points: list[str] = field(default_factory=list)
    kill_at: str = ""

    def __post_init__(self) -> None:
        self.store = MemoryStore(now_ms=self.clock.now_ms)

    async def read(self, source: Source, state: SourceState) -> Found | Problem:
        self.reads += 1
        return self.shows

    def point(self, name: str) -> None:
        self.points.append(name)
        if name == f"intake.{self.kill_at}":
            self.kill_at = ""
            raise Killed(name)

    async def claim(self) -> Claim:
        await self.store.sources.put(self.source, first_due=self.clock.now_ms())
        (claim,) = await self.store.sources.claim(1, worker="w", hosts={})
        return claim

    async def poll(self, claim: Claim | None = None) -> Outcome:
        return await poll(
            claim or await self.claim(),
            self.source,
            read=self.read,
            means=self.means,
            tell=self.ops,
            pace=partial(
                next_due, uniform=Random(1).uniform, next_fire=lambda *_: self.clock.now()
            ),
            horizon=self.horizon,
        )

    @property
    def means(self) -> Means:
        return Means(
            sources=self.store.sources,
            articles=self.store.articles,
            archive=self.archive,
            complete=self.complete,
            match=self.match,
            join=self.join,
            clock=self.clock,
            point=self.point,
        )

    async def polls(self, *documents: Found | Problem) -> list[Outcome]:
        """Poll once for each document, each time when the source is due."""
        outcomes = []
        for shows in documents:
            self.shows = shows
            outcomes.append(await self.poll())
            state = await self.store.sources.state(self.source.id)
            assert state is not None
            self.clock.advance(max(0, state[1] - self.clock.now_ms()) / 1000)
        return outcomes

    def state(self) -> SourceState:
        found = asyncio.run(self.store.sources.state(self.source.id))
        assert found is not None
        return found[0]


def found(*articles: Article, **more: Any) -> Found:
    return Found(articles=articles, **more)


def test_a_new_article_is_archived_matched_joined_and_then_seen() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.match.found["Title of a"] = (match(),)

    outcome = asyncio.run(desk.poll())

    assert desk.archive.titles == ["Title of a"]
    assert desk.join.ids == ["id-a"]
    assert (outcome.result, outcome.new, outcome.alerts) == ("parsed", 1, 1)
    assert desk.points == [f"intake.{name}" for name in POINTS]


def test_a_known_article_is_not_joined_again() -> None:
    desk = Desk()

    outcomes = asyncio.run(desk.polls(found(entry("a")), found(entry("a"), entry("b"))))

    assert desk.join.ids == ["id-a", "id-b"]
    assert [o.new for o in outcomes] == [1, 1]


def test_a_changed_article_is_joined_in_its_new_version_but_counted_once() -> None:
    desk = Desk()

    asyncio.run(desk.polls(found(entry("a")), found(entry("a", version="v2"))))

    assert desk.join.joined == [("id-a", "a-1"), ("id-a", "v2")]
    assert desk.state().articles == 1


def test_the_first_look_at_a_source_alerts_nobody_but_says_what_would_have() -> None:
    desk = Desk(source=source())
    desk.match.found["Title of a"] = (match(),)
    desk.shows = found(entry("a"), entry("b"))

    asyncio.run(desk.poll())

    assert desk.join.ids == []
    assert desk.ops.texts == ["gazette: 2 stored, 1 would have alerted"]
    assert [line.why for _, line in desk.archive.lines] == [Reason.BASELINE, Reason.BASELINE]
    trail = asyncio.run(desk.store.articles.trail_of("id-a"))
    assert trail == {"executive-change": "baseline"}


def test_what_comes_after_the_first_look_is_news() -> None:
    desk = Desk(source=source())

    asyncio.run(desk.polls(found(entry("a")), found(entry("b"), entry("a"))))

    assert desk.join.ids == ["id-b"]


def test_a_first_look_that_needs_several_polls_alerts_nobody_at_any_of_them() -> None:
    desk = Desk(source=source(first_run="baseline"))
    part = Found(articles=(entry("a"), entry("b")), waiting=3)
    rest = Found(articles=(entry("c"), entry("d"), entry("e")))
    news = Found(articles=(entry("f"),))

    asyncio.run(desk.polls(part))
    assert desk.state().baseline == "c1+"
    asyncio.run(desk.polls(rest))
    assert (desk.state().baseline, desk.join.ids) == ("c1", [])
    asyncio.run(desk.polls(news))
    assert desk.join.ids == ["id-f"]


def test_documents_that_wait_later_on_begin_no_other_baseline() -> None:
    desk = Desk()
    asyncio.run(desk.polls(Found(articles=(entry("a"),)), Found(articles=(entry("b"),), waiting=2)))
    assert desk.state().baseline == "c1"


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_loses_nothing_and_marks_nothing_twice(point: str) -> None:
    desk = Desk(shows=found(entry("a"), entry("b")), kill_at=point)

    async def crash_and_repeat() -> None:
        with pytest.raises(Killed):
            await desk.poll()
        desk.clock.advance(1200)
        await desk.poll()
        desk.clock.advance(1200)
        await desk.poll()

    asyncio.run(crash_and_repeat())
    assert set(desk.join.ids) == {"id-a", "id-b"}
    assert desk.state().articles == 2


def test_an_article_that_left_the_document_after_a_crash_comes_from_the_archive() -> None:
    desk = Desk(shows=found(entry("a")), kill_at="archived")

    async def crash_and_repeat() -> None:
        with pytest.raises(Killed):
            await desk.poll()
        desk.clock.advance(120)
        desk.shows = found(entry("b"))
        await desk.poll()
        desk.clock.advance(1200)
        await desk.poll()

    asyncio.run(crash_and_repeat())
    assert sorted(desk.join.ids) == ["id-a", "id-b"]


def test_a_settled_poll_does_not_look_into_the_archive() -> None:
    desk = Desk()

    asyncio.run(desk.polls(found(entry("a")), found(entry("b"))))

    assert desk.join.ids == ["id-a", "id-b"]


def test_a_lost_lease_changes_nothing() -> None:
    desk = Desk(shows=found(entry("a")))

    async def lose_it() -> Outcome:
        claim = await desk.claim()
        desk.clock.advance(61)
        await desk.store.sources.claim(1, worker="other", hosts={})
        return await desk.poll(claim)

    outcome = asyncio.run(lose_it())
    assert outcome.result == "lost_lease"
    assert desk.state().polls == 0
    assert asyncio.run(desk.store.articles.counts()) == {}


def test_a_failing_source_waits_longer_and_keeps_what_it_had() -> None:
    desk = Desk()
    good = found(entry("a"), etag='"1"', body_hash="h")

    outcomes = asyncio.run(desk.polls(good, problem("404", "status 404"), problem("404", "again")))

    state = desk.state()
    assert (state.etag, state.body_hash, state.failures) == ('"1"', "h", 1.0)
    assert state.error == "again"
    assert [o.result for o in outcomes] == ["parsed", "404", "404"]


def test_a_source_that_fails_three_times_is_told_of_once_and_on_recovery() -> None:
    desk = Desk()
    bad = problem("contract", '0 rows for "li.item", expected 5..200')

    asyncio.run(desk.polls(found(entry("a")), bad, bad, bad, bad, bad))
    asyncio.run(desk.polls(found(entry("b")), found(entry("c"))))

    broken, works = desk.ops.texts
    assert broken.startswith('gazette broken(contract): 0 rows for "li.item", expected 5..200; ')
    assert "good until 09:00; next try " in broken
    assert works.startswith("gazette works again after ")
    assert desk.state().health == "ok"


def test_a_notice_is_written_before_the_settlement_and_only_once() -> None:
    desk = Desk(source=source(), shows=found(entry("a")), kill_at="noticed")

    async def crash_and_repeat() -> None:
        with pytest.raises(Killed):
            await desk.poll()
        desk.clock.advance(120)
        await desk.poll()

    asyncio.run(crash_and_repeat())
    assert len(desk.ops.told) == 1


def test_an_unchanged_document_costs_no_match_and_counts_as_success() -> None:
    desk = Desk()

    outcomes = asyncio.run(desk.polls(found(entry("a")), Found(is_new=False, etag='"2"')))

    assert outcomes[1].result == "unchanged"
    assert len(desk.match.seen) == 1
    assert desk.state().etag == '"2"'


def test_a_paused_source_is_not_read_and_says_why_once() -> None:
    desk = Desk(source=source(paused_why="HN_KEY unset"))

    outcomes = asyncio.run(desk.polls(found(), found()))

    assert desk.reads == 0
    assert [o.result for o in outcomes] == ["paused", "paused"]
    assert desk.ops.texts == ["gazette paused: HN_KEY unset"]


def test_a_resumed_source_is_polled_again_and_says_so() -> None:
    desk = Desk(source=source(paused_why="HN_KEY unset"))

    asyncio.run(desk.polls(found()))
    desk.source = replace(desk.source, paused_why="")
    asyncio.run(desk.polls(found(entry("a"))))

    assert desk.ops.texts[1] == "gazette is polled again"


def test_a_text_that_a_rule_needs_is_fetched_before_matching() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.complete.wanted = {"id-a"}
    desk.complete.pages["id-a"] = entry("a", version="full", body="All of it", text_from="page")

    asyncio.run(desk.poll())

    assert desk.match.seen[0].body == "All of it"
    assert desk.join.joined == [("id-a", "full")]
    assert len(desk.archive.lines) == 2


def test_a_page_that_fails_is_matched_as_it_is_and_once_more_with_its_text() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.complete.wanted = {"id-a"}
    desk.complete.pages["id-a"] = problem("timeout", "slow")

    async def fail_then_have_it() -> list[Outcome]:
        first = await desk.poll()
        desk.complete.pages["id-a"] = entry("a", version="full", text_from="page")
        desk.clock.advance(301)
        return [first, await desk.poll()]

    first, second = asyncio.run(fail_then_have_it())
    assert first.waiting == 1
    assert second.result == "texts"
    assert desk.reads == 1
    assert desk.join.joined == [("id-a", "a-1"), ("id-a", "full")]
    assert desk.points[-4:] == [
        "intake.matched",
        "intake.text",
        "intake.noticed",
        "intake.seen",
    ]


def test_a_kill_after_a_late_text_was_joined_repeats_it_and_then_is_done() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.complete.wanted = {"id-a"}
    desk.complete.pages["id-a"] = problem("timeout", "slow")

    async def killed_at_the_text() -> tuple[Article, ...]:
        await desk.poll()
        desk.complete.pages["id-a"] = entry("a", version="full", text_from="page")
        desk.clock.advance(301)
        desk.kill_at = "text"
        with pytest.raises(Killed):
            await desk.poll()
        desk.clock.advance(301)
        await desk.poll()
        desk.clock.advance(100_000)
        return await desk.store.sources.texts("gazette")

    assert asyncio.run(killed_at_the_text()) == ()
    assert desk.join.joined == [("id-a", "a-1"), ("id-a", "full"), ("id-a", "full")]


def test_a_text_that_never_comes_is_given_up_after_one_retry() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.complete.wanted = {"id-a"}
    desk.complete.pages["id-a"] = problem("timeout", "slow")

    async def fail_twice() -> tuple[Article, ...]:
        await desk.poll()
        desk.clock.advance(301)
        await desk.poll()
        desk.clock.advance(100_000)
        return await desk.store.sources.texts("gazette")

    assert asyncio.run(fail_twice()) == ()
    assert desk.join.ids == ["id-a", "id-a"]


def test_more_pages_than_a_poll_reads_wait_for_the_next_one() -> None:
    names = [f"n{n}" for n in range(25)]
    desk = Desk(shows=found(*(entry(name) for name in names)))
    desk.complete.wanted = {f"id-{name}" for name in names}
    desk.complete.pages = {
        f"id-{name}": entry(name, version="full", text_from="page") for name in names
    }

    async def twice() -> list[Outcome]:
        first = await desk.poll()
        desk.clock.advance(1)  # the host's rate
        return [first, await desk.poll()]

    first, second = asyncio.run(twice())
    assert (first.waiting, second.waiting) == (5, 0)
    assert sorted(desk.join.ids) == sorted(f"id-{name}" for name in names)


def test_an_article_too_costly_to_match_is_told_of_and_does_not_stop_the_others() -> None:
    desk = Desk(shows=found(entry("a"), entry("b")))
    desk.match.costly = {"Title of a"}

    asyncio.run(desk.poll())

    assert desk.join.ids == ["id-a", "id-b"]
    assert desk.ops.texts == ["gazette: Title of a: not matched, too costly: over 3 s"]


def test_a_neighbourhood_that_will_not_rest_is_joined_a_minute_later() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.join.errors = [StoreError("changed 20 times while joining", kind="busy")]

    async def twice() -> None:
        await desk.poll()
        desk.clock.advance(61)
        await desk.poll()

    asyncio.run(twice())
    assert desk.join.ids == ["id-a"]


def test_any_other_store_error_leaves_the_poll_unsettled() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.join.errors = [StoreError("maxmemory", kind="full")]

    with pytest.raises(StoreError):
        asyncio.run(desk.poll())

    assert desk.state().polls == 0


def test_what_the_archive_cannot_take_is_counted_and_alerts_go_on() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.archive.full = True

    asyncio.run(desk.poll())

    assert desk.join.ids == ["id-a"]
    assert asyncio.run(desk.store.articles.counts())["unarchived"] == 1


def test_suppressed_matches_are_counted_by_reason_once_settled() -> None:
    desk = Desk(shows=found(entry("a"), entry("b")))
    desk.match.found["Title of a"] = (match(reason=Reason.BACKGROUND),)

    asyncio.run(desk.poll())

    counts = asyncio.run(desk.store.articles.counts())
    assert counts == {"articles": 2, "background": 1, "no_match": 1}
    assert asyncio.run(desk.store.articles.trail_of("id-a")) == {"executive-change": "background"}


def test_matches_below_their_thresholds_are_no_alerts() -> None:
    desk = Desk(shows=found(entry("a")))
    desk.match.found["Title of a"] = (match(),)
    waits = desk.store.articles.trail("id-a", {match().rule: "below_threshold"})
    asyncio.run(waits)

    outcome = asyncio.run(desk.poll())

    assert (outcome.alerts, outcome.reasons) == (0, {"below_threshold": 1})


def own(key: str, title: str, *, url: str = "u", hours: float = 0) -> Article:
    """An article whose id is that of its URL, as a kind makes it."""
    at = f"https://gazette.example/{url}"
    made = entry(key, url=at, published=START + timedelta(hours=hours))
    return replace(made, id=article_id(at), title=title, shown=title, version=title)


def test_entries_that_are_named_anew_are_told_to_nobody_again() -> None:
    desk = Desk()
    titles = [f"Council discusses budget item {n} today" for n in range(30)]
    first = [own(f"a{n}", t, url=f"u{n}") for n, t in enumerate(titles)]
    named_anew = [own(f"b{n}", t, url=f"u{n}") for n, t in enumerate(titles)]

    outcomes = asyncio.run(desk.polls(found(*first), found(*named_anew), found(*named_anew)))

    assert [o.new for o in outcomes] == [30, 0, 0]
    assert len(desk.join.ids) == 30
    assert desk.ops.texts == []


def test_a_page_that_is_used_again_is_another_article_and_an_edit_is_none() -> None:
    desk = Desk()
    flood, vote = "River floods the old town", "Parliament votes on pensions today"

    outcomes = asyncio.run(
        desk.polls(
            found(own("live", flood)),
            found(own("live", f"{flood} again", hours=1)),
            found(own("live", vote, hours=5)),
            found(own("live", f"{vote} again", hours=6)),
        )
    )

    assert [o.new for o in outcomes] == [1, 0, 1, 0]
    first, edit, second, last = desk.join.ids
    assert (first, second) == (edit, last)
    assert first != second


FLOOD = [entry(f"n{n}") for n in range(12)]


def flooded(**more: Any) -> Desk:
    """A desk whose source brings twelve old articles at once, the last of which would alert."""
    old = [replace(one, published=START - timedelta(hours=5)) for one in FLOOD]
    desk = Desk(**more)
    desk.match.found["Title of n11"] = (match(),)
    asyncio.run(desk.polls(found(entry("a"))))
    desk.shows = found(*old)
    return desk


def test_a_flood_is_held_whole_and_told_of_once_those_that_would_alert_first() -> None:
    desk = flooded()

    asyncio.run(desk.polls(desk.shows, desk.shows))

    assert desk.ops.texts == [
        "held 12 of gazette, 1 would alert: monitor sources release gazette | drop gazette"
    ]
    assert desk.join.ids == ["id-a"]
    held = asyncio.run(desk.store.sources.held("gazette"))
    assert {a.id for a in held} == {f"id-n{n}" for n in range(12)}
    assert asyncio.run(desk.store.articles.trail_of("id-n11")) == {"executive-change": "flood_held"}
    assert [line.why for _, line in desk.archive.lines[1:]] == [Reason.FLOOD_HELD] * 12
    assert desk.state().articles == 13


def test_what_is_released_goes_through_the_same_line_and_is_held_no_more() -> None:
    desk = flooded()

    async def release() -> Outcome:
        await desk.poll()
        desk.clock.advance(5)
        await desk.store.sources.release("gazette", drop=False)
        return await desk.poll()

    outcome = asyncio.run(release())

    assert (outcome.result, outcome.alerts) == ("texts", 1)
    assert sorted(desk.join.ids) == sorted(["id-a", *(a.id for a in FLOOD)])
    assert asyncio.run(desk.store.sources.held("gazette")) == ()
    desk.clock.advance(100_000)
    assert asyncio.run(desk.store.sources.texts("gazette")) == ()


@pytest.mark.parametrize("is_gone", [False, True])
@pytest.mark.parametrize("point", ["archived", "held"])
def test_a_kill_while_a_flood_is_held_holds_it_once(point: str, is_gone: bool) -> None:
    desk = flooded()
    desk.kill_at = point

    async def crash_and_repeat() -> None:
        with pytest.raises(Killed):
            await desk.poll()
        desk.clock.advance(120)
        desk.shows = found() if is_gone else desk.shows
        await desk.poll()

    asyncio.run(crash_and_repeat())
    assert len(desk.ops.told) == 1
    assert len(asyncio.run(desk.store.sources.held("gazette"))) == 12
    assert desk.join.ids == ["id-a"]


@pytest.mark.parametrize("point", ["claimed", "matched", "text", "noticed", "seen"])
def test_a_kill_while_released_ones_are_joined_joins_each(point: str) -> None:
    desk = flooded()

    async def crash_and_repeat() -> None:
        await desk.polls(desk.shows)
        await desk.store.sources.release("gazette", drop=False)
        desk.kill_at = point
        with pytest.raises(Killed):
            await desk.poll()
        desk.clock.advance(1500)
        desk.shows = found()
        await desk.poll()

    asyncio.run(crash_and_repeat())
    assert set(desk.join.ids) == {"id-a", *(a.id for a in FLOOD)}


def test_a_held_article_that_changes_is_told_of_and_not_released_as_it_was() -> None:
    desk = flooded()

    asyncio.run(desk.polls(desk.shows, found(entry("n3", version="v2"))))

    assert desk.join.joined == [("id-a", "a-1"), ("id-n3", "v2")]
    held = asyncio.run(desk.store.sources.held("gazette"))
    assert "id-n3" not in {a.id for a in held}


def test_what_was_held_is_not_taken_for_what_a_source_usually_brings() -> None:
    desk = flooded()
    again = found(*(replace(entry(f"m{n}"), published=START) for n in range(12)))

    asyncio.run(desk.polls(desk.shows, again))

    assert len(desk.ops.told) == 2


def test_each_poll_of_a_document_is_one_fetch_event() -> None:
    desk = Desk()

    asyncio.run(desk.polls(found(entry("a"), size=12), problem("404", "gone", sample="<h1>")))

    last, first = asyncio.run(desk.store.sources.log("gazette"))
    assert (first["outcome"], first["new"], first["bytes"]) == ("parsed", 1, 12)
    assert (last["outcome"], last["error"], last["sample"]) == ("404", "gone", "<h1>")


def test_what_a_document_says_of_its_freshness_holds_for_polls_that_bring_none() -> None:
    desk = Desk()
    said = found(entry("a"), hints={"ttl_s": "3000"})

    first, second, *_ = asyncio.run(desk.polls(said, found(is_new=False, status=304)))

    assert second.next_due - first.next_due == 3_000_000
    assert desk.state().ttl_s == 3000
    asyncio.run(desk.polls(found(entry("a"))))
    assert desk.state().ttl_s == 0


def test_a_move_is_told_once_and_kept_until_the_file_is_edited() -> None:
    desk = Desk(source=source(every_s=50_000.0, jitter=0.0))
    led = found(is_new=False, hops=(Hop(301, "https://new.example/"),))

    asyncio.run(desk.polls(led, led, led, found(is_new=False)))

    assert desk.state().url == "https://new.example/"
    assert [text for text in desk.ops.texts if "moved" in text] == [
        "gazette moved to https://new.example/: edit :1"
    ]
    desk.source = replace(desk.source, config_hash="c2")
    asyncio.run(desk.polls(found(is_new=False)))
    assert desk.state().url == ""


def test_a_gone_source_is_probed_monthly() -> None:
    desk = Desk(source=source(jitter=0.0))
    gone = problem("410", "status 410")

    *_, last = asyncio.run(desk.polls(gone, gone, gone))

    state = desk.state()
    assert (state.health, state.why) == ("gone", "gone, probed monthly")
    assert last.next_due - state.last_attempt == 30 * 86_400_000


@given(
    kills=st.lists(st.sampled_from(["", *POINTS]), max_size=3),
    wanted=st.sets(st.sampled_from("abcdef")),
    failing=st.sets(st.sampled_from("abcdef")),
)
def test_whatever_is_killed_every_article_that_was_read_is_joined_and_counted_once(
    kills: list[str], wanted: set[str], failing: set[str]
) -> None:
    """Articles leave the document as it goes on, some need their page, some pages fail."""
    desk = Desk()
    desk.complete.wanted = {f"id-{name}" for name in wanted}
    slow = problem("timeout", "slow")
    desk.complete.pages = {f"id-{name}": slow for name in wanted & failing}
    read: set[str] = set()

    async def run() -> None:
        for step, shown in enumerate(("ab", "bcd", "de", "ef", "f", "f", "f")):
            desk.kill_at = kills[step] if step < len(kills) else ""
            read.update("" if desk.kill_at in {"claimed", "fetched"} else shown)
            desk.shows = found(*(entry(name) for name in shown))
            with suppress(Killed):
                await desk.poll()
            desk.clock.advance(1500)

    asyncio.run(run())
    assert set(desk.join.ids) == {f"id-{name}" for name in read}
    assert desk.state().articles == len(read)
    assert asyncio.run(desk.store.sources.texts("gazette")) == ()


def test_a_source_that_is_closed_is_not_read_but_due_when_it_opens() -> None:
    nightly = Hours(spans=(Span(days=frozenset(range(7)), begin=0, end=6 * 60),), off_s=None)
    desk = Desk(source=source(hours=nightly), shows=found(entry("a")))

    outcome = asyncio.run(desk.poll())

    opens_in_s = outcome.next_due / 1000 - desk.clock.now().timestamp()
    assert (outcome.result, desk.reads) == ("texts", 0)
    assert 15 * 3600 <= opens_in_s <= 15 * 3600 + 300
    assert desk.state() == SourceState()


def test_good_polls_count_their_articles_by_the_hour_of_the_week() -> None:
    desk = Desk(source=source())

    asyncio.run(desk.polls(found(entry("a")), found(entry("a"), entry("b"), entry("c"))))

    claim = asyncio.run(desk.claim())
    assert claim.hours[24 + 9] == pytest.approx(2.0)
    assert claim.hours[24 + 8] == -1


def test_a_gap_and_the_freshness_of_an_answer_reach_the_schedule() -> None:
    desk = Desk(source=source(every_s=None, max_s=1200.0))
    slow = {"etag": '"1"', "headers": {"cache-control": "max-age=3000"}}

    first, gap = asyncio.run(
        desk.polls(found(entry("a"), **slow), found(entry("b"), entry("c"), etag='"2"'))
    )

    assert first.next_due == round(START.timestamp() * 1000) + 3_000_000
    assert gap.next_due - first.next_due == pytest.approx(900_000, rel=0.11)
    assert desk.state().why.endswith("nothing left of what was there before")
    assert asyncio.run(desk.store.articles.counts())["gaps"] == 1


def test_news_that_a_304_hid_end_the_belief_in_it_and_ops_hear_of_it() -> None:
    desk = Desk(source=source())
    silent = Found(is_new=False, status=304, etag='"1"', is_conditional=True)
    audit = found(entry("a"), entry("b"), etag='"1"', body_hash="other", is_audit=True)

    asyncio.run(desk.polls(found(entry("a"), etag='"1"'), silent, audit))

    assert desk.state().untrusted_until == desk.state().audited + 7 * 86_400_000
    assert desk.join.ids == ["id-b"]
    assert [text.partition(":")[0] for text in desk.ops.texts] == ["gazette", "gazette degraded"]
