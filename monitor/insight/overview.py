"""How the monitor stands: sources, stories, deliveries, in one value for page and terminal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.insight.alerts import Alerted, alerts
from monitor.model import Source
from monitor.outbox import Outbox
from monitor.outgoing import OPEN_STATES
from monitor.ports import NO_END, Articles, Sources, SourceState, Stories


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source as people want to see it."""

    id: str
    kind: str
    outlet: str
    tier: str
    url: str
    health: str
    since: str
    last_success: str
    next: str
    every: str
    articles: int
    error: str
    private: bool
    newest: str = ""  # when its last new article came
    polls: int = 0
    unverified: bool = False  # nobody has seen it answer yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the status page shows."""

    at: str
    sources: tuple[SourceLine, ...]
    alerts: tuple[Alerted, ...]
    rows: Mapping[str, int]  # open deliveries by state
    waiting: tuple[tuple[str, str, str], ...]  # delivery, state, error of rows in trouble
    receivers: Mapping[str, str]  # id -> ok, or why it is parked
    counts: Mapping[str, int]


_ORDER = (
    "broken", "blocked", "gone", "degraded", "quiet", "moved", "paused", "new", "ok", "disabled",
)  # fmt: skip


async def source_lines(sources: Sequence[Source], store: Sources) -> tuple[SourceLine, ...]:
    """List sources, worst first."""
    lines = [await _line(source, store) for source in sources]
    rank = {name: place for place, name in enumerate(_ORDER)}
    return tuple(sorted(lines, key=lambda s: (rank.get(s.health.partition("(")[0], -1), s.id)))


async def _line(source: Source, store: Sources) -> SourceLine:
    found = await store.state(source.id)
    state, due = found or (None, 0)
    off = "" if source.enabled else "disabled"
    paused = off or ("paused" if source.paused_why else "")
    return SourceLine(
        id=source.id,
        kind=source.kind,
        outlet=source.outlet,
        tier=source.tier,
        url=source.url,
        health=paused or (_health(state) if state else "new"),
        since=_when(state.since) if state else "",
        last_success=_when(state.last_success) if state else "",
        newest=_when(state.last_new) if state else "",
        next="" if paused or due >= NO_END else _when(due),
        every=_every(state.interval_s, state.why) if state else "",
        polls=state.polls if state else 0,
        articles=state.articles if state else 0,
        error=off or source.paused_why or (_note(source, state) if state else ""),
        private=bool(source.allow_private),
        unverified=source.unverified and not (state and state.last_success),
    )


def _health(state: SourceState) -> str:
    """Name a state, a broken one with its kind."""
    is_kind = state.health == "broken" and state.fault
    return f"broken({state.fault})" if is_kind else state.health


def _note(source: Source, state: SourceState) -> str:
    """Say what is the matter, as the notice of its state did."""
    said = state.error or (state.fault if state.health == "degraded" else "")
    if state.health == "quiet":
        said = f"no news since {_when(state.last_new)[:16].replace('T', ' ')}"
    if state.health == "moved":
        said = said or f"moved to {state.url}: edit {source.place.file}:{source.place.line}"
    if state.flaps and state.silent_until > state.last_attempt:
        said = f"{said}; flapping, changes are not told" if said else "flapping"
    return said


def _when(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds") if ms else ""


def _every(seconds: float, why: str) -> str:
    if not seconds:
        return ""
    if seconds < 120:
        return f"{seconds:g} s ({why})" if why else f"{seconds:g} s"
    return f"{seconds / 60:.0f} min ({why})" if why else f"{seconds / 60:.0f} min"


async def overview(
    *,
    at: datetime,
    sources: Sequence[Source],
    receivers: Sequence[str],
    source_store: Sources,
    articles: Articles,
    stories: Stories,
    outbox: Outbox,
) -> Overview:
    """Read how everything stands."""
    states: Counter[str] = Counter()
    waiting: list[tuple[str, str, str]] = []
    for state in (*OPEN_STATES, "dead"):
        rows = await outbox.rows(state=state)
        if rows:
            states[state] = len(rows)
        if state in {"unknown", "parked", "dead"}:
            waiting += [(row.id, row.state, row.error) for row in rows]
    standing = {name: await outbox.receiver(name) for name in receivers}
    return Overview(
        at=at.isoformat(timespec="seconds"),
        sources=await source_lines(sources, source_store),
        alerts=await alerts(stories, outbox, limit=50),
        rows=dict(states),
        waiting=tuple(waiting[:50]),
        receivers={n: f"parked: {s.why}" if s.parked else "ok" for n, s in standing.items()},
        counts=await articles.counts(),
    )
