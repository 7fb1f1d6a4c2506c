"""How a source is doing: states that change on evidence, one notice for each change. Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.intake.quiet import Silence
from monitor.model import Problem, Source
from monitor.ports import SourceState

RECOVERED_AFTER = 2  # good polls in a row
BLOCKED_AFTER = {"blocked": 2, "401": 3, "403": 3}  # polls in a row that end in one of these
ADVICE = "try its feed or a licence"
GONE_AFTER, GONE_WITHIN = 3, timedelta(hours=48)  # answers 410 make a source gone
FLAWED_AFTER = 3  # polls with flaws degrade a source, as many clean ones end it
CHANGES, WITHIN, SILENT = 3, timedelta(hours=24), timedelta(hours=24)  # more changes are flapping
FAILED = frozenset({"broken", "blocked", "gone"})
TROUBLED = FAILED | {"quiet", "degraded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line to the ops receiver; the same `id` is never told twice."""

    id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a good poll says beside its articles."""

    is_parsed: bool = True  # a new document, not an unchanged one
    flaw: str = ""  # what is wrong with it, in a few words
    is_untrusted: bool = False  # its validators are not believed
    silence: Silence | None = None  # longer than its pattern explains


CLEAN = Signs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The state after a poll, and what is told of it."""

    state: SourceState
    notice: Notice | None = None


def judged(
    source: Source,
    state: SourceState,
    problem: Problem | None,
    *,
    now: datetime,
    new: int = 0,
    signs: Signs = CLEAN,
    told: str = "",
) -> Judged:
    """Judge a poll that counts; `new` is how many articles a good one brought.

    `told` is the notice that has told of the same trouble of the source's host already: the
    one made here has its id then, so that it is told to nobody.
    """
    before = state
    if problem is not None:
        state, text = _failed(source, state, problem, now)
    else:
        state, text = _answered(source, state, now, new, signs)
    if state.health == before.health:
        ends = problem is None and state.health in FAILED
        return Judged(state=state) if ends else _belated(source, state, now)
    return _changed(source, before, state, text, now=now, told=told)


def paused(source: Source, state: SourceState, *, now: datetime) -> Judged:
    """Judge a source that may not be polled, and say why."""
    if state.health == "paused" and state.error == source.paused_why:
        return Judged(state=state)
    turned = replace(_turned(state, "paused", now), error=source.paused_why)
    text = f"{source.id} paused: {source.paused_why}"
    return Judged(state=turned, notice=_notice(source, state, "paused", text))


def moved(state: SourceState, now: datetime) -> SourceState:
    """Give the state of a source from the poll on that is believed to have moved."""
    return _turned(state, "moved", now) if state.health in ("new", "ok") else state


def span(seconds: float) -> str:
    """Write a time span by its largest unit: 3 h."""
    for unit, size in (("d", 172_800), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / min(size, 86_400):.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def _failed(
    source: Source, state: SourceState, problem: Problem, now: datetime
) -> tuple[SourceState, str]:
    """Count a failure; enough of them in a row make a source gone, blocked or broken."""
    is_wall = problem.kind in BLOCKED_AFTER
    failing = state.health in FAILED
    streak = 0 if failing else state.streak + 1
    state = replace(state, streak=streak, caught_up=0, refused=state.refused + 1 if is_wall else 0)
    if state.health == "gone":
        return state, ""
    if problem.kind == "410":
        state = replace(state, gone=(*state.gone, _ms(now))[-GONE_AFTER:])
        passed = timedelta(milliseconds=state.gone[-1] - state.gone[0])
        if len(state.gone) == GONE_AFTER and passed <= GONE_WITHIN:
            text = f"{source.id} answers 410, probed monthly"
            return replace(_turned(state, "gone", now), gone=(), fault="410"), text
    if is_wall and state.health != "blocked" and state.refused >= BLOCKED_AFTER[problem.kind]:
        text = f"{source.id} blocked: {problem.detail}; {ADVICE}"
        return replace(_turned(state, "blocked", now), fault=problem.kind), text
    if failing or streak < source.alarm.fail_after:
        return state, ""
    turned = replace(_turned(state, "broken", now), fault=problem.kind)
    return turned, _broken(source, turned, problem.detail, now)


def _broken(source: Source, state: SourceState, detail: str, now: datetime) -> str:
    good = f"; good until {clock(state.last_success, now)}" if state.last_success else ""
    return f"{source.id} broken({state.fault}): {detail}{good}"


def _answered(
    source: Source, state: SourceState, now: datetime, new: int, signs: Signs
) -> tuple[SourceState, str]:
    """Take a good poll in; two in a row, or the first news, end a trouble."""
    good = state.streak + 1 if state.health in FAILED else 0
    state = replace(state, streak=good, refused=0)
    if state.health in FAILED:
        state = replace(state, caught_up=state.caught_up + new)
        if state.health != "gone" and good < RECOVERED_AFTER:
            return state, ""
        return _well(source, state, now, state.caught_up)
    if state.health == "paused":
        return _turned(state, _fine(state), now), f"{source.id} is polled again"
    state = _weighed(state, signs)
    if state.health == "degraded":
        return (state, "") if state.flawed else _well(source, state, now, new)
    if state.flawed >= FLAWED_AFTER or signs.is_untrusted:
        turned = replace(_turned(state, "degraded", now), flawed=FLAWED_AFTER, fault=signs.flaw)
        return turned, f"{source.id} degraded: {signs.flaw}"
    if state.health == "quiet":
        is_over = new or source.alarm.quiet == "off"
        return _well(source, state, now, new) if is_over else (state, "")
    if signs.silence is not None:
        gap, usual = span(signs.silence.gap_s), span(signs.silence.usual_s)
        if gap.split()[1] == usual.split()[1]:
            usual = usual.split()[0]
        return _turned(state, "quiet", now), f"{source.id} quiet for {gap}, usually under {usual}"
    if state.health in ("ok", "moved") and state.health == _fine(state):
        return state, ""
    return _turned(state, _fine(state), now), ""  # new: the baseline's own line tells of it


def _weighed(state: SourceState, signs: Signs) -> SourceState:
    """Count flaws, or the clean polls that are still wanted; unchanged documents say nothing."""
    if signs.flaw:
        up = FLAWED_AFTER if state.health == "degraded" else state.flawed + 1
        return replace(state, flawed=min(up, FLAWED_AFTER))
    if not signs.is_parsed:
        return state
    return replace(state, flawed=max(0, state.flawed - 1) if state.health == "degraded" else 0)


def _well(source: Source, state: SourceState, now: datetime, new: int) -> tuple[SourceState, str]:
    away = span((_ms(now) - state.since) / 1000)
    text = f"{source.id} works again after {away}, {new} articles caught up"
    return _turned(state, _fine(state), now), text


def _fine(state: SourceState) -> str:
    """Name the health of a source that is well: one that has moved is until its file says so."""
    return "moved" if state.url else "ok"


def _turned(state: SourceState, health: str, now: datetime) -> SourceState:
    """Begin a state."""
    return replace(state, health=health, since=_ms(now), streak=0, flawed=0, fault="", caught_up=0)


def _changed(
    source: Source, before: SourceState, state: SourceState, text: str, *, now: datetime, told: str
) -> Judged:
    """Say that a state has begun, unless too many have today, or nobody heard of the last one."""
    if not text:
        return Judged(state=replace(state, told=""))
    recent = [at for at in before.flaps if _ms(now) - at < _ms_of(WITHIN)]
    state = replace(state, flaps=(*recent, _ms(now))[-CHANGES - 1 :])
    is_well = state.health not in TROUBLED
    if before.silent_until > _ms(now):
        return Judged(state=replace(state, told=""))
    if len(state.flaps) > CHANGES:
        text = f"{source.id} flapping: {len(state.flaps)} changes within a day, now {state.health}"
        text += f"; silent for {span(SILENT.total_seconds())}"
        flapping = _notice(source, before, "flapping", text)
        until = _ms(now + SILENT)
        return Judged(state=replace(state, told="", silent_until=until), notice=flapping)
    if is_well and not before.told and before.health in TROUBLED:
        return Judged(state=replace(state, told=""))
    if is_well:
        over = f"{before.told}.over" if before.told else ""
        return Judged(
            state=replace(state, told=""),
            notice=_notice(source, before, state.health, text, name=over),
        )
    made = _notice(source, before, state.health, text, name=told)
    return Judged(state=replace(state, told=made.id), notice=made)


def _belated(source: Source, state: SourceState, now: datetime) -> Judged:
    """Tell of a trouble that began while the source was silenced, and has stayed."""
    if not state.silent_until or state.silent_until > _ms(now):
        return Judged(state=state)
    state = replace(state, silent_until=0)
    if state.health not in TROUBLED or state.told:
        return Judged(state=state)
    what = f"{state.health}({state.fault})" if state.health == "broken" else state.health
    why = f": {state.error}" if state.error else ""
    for_s = (_ms(now) - state.since) / 1000
    text = f"{source.id} {what} for {span(for_s)}{why}"
    made = _notice(source, state, f"{state.health}.still", text)
    return Judged(state=replace(state, told=made.id), notice=made)


def _notice(
    source: Source, before: SourceState, event: str, text: str, *, name: str = ""
) -> Notice:
    """Name a notice by the state that is being left: a repeated poll makes the same one."""
    own = f"n.{source.id}.{event}.{before.since}"
    return Notice(id=name or own, source=source.id, text=text)


def clock(ms: int, now: datetime) -> str:
    """Write a time of day in UTC, with its date when that is another one."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{at:%H:%M}" if at.date() == now.astimezone(UTC).date() else f"{at:%d %b %H:%M}"


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _ms_of(span_: timedelta) -> int:
    return round(span_.total_seconds() * 1000)
