"""Seats: which a person holds or takes, and how they are called in full.

`head of` alone says little: what a loose seat is for (its *complement*, after *of*, *di*, *für*)
belongs to its name, up to the next verb, name or comma.
"""

from dataclasses import dataclass

from monitor.events.lexicon import TYPES_IN
from monitor.events.marks import Mark
from monitor.events.people import looks_like_person
from monitor.events.scene import Clause, Scene
from monitor.events.written import Name

_SEAT_WORDS = 10  # between a person and the seat
_COMPLEMENT_WORDS = 4
_OPEN = "head"  # the class of seats that say what they are for
_ENDS_COMPLEMENT = ("trigger", "clause", "hedge", "negation", "announcing", "role", "former",
                    "time", "month", "agent", "after")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who the change is about: a person, or only the seat, and which seat."""

    person: Name | None
    roles: tuple[Mark, ...]

    @property
    def classes(self) -> frozenset[str]:
        """Give the seat's classes; `pdg` style marks name several."""
        return frozenset(c for r in self.roles for c in r.value.split("+"))


def seat_text(scene: Scene, role: Mark, taken: frozenset[int]) -> str:
    """Give a seat as written, with its complement; `taken` are first tokens of others' names."""
    return " ".join(scene.tokens.text(role.start, _full_end(scene, role, taken)).split())


def complement_at(scene: Scene, index: int) -> Mark | None:
    """Give the word that begins what a seat is for: `of`, `für`."""
    return scene.marks.covers("complement", index)


def _full_end(scene: Scene, role: Mark, taken: frozenset[int]) -> int:
    """Give the token after a seat's complement, the seat's own end when it has none."""
    first = role.end
    if role.value != _OPEN:
        return role.end
    if opener := complement_at(scene, first):
        first = opener.end
    elif complement_at(scene, role.end - 1) is None:
        return role.end
    index = kept = first
    while index < scene.sentence.last and index - first < _COMPLEMENT_WORDS + 2:
        if _ends(scene, index, taken):
            break
        index += 1
        if not scene.is_link(index - 1) and scene.marks.covers("and", index - 1) is None:
            kept = index
        if kept - first >= _COMPLEMENT_WORDS:
            break
    if kept > first:
        return kept
    return role.end - (role.end - role.start > 1 and first == role.end)  # `head`, its `of` open


def _ends(scene: Scene, index: int, taken: frozenset[int]) -> bool:
    tokens = scene.tokens
    if not tokens.is_word(index) and tokens.words[index] not in {"'", "-", "&"}:
        return True
    if any(scene.marks.covers(kind, index) for kind in _ENDS_COMPLEMENT):
        return True
    name = next((n for n in scene.names if n.start <= index < n.end), None)
    return name is not None and (name.kind != "name" or name.start in taken or name.id is not None)


def with_roles(scene: Scene, person: Name, trigger: Mark, clause: Clause) -> Seat:
    """Choose a person's seat: for one who comes the seat told after the trigger, else nearest."""
    later = scene.roles_within(max(trigger.end, person.end), clause.right)
    after = tuple(r for r in later if _same_person(scene, r, person))
    own = scene.cut.piece_bounds(person.start)
    low = min(own[0], clause.left) if person.start < clause.left else clause.left
    around = scene.roles_within(low, max(clause.right, person.end))
    near = [r for r in around if _gap(r, person) <= _SEAT_WORDS and _same_person(scene, r, person)]
    if trigger.value in TYPES_IN:
        between = scene.roles_within(trigger.end, person.start)
        chosen = after[:1] or between[-1:] or tuple(sorted(near, key=lambda r: _gap(r, person))[:1])
    else:
        ranked = sorted((*near, *after[:1]), key=lambda r: _gap(r, person))
        chosen = tuple(ranked[:1])
    return Seat(person=person, roles=joined_roles(scene, chosen))


def _gap(role: Mark, person: Name) -> int:
    return max(role.start - person.end, person.start - role.end, 0)


def _same_person(scene: Scene, role: Mark, person: Name) -> bool:
    """Say whether no other person stands between a seat and a person."""
    first, last = sorted((role.start, person.start))
    return not any(
        other is not person and looks_like_person(other) and other.kind == "person"
        for other in scene.names_within(first, last)
    )


def joined_roles(scene: Scene, roles: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Take the seats joined to the chosen one along: president and chief executive."""
    if not roles:
        return ()
    kept = [roles[0]]
    everything = scene.marks.of("role")
    for role in everything:
        if role.start >= kept[-1].end and _coordinated(scene, kept[-1].end, role.start):
            kept.append(role)
    for role in reversed(everything):
        if role.end <= kept[0].start and _coordinated(scene, role.end, kept[0].start):
            kept.insert(0, role)
    return tuple(kept)


def _coordinated(scene: Scene, first: int, last: int) -> bool:
    words = scene.tokens.words[first:last]
    return 0 < last - first <= 3 and all(
        word in {",", "&", "/", "-"}
        or scene.marks.covers("and", first + n)
        or scene.marks.covers("links", first + n)
        for n, word in enumerate(words)
    )
