"""Places: at which organisation a seat is, and where a person moves to."""

from monitor.events.clauses import is_quote
from monitor.events.lexicon import TYPES_IN
from monitor.events.marks import Mark
from monitor.events.people import looks_like_person
from monitor.events.scene import Clause, Scene
from monitor.events.seats import Seat, complement_at
from monitor.events.written import Name

_NEAR = 4  # tokens between a seat and its organisation
_DEST_WORDS = 8
_LINK_WORDS = 2  # joining words between what a seat is for and its house
_OBJECT_NEAR = 3


def org_of(
    scene: Scene, trigger: Mark, clause: Clause, seat: Seat, taken: frozenset[int]
) -> Name | None:
    """Find the organisation of the seat: beside it, in the clause, before the colon.

    `taken` are the first tokens of names that are people.
    """
    for role in seat.roles:
        found = _after(scene, role.end, taken) or _before(scene, role.start, taken)
        if found:
            return found
    if inside := _inside(scene, trigger, taken):
        return inside
    if trigger.entry.objects & {"org", "any"} and (
        found := _after(scene, trigger.end, taken, reach=_OBJECT_NEAR)
    ):
        return found
    active = trigger.value in TYPES_IN and trigger.entry.person != "subject"
    if active or trigger.entry.person == "object":
        names = scene.names_within(clause.left, trigger.start)
        if found := _last_org(scene, names, taken):
            return found
    return (
        _beside(scene, trigger, clause, seat, taken)
        or _heading(scene, trigger, taken)
        or _first(scene, trigger, seat, taken)
    )


def destination_of(scene: Scene, trigger: Mark, clause: Clause) -> Name | None:
    """Find where a move goes: the first organisation on the side the lexicon says."""
    if trigger.entry.dest == "before":
        names = scene.names_within(clause.left, trigger.start)
        return next((n for n in reversed(names) if n.kind != "person"), None)
    last = min(scene.cut.bounds(trigger.start)[1], trigger.end + _DEST_WORDS)
    places = [n for n in scene.names_within(trigger.end, last) if n.kind in {"org", "name"}]
    found = places[0] if places else None
    for name in places[1:]:  # `the rival of Acme Northwind`: the last of a row is meant
        if found and name.start == found.end:
            found = name
    return found


def _may_be_org(scene: Scene, name: Name, taken: frozenset[int]) -> bool:
    if name.start in taken or name.kind in {"person", "place"}:
        return False
    if any(m.end == name.start and m.value == "reported" for m in scene.marks.of("hedge")):
        return False  # according to X
    agent = any(
        m.end == name.start and not any(r.end == m.start for r in scene.marks.of("role"))
        for m in scene.marks.of("agent")  # behind a seat it says whose seat: Chefin von X
    )
    return not (agent and name.kind == "name")


def _after(scene: Scene, index: int, taken: frozenset[int], *, reach: int = _NEAR) -> Name | None:
    """Give the organisation joined to what ends at `index`: `of Acme`, `bei Acme`."""
    purpose = False
    spare: Name | None = None
    for name in scene.names:
        if not index <= name.start <= index + reach:
            continue
        if not purpose and _is_purpose(scene, index, name):
            purpose = True
            continue
        if not _may_be_org(scene, name, taken) or not scene.joined(index, name.start, spare=1):
            continue
        linked = name.start > index and any(scene.is_link(n) for n in range(index, name.start))
        if name.kind == "org" or linked or _is_quoted(scene, name):
            return name
        if name.start == index and complement_at(scene, index - 1):
            spare = name  # `head of X`, unless `at Y` follows
    return spare


def _is_purpose(scene: Scene, index: int, name: Name) -> bool:
    """Say whether a name is what the seat is for, its house named after: `für Technik bei X`."""
    opener = complement_at(scene, name.start - 1) if name.start > index else None
    if name.kind != "name" or opener is None or "seat" not in opener.entry.objects:
        return False
    following = next((n for n in scene.names if n.start >= name.end), None)
    if following is None or not 0 < following.start - name.end <= _LINK_WORDS:
        return False
    between = range(name.end, following.start)
    return all(scene.is_link(n) for n in between)


def _is_quoted(scene: Scene, name: Name) -> bool:
    """Say whether a name fills a pair of quotation marks, as firms do in Russian: «Тинькофф»."""
    words = scene.tokens.words
    inside = scene.sentence.first < name.start and name.end < scene.sentence.last
    return inside and is_quote(words[name.start - 1]) and is_quote(words[name.end])


def _before(scene: Scene, index: int, taken: frozenset[int]) -> Name | None:
    """Give the organisation written before a seat: `Acme CEO`, `Acme's chief`, `Acme-Chef`."""
    for name in reversed(scene.names):
        gap = index - name.end
        if gap < 0 or name.end > index:
            continue
        if gap > _NEAR or not _may_be_org(scene, name, taken):
            return None
        split = scene.marks.within("and", name.end, index)
        return name if not split and scene.joined(name.end, index, spare=2) else None
    return None


def _inside(scene: Scene, trigger: Mark, taken: frozenset[int]) -> Name | None:
    """Give the organisation within a split verb: `tritt bei Acme zurück`, `joins Acme as`."""
    for name in scene.names_within(trigger.start + 1, trigger.end):
        linked = scene.is_link(name.start - 1) or trigger.value in TYPES_IN
        if linked and _may_be_org(scene, name, taken) and not looks_like_person(name):
            return name
    return None


def _last_org(scene: Scene, names: tuple[Name, ...], taken: frozenset[int]) -> Name | None:
    orgs = [n for n in names if _may_be_org(scene, n, taken)]
    known = [n for n in orgs if n.kind == "org"]
    chosen = known or orgs
    return chosen[-1] if chosen else None


def _beside(
    scene: Scene, trigger: Mark, clause: Clause, seat: Seat, taken: frozenset[int]
) -> Name | None:
    """Give a known organisation of the clause, or of the piece the person stands in."""
    first, last = scene.cut.piece_bounds(seat.person.start if seat.person else trigger.start)
    own = scene.cut.piece_bounds(trigger.start)[0]
    spans = ((max(clause.left, own), clause.right), (first, last))
    elsewhere = _destinations(scene, trigger)
    for left, right in spans:
        for name in scene.names_within(left, right):
            goal = name.start in elsewhere
            if name.kind == "org" and not goal and _may_be_org(scene, name, taken):
                return name
    return None


def _destinations(scene: Scene, trigger: Mark) -> set[int]:
    """Give where the other changes of the segment lead to: no seat of ours is there."""
    first, last = scene.cut.bounds(trigger.start)
    found = (
        destination_of(scene, other, Clause(left=first, right=last))
        for other in scene.marks.within("trigger", first, last)
        if other is not trigger and other.entry.dest
    )
    return {name.start for name in found if name}


def _first(scene: Scene, trigger: Mark, seat: Seat, taken: frozenset[int]) -> Name | None:
    """Give the name that is all of a headline's first piece: `Acme, Ana Ruiz new chief`."""
    start, end = scene.cut.piece_bounds(scene.sentence.first)
    if scene.sentence.zone != "headline" or seat.person is None or trigger.start < end:
        return None
    names = scene.names_within(start, end)
    whole = len(names) == 1 and (names[0].start, names[0].end) == (start, end)
    return names[0] if whole and _may_be_org(scene, names[0], taken) else None


def _heading(scene: Scene, trigger: Mark, taken: frozenset[int]) -> Name | None:
    """Give the one name before a headline's colon: `Acme: chief steps down`."""
    start, _ = scene.cut.bounds(trigger.start)
    if scene.sentence.zone != "headline" or start <= scene.sentence.first:
        return None
    names = scene.names_within(scene.sentence.first, start)
    known = [n for n in names if n.kind == "org"]
    if known:
        return known[-1]
    free = [n for n in names if _may_be_org(scene, n, taken)]
    whole = len(names) == 1 and free and not looks_like_person(free[0])
    return free[0] if whole else None
