"""Frames: each trigger of a sentence with its slots, or nothing when what it needs is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.events.attach import clause_of, seat_of
from monitor.events.clauses import is_quote
from monitor.events.lexicon import TYPES_IN, TYPES_OUT
from monitor.events.marks import Mark
from monitor.events.modality import Ruling, certainty, polarity, sphere
from monitor.events.places import destination_of, org_of
from monitor.events.scene import Clause, Scene
from monitor.events.seats import Seat
from monitor.events.written import Name

_OBJECT_WORDS = 14
_PRESUPPOSED_WORDS = 4
_ANY_WORDS = 8
_ORG_WORDS = 3
_LOOSE = frozenset({"head", "senior", "founder", "president", "board", "unit"})
_BARE = frozenset({"head", "founder", "president"})  # a bare title before a name is no seat
_NAMED_WORDS = 6
_APOSTROPHES = frozenset({"'", "’"})
_MOST_TRIGGERS = 12  # of one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One trigger as its sentence tells it; newness is judged later, over the article."""

    scene: Scene
    trigger: Mark
    clause: Clause
    type: str
    seat: Seat
    org: Name | None
    destination: Name | None
    polarity: Ruling
    certainty: Ruling
    sphere: Ruling
    mention: Mark | None = None  # what makes it presuppose the change
    is_mention: bool = False

    @property
    def person(self) -> Name | None:
        """Give who it is about."""
        return self.seat.person

    @property
    def direction(self) -> str:
        """Give `out`, `in`, both for a move, nothing for a founding."""
        return direction_of(self.type)


def direction_of(kind: str) -> str:
    """Give a type's direction."""
    if kind == "move":
        return "out in"
    return "out" if kind in TYPES_OUT else "in" if kind in TYPES_IN else ""


def frames_in(scene: Scene) -> Iterator[Frame]:
    """Give a frame for each trigger that has what it asks for."""
    seated: list[tuple[Mark, Clause, Seat]] = []
    for trigger in scene.marks.of("trigger")[:_MOST_TRIGGERS]:
        clause = clause_of(scene, trigger)
        if _has_object(scene, trigger, clause) and not _is_doubled(scene, trigger):
            seated.append((trigger, clause, seat_of(scene, trigger, clause)))
    people = frozenset(s.person.start for _, _, s in seated if s.person)
    for trigger, clause, seat in seated:
        frame = _framed(scene, trigger, clause, seat, people)
        if _is_enough(frame):
            yield frame


def _is_enough(frame: Frame) -> bool:
    """Say whether a frame has a seat or a watched person; a loose seat needs its organisation."""
    person = frame.person
    if person is not None and (person.id is not None or frame.type == "founding"):
        return True
    classes = frame.seat.classes
    if not classes or (frame.type in TYPES_IN and classes <= {"founder"}):
        return False
    if classes <= {"senior"} and _has_case(frame):
        return frame.org is not None and frame.org.kind == "org"
    if frame.org is not None or not _has_case(frame):
        return True
    if person is None:
        return not classes <= _LOOSE
    return not classes <= _BARE or frame.seat.roles[-1].end != person.start


def _has_case(frame: Frame) -> bool:
    """Say whether names can be told by capitals in this script."""
    text = frame.scene.tokens.text(frame.trigger.start, frame.trigger.end)
    return text.lower() != text.upper()


def _framed(
    scene: Scene, trigger: Mark, clause: Clause, seat: Seat, people: frozenset[int]
) -> Frame:
    org = org_of(scene, trigger, clause, seat, people)
    destination = destination_of(scene, trigger, clause) if trigger.entry.dest else None
    kind = trigger.value
    if kind == "move" and destination is None:
        kind = "departure"
    elif kind in TYPES_IN and destination is not None:
        org = org if org and not _is_same(org, destination) else _home(scene, seat)
        if org is None or _is_same(org, destination):
            org, destination = destination, None
        else:
            kind = "move"
    elif kind == "move" and org and destination and _is_same(org, destination):
        org = None
    presumed, cue = _presupposes(scene, trigger, seat)
    return Frame(
        scene=scene,
        trigger=trigger,
        clause=clause,
        type=kind,
        seat=seat,
        org=org,
        destination=destination if kind == "move" else None,
        polarity=polarity(scene, trigger, clause),
        certainty=certainty(scene, trigger, clause),
        sphere=sphere(scene, trigger, seat),
        mention=cue,
        is_mention=presumed,
    )


def _home(scene: Scene, seat: Seat) -> Name | None:
    """Give the organisation of the headline or lead that a watched person belongs to."""
    home = scene.cast.homes.get(seat.person.id) if seat.person and seat.person.id else None
    if home is None or seat.person is None:
        return None
    return replace(seat.person, kind="org", text=home.name, id=home.id, how="in-article")


def _is_same(one: Name, other: Name) -> bool:
    return one.start == other.start or (one.id is not None and one.id == other.id)


def _is_doubled(scene: Scene, trigger: Mark) -> bool:
    """Say whether a verbless mark stands beside a verb that tells the same change."""
    if not trigger.entry.verbless:
        return False
    first, last = scene.cut.bounds(trigger.start)
    return any(
        t is not trigger and not t.entry.verbless and t.value in TYPES_IN
        for t in scene.marks.within("trigger", first, last)
    )


def _has_object(scene: Scene, trigger: Mark, clause: Clause) -> bool:
    """Check `object:`, what must follow (in a verb-last language: what must be there)."""
    wanted = trigger.entry.objects
    if not wanted:
        return True
    spans = [(trigger.start, clause.right)]
    if scene.language.verb_last:
        spans.append((clause.left, trigger.start))
    return any(_holds_object(scene, wanted, trigger, first, last) for first, last in spans)


def _holds_object(
    scene: Scene, wanted: frozenset[str], trigger: Mark, first: int, last: int
) -> bool:
    near = min(last, trigger.end + _OBJECT_WORDS) if first == trigger.start else last
    if "seat" in wanted:
        seats = (*scene.marks.within("role", first, near), *scene.marks.within("seat", first, near))
        if any(_is_apart(trigger, m.start, m.end) for m in seats):
            return True
    reach = _ANY_WORDS if "any" in wanted else _ORG_WORDS
    near = min(last, trigger.end + reach) if first == trigger.start else last
    for name in scene.names:
        if not first <= name.start < near or not _is_apart(trigger, name.start, name.end):
            continue
        if "any" in wanted or ("org" in wanted and _is_place(scene, name, trigger)):
            return True
    return False


def _is_apart(trigger: Mark, start: int, end: int) -> bool:
    """Say whether words are none of the trigger's own; what stands in its gap is not."""
    if " .. " in trigger.entry.say:
        return end <= trigger.end - 1 or start >= trigger.end
    return start >= trigger.end or end <= trigger.start


def _is_place(scene: Scene, name: Name, trigger: Mark) -> bool:
    """Say whether what a person leaves is an organisation: known, or one that has this seat."""
    if name.kind != "name":
        return name.kind == "org"
    return scene.joined(trigger.end, name.start) and not scene.sentence.tokens.source.isupper()


def _presupposes(scene: Scene, trigger: Mark, seat: Seat) -> tuple[bool, Mark | None]:
    """Say whether the change is taken as known and the text is about something else."""
    entry = trigger.entry
    if not (entry.noun or entry.verbless):
        return _is_adnominal(scene, trigger), None
    for mark in scene.marks.of("after"):
        if 0 <= trigger.start - mark.end <= _PRESUPPOSED_WORDS and _same_piece(
            scene, mark, trigger
        ):
            return True, mark
    if entry.noun:
        return not _is_told(scene, trigger), None
    return not _stands_alone(scene, trigger, seat), None


def _is_adnominal(scene: Scene, trigger: Mark) -> bool:
    """Say whether a participle only describes a seat: `its ousted chief`."""
    before = trigger.start - 1
    if (
        "seat" not in trigger.entry.objects
        or before < scene.sentence.first
        or scene.marks.covers("links", before) is None
    ):
        return False
    return any(r.start == trigger.end for r in scene.marks.of("role"))


def _same_piece(scene: Scene, mark: Mark, trigger: Mark) -> bool:
    return scene.cut.piece(mark.start) == scene.cut.piece(trigger.start)


def _is_told(scene: Scene, trigger: Mark) -> bool:
    """Say whether a change noun is announced, or heads a headline's segment."""
    first, last = scene.cut.bounds(trigger.start)
    for mark in scene.marks.within("announcing", first, last):
        if mark.end <= trigger.start or scene.language.verb_last:
            return True
    if scene.sentence.zone != "headline":
        return False
    return all(scene.is_link(n) for n in range(first, trigger.start)) or _heads(scene, trigger)


def _heads(scene: Scene, trigger: Mark) -> bool:
    """Say whether only the separator stands before the noun in its segment."""
    first, _ = scene.cut.bounds(trigger.start)
    return trigger.start - first <= 1 and not scene.tokens.is_word(first)


def _stands_alone(scene: Scene, trigger: Mark, seat: Seat) -> bool:
    """Say whether `new chief of Acme` is all its segment says: no other verb beside it."""
    end = max([trigger.end, *(r.end for r in seat.roles)])
    _, last = scene.cut.bounds(trigger.start)
    index = end
    while index < last and _complements(scene, index):
        index += 1
    named = any(n.end == trigger.start for n in scene.names)
    return _closes(scene, index, last, named=named) and _opens(scene, trigger)


def _complements(scene: Scene, index: int) -> bool:
    if any(n.start <= index < n.end for n in scene.names) or scene.is_link(index):
        return True
    after_link = index > 0 and scene.is_link(index - 1)
    return after_link and scene.tokens.is_word(index)


def _closes(scene: Scene, index: int, last: int, *, named: bool) -> bool:
    tokens = scene.tokens
    if index >= last:
        colon = index < scene.sentence.last and tokens.words[index] in {":", "："}
        return not colon or _names_after(scene, index + 1, named=named)
    if scene.marks.covers("and", index):
        return True
    if tokens.words[index] in {",", "，", "、"}:
        return bool(scene.marks.within("trigger", index, last))
    return not tokens.is_word(index)


def _names_after(scene: Scene, index: int, *, named: bool) -> bool:
    """Say whether after a colon comes a change or only a name, not what somebody said.

    Where a person stands before the seat (`named`), anything but a quotation may follow.
    """
    if index >= scene.sentence.last or is_quote(scene.tokens.words[index]):
        return False
    if named:
        return True
    first, last = scene.cut.bounds(index)
    if scene.marks.within("trigger", first, last):
        return True
    return last - index <= _NAMED_WORDS and any(n.start == index for n in scene.names)


def _is_glued(scene: Scene, index: int) -> bool:
    """Say whether a word is what a language glues to a name: `Acme'nin`."""
    words = scene.tokens.words
    return scene.language.boundary == "suffix" and index > 0 and words[index - 1] in _APOSTROPHES


def _opens(scene: Scene, trigger: Mark) -> bool:
    first, _ = scene.cut.bounds(trigger.start)
    index = trigger.start - 1
    while index >= first and scene.is_link(index):
        index -= 1
    if _is_glued(scene, index) and index - 2 >= first:
        index -= 2
    if index < first or not scene.tokens.is_word(index):
        return index < first or any(n.end == index for n in scene.names) or index == first
    return any(n.end == index + 1 for n in scene.names)
