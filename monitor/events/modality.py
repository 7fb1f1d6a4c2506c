"""Modality: whether a change is denied, hedged, demanded or planned, and in which sphere."""

from dataclasses import dataclass

from monitor.events.marks import Mark
from monitor.events.scene import Clause, Scene
from monitor.events.seats import Seat
from monitor.events.written import Name

_ORDER = ("demanded", "planned", "rumoured", "reported")
_CAUSE_WORDS = 5
_NEGATION_WORDS = 8
_FAR_WORDS = 14  # in one piece between commas
_SAYER_WORDS = 2  # between who says something and the verb of saying
STRONG = frozenset({"ceo", "cfo", "coo", "tech", "product", "people", "legal", "commercial",
                    "strategy"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What was decided about one field of an event, and by which words."""

    value: str
    cue: Mark | None = None

    def because(self) -> str:
        """Say which line of which file decided."""
        return f"{self.cue.entry.say} ({self.cue.entry.place})" if self.cue else ""


def polarity(scene: Scene, trigger: Mark, clause: Clause) -> Ruling:
    """Say whether the change is asserted or denied; a negated cause denies nothing."""
    first, last = scene.cut.bounds(trigger.start)
    for mark in reversed(scene.marks.within("negation", first, last)):
        inside = trigger.start <= mark.start < trigger.end
        before = mark.end <= trigger.start and (
            trigger.start - mark.end <= _NEGATION_WORDS or _rules(scene, mark, trigger, clause)
        )
        after = scene.language.verb_last and 0 <= mark.start - trigger.end <= 1
        if not (inside or before or after):
            continue
        if _foreign(scene, mark.end, trigger.start) or _negates_cause(scene, trigger, clause):
            continue
        return Ruling(value="denied", cue=mark)
    return Ruling(value="asserted")


def _foreign(scene: Scene, first: int, last: int) -> bool:
    """Say whether another trigger stands between a cue and ours."""
    return any(first <= t.start < last for t in scene.marks.of("trigger"))


def _negates_cause(scene: Scene, trigger: Mark, clause: Clause) -> bool:
    last = max(clause.right, trigger.end + _CAUSE_WORDS)
    return any(
        0 <= m.start - trigger.end <= _CAUSE_WORDS
        for m in scene.marks.within("cause", trigger.end, last)
    )


def certainty(scene: Scene, trigger: Mark, clause: Clause) -> Ruling:
    """Say how sure the text is: the weightiest hedge of the clause; a question is a rumour."""
    first, last = scene.cut.bounds(trigger.start)
    found: dict[str, Mark] = {}
    for mark in scene.marks.of("hedge"):
        wide = mark.value == "reported"
        low, high = (scene.sentence.first, scene.sentence.last) if wide else (first, last)
        if (
            _is_date(scene, mark)
            or mark.start < low
            or mark.end > high
            or (not wide and not _holds(scene, mark, trigger, clause))
        ):
            continue
        found.setdefault(mark.value, mark)
    for value in _ORDER:
        if value in found:
            return Ruling(value=value, cue=found[value])
    asked = scene.sentence.asks and last >= scene.sentence.last - 1
    if asked and scene.cut.piece(trigger.start) == scene.cut.piece(scene.sentence.last - 2):
        return Ruling(value="rumoured")
    return Ruling(value="confirmed")


def _is_date(scene: Scene, mark: Mark) -> bool:
    """Say whether a hedge is a month here: `May 15`, `in May`."""
    tokens, before = scene.tokens, mark.start - 1
    if scene.marks.covers("month", mark.start) is None:
        return False
    if mark.end < scene.sentence.last and tokens.words[mark.end].isdecimal():
        return True
    joined = before >= scene.sentence.first and scene.is_link(before)
    return joined and tokens.is_capital(mark.start) and not tokens.is_capital(before)


def _rules(scene: Scene, mark: Mark, trigger: Mark, clause: Clause) -> bool:
    """Say whether a cue reigns over a trigger's clause: `demand, that`, else a near `not`."""
    opener = clause.opener
    if opener is None:
        same = scene.cut.piece(mark.start) == scene.cut.piece(trigger.start)
        return same and trigger.start - mark.end <= _FAR_WORDS
    between = range(mark.end, opener.start)
    return len(between) <= 1 and not any(scene.tokens.is_word(n) for n in between)


def _holds(scene: Scene, mark: Mark, trigger: Mark, clause: Clause) -> bool:
    """Say whether a hedge reaches a trigger: in its piece, before it or in it."""
    if clause.opener and mark.end <= clause.opener.start and _rules(scene, mark, trigger, clause):
        return not _foreign(scene, mark.end, trigger.start)
    if scene.cut.piece(mark.start) != scene.cut.piece(trigger.start):
        return False
    if mark.start < trigger.end:
        return not _foreign(scene, mark.end, trigger.start)
    return scene.language.verb_last or mark.start - trigger.end <= 1


def sphere(scene: Scene, trigger: Mark, seat: Seat) -> Ruling:
    """Say whose world this is: a strong company seat beats a public, sport or arts word."""
    strong = bool(seat.classes & STRONG)
    first, last = scene.cut.bounds(trigger.start)
    if scene.sentence.zone == "headline" and not strong:
        first, last = scene.sentence.first, scene.sentence.last
    marks = scene.marks.within("sphere", first, last)
    if strong:
        marks = tuple(m for m in marks if _between(m, trigger, seat))
    if not marks:
        return Ruling(value="company")
    near = min(marks, key=lambda m: abs(m.start - trigger.start))
    return Ruling(value=near.value, cue=near)


def _between(mark: Mark, trigger: Mark, seat: Seat) -> bool:
    """Say whether a sphere word stands between the trigger and the seat."""
    return any(
        min(r.start, trigger.start) < mark.start < max(r.start, trigger.start) for r in seat.roles
    )


def said_by(scene: Scene, trigger: Mark, denial: Ruling, source: Ruling) -> Name | None:
    """Give who denies a change, else by whom it is reported: the name at the cue."""
    if denial.value == "denied":
        verbs = (m for m in scene.marks.of("negation") if m.entry.person == "subject")
        return next((n for m in verbs if m.end <= trigger.start and (n := _denier(scene, m))), None)
    if source.cue and source.value == "reported":
        for name in scene.names_within(source.cue.end, scene.sentence.last)[:1]:
            if name.kind != "place" and scene.joined(source.cue.end, name.start):
                return name
    return None


def _denier(scene: Scene, verb: Mark) -> Name | None:
    """Give the name just before a verb of denying."""
    start, _ = scene.cut.piece_bounds(verb.start)
    before = scene.names_within(start, verb.start)
    near = before and verb.start - before[-1].end <= _SAYER_WORDS
    return before[-1] if near and not _foreign(scene, before[-1].end, verb.start) else None
