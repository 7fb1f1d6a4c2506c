"""Pushed articles: believed, admitted, matched and joined as a poll's are, then marked once."""

import asyncio
import hashlib
import hmac
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from monitor.errors import StoreError
from monitor.intake.line import Means, Outcome
from monitor.intake.push import AT_ONCE, BURST, Answer, Push
from monitor.intake.reading import parse_document
from monitor.model import Article, Match, Source
from monitor.ports import NO_END, Settlement, SourceState
from monitor.sources.inbox import Options
from tests.fakes.clock import FakeClock
from tests.fakes.made import match
from tests.fakes.reading import FakeComplete, FakeJoin, FakeMatcher, MemoryArchive, Ops
from tests.fakes.reading import source as made
from tests.fakes.store import MemoryStore

SECRET = "a shared secret"
ONE = {"id": "1", "title": "Globex chief leaves", "url": "https://desk.example/1"}


class Killed(BaseException):
    """Ends a push as SIGKILL would."""


@dataclass
class Inline:
    """Computes here what a worker would."""

    calls: int = 0

    async def call(self, name: str, *args: Any, deadline_s: float = 3.0) -> Any:
        self.calls += 1
        return parse_document(*args)


def inbox(**more: Any) -> Source:
    return made("desk", kind="inbox", url="", options=Options(secret="env:DESK"), **more)


@dataclass
class Desk:
    """The door's other side, with everything it talks to in memory."""

    source: Source = field(default_factory=inbox)
    clock: FakeClock = field(default_factory=FakeClock)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    complete: FakeComplete = field(default_factory=FakeComplete)
    match: FakeMatcher = field(default_factory=FakeMatcher)
    join: FakeJoin = field(default_factory=FakeJoin)
    ops: Ops = field(default_factory=Ops)
    compute: Inline = field(default_factory=Inline)
    secrets: dict[str, str] = field(default_factory=lambda: {"env:DESK": SECRET})
    done: list[Outcome | Exception] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    kill_at: str = ""

    def __post_init__(self) -> None:
        self.store = MemoryStore(now_ms=self.clock.now_ms)
        means = Means(
            sources=self.store.sources,
            articles=self.store.articles,
            archive=self.archive,
            complete=self.complete,
            match=self.match,
            join=self.join,
            clock=self.clock,
            point=self.point,
        )
        self.push = Push(
            means=means,
            compute=self.compute,
            secret=self.secrets.__getitem__,
            tell=self.ops,
            done=lambda _, outcome: self.done.append(outcome),
        )
        self.push.learn({"desk": self.source})

    def point(self, name: str) -> None:
        self.points.append(name)
        if name == self.kill_at:
            self.kill_at = ""
            raise Killed(name)

    async def polled(self, **more: Any) -> None:
        """Let the first poll of the source end: nothing is asked, its baseline stands."""
        sources = self.store.sources
        await sources.put(self.source, first_due=self.clock.now_ms())
        (claim,) = await sources.claim(1, worker="w", hosts={})
        now = self.clock.now_ms()
        state = SourceState(baseline="c1", interval_s=900.0, last_success=now, **more)
        await sources.settle(claim, Settlement(state=state, next_due=now + 900_000))

    def signed(self, body: bytes, name: str) -> dict[str, str]:
        at = str(int(self.clock.now().timestamp()))
        made = hmac.new(SECRET.encode(), f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
        return {
            "webhook-id": name,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{b64encode(made).decode()}",
        }

    async def pushed(self, what: Any = ONE, *, name: str = "m1", **headers: str) -> Answer:
        body = what if isinstance(what, bytes) else orjson.dumps(what)
        return await self.push("desk", {**self.signed(body, name), **headers}, body)

    async def state(self) -> SourceState:
        found = await self.store.sources.state("desk")
        assert found is not None
        return found[0]


def after(desk: Desk, *pushes: Any) -> list[Answer]:
    """Push each after the first poll, under a name of its own."""

    async def run() -> list[Answer]:
        await desk.polled()
        return [await desk.pushed(what, name=f"m{n}") for n, what in enumerate(pushes)]

    return asyncio.run(run())


def test_a_pushed_article_is_archived_matched_joined_and_marked() -> None:
    desk = Desk()
    desk.match.found[ONE["title"]] = (match(),)

    (answer,) = after(desk, ONE)

    assert (answer.status, answer.text) == (202, "1 taken, 1 new")
    assert desk.archive.titles == [ONE["title"]]
    assert len(desk.join.joined) == 1
    marks = ["archived", "matched", "joined", "noticed", "marked"]
    assert desk.points == [f"intake.{name}" for name in marks]
    (outcome,) = desk.done
    assert isinstance(outcome, Outcome)
    assert (outcome.result, outcome.new, outcome.alerts) == ("pushed", 1, 1)


def test_what_a_push_brought_is_counted() -> None:
    desk = Desk()
    after(desk, ONE)
    state = asyncio.run(desk.state())
    assert (state.articles, state.last_new) == (1, desk.clock.now_ms())
    (event,) = asyncio.run(desk.store.sources.log("desk"))
    assert (event["outcome"], event["new"]) == ("pushed", 1)
    assert asyncio.run(desk.store.articles.counts())["articles"] == 1


def test_a_push_that_is_repeated_has_no_effect() -> None:
    desk = Desk()

    async def run() -> list[Answer]:
        await desk.polled()
        other = {**ONE, "title": "Something else"}
        return [await desk.pushed(ONE), await desk.pushed(ONE), await desk.pushed(other)]

    answers = asyncio.run(run())
    assert [a.status for a in answers] == [202, 202, 202]
    assert answers[1].text == "taken before"
    assert len(desk.join.joined) == len(desk.archive.lines) == len(desk.done) == 1


def test_an_article_that_is_pushed_again_under_another_name_is_known() -> None:
    desk = Desk()
    answers = after(desk, ONE, [ONE])
    assert [a.text for a in answers] == ["1 taken, 1 new", "1 taken, 0 new"]
    assert len(desk.join.joined) == 1


def test_two_pushes_at_once_tell_once() -> None:
    desk = Desk()

    async def run() -> list[Answer]:
        await desk.polled()
        return await asyncio.gather(*(desk.pushed(ONE, name=n) for n in ("m1", "m1", "m2")))

    answers = asyncio.run(run())
    assert {a.status for a in answers} == {202}
    assert len(desk.join.joined) == 1


@pytest.mark.parametrize("point", ["archived", "matched", "joined", "noticed"])
def test_one_that_was_killed_before_its_mark_is_taken_again(point: str) -> None:
    desk = Desk(kill_at=f"intake.{point}")

    async def run() -> Answer:
        await desk.polled()
        with pytest.raises(Killed):
            await desk.pushed()
        return await desk.pushed()

    assert asyncio.run(run()).text == "1 taken, 1 new"
    assert len(set(desk.join.joined)) == 1
    assert asyncio.run(desk.state()).articles == 1


def test_one_that_was_killed_after_its_mark_is_known() -> None:
    desk = Desk(kill_at="intake.marked")

    async def run() -> Answer:
        await desk.polled()
        with pytest.raises(Killed):
            await desk.pushed()
        return await desk.pushed()

    assert asyncio.run(run()).text == "taken before"
    assert len(desk.join.joined) == 1


def test_an_article_whose_page_is_needed_waits_for_the_next_poll() -> None:
    desk = Desk()

    async def run() -> None:
        await desk.polled()
        document = orjson.dumps(ONE)
        from monitor.sources.inbox import accept, parse

        (given,) = accept(desk.source, {}, document, now=desk.clock.now())
        (article,) = parse(desk.source, given).articles
        desk.complete.wanted.add(article.id)
        assert (await desk.pushed()).status == 202
        assert (desk.complete.read, desk.join.joined) == ([], [])
        assert [a.id for a in await desk.store.sources.texts("desk")] == [article.id]
        (claim,) = await desk.store.sources.claim(1, worker="w", hosts={})
        assert claim.texts_only

    asyncio.run(run())


def test_a_flood_of_pushed_articles_is_held_and_told_once() -> None:
    desk = Desk()
    many = [{"title": f"Item {n} of the council", "id": str(n)} for n in range(30)]

    (answer,) = after(desk, many)

    assert answer.status == 202
    held = asyncio.run(desk.store.sources.held("desk"))
    assert len(held) + len(desk.join.joined) == 30
    assert len(held) == 20
    assert desk.ops.texts[0].startswith("held 20 of desk, 0 would alert")


def test_one_too_costly_to_match_is_told_of() -> None:
    desk = Desk()
    desk.match.costly.add(ONE["title"])
    after(desk, ONE)
    assert desk.ops.texts == ["desk: Globex chief leaves: not matched, too costly: over 3 s"]


def test_a_long_push_is_parsed_by_a_worker() -> None:
    desk = Desk()
    (answer,) = after(desk, {**ONE, "body": "Words. " * 10_000})
    assert (answer.status, desk.compute.calls) == (202, 1)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"webhook-signature": "v1,AAAA"}, "not made with our secret"),
        ({"webhook-timestamp": "5"}, "minutes off"),
        ({"webhook-id": ""}, "webhook-id"),
    ],
)
def test_what_is_not_signed_is_refused(headers: dict[str, str], told: str) -> None:
    desk = Desk()

    async def run() -> Answer:
        await desk.polled()
        return await desk.pushed(**headers)

    answer = asyncio.run(run())
    assert answer.status == 401
    assert told in answer.text
    assert desk.archive.lines == []


@pytest.mark.parametrize(
    ("what", "status", "told"),
    [
        ({"lead": "x"}, 422, "0.title is missing"),
        ([ONE, {**ONE, "tags": "x"}], 422, "1.tags is no list of texts"),
        (b"{", 422, "no JSON"),
        (b" " * 1_000_001, 413, "over 1000000 bytes"),
    ],
)
def test_what_is_wrong_is_named(what: Any, status: int, told: str) -> None:
    (answer,) = after(Desk(), what)
    assert answer.status == status
    assert told in answer.text


def test_before_the_first_poll_a_push_is_to_be_repeated() -> None:
    desk = Desk()

    async def run() -> Answer:
        await desk.store.sources.put(desk.source, first_due=desk.clock.now_ms() + 300_000)
        answer = await desk.pushed()
        assert len(await desk.store.sources.claim(1, worker="w", hosts={})) == 1
        return answer

    answer = asyncio.run(run())
    assert (answer.status, answer.retry_s) == (503, 1)


def test_a_paused_inbox_takes_nothing() -> None:
    desk = Desk()

    async def run() -> Answer:
        await desk.polled()
        await desk.store.sources.pause("desk", until=NO_END, why="holidays")
        return await desk.pushed()

    answer = asyncio.run(run())
    assert (answer.status, answer.text) == (503, "this inbox is paused")


@pytest.mark.parametrize(
    ("listed", "status"),
    [
        (inbox(enabled=False), 404),
        (made("desk"), 404),
        (inbox(paused_why="DESK unset"), 503),
    ],
)
def test_only_an_inbox_at_work_takes_pushes(listed: Source, status: int) -> None:
    desk = Desk()
    desk.push.learn({"desk": listed})
    refused = desk.push.refused("desk")
    assert refused is not None
    assert refused.status == status
    assert asyncio.run(desk.pushed()).status == status


def test_one_that_was_dropped_meanwhile_is_not_there() -> None:
    desk = Desk()
    assert asyncio.run(desk.pushed()).status == 404


@pytest.mark.parametrize("secrets", [{}, {"env:DESK": "whsec_"}])
def test_a_secret_that_cannot_be_used_is_our_fault(secrets: dict[str, str]) -> None:
    desk = Desk(secrets=secrets)
    assert asyncio.run(desk.pushed()).status == 503


def test_one_source_is_pushed_to_only_so_often() -> None:
    desk = Desk()

    async def run() -> None:
        await desk.polled()
        for n in range(BURST):
            assert (await desk.pushed(name=f"m{n}")).status == 202
        refused = await desk.pushed(name="over")
        assert (refused.status, refused.retry_s) == (429, 2)
        unsigned = await desk.pushed(**{"webhook-signature": "v1,x"})
        assert unsigned.status == 401
        desk.clock.advance(1)
        assert (await desk.pushed(name="over")).status == 202

    asyncio.run(run())


def test_only_so_many_are_in_work_at_once() -> None:
    gate = asyncio.Event()

    @dataclass
    class Slow(FakeMatcher):
        async def __call__(self, article: Article) -> tuple[Match, ...]:
            await gate.wait()
            return ()

    desk = Desk(match=Slow())

    async def run() -> list[Answer]:
        await desk.polled()
        begun = [asyncio.create_task(desk.pushed(name=f"m{n}")) for n in range(AT_ONCE)]
        await asyncio.sleep(0)
        over = await desk.pushed(name="over")
        gate.set()
        return [*await asyncio.gather(*begun), over]

    *taken, over = asyncio.run(run())
    assert {a.status for a in taken} == {202}
    assert (over.status, over.retry_s) == (429, 1)


def test_a_store_in_trouble_is_said() -> None:
    desk = Desk()
    desk.join.errors = [StoreError("store is full", kind="full")]
    (answer,) = after(desk, ONE)
    assert (answer.status, answer.retry_s) == (503, 5)
    assert isinstance(desk.done[0], StoreError)
    assert asyncio.run(desk.pushed(name="again")).status == 202
