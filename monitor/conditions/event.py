"""`event(pack, ...)`: holds if one event of the article passes all tests.

A slot that is not tested has a default: asserted, confirmed or reported, new, company. An
event that fails only these gives the rule a verdict: denied, rumour, planned, mention,
background or other_sphere. A move is tested twice, as out with the organisation it leaves and
as in with the one it goes to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from monitor.kinds import Says
from monitor.matching import syntax
from monitor.matching.literals import compares, read_literal
from monitor.matching.names import Gazetteer
from monitor.matching.text import fold
from monitor.matching.view import Caught, Held, View
from monitor.model import Event, Participant
from monitor.reasons import Reason

NONE, ANY = "none", "any"
PEOPLE = "executive-change"  # the pack whose events need a role or a watched person
_TOLD_CERTAINTIES = frozenset({"confirmed", "reported"})
_VALUES = ("type", "role", "effective", "polarity", "certainty", "newness", "sphere")
_SILENT = frozenset({"founding"})  # types that hold only when a test names them


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a call says: the pack, and the tests that one event must pass."""

    pack: Annotated[str, Says(doc="a pack of lexicons", form="id")]
    tests: Annotated[
        tuple[syntax.SlotTest, ...],
        Says(doc="`slot: a|b`, `slot: not a`, `slot in list`, `slot >= 10M`"),
    ] = ()


def options(call: syntax.EventCall, field: str) -> Options:
    """Read the call of an expression; an event has no field."""
    del field
    return Options(pack=call.pack, tests=call.tests)


def compile(options: Options, gazetteer: Gazetteer) -> "EventLeaf":  # noqa: A001 - the kind's name for it
    """Make the leaf."""
    return EventLeaf(pack=options.pack, tests=options.tests, gazetteer=gazetteer)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLeaf:
    """Tests the events of one pack."""

    pack: str
    tests: tuple[syntax.SlotTest, ...]
    gazetteer: Gazetteer

    @property
    def required(self) -> frozenset[str]:
        """A pack's triggers are asked for by its name."""
        return frozenset()

    def holds(self, view: View) -> Held | None:
        """Give the events that pass; with gates waived, those that fail the fewest of them."""
        passing = [
            (event, face, self._gates(face))
            for event in view.events(self.pack)
            for face in self._faces(event)
        ]
        # Events that fail fewer gates decide: one that passes all makes the rule hold.
        best = min((len(gates) for _, _, gates in passing), default=None)
        if best is None or (view.strict and best > 0):
            return None
        kept = [(e, face, gates) for e, face, gates in passing if len(gates) == best]
        reason, because = _verdict([(face, gates) for _, face, gates in kept])
        return Held(
            caught=tuple(c for _, face, _ in kept for c in self._caught(face)),
            evidence=tuple(e for event, _, _ in kept for e in event.evidence),
            events=tuple(event for event, _, _ in kept),
            reason=reason,
            because=because,
        )

    def why_not(self, view: View) -> str:
        """Tell for each event of the pack which test or gate it failed."""
        events = view.events(self.pack)
        if not events:
            return f"no {self.pack} in this article"
        return "; ".join(self._failure(event) for event in events)

    def _caught(self, event: Event) -> Iterator[Caught]:
        """Bind every slot that is not empty; participants by the name they are shown under."""
        for slot, who in event.slots.items():
            known = self.gazetteer.entity(who.id)
            yield Caught(name=slot, value=known.name if known else who.name)
        for slot in (*_VALUES, "direction"):
            if value := getattr(event, slot):
                yield Caught(name=slot, value=value)
        for role_class in sorted(event.role_class):
            yield Caught(name="role_class", value=role_class)

    def _faces(self, event: Event) -> Iterator[Event]:
        """Give the first side of an event that passes the tests."""
        if event.type in _SILENT and not self._tested("type"):
            return
        for face in faces(event):
            if self._is_grounded(face) and all(self._passes(face, t) for t in self.tests):
                yield face
                return

    def _is_grounded(self, event: Event) -> bool:
        if event.pack != PEOPLE:
            return True
        person = event.person
        watched = person is not None and self.gazetteer.entity(person.id) is not None
        return bool(event.role or event.role_class) or watched

    def _tested(self, slot: str) -> bool:
        return any(test.slot == slot for test in self.tests)

    def _gates(self, event: Event) -> tuple[Reason, ...]:
        """Give the default gates an event fails, the gravest first."""
        failed = [
            ("polarity", event.polarity != "asserted", Reason.DENIED),
            ("certainty", event.certainty in {"rumoured", "demanded"}, Reason.RUMOUR),
            ("certainty", event.certainty == "planned", Reason.PLANNED),
            ("newness", event.newness == "mention", Reason.MENTION),
            ("newness", event.newness == "background", Reason.BACKGROUND),
            ("sphere", event.sphere != "company", Reason.OTHER_SPHERE),
        ]
        return tuple(reason for slot, fails, reason in failed if fails and not self._tested(slot))

    def _passes(self, event: Event, test: syntax.SlotTest) -> bool:
        if test.operator == "in":
            found = _participant(event, test.slot)
            return found is not None and self.gazetteer.watched(found.id or "", test.values)
        if test.operator != ":":
            return _compares(event, test)
        found_values = _shown(event, test.slot)
        passes = any(_equals(found_values, value) for value in test.values)
        return passes is not test.negated

    def _failure(self, event: Event) -> str:
        shown = ", ".join(filter(None, _title(event)))
        for test in self.tests:
            if not any(self._passes(face, test) for face in faces(event)):
                has = _has(event, test.slot)
                return f"{shown}: {test.slot} {has}, wanted {_wanted(test)}"
        gates = self._gates(event)
        if event.type in _SILENT and not self._tested("type"):
            return f"{shown}: {event.type} holds only where a test names it"
        if not gates:
            return f"{shown}: no role, and nobody watched"
        return f"{shown}: {_verdict([(event, gates)])[1]}"


def faces(event: Event) -> tuple[Event, ...]:
    """Give the sides of an event: a move's leaving, and its arrival at the destination."""
    if event.destination is None or "in" not in event.direction.split():
        return (event,)
    others = {slot: who for slot, who in event.slots.items() if slot != "destination"}
    out = replace(event, direction="out")
    return out, replace(event, direction="in", slots={**others, "org": event.destination})


def _verdict(kept: list[tuple[Event, tuple[Reason, ...]]]) -> tuple[Reason | None, str]:
    """Give the gravest reason of what is kept, and for people the cue that decided it."""
    failing = [(gates[0], event) for event, gates in kept if gates]
    if not failing:
        return None, ""
    reason, event = min(failing, key=lambda one: _GRAVITY[one[0]])
    slot = _SLOT_OF[reason]
    cue = event.explain.get(slot, "")
    value = getattr(event, slot)
    return reason, f"{slot} {value}, wanted {_WANTED[slot]}" + (f": {cue}" if cue else "")


_SLOT_OF: Mapping[Reason, str] = {
    Reason.DENIED: "polarity",
    Reason.RUMOUR: "certainty",
    Reason.PLANNED: "certainty",
    Reason.MENTION: "newness",
    Reason.BACKGROUND: "newness",
    Reason.OTHER_SPHERE: "sphere",
}
_GRAVITY = {reason: place for place, reason in enumerate(_SLOT_OF)}
_WANTED = {
    "polarity": "asserted",
    "certainty": "confirmed or reported",
    "newness": "new",
    "sphere": "company",
}


def _participant(event: Event, slot: str) -> Participant | None:
    return event.slots.get(slot)


def _shown(event: Event, slot: str) -> frozenset[str]:
    """Give what a slot holds, as ids and folded names; nothing = the slot is empty."""
    if slot == "role_class":
        return event.role_class
    if slot == "direction":
        return frozenset(event.direction.split())
    if slot in _VALUES:
        value = getattr(event, slot)
        return frozenset({value, _folded(value)} if value else ())
    who = _participant(event, slot)
    if who is None:
        return frozenset()
    return frozenset(v for v in (who.id or "", who.name, _folded(who.name)) if v)


def _equals(shown: frozenset[str], value: str) -> bool:
    if value == NONE:
        return not shown
    if value == ANY:
        return bool(shown)
    return value in shown or _folded(value) in shown


def _folded(text: str) -> str:
    return " ".join(fold(text).words)


def _compares(event: Event, test: syntax.SlotTest) -> bool:
    """Compare a date or an amount; what cannot be read fails."""
    who = _participant(event, test.slot)
    written = event.effective if test.slot == "effective" else who.name if who else ""
    left, right = read_literal(written), read_literal(test.values[0])
    return left is not None and right is not None and compares(left, test.operator, right)


def _has(event: Event, slot: str) -> str:
    """Give what a slot holds, as people read it."""
    who = _participant(event, slot)
    if who is not None:
        return who.name
    if slot in {"role_class", "direction"}:
        return "|".join(sorted(_shown(event, slot))) or NONE
    return (getattr(event, slot) if slot in _VALUES else "") or NONE


def _wanted(test: syntax.SlotTest) -> str:
    values = "|".join(test.values)
    if test.operator == ":":
        return f"not {values}" if test.negated else values
    return f"{test.operator} {values}"


def _title(event: Event) -> tuple[str, ...]:
    names = (event.slots.get(slot) for slot in ("person", "org"))
    return (event.type, *(who.name if who else "" for who in names))
