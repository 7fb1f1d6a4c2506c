"""The rules in force: what goes live, what is told, polled faster, and reminded of."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from monitor.inforce import Found, InForce, jobs
from monitor.matching.patterns import Parking
from monitor.model import Article
from monitor.reasons import Reason
from monitor.workers import Compute
from monitor.workspace import Files, find
from tests.fakes.clock import START
from tests.fakes.store import MemoryStore

RULE = """\
rule: strike
title: Strikes
owner: {owner}
status: {status}
match: strike
{more}
tests:
  - {{text: Strike, expect: {{alert: true}}}}
  - {{text: Calm, expect: {{alert: false}}}}
"""
SOURCES = "sources:\n  - {id: lab, kind: feed, url: 'https://lab.example/feed', tags: [lab]}\n"


def files(folder: Path, status: str = "live", more: str = "", owner: str = "desk",
          name: str = "strike") -> Files:  # fmt: skip
    rules = folder / "rules"
    (rules / "sources").mkdir(parents=True, exist_ok=True)
    for old in rules.glob("*strike.yaml"):
        old.unlink()
    text = RULE.format(status=status, more=more, owner=owner).replace(
        "strike\ntitle", f"{name}\ntitle"
    )
    (rules / f"{name}.yaml").write_text(text, "utf-8")
    (rules / "receivers.yaml").write_text("receivers:\n  desk: {kind: console}\nops: desk\n")
    (rules / "routes.yaml").write_text("routes:\n  - {name: rest, if: {}, to: [desk]}\n")
    (rules / "sources" / "all.yaml").write_text(SOURCES)
    read = find(folder).files()
    assert not list(read.faults)
    return read


def article(seconds: float, name: str = "a1") -> Article:
    seen = START + timedelta(seconds=seconds)
    return Article(id=name, version="1", key="k", title="Strike at the port", seen=seen)


class Desk:
    """The rules in force over a plain store."""

    def __init__(self, folder: Path, first: Files, matching: Files | None = None) -> None:
        space, matching = find(folder), matching or first
        self.store = MemoryStore()
        compute = Compute.start(jobs(matching, space.editing(matching)), workers=0)
        self.parked: list[str] = []
        self.in_force = InForce(first, compute, slow=self.slow)
        self.in_force.open(
            self.store.stories, self.store.windows, debounce_s=0, wake=lambda: None,
            archived=lambda *_: iter(()),
        )  # fmt: skip

    async def slow(self, pattern: str) -> None:
        self.parked.append(pattern)

    async def live_at(self, at: datetime) -> None:
        await self.in_force.go_live(self.store.articles, round(at.timestamp() * 1000))

    def reason(self, seconds: float, name: str = "a1") -> Reason | None:
        """Match an article as the intake line does, and keep its trail."""

        async def run() -> Reason | None:
            await self.live_at(START)
            (found,) = await self.in_force.match(article(seconds, name))
            return found.reason

        return asyncio.run(run())


def test_an_article_fetched_before_its_rule_went_live_is_not_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, files(tmp_path))
    assert desk.reason(-1) is Reason.SHADOW
    assert desk.reason(1) is None


def test_a_later_version_of_what_was_matched_in_shadow_is_not_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, files(tmp_path))
    asyncio.run(desk.store.articles.trail("a1", {"strike": "shadow"}))
    assert desk.reason(1) is Reason.SHADOW
    assert desk.reason(1, "a2") is None


def test_a_renamed_rule_stays_live_through_the_reload(tmp_path: Path) -> None:
    first = files(tmp_path)
    second = files(tmp_path, more="was: strike", name="port-strike")
    desk = Desk(tmp_path, first, matching=second)

    async def run() -> tuple[Reason | None, ...]:
        await desk.live_at(START)
        desk.in_force.replace(second)
        return tuple(m.reason for m in await desk.in_force.match(article(1)))

    assert asyncio.run(run()) == (None,)


def test_the_store_is_asked_only_when_other_rules_are_live(tmp_path: Path) -> None:
    desk = Desk(tmp_path, files(tmp_path))
    later = START + timedelta(hours=1)

    async def run() -> tuple[Reason | None, ...]:
        await desk.live_at(START)
        await desk.store.articles.went_live({}, 0)  # as if the store had forgotten
        await desk.live_at(later)
        desk.in_force.replace(files(tmp_path, more="budget: 3/day"))
        await desk.live_at(later)
        return tuple(m.reason for m in await desk.in_force.match(article(1)))

    assert asyncio.run(run()) == (None,)


def test_notices_of_a_rule_go_to_its_owner_else_to_the_operators(tmp_path: Path) -> None:
    desk = Desk(tmp_path, files(tmp_path))
    told = desk.in_force.policies().told
    assert (told("desk"), told("nobody"), told("")) == ("desk", "desk", "desk")


def test_policies_follow_a_reload(tmp_path: Path) -> None:
    desk = Desk(tmp_path, files(tmp_path))
    policies = desk.in_force.policies()
    assert policies.budget("strike") is None
    desk.in_force.replace(files(tmp_path, more="budget: 3/day"))
    assert str(policies.budget("strike")) == "3/day"


def test_boosts_are_those_of_the_files_in_force(tmp_path: Path) -> None:
    desk = Desk(tmp_path, files(tmp_path))
    assert desk.in_force.boosts() == {}
    boost = "boost: {sources: {tag: lab}, every: 2m, cron: 0 13 * * *}"
    desk.in_force.replace(files(tmp_path, more=boost))
    (one,) = desk.in_force.boosts()["lab"]
    assert (one.rule, one.every_s) == ("strike", 120.0)


def test_a_worker_tells_of_a_pattern_it_parked_and_parks_what_others_did(tmp_path: Path) -> None:
    read = files(tmp_path, more="let: {a: /stri.e/}")
    seconds = count(step=1)
    parking = Parking(lambda: float(next(seconds)))
    editor = replace(find(tmp_path).editing(read), parking=parking)
    name = "rules/strike.yaml"
    text = (tmp_path / name).read_bytes().replace(b"match: strike", b"match: /stri.e/ AND strike")
    work = jobs(read, editor)
    work["edit"]({name: text}, frozenset(), read.rulebook.named)
    found = [work["match"](article(1)) for _ in range(4)]
    assert [one.slow for one in found] == [(), ("stri.e",), (), ()]  # title, body, title
    assert [len(one.matches) for one in found] == [1, 1, 0, 0]
    work["park"]("other")
    assert parking.is_parked("other")


def test_the_line_hears_of_a_parked_pattern(tmp_path: Path) -> None:
    read = files(tmp_path)

    def match(article: Article) -> Found:
        return Found(matches=(), slow=(article.title,))

    desk = Desk(tmp_path, read)
    desk.in_force._compute = Compute.start({"match": match}, workers=0)
    asyncio.run(desk.in_force.match(article(1)))
    assert desk.parked == ["Strike at the port"]
