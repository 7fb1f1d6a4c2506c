"""Attaching: which person, seat and organisation belong to a trigger.

All in the trigger's clause first; a piece between commas that opens with a relative or a
trigger of its own is an inset and gives nothing to what stands outside it.
"""

from monitor.events.lexicon import TYPES_IN
from monitor.events.marks import Mark
from monitor.events.people import looks_like_person
from monitor.events.scene import Clause, Scene
from monitor.events.seats import Seat, joined_roles, with_roles
from monitor.events.written import Name

_NOUN_WORDS = 8  # between a change noun and its person
_OBJECT_WORDS = 14  # between a verb and what must follow it
_POSSESSIVE = 3
_PASSIVE_WORDS = 1  # neither name nor article between a participle and its seat
_NO_SEAT = frozenset({"senior", "founder"})  # what one may be called without a seat


def clause_of(scene: Scene, trigger: Mark) -> Clause:
    """Find a trigger's clause inside its segment."""
    left, right = scene.cut.bounds(trigger.start)
    opener: Mark | None = None
    for mark in scene.marks.within("clause", left, trigger.start):
        left, opener = mark.end, mark
    for mark in scene.marks.within("clause", trigger.end, right)[:1]:
        right = mark.start
    before = scene.marks.within("trigger", left, trigger.start)
    after = scene.marks.within("trigger", trigger.end, right)
    if before and (edge := _coordinator(scene, before[-1].end, trigger.start)):
        left = edge
        if _has_subject(scene, edge, trigger.start):
            opener = None
    elif before and (edge := _own_piece(scene, before[-1], trigger)):
        left, opener = max(left, edge), None if edge > left else opener
    if after and (edge := _coordinator(scene, trigger.end, after[0].start)):
        right = edge - 1
    elif after and (edge := _own_piece(scene, trigger, after[0])):
        right = min(right, edge)
    return Clause(left=left, right=right, opener=opener)


def _own_piece(scene: Scene, first: Mark, second: Mark) -> int:
    """Give where the second trigger's piece starts, when it brings its own subject."""
    if scene.cut.piece(first.start) == scene.cut.piece(second.start):
        return 0
    start, _ = scene.cut.piece_bounds(second.start)
    return start if start >= first.end and _has_subject(scene, start, second.start) else 0


def _coordinator(scene: Scene, first: int, last: int) -> int:
    """Give the token after the last coordinator between two triggers, 0 when there is none."""
    edge = 0
    for mark in scene.marks.within("and", first, last):
        roles = scene.marks.of("role")
        inside = any(r.end == mark.start for r in roles) and any(r.start == mark.end for r in roles)
        if not inside:
            edge = mark.end
    return edge


def _has_subject(scene: Scene, first: int, last: int) -> bool:
    return bool(scene.names_within(first, last) or scene.marks.within("role", first, last))


def is_inset(scene: Scene, piece_start: int) -> bool:
    """Say whether a piece opens with a relative, or with a trigger of its own."""
    opens = {m.start for kind in ("clause", "trigger") for m in scene.marks.of(kind)}
    first = piece_start
    if first < scene.sentence.last and not scene.tokens.is_word(first):
        first += 1
    return first in opens


def seat_of(scene: Scene, trigger: Mark, clause: Clause) -> Seat:
    """Find whose change a trigger tells, by its slot."""
    entry = trigger.entry
    if entry.noun:
        return _noun_seat(scene, trigger, clause)
    slot = entry.person or ("auto" if entry.value == "appointment" else "subject")
    if slot == "auto":
        slot = _voice(scene, trigger, clause)
        if slot == "subject" and not _is_passive(scene, trigger, clause):
            return Seat(person=None, roles=())
    if slot == "object":
        return _object_seat(scene, trigger, clause)
    return _subject_seat(scene, trigger, clause)


def _voice(scene: Scene, trigger: Mark, clause: Clause) -> str:
    """Tell `X named chief` from `Acme named X chief` by the name before the seat."""
    roles = scene.marks.within("role", trigger.end, clause.right)
    end = roles[0].start if roles else clause.right
    names = [n for n in scene.names_within(trigger.end, end) if n.kind != "org"]
    if not names or not scene.joined(trigger.end, names[0].start, spare=1):
        return "subject"
    left = scene.names_within(clause.left, trigger.start)
    short = names[0].kind == "name" and not looks_like_person(names[0])
    return "subject" if short and left and looks_like_person(left[-1]) else "object"


def _is_passive(scene: Scene, trigger: Mark, clause: Clause) -> bool:
    """Say whether a participle is followed by its seat: `named interim chief`."""
    roles = scene.marks.within("role", trigger.end, clause.right)
    between = range(trigger.end, roles[0].start) if roles else range(0)
    named = {n for name in scene.names for n in range(name.start, name.end)}
    loose = [n for n in between if n not in named and not scene.is_link(n)]
    return bool(roles) and len(loose) <= _PASSIVE_WORDS


def _noun_seat(scene: Scene, trigger: Mark, clause: Clause) -> Seat:
    end = min(clause.right, trigger.end + _NOUN_WORDS)
    after = _people(scene, trigger.end, end)
    if after:
        return with_roles(scene, after[0], trigger, clause)
    before = _people(scene, max(clause.left, trigger.start - _POSSESSIVE - 2), trigger.start)
    if before and scene.tokens.words[before[-1].end] == "'":
        return with_roles(scene, before[-1], trigger, clause)
    roles = scene.roles_within(trigger.end, end)
    if roles and trigger.entry.value in TYPES_IN | {"departure", "retirement", "dismissal"}:
        return Seat(person=None, roles=roles[:1])
    return _subject_seat(scene, trigger, clause)


def _object_seat(scene: Scene, trigger: Mark, clause: Clause) -> Seat:
    people = _people(scene, trigger.end, min(clause.right, trigger.end + _OBJECT_WORDS))
    roles = scene.roles_within(trigger.end, clause.right)
    named = _named_before(scene, trigger, roles[0]) if roles else None
    if named and (not people or named.start < people[0].start):
        return with_roles(scene, named, trigger, clause)
    if people:
        return with_roles(scene, people[0], trigger, clause)
    if roles:
        proper = tuple(r for r in roles if r.value not in _NO_SEAT) or roles
        return Seat(person=None, roles=joined_roles(scene, proper))
    if scene.language.verb_last:
        before = _people(scene, clause.left, trigger.start)
        if before:
            return with_roles(scene, before[-1], trigger, clause)
        roles = scene.roles_within(clause.left, trigger.start)
        return Seat(person=None, roles=roles[-1:])
    return Seat(person=None, roles=())


def _named_before(scene: Scene, trigger: Mark, role: Mark) -> Name | None:
    """Give the person between a verb and a seat: `names Ana Ruiz chief`, no name after it."""
    between = scene.names_within(trigger.end, role.start)
    if not between or between[-1].end != role.start or not looks_like_person(between[-1]):
        return None
    follows = any(n.start == role.end for n in scene.names)
    return None if follows else between[-1]


def _subject_seat(scene: Scene, trigger: Mark, clause: Clause) -> Seat:
    start, _ = scene.cut.piece_bounds(trigger.start)
    own = max(start, clause.left)
    found = _subject_in(scene, own, trigger.start)
    if not found and clause.opener:
        found = _subject_in(scene, scene.cut.bounds(trigger.start)[0], clause.opener.start)
    if not found and " .. " in trigger.entry.say:  # tritt Chefin Ana Ruiz zurück
        found = _subject_in(scene, trigger.start + 1, trigger.end)
    if not found and scene.language.boundary == "none":
        found = _people(scene, trigger.end, scene.cut.piece_bounds(trigger.end - 1)[1])[:1]
    if not found:
        found = _subject_before(scene, own, trigger)
    if not found and "any" not in trigger.entry.objects and _may_follow(scene):
        end = min(clause.right, scene.cut.piece_bounds(trigger.end - 1)[1])
        found = _people(scene, trigger.end, min(end, trigger.end + _NOUN_WORDS))[:1]
    if not found:
        found = _lone_name(scene, trigger, clause)
    if found:
        return with_roles(scene, found[-1], trigger, clause)
    roles = scene.roles_within(own, trigger.start) or scene.roles_within(clause.left, clause.right)
    return Seat(person=None, roles=joined_roles(scene, roles[-1:] if roles else ()))


def _subject_in(scene: Scene, first: int, last: int) -> tuple[Name, ...]:
    """Give the people of a stretch; none when its last seat stands alone, after them."""
    people = _people(scene, first, last)
    return people[-1:]


def _may_follow(scene: Scene) -> bool:
    """Say whether a subject may stand after its verb in this language."""
    return scene.language.subject_drop or scene.language.boundary != "word"


def _lone_name(scene: Scene, trigger: Mark, clause: Clause) -> tuple[Name, ...]:
    """Give one word before a verb as the person when what is left has a name of its own."""
    if "seat" not in trigger.entry.objects:
        return ()
    before = [n for n in scene.names_within(clause.left, trigger.start) if n.kind == "name"]
    after = scene.names_within(trigger.start, clause.right)
    if not before or before[-1].end != trigger.start or len(before[-1].text.split()) != 1:
        return ()
    return (before[-1],) if any(n.kind in {"org", "name"} for n in after) else ()


def _subject_before(scene: Scene, own: int, trigger: Mark) -> tuple[Name, ...]:
    """Look at the pieces before the trigger's own, from the segment's first on."""
    if scene.roles_within(own, trigger.start):
        return ()
    index, _ = scene.cut.bounds(trigger.start)
    while index < own:
        end = min(scene.cut.piece_bounds(index)[1], own)
        if not is_inset(scene, index) and (people := _people(scene, index, end)):
            return people[:1] if scene.language.boundary != "none" else people[-1:]
        index = max(end, index + 1)
    return ()


def _people(scene: Scene, first: int, last: int) -> tuple[Name, ...]:
    """Give who in a stretch may be a person, the agent of a passive left out."""
    return tuple(
        name
        for name in scene.names_within(first, last)
        if _may_be_person(scene, name) and not _is_agent(scene, name)
    )


def _is_agent(scene: Scene, name: Name) -> bool:
    return any(m.end == name.start for m in scene.marks.of("agent"))


def _may_be_person(scene: Scene, name: Name) -> bool:
    """Say whether a name is a person: known, or two words beside a seat or before a trigger."""
    if name.kind != "name":
        return name.kind == "person"
    tokens = scene.tokens
    roles = scene.marks.of("role")
    seat_after = any(r.start == name.end for r in roles)
    seat_before = any(r.end == name.start for r in roles)
    if seat_before and not seat_after:
        return len(name.text.split()) <= 5
    if not looks_like_person(name) or seat_after:
        return False
    possessed = name.end < scene.sentence.last and tokens.words[name.end] == "'"
    return not possessed
