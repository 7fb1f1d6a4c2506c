"""How a source is doing: states that change on evidence, one notice for each change."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.model import Problem, Source
from monitor.ports import SourceState

RECOVERED_AFTER = 2  # good polls in a row
BLOCKED_AFTER = {"blocked": 2, "401": 3, "403": 3}  # polls in a row that end in this
ADVICE = "try its feed or a licence"
GONE_AFTER, GONE_WITHIN = 3, timedelta(hours=48)  # answers 410 make a source gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line to the ops receiver; the same `id` is never told twice."""

    id: str
    source: str
    text: str


def judged(
    source: Source, state: SourceState, problem: Problem | None, *, now: datetime, new: int = 0
) -> tuple[SourceState, str]:
    """Give the state after a poll and the line to tell when the health has changed.

    `new` is how many articles a good poll brought: what was caught up after an outage.
    """
    if problem is not None:
        return _failed(source, state, problem, now)
    if state.health in ("broken", "blocked", "gone"):
        if state.health != "gone" and state.streak + 1 < RECOVERED_AFTER:
            return replace(state, streak=state.streak + 1), ""
        away = _span((_ms(now) - state.since) / 1000)
        told = f"{source.id} works again after {away}, {new} articles caught up"
        return _turned(state, "ok", now), told
    if state.health == "paused":
        return _turned(state, "ok", now), f"{source.id} is polled again"
    if state.health == "ok":
        return replace(state, streak=0), ""
    return _turned(state, "ok", now), ""  # new: the baseline's own line tells of it


def paused(source: Source, state: SourceState, *, now: datetime) -> tuple[SourceState, str]:
    """Give the state of a source that may not be polled, and the line that says why."""
    if state.health == "paused" and state.error == source.paused_why:
        return state, ""
    turned = replace(_turned(state, "paused", now), error=source.paused_why)
    return turned, f"{source.id} paused: {source.paused_why}"


def notice(source: Source, before: SourceState, name: str, text: str) -> Notice:
    """Name a notice by the state that is being left: a repeated poll makes the same one."""
    return Notice(id=f"n.{source.id}.{name}.{before.since}", source=source.id, text=text)


def _failed(
    source: Source, state: SourceState, problem: Problem, now: datetime
) -> tuple[SourceState, str]:
    """Count a failure; enough of them in a row make a source gone, broken or blocked."""
    if state.health == "gone":
        return state, ""
    if problem.kind == "410":
        state = replace(state, gone=(*state.gone, _ms(now))[-GONE_AFTER:])
        span = timedelta(milliseconds=state.gone[-1] - state.gone[0])
        if len(state.gone) == GONE_AFTER and span <= GONE_WITHIN:
            told = f"{source.id} answers 410, probed monthly"
            return replace(_turned(state, "gone", now), gone=()), told
    if state.health in ("broken", "blocked"):
        return replace(state, streak=0), ""
    streak = state.streak + 1
    wall_after = BLOCKED_AFTER.get(problem.kind)
    if wall_after is not None and streak >= wall_after:
        told = f"{source.id} blocked: {problem.detail}; {ADVICE}"
        return _turned(state, "blocked", now), told
    if streak < source.alarm.fail_after:
        return replace(state, streak=streak), ""
    good = f"; good until {_clock(state.last_success)}" if state.last_success else ""
    told = f"{source.id} broken({problem.kind}): {problem.detail}{good}"
    return _turned(state, "broken", now), told


def _turned(state: SourceState, health: str, now: datetime) -> SourceState:
    return replace(state, health=health, since=_ms(now), streak=0)


def _span(seconds: float) -> str:
    """Write a time span by its largest unit: 3 h."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def _clock(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%H:%M UTC")


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
