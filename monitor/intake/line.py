"""Intake: a due source in, its new articles matched and joined, then marked seen."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from monitor.clock import Clock
from monitor.intake import flood
from monitor.intake.admission import Admitted, admit
from monitor.intake.cadence import closed_until
from monitor.intake.found import Found
from monitor.intake.health import Notice
from monitor.intake.horizon import Horizon
from monitor.intake.lines import Line
from monitor.intake.recognising import Recognised, recognised
from monitor.intake.settling import Pace, Polled, Settled, settled
from monitor.intake.work import TEXTS, Complete, Join, Work
from monitor.model import Article, Problem, Source
from monitor.points import Point
from monitor.ports import Articles, Claim, Freshness, Matcher, Sources, SourceState

JOURNAL = timedelta(days=7)  # how far back unsettled lines are looked for

Read = Callable[[Source, SourceState], Awaitable[Found | Problem]]
Tell = Callable[[Notice], Awaitable[None]]


class Journal(Protocol):
    """What the line needs of the archive."""

    async def append(self, lines: Sequence[Line], *, now: datetime) -> int:
        """Put lines on disk; gives how many could not be."""
        ...

    async def since(self, source: str, at: datetime, *, now: datetime) -> tuple[Article, ...]:
        """Give a source's articles that were archived after a time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one poll, for the log."""

    source: str
    result: str  # parsed, unchanged, texts, paused, lost_lease, or a problem's kind
    detail: str = ""
    health: str = ""
    new: int = 0
    alerts: int = 0  # rules that held, over all articles
    waiting: int = 0  # articles that wait for their text
    next_due: int = 0  # ms
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What articles are taken in with, whether a poll has found them or somebody pushes them."""

    sources: Sources
    articles: Articles
    archive: Journal
    complete: Complete
    match: Matcher
    join: Join
    clock: Clock
    point: Point


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of articles that were taken in."""

    admitted: Admitted
    work: Work
    prints: bytes
    unkept: int  # lines that the archive could not keep


async def poll(
    claim: Claim,
    source: Source,
    *,
    read: Read,
    means: Means,
    tell: Tell,
    pace: Pace,
    horizon: Horizon,
) -> Outcome:
    """Read one due source and join what its new articles tell.

    Joining is idempotent per article, rule and version, and the settlement comes last: a crash
    repeats work and loses nothing. What left the document meanwhile is in the archive.
    """
    sources, clock, point = means.sources, means.clock, means.point
    point("intake.claimed")
    begun = clock.now()
    late = await sources.texts(source.id) if claim.texts_wait else ()
    found = await _found(claim, source, read=read, now=begun)  # fetch, parse, follow
    point("intake.fetched")
    shown = await _shown(claim, source, found, archive=means.archive, now=begun)
    taken = await take(claim, source, shown, late=late, means=means, begun=begun)
    sky = horizon.saw(source, found, clock.now())
    polled = Polled(claim, source, begun, found, shown, taken.admitted, taken.work, sky)
    last = settled(polled, clock.now(), pace)
    for notice in last.notices:
        await tell(notice)
    point("intake.held" if taken.work.held else "intake.noticed")
    settlement = replace(last.settlement, prints=taken.prints)  # seen marks, texts, next due
    kept = await sources.settle(claim, settlement)
    horizon.noted(source, settlement.state, clock.now())
    point("intake.seen")
    return await _counted(source, last, taken, articles=means.articles, kept=kept)


async def take(
    claim: Claim,
    source: Source,
    shown: Sequence[Article],
    *,
    means: Means,
    begun: datetime,
    late: Sequence[Article] = (),
    pushed: bool = False,
) -> Taken:
    """Archive, match and join what is new of the articles shown, and those that come `late`.

    What is pushed is a part of what its source shows, and whoever pushes it waits for our
    answer: it is matched at once, or once its page has been read by the next poll.
    """
    articles, archive, point = means.articles, means.archive, means.point
    met = await _recognised(claim, shown, means=means, now=begun, part=pushed)
    usual = await _usual(claim, met.fresh, sources=means.sources)
    admitted = admit(source, claim.state, met.articles, met.fresh, now=begun, usual=usual)
    unkept = await archive.append(admitted.lines, now=begun)  # baseline, held ones too
    point("intake.archived")
    work = Work(
        source,
        late,
        means.complete,
        means.match,
        means.join,
        articles=articles,
        clock=means.clock,
        pages=0 if pushed else TEXTS,
    )
    await work.shadow(admitted)
    for article in (*admitted.live, *late):
        whole = await work.complete(article)  # with its page's text if a rule needs it
        if whole is not None:
            matches = await work.match(whole)
            point("intake.matched")
            await work.join(whole, matches)  # one script: reports, facts, rows
            point("intake.text" if work.is_late(article) else "intake.joined")
    unkept += await archive.append(work.lines, now=begun)
    return Taken(admitted, work, met.prints, unkept)


async def _found(
    claim: Claim, source: Source, *, read: Read, now: datetime
) -> Found | Problem | None:
    """Read the document when it is due; before that the claim was for texts only.

    A source may have closed since its due time was set, while we were away or by an edit.
    """
    if source.paused_why or claim.texts_only or closed_until(source, now) is not None:
        return None
    return await read(source, claim.state)


async def _shown(
    claim: Claim,
    source: Source,
    found: Found | Problem | None,
    *,
    archive: Journal,
    now: datetime,
) -> tuple[Article, ...]:
    """Give the document's articles, and after an unsettled claim those archived meanwhile.

    An article may have left its document between the crash and now.
    """
    shown = found.articles if isinstance(found, Found) else ()
    if not claim.tries:
        return shown
    since = max(datetime.fromtimestamp(claim.state.last_attempt / 1000, UTC), now - JOURNAL)
    known = {article.key for article in shown}
    left = await archive.since(source.id, since, now=now)
    return (*shown, *(article for article in left if article.key not in known))


async def _recognised(
    claim: Claim, shown: Sequence[Article], *, means: Means, now: datetime, part: bool
) -> Recognised:
    """Tell what is new; new keys and used URLs are seen through when something seems so."""
    fresh = await means.articles.unseen(claim.source, [(a.key, a.shown) for a in shown])
    if all(f == "known" for f in fresh):
        return Recognised(articles=tuple(shown), fresh=tuple(fresh))
    kept = await means.sources.prints(claim.source) if claim.state.baseline else b""
    return recognised(shown, fresh, kept, now=now, part=part)


async def _usual(claim: Claim, fresh: Sequence[Freshness], *, sources: Sources) -> int:
    """Give the most that polls of this source bring, asked only when there are many."""
    if sum(1 for f in fresh if f == "new") <= flood.FLOOR:
        return 0
    return flood.usual(await sources.log(claim.source), claim.state)


async def _counted(
    source: Source, last: Settled, taken: Taken, *, articles: Articles, kept: bool
) -> Outcome:
    """Count for people what a settled poll did, and say it for the log."""
    work = taken.work
    if kept:
        await count(taken, articles=articles)
        if last.is_gap:
            await articles.count({"gaps": 1})
    state = last.settlement.state
    return Outcome(
        source=source.id,
        result=last.result if kept else "lost_lease",
        detail=state.error,
        health=state.health,
        new=taken.admitted.new,
        alerts=work.alerts,
        waiting=len(work.queued),
        next_due=last.settlement.next_due,
        reasons=dict(work.counts),
    )


async def count(taken: Taken, *, articles: Articles) -> None:
    """Count for people what became of articles."""
    left_out = {"unarchived": taken.unkept} if taken.unkept else {}
    await articles.count({"articles": taken.admitted.new, **left_out, **taken.work.counts})
