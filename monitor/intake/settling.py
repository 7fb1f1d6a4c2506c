"""What a poll leaves behind: the source's next state, when it is due, and what ops is told."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from monitor.intake import cadence, flood, health, moves
from monitor.intake.admission import Admitted
from monitor.intake.cadence import Next
from monitor.intake.found import PARTIAL, Found
from monitor.intake.health import Notice
from monitor.intake.work import Work
from monitor.model import Article, Problem, Source
from monitor.ports import Claim, Settlement, SourceState
from monitor.reasons import Reason

PAUSE_S = 3600.0  # between looks at a paused source

Pace = Callable[..., Next]  # cadence.next_due with its `uniform` and `next_fire`


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A poll's last write, and the notices to be written before it."""

    settlement: Settlement
    notices: tuple[Notice, ...]
    result: str  # parsed, unchanged, texts, paused, or a problem's kind


@dataclass(frozen=True, slots=True)
class Polled:
    """All that a poll found out; `found` is None when only texts were due."""

    claim: Claim
    source: Source
    begun: datetime
    found: Found | Problem | None
    shown: tuple[Article, ...]
    admitted: Admitted
    work: Work


def settled(polled: Polled, now: datetime, pace: Pace) -> Settled:
    """Draw up the settlement of a poll, and what ops is told of it."""
    claim, source, work = polled.claim, polled.source, polled.work
    if source.paused_why:
        state, told = health.paused(source, claim.state, now=now)
        due = _ms(now) + round(PAUSE_S * 1000)
    elif polled.found is None:
        state, told, due = claim.state, "", claim.document_due
    else:
        state, told, due = _after(polled, polled.found, now, pace)
    state = replace(state, untold=dict(Counter(state.untold) + work.counts))
    if work.held:
        state = replace(state, held_until=_ms(now + flood.KEPT))
    notices = [_health_notice(source, claim.state, state, told, due)] if told else []
    if isinstance(polled.found, Found):
        state, led = moves.followed(source, state, polled.found.hops, now)
        name = f"n.{source.id}.moved.{claim.state.moved_since}"
        notices += [Notice(id=name, source=source.id, text=led)] if led else []
    return Settled(
        settlement=Settlement(
            state=state,
            next_due=due,
            seen=tuple((article.key, article.shown) for article in polled.shown),
            log=_log(polled, now, state, due),
            texts=tuple(work.queued),
            texts_done=tuple(work.done),
            held=tuple(work.held[: flood.MOST]),
            held_done=_superseded(claim, polled.admitted, now),
        ),
        notices=(*notices, *_notices(claim, source, polled.admitted, work)),
        result=_result(polled),
    )


def _after(
    polled: Polled, found: Found | Problem, now: datetime, pace: Pace
) -> tuple[SourceState, str, int]:
    """Give the state after a look at the document, a line for ops, and the next due time."""
    source, before, new = polled.source, polled.claim.state, polled.admitted.new
    if before.baseline.removesuffix(PARTIAL) != (source.config_hash or "-"):
        before = moves.forgotten(before)
    counted = replace(
        before,
        last_attempt=_ms(now),
        last_new=_ms(now) if new else before.last_new,
        articles=before.articles + new,
        polls=before.polls + 1,
    )
    if isinstance(found, Problem):
        failures = counted.failures + found.weight
        state = replace(counted, failures=failures, error=found.detail)
        state, told = health.judged(source, state, found, now=now)
        coming = pace(source, state, now=now, problem=found)
    else:
        state = _good(counted, polled, found, now=now)
        state, told = health.judged(source, state, None, now=now, new=new)
        hints = {"ttl_s": f"{state.ttl_s:.0f}"} if state.ttl_s else {}
        fresh_s = cadence.freshness(found.headers, hints)
        coming = pace(source, state, now=now, freshness_s=fresh_s)
    asked_s = (found.retry_after_s or 0.0) if isinstance(found, Problem) else 0.0
    state = replace(
        state,
        interval_s=coming.interval_s,
        why=coming.why,
        asked_until=_ms(now) + round(asked_s * 1000) if asked_s else 0,
    )
    return state, told, coming.due


def _good(state: SourceState, polled: Polled, found: Found, *, now: datetime) -> SourceState:
    """Take over what a good answer teaches."""
    source, new = polled.source, polled.admitted.let_in
    dates = tuple(a.published for a in polled.shown if a.published is not None)
    return replace(
        state,
        etag=found.etag,
        modified=found.modified,
        body_hash=found.body_hash,
        memory=state.memory if found.memory is None else found.memory,
        ttl_s=cadence.seconds(found.hints.get("ttl_s", "")) if found.is_new else state.ttl_s,
        failures=0.0,
        error="",
        baseline=_baseline(source, polled.claim.state, found),
        last_success=_ms(now),
        rate_h=cadence.rate(source, state, now=now, new=new, dates=dates),
    )


def _baseline(source: Source, before: SourceState, found: Found) -> str:
    """Name the baseline that is taken now, or was; with documents that wait it is not whole."""
    whole = source.config_hash or "-"
    return whole + PARTIAL if found.waiting and before.baseline != whole else whole


def _notices(claim: Claim, source: Source, admitted: Admitted, work: Work) -> Iterator[Notice]:
    """Tell of a baseline, of a flood, and of what could not be matched, once each."""
    last = claim.state.last_attempt
    stored = len(admitted.kept_for(Reason.BASELINE))
    if stored:
        text = f"{source.id}: {stored} stored, {work.shadowed} would have alerted"
        name = f"n.{source.id}.baseline.{source.config_hash}"
        yield Notice(id=name, source=source.id, text=text)
    if work.held:
        text = flood.notice(source.id, held=len(work.held), alerting=work.held_back)
        yield Notice(id=f"n.{source.id}.flood.{last}", source=source.id, text=text)
    if work.failed:
        text = f"{source.id}: {'; '.join(work.failed[:3])}"
        yield Notice(id=f"n.{source.id}.unmatched.{last}", source=source.id, text=text)


def _superseded(claim: Claim, admitted: Admitted, now: datetime) -> tuple[str, ...]:
    """Name what may be held of articles that are told of now, in a later version."""
    if claim.state.held_until <= _ms(now):
        return ()
    return tuple(article.id for article in admitted.live)


def _health_notice(
    source: Source, before: SourceState, after: SourceState, told: str, due: int
) -> Notice:
    if after.health in ("broken", "blocked"):
        told += f"; next try {datetime.fromtimestamp(due / 1000, UTC):%H:%M} UTC"
    return health.notice(source, before, after.health, told)


def _log(polled: Polled, now: datetime, state: SourceState, due: int) -> Mapping[str, Any]:
    """Give the fetch event that is kept; none when nothing was fetched."""
    found = polled.found
    if found is None:
        return {}
    fetched: dict[str, Any]
    if isinstance(found, Problem):
        fetched = {"error": found.detail, "sample": found.sample}
    else:
        fetched = {"status": found.status, "bytes": found.size, "skipped": found.skipped}
    return {
        "at": _ms(polled.begun),
        "due": polled.claim.due,
        "ms": _ms(now) - _ms(polled.begun),
        "outcome": _result(polled),
        "new": polled.admitted.let_in,
        "known": len(polled.shown) - polled.admitted.new,
        "next": due,
        "why": state.why,
        **fetched,
    }


def _result(polled: Polled) -> str:
    if polled.source.paused_why:
        return "paused"
    if polled.found is None:
        return "texts"
    if isinstance(polled.found, Problem):
        return polled.found.kind
    return "parsed" if polled.found.is_new else "unchanged"


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
