"""Fold: the frames of an article into one event per person and direction (N5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.events.frames import Frame, direction_of
from monitor.events.marks import Mark
from monitor.events.newness import Ranked
from monitor.events.tokens import fold_word
from monitor.events.written import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """An event to be: the frame that decides, and what the others add to it."""

    best: Ranked
    type: str
    roles: tuple[Mark, ...] = ()
    roles_from: Frame | None = None
    org: Name | None = None
    destination: Name | None = None
    effective: str = ""
    others: tuple[Ranked, ...] = ()

    @property
    def classes(self) -> frozenset[str]:
        """Give the seat's classes."""
        return frozenset(c for r in self.roles for c in r.value.split("+"))


def fold(frames: Sequence[Ranked]) -> tuple[Folded, ...]:
    """Fold frames: by person and direction, unnamed ones into a named one they fit."""
    groups: dict[tuple[str, str], list[Ranked]] = {}
    for one in frames:
        groups.setdefault((person_key(one.frame.person), _side(one.frame.type)), []).append(one)
    named = [_folded(group) for (person, _), group in groups.items() if person]
    unnamed = [one for (person, _), group in groups.items() if not person for one in group]
    joined = _moves(named)
    left = [one for one in unnamed if not _fills(one, joined)]
    joined = [_filled(item, unnamed) for item in joined]
    return tuple(sorted((*joined, *_seats(left)), key=lambda f: f.best.order))


def person_key(person: Name | None) -> str:
    """Give what two tellings of one person share: the id, else the folded name."""
    if person is None:
        return ""
    return person.id or " ".join(fold_word(w) for w in person.text.split())


def _side(kind: str) -> str:
    """Give the side a type is folded on; a move is told as an exit."""
    return direction_of(kind).split(" ")[0] or kind


def _folded(group: Sequence[Ranked]) -> Folded:
    ordered = sorted(group, key=lambda r: (r.rank, r.order))
    best = ordered[0]
    telling = [r for r in ordered if r.newness == best.newness] or ordered
    seated = next((r for r in telling if r.frame.seat.roles), None)
    placed = next((r.frame.org for r in telling if r.frame.org), None)
    moved = next((r.frame for r in telling if r.frame.destination), None)
    kind = "move" if moved else best.frame.type
    if moved and placed and moved.destination and _same(placed, moved.destination):
        placed = next(
            (r.frame.org for r in telling if r.frame.org and not _same(r.frame.org, placed)), None
        )
    return Folded(
        best=best,
        type=kind,
        roles=seated.frame.seat.roles if seated else (),
        roles_from=seated.frame if seated else None,
        org=placed,
        destination=moved.destination if moved else None,
        effective=next((r.effective for r in telling if r.effective), ""),
        others=tuple(ordered[1:]),
    )


def _same(one: Name, other: Name) -> bool:
    if one.id or other.id:
        return one.id == other.id
    return fold_word(one.text) == fold_word(other.text)


def _moves(events: Sequence[Folded]) -> list[Folded]:
    """Join a person's new exit and new entry elsewhere into one move."""
    kept: list[Folded] = []
    by_person: dict[str, Folded] = {}
    for event in events:
        by_person.setdefault(f"{person_key(event.best.frame.person)}|{_side(event.type)}", event)
    for key, event in by_person.items():
        person, _, side = key.rpartition("|")
        out, entry = by_person.get(f"{person}|out"), by_person.get(f"{person}|in")
        one_move = out and entry and _is_move(out, entry)
        if one_move and side == "in":
            continue
        if one_move and entry and not event.destination:
            kept.append(replace(event, type="move", destination=entry.org))
            continue
        kept.append(event)
    return kept


def _is_move(out: Folded, entry: Folded) -> bool:
    if out.best.newness != entry.best.newness or entry.org is None:
        return False
    if entry.type == "return" or out.type in {"death", "leave"}:
        return False
    if out.destination is not None:
        return _same(out.destination, entry.org)
    return out.org is not None and not _same(out.org, entry.org)


def _fills(one: Ranked, events: Sequence[Folded]) -> bool:
    """Say whether a named event tells who the unnamed one is about."""
    return any(_fit(one, event) for event in events)


def _fit(one: Ranked, event: Folded) -> bool:
    if _side(one.frame.type) != _side(event.type) or not one.frame.seat.classes:
        return False
    told = one.newness == "new"
    if told and event.best.newness != "new":
        return False
    return bool(event.classes & one.frame.seat.classes)


def _filled(event: Folded, unnamed: Sequence[Ranked]) -> Folded:
    """Note the unnamed tellings that a named event explains."""
    fitting = [one for one in unnamed if _fit(one, event)]
    return replace(event, others=(*event.others, *fitting)) if fitting else event


def _seats(unnamed: Sequence[Ranked]) -> list[Folded]:
    """Fold unnamed tellings by direction and seat."""
    groups: list[list[Ranked]] = []
    for one in sorted(unnamed, key=lambda r: (r.rank, r.order)):
        for group in groups:
            first = group[0].frame
            same_side = _side(first.type) == _side(one.frame.type)
            if same_side and first.seat.classes & one.frame.seat.classes:
                group.append(one)
                break
        else:
            groups.append([one])
    return [_folded(group) for group in groups]
