"""Pushes: signed articles of other systems come in, are matched and joined, then marked."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.errors import ParseError, StoreError
from monitor.ids import digest
from monitor.intake import flood, rates
from monitor.intake.health import Notice
from monitor.intake.line import Means, Outcome, Taken, count, take
from monitor.intake.reading import is_light, parsed_by
from monitor.intake.signatures import fault, push_id
from monitor.model import Article, Document, Parsed, Source
from monitor.ports import Claim, Compute, Settlement
from monitor.sources import inbox

KIND = "inbox"
BURST, EACH_S = 30, 1.0  # pushes of one source that may come at once, and after them one a second
AT_ONCE = 16  # pushes in work
PARSE_S = 3.0
SOON_S = 5  # after which what cannot be done now may be asked for again
LATER_S = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What whoever pushes is told: an HTTP status, a line, and when to try again."""

    status: int
    text: str
    retry_s: int = 0


class _Bucket:
    """How often one source may be pushed to."""

    def __init__(self, now: float) -> None:
        self._left = float(BURST)
        self._at = now

    def wait_s(self, now: float) -> float:
        """Take a push out; gives 0, or the seconds after which there is one."""
        self._left = min(float(BURST), self._left + (now - self._at) / EACH_S)
        self._at = now
        if self._left < 1:
            return (1 - self._left) * EACH_S
        self._left -= 1
        return 0.0


class Push:
    """Takes what is pushed to sources of the kind `inbox`.

    A push holds no lease. It goes through the same line as a poll's articles and ends in `mark`,
    which writes that they are seen and that the push came: one killed before is taken again, one
    repeated after has no effect.
    """

    def __init__(
        self,
        *,
        means: Means,
        compute: Compute,
        secret: Callable[[str], str],
        tell: Callable[[Notice], Awaitable[None]],
        done: Callable[[str, Outcome | Exception], None],
    ) -> None:
        """Take the collaborators; no source is known before `learn`."""
        self._means = means
        self._compute = compute
        self._secret = secret
        self._tell = tell
        self._done = done
        self._listed: Mapping[str, Source] = {}
        self._buckets: dict[str, _Bucket] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._running = 0

    def learn(self, listed: Mapping[str, Source]) -> None:
        """Take over what the source files say."""
        self._listed = {name: s for name, s in listed.items() if s.kind == KIND and s.enabled}
        for kept in (self._buckets, self._turns):
            for name in kept.keys() - self._listed.keys():
                kept.pop(name)

    def refused(self, source_id: str) -> Answer | None:
        """Say before its body is read why a push is not taken; None = it may be."""
        source = self._listed.get(source_id)
        if source is None:
            return Answer(status=404, text="no such inbox")
        if source.paused_why:
            return Answer(status=503, text="this inbox is paused", retry_s=LATER_S)
        if self._running >= AT_ONCE:
            return Answer(status=429, text="too many pushes at once", retry_s=1)
        return None

    async def __call__(self, source_id: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Check a push and take it in; names of headers are in lower case."""
        refused = self.refused(source_id) or self._doubted(source_id, headers, body)
        if refused is not None:
            return refused
        turn = self._turns.setdefault(source_id, asyncio.Lock())
        self._running += 1
        try:
            async with turn:  # one after the other, so that each sees what was marked before
                return await self._taken(self._listed[source_id], headers, body)
        except KeyError:
            return Answer(status=404, text="no such inbox")  # its file went while it waited
        except StoreError as error:
            self._done(source_id, error)
            return Answer(status=503, text="the store cannot take it now", retry_s=SOON_S)
        finally:
            self._running -= 1

    def _doubted(self, source_id: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """Check size and signature, then how often a sender that we know comes."""
        if len(body) > inbox.MAX_BODY:
            return Answer(status=413, text=f"over {inbox.MAX_BODY} bytes")
        clock = self._means.clock
        try:
            secret = self._secret(self._listed[source_id].options.secret)
            why = fault(headers, body, secret=secret, now=clock.now())
        except (KeyError, ValueError):
            text = "the secret of this inbox cannot be used"
            return Answer(status=503, text=text, retry_s=LATER_S)
        if why:
            return Answer(status=401, text=why)
        now = clock.monotonic()
        wait_s = self._buckets.setdefault(source_id, _Bucket(now)).wait_s(now)
        if wait_s:
            text = f"more than {BURST} pushes, and then one in {EACH_S:g} s"
            return Answer(status=429, text=text, retry_s=int(wait_s) + 1)
        return None

    async def _taken(self, source: Source, headers: Mapping[str, str], body: bytes) -> Answer:
        """Take in what is known to be the sender's own."""
        means, push = self._means, push_id(headers)
        begun = means.clock.now()
        seen = await means.sources.glimpse(source.id, push=push)
        if seen is None:
            return Answer(status=404, text="no such inbox")
        if seen.paused_until > _ms(begun):
            return Answer(status=503, text="this inbox is paused", retry_s=LATER_S)
        if seen.is_known:
            return Answer(status=202, text="taken before")
        if seen.claim.state.baseline != (source.config_hash or "-"):  # its first poll is to come
            await means.sources.hasten(source.id, _ms(begun))
            return Answer(status=503, text="this inbox is being set up", retry_s=1)
        try:
            shown = await self._parsed(source, headers, body, begun)
        except ParseError as error:
            status = 413 if error.kind == "too-large" else 422
            return Answer(status=status, text=error.detail)
        taken = await take(seen.claim, source, shown, means=means, begun=begun, pushed=True)
        for notice in _notices(source, taken, push):
            await self._tell(notice)
        means.point("intake.noticed")
        left = _left(seen.claim, shown, taken, begun=begun, now=means.clock.now(), size=len(body))
        marked = await means.sources.mark(seen.claim, left, push=push)  # the last write
        means.point("intake.marked")
        if marked == "gone":
            return Answer(status=404, text="no such inbox")
        if marked == "ok":
            await count(taken, articles=means.articles)
            self._done(source.id, _outcome(source, left, taken))
        return Answer(status=202, text=f"{len(shown)} taken, {taken.admitted.new} new")

    async def _parsed(
        self, source: Source, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> tuple[Article, ...]:
        """Read a push; raises ParseError that names the field."""
        articles: list[Article] = []
        for document in inbox.accept(source, headers, body, now=now):
            parsed = await self._parse(source, document)
            if parsed.skipped:
                raise ParseError("contract", f"{parsed.skipped} articles say nothing")
            articles += parsed.articles
        return tuple(articles)

    async def _parse(self, source: Source, document: Document) -> Parsed:
        """Parse here what is light, all else in a worker."""
        if is_light(document):
            return parsed_by(inbox, source, document)
        parsed: Parsed
        parsed = await self._compute.call("parse", source, document, deadline_s=PARSE_S)
        return parsed


def _left(
    claim: Claim,
    shown: tuple[Article, ...],
    taken: Taken,
    *,
    begun: datetime,
    now: datetime,
    size: int,
) -> Settlement:
    """Draw up what a push leaves behind."""
    before, new, work = claim.state, taken.admitted.new, taken.work
    state = replace(
        before,
        last_new=_ms(now) if new else before.last_new,
        articles=before.articles + new,
        untold=dict(Counter(before.untold) + work.counts),
        held_until=_ms(now + flood.KEPT) if work.held else before.held_until,
    )
    event = {
        "at": _ms(begun),
        "due": _ms(begun),
        "ms": _ms(now) - _ms(begun),
        "outcome": "pushed",
        "new": taken.admitted.let_in,
        "known": len(shown) - new,
        "next": claim.document_due,
        "why": state.why,
        "status": 202,
        "bytes": size,
        "skipped": 0,
    }
    return Settlement(
        state=state,
        next_due=claim.document_due,
        seen=tuple((article.key, article.shown) for article in shown),
        log=event,
        texts=tuple(work.queued),
        held=tuple(work.held[: flood.MOST]),
        prints=taken.prints,
        hour=rates.counted(before, claim.hours, taken.admitted, now),
    )


def _notices(source: Source, taken: Taken, push: str) -> tuple[Notice, ...]:
    """Tell of a flood, and of what could not be matched, once a push."""
    work, name = taken.work, digest(push, size=6).hex()
    told: list[Notice] = []
    if work.held:
        text = flood.notice(source.id, held=len(work.held), alerting=work.held_back)
        told.append(Notice(id=f"n.{source.id}.flood.{name}", source=source.id, text=text))
    if work.failed:
        text = f"{source.id}: {'; '.join(work.failed[:3])}"
        told.append(Notice(id=f"n.{source.id}.unmatched.{name}", source=source.id, text=text))
    return tuple(told)


def _outcome(source: Source, left: Settlement, taken: Taken) -> Outcome:
    """Say it for the log."""
    return Outcome(
        source=source.id,
        result="pushed",
        health=left.state.health,
        new=taken.admitted.new,
        alerts=taken.work.alerts,
        waiting=len(taken.work.queued),
        next_due=left.next_due,
        reasons=dict(taken.work.counts),
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
