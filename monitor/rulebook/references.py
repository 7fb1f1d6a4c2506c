"""Names in an expression: the concepts, lists, entities and packs it refers to must exist."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.matching import syntax
from monitor.rulebook.suggest import legal, suggest

Note = Callable[..., None]
"""`note(part, code, message, suggestion=...)`: tells a fault at a part of the expression."""

EVENT_VALUES: Mapping[str, tuple[str, ...]] = {
    "direction": ("in", "out"),
    "polarity": ("asserted", "denied", "retracted"),
    "certainty": ("confirmed", "reported", "rumoured", "demanded", "planned"),
    "newness": ("new", "mention", "background"),
    "sphere": ("company", "public", "sport", "other"),
}
_PARTICIPANTS: Mapping[str, tuple[str, ...]] = {
    "executive-change": ("person", "org", "destination"),
}
_KIND_OF_SLOT = {"person": "person", "org": "org", "destination": "org", "victim": "org"}
ANYTHING = ("any", "none")
_MANY = frozenset({syntax.And, syntax.Or, syntax.Near})  # sets of types: asked of every part
_NAMING = frozenset({syntax.Concept, syntax.Entities, syntax.EventCall, syntax.Fielded})
_ONE = frozenset({syntax.Fielded, syntax.Named, syntax.Not})


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a rule may refer to; `broken` names exist, but their file has a fault."""

    concepts: tuple[str, ...] = ()
    lists: Mapping[str, str] = field(default_factory=dict)  # id -> kind
    entities: Mapping[str, str] = field(default_factory=dict)  # id -> kind
    packs: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    broken_concepts: frozenset[str] = frozenset()
    broken_lists: frozenset[str] = frozenset()
    broken_packs: frozenset[str] = frozenset()
    calendars: tuple[str, ...] = ()
    broken_calendars: frozenset[str] = frozenset()


def parts(part: syntax.Part) -> Iterator[syntax.Part]:
    """Go through a tree in the order written, outer parts first."""
    waiting: list[Any] = [part]
    while waiting:
        found = waiting.pop()
        yield found
        kind = type(found)
        if kind in _MANY:
            waiting += found.parts[::-1]
        elif kind in _ONE:
            waiting.append(found.part)
        elif kind is syntax.NotNear:
            waiting += (found.other, found.part)


def slots(pack: str) -> tuple[str, ...]:
    """List what an event of a pack may be asked for, and what it binds."""
    people = ("role", "role_class") if pack == "executive-change" else ()
    own = (*_PARTICIPANTS.get(pack, ()), *people)
    return ("type", *own, "effective", *EVENT_VALUES)


def check(every: Iterable[syntax.Part], world: World, *, note: Note) -> bool:
    """Note every unknown name in these parts; False when one refers to something broken."""
    checker = _Checker(world=world, note=note)
    sound = [checker.check(part) for part in every if type(part) in _NAMING]
    return all(sound)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checker:
    world: World
    note: Note

    def check(self, part: syntax.Part) -> bool:
        if isinstance(part, syntax.Concept):
            return self._concept(part)
        if isinstance(part, syntax.Entities):
            sound = [self._list(part, name, part.kind) for name in part.lists]
            return all(sound)
        if isinstance(part, syntax.EventCall):
            return self._event(part)
        if isinstance(part, syntax.Fielded) and part.field in syntax.NAME_FIELDS:
            return self._entity(part)
        return True

    def _concept(self, part: syntax.Concept) -> bool:
        world = self.world
        if part.id in world.concepts or part.id in world.broken_concepts:
            return part.id in world.concepts
        if part.id in world.entities:
            kind = world.entities[part.id]
            message = f'"@{part.id}" is an entity, no concept; write {kind}:{part.id}'
            self.note(part, "E201", message)
        elif part.id in world.lists:
            kind = world.lists[part.id]
            message = f'"@{part.id}" is a list, no concept; write entity({kind} in {part.id})'
            self.note(part, "E201", message)
        else:
            hint = suggest(part.id, world.concepts)
            names = _names(hint, world.concepts)
            message = f'unknown concept "@{part.id}"{names}'
            self.note(part, "E201", message, suggestion=hint and f"@{hint}")
        return False

    def _list(self, part: syntax.Entities | syntax.SlotTest, name: str, kind: str) -> bool:
        world = self.world
        if name in world.broken_lists:
            return False
        have = world.lists.get(name) or world.entities.get(name)
        if have is None:
            known = [*world.lists, *world.entities]
            hint = suggest(name, known)
            message = f'unknown list "{name}"{_names(hint, world.lists)}'
            self.note(part, "E202", message, suggestion=hint, word=name)
            return False
        if kind and have != kind:
            self.note(part, "E202", f'list "{name}" holds {have}s, wanted {kind}s', word=name)
            return False
        return True

    def _entity(self, part: syntax.Fielded) -> bool:
        """Check `org:openai`; brackets hold several."""
        sound = True
        for inner in parts(part.part):
            if isinstance(inner, syntax.Word | syntax.Phrase):
                have = self.world.entities.get(inner.text)
                if have != part.field and not self.world.broken_lists:
                    same = [i for i, kind in self.world.entities.items() if kind == part.field]
                    hint = suggest(inner.text, same)
                    message = f'unknown entity "{part.field}:{inner.text}"'
                    self.note(inner, "E207", message, suggestion=hint and f"{part.field}:{hint}")
                sound = sound and have == part.field
        return sound

    def _event(self, part: syntax.EventCall) -> bool:
        world = self.world
        if part.pack in world.broken_packs and part.pack not in world.packs:
            return False
        if part.pack not in world.packs:
            hint = suggest(part.pack, world.packs)
            message = f'unknown pack "{part.pack}"{_names(hint, world.packs)}'
            self.note(part, "E205", message, suggestion=hint, word=part.pack)
            return False
        sound = [self._test(part.pack, test) for test in part.tests]
        return all(sound)

    def _test(self, pack: str, test: syntax.SlotTest) -> bool:
        legal_slots = slots(pack)
        if test.slot not in legal_slots:
            hint = suggest(test.slot, legal_slots)
            message = f'{pack} has no slot "{test.slot}"{_names(hint, legal_slots)}'
            self.note(test, "E205", message, suggestion=hint)
            return False
        if test.operator == "in":
            kind = _KIND_OF_SLOT.get(test.slot, "")
            sound = [self._list(test, name, kind) for name in test.values]
            return all(sound)
        allowed = self._allowed(pack, test.slot)
        wrong = [v for v in test.values if allowed and v not in (*allowed, *ANYTHING)]
        for value in wrong:
            hint = suggest(value, allowed)
            message = f'"{value}" is no {test.slot}{_names(hint, allowed)}'
            self.note(test, "E205", message, suggestion=hint, word=value)
        return not wrong

    def _allowed(self, pack: str, slot: str) -> tuple[str, ...]:
        if slot in EVENT_VALUES:
            return EVENT_VALUES[slot]
        return self.world.packs[pack].get(slot, ())


def _names(hint: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    return "" if hint or not known else f"; known: {legal(known)}"
