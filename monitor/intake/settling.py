"""What a poll leaves behind: the source's next state, when it is due, and what ops is told."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.intake import flood, freshness, health, moves, rates, signs, trust
from monitor.intake.admission import Admitted
from monitor.intake.cadence import Next, closed_until
from monitor.intake.found import PARTIAL, Found
from monitor.intake.health import Judged, Notice
from monitor.intake.horizon import CLEAR, Sky
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
    is_gap: bool = False  # the document shows nothing that was there at the last poll


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
    sky: Sky = CLEAR


def settled(polled: Polled, now: datetime, pace: Pace) -> Settled:
    """Draw up the settlement of a poll, and what ops is told of it."""
    claim, source, work = polled.claim, polled.source, polled.work
    if source.paused_why:
        judged = health.paused(source, claim.state, now=now)
        due = _ms(now) + round(PAUSE_S * 1000)
    elif polled.found is None:
        judged, due = Judged(state=claim.state), _resting(polled, now)
    else:
        judged, due = _after(polled, polled.found, now, pace)
    state = replace(judged.state, untold=dict(Counter(judged.state.untold) + work.counts))
    if work.held:
        state = replace(state, held_until=_ms(now + flood.KEPT))
    notices = [*polled.sky.notices, *([judged.notice] if judged.notice else [])]
    if isinstance(polled.found, Found):
        state, led = moves.followed(source, state, polled.found.hops, now)
        name = f"n.{source.id}.moved.{claim.state.moved_since}"
        notices += [Notice(id=name, source=source.id, text=led)] if led else []
        state = health.moved(state, now) if led else state
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
            hour=_hour(polled, now),
        ),
        notices=(*notices, *_notices(claim, source, polled.admitted, work)),
        result=_result(polled),
        is_gap=_turned_s(polled, now) == 0.0,
    )


def _resting(polled: Polled, now: datetime) -> int:
    """Give when the document of a source is due that was not looked at now."""
    due, until = polled.claim.document_due, closed_until(polled.source, now)
    return due if until is None else max(due, _ms(until))


def _after(polled: Polled, found: Found | Problem, now: datetime, pace: Pace) -> tuple[Judged, int]:
    """Give the state after a look at the document, a notice for ops, and the next due time."""
    source, before, new = polled.source, polled.claim.state, polled.admitted.new
    if before.baseline.removesuffix(PARTIAL) != (source.config_hash or "-"):
        before = trust.forgotten(moves.forgotten(before))
    counted = replace(
        before,
        last_attempt=_ms(now),
        last_new=_ms(now) if new else before.last_new,
        articles=before.articles + new,
        polls=before.polls + 1,
    )
    if isinstance(found, Problem):
        judged = _bad(counted, polled, found, now=now)
        coming = pace(source, judged.state, now=now, hours=polled.claim.hours, problem=found)
    else:
        state = _good(counted, polled, found, now=now)
        seen = signs.signs(
            source, before, state, found, polled.admitted, hours=polled.claim.hours, now=now
        )
        judged = health.judged(source, state, None, now=now, new=new, signs=seen)
        coming = pace(source, judged.state, now=now, **_seen(polled, found, state, now))
    asked_s = (found.retry_after_s or 0.0) if isinstance(found, Problem) else 0.0
    state = replace(
        judged.state,
        interval_s=coming.interval_s,
        why=coming.why,
        asked_until=_ms(now) + round(asked_s * 1000) if asked_s else 0,
    )
    return _saying(replace(judged, state=state), coming.due, now), coming.due


def _seen(polled: Polled, found: Found, state: SourceState, now: datetime) -> dict[str, Any]:
    """Give what a good answer says of when to come again: its freshness, and what has come."""
    fresh_s = freshness.left(found.headers, now=now, ttl_s=state.ttl_s, kept_s=state.max_age_s)
    hours, turned_s = polled.claim.hours, _turned_s(polled, now)
    return {"hours": hours, "freshness_s": fresh_s, "turned_s": turned_s}


def _turned_s(polled: Polled, now: datetime) -> float | None:
    """Give how fast the document turns over; one whose kind remembers where it was, loses none."""
    found, before = polled.found, polled.claim.state
    if not isinstance(found, Found) or found.memory or polled.admitted.is_baseline:
        return None
    shown, new = len(found.articles), polled.admitted.new
    return rates.turnover_s(before, shown=shown, new=new, now=now)


def _bad(state: SourceState, polled: Polled, found: Problem, *, now: datetime) -> Judged:
    """Count a failure, unless it is we who are offline."""
    if polled.sky.is_offline:
        return Judged(state=replace(state, error=f"{found.detail} (not counted: we are offline)"))
    state = replace(state, failures=state.failures + found.weight, error=found.detail)
    return health.judged(polled.source, state, found, now=now, told=polled.sky.told)


def _saying(judged: Judged, due: int, now: datetime) -> Judged:
    """Add to the word of a break when the source is tried next."""
    made = judged.notice
    if made is None or judged.state.health != "broken" or judged.state.told != made.id:
        return judged
    text = f"{made.text}; next try {health.clock(due, now)}"
    return replace(judged, notice=replace(made, text=text))


def _good(state: SourceState, polled: Polled, found: Found, *, now: datetime) -> SourceState:
    """Take over what a good answer teaches."""
    source, new = polled.source, polled.admitted.let_in
    dates = tuple(a.published for a in polled.shown if a.published is not None)
    hints, kept_s = found.hints, state.max_age_s if found.status == trust.NOT_MODIFIED else 0.0
    return replace(
        trust.learned(state, found, brought=bool(polled.admitted.unseen), now=now),
        body_hash=found.body_hash,
        memory=state.memory if found.memory is None else found.memory,
        ttl_s=freshness.seconds(hints.get("ttl_s", "")) if found.is_new else state.ttl_s,
        max_age_s=freshness.kept(found.headers, before_s=kept_s),
        is_news=state.is_news or bool(hints.get("news")),
        failures=0.0,
        error="",
        baseline=_baseline(source, polled.claim.state, found),
        last_success=_ms(now),
        rate_h=rates.rate(source, state, now=now, new=new, dates=dates),
        lull=signs.lull(polled.claim.state, state, hours=polled.claim.hours, now=now),
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


def _hour(polled: Polled, now: datetime) -> tuple[int, float] | None:
    """Give what a good poll adds to its hour of the week."""
    if not isinstance(polled.found, Found):
        return None
    return rates.counted(polled.claim.state, polled.claim.hours, polled.admitted, now)


def _superseded(claim: Claim, admitted: Admitted, now: datetime) -> tuple[str, ...]:
    """Name what may be held of articles that are told of now, in a later version."""
    if claim.state.held_until <= _ms(now):
        return ()
    return tuple(article.id for article in admitted.live)


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
