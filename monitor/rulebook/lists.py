"""Entity and watch lists: who is watched, under which names, and who stands on which list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.matching.entities import Alias, Entity, EntityKind
from monitor.model import Place
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Shelf, YamlFile
from monitor.rulebook.models import (
    EntitiesFile,
    Guarded,
    Person,
    Said,
    Selection,
    WatchFile,
)
from monitor.rulebook.models import Entity as EntityKeys
from monitor.rulebook.nodes import Scalar, find
from monitor.rulebook.schema import read
from monitor.rulebook.suggest import suggest


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """All watched entities, and the ids each list holds."""

    entities: tuple[Entity, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, EntityKind] = field(default_factory=dict)  # of each list
    broken: frozenset[str] = frozenset()  # lists whose file has a fault

    @property
    def ids(self) -> Mapping[str, EntityKind]:
        """Give the kind of every entity id."""
        return {entity.id: entity.kind for entity in self.entities}


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """An entity list's file as read."""

    file: YamlFile
    keys: EntitiesFile

    def country(self, wanted: Iterable[str]) -> tuple[str, ...]:
        chosen = frozenset(code.upper() for code in wanted)
        members = self.keys.list
        return tuple(m.id for m in members if not chosen or m.country.upper() in chosen)


def lists_of(shelf: Shelf, *, faults: Faults) -> Lists:
    """Read all entity and watch lists; ids are unique over all of them."""
    read_lists = {
        file.id: _List(file=file, keys=keys)
        for file in shelf.of("entities")
        if (keys := read(EntitiesFile, file.table, faults=faults, name="entities"))
    }
    watches = {
        file.id: watch
        for file in shelf.of("watch")
        if (watch := read(WatchFile, file.table, faults=faults, name="watch"))
    }
    entities = tuple(_entities(read_lists.values(), faults))
    known = {entity.id: entity for entity in entities}
    broken = {id_ for kind, id_ in shelf.broken if kind in {"entities", "watch"}}
    broken |= {f.id for f in shelf.of("entities", "watch")} - read_lists.keys() - watches.keys()
    for one in read_lists.values():
        _check_references(one, known, faults, lenient=bool(broken))
    members = {name: one.country(()) for name, one in read_lists.items()}
    kinds: dict[str, EntityKind] = {name: one.keys.kind for name, one in read_lists.items()}
    kinds |= {name: watch.kind for name, watch in watches.items()}
    picker = _Picker(lists=read_lists, watches=watches, known=known, broken=broken, faults=faults)
    members |= {name: picker.pick(name, ()) for name in watches}
    return Lists(entities=entities, members=members, kinds=kinds, broken=frozenset(broken))


def _entities(lists: Iterable[_List], faults: Faults) -> Iterator[Entity]:
    """Give every organisation, person and place once; a repeated id is noted."""
    seen: dict[str, Place] = {}
    for one in lists:
        for index, keys in enumerate(one.keys.list):
            node = find(one.file.table, "list", index)
            found = [(_entity(keys, one.keys.kind), find(node, "id"))]
            for number, person in enumerate(keys.people):
                at = find(node, "people", number, "id")
                found.append((_person(person, keys.id), at))
            for entity, node in found:
                first = seen.setdefault(entity.id, node.place)
                if first != node.place:
                    faults.add(node, "E109", f'id "{entity.id}" already at {first}')
                    continue
                yield entity


def _entity(keys: EntityKeys, kind: EntityKind) -> Entity:
    return Entity(
        id=keys.id,
        kind=kind,
        name=keys.name,
        aliases=tuple(_aliases(keys.aliases, keys.guarded)),
        blots=keys.not_,
        role=keys.role,
        parent=keys.parent.text if keys.parent is not None else "",
    )


def _person(keys: Person, org: str) -> Entity:
    return Entity(
        id=keys.id,
        kind="person",
        name=keys.name,
        aliases=tuple(_aliases(keys.aliases, keys.guarded)),
        blots=keys.not_,
        of=(org,),
        role=keys.role,
    )


def _aliases(
    by_lang: Mapping[str, tuple[Said, ...]], guarded: Iterable[Guarded]
) -> Iterator[Alias]:
    for lang, spellings in by_lang.items():
        for said in spellings:
            yield Alias(text=said.say.text, lang=lang, case=said.case, marks=said.marks)
    for one in guarded:
        guard = tuple(word.text for word in one.guard)
        yield Alias(text=one.alias, guard=guard, unless=one.not_)


def _check_references(
    one: _List, known: Mapping[str, Entity], faults: Faults, *, lenient: bool
) -> None:
    """Note parents and guards that nobody lists (not while a list is broken: it may have them)."""
    if lenient:
        return
    for keys in one.keys.list:
        named = [keys.parent] if keys.parent is not None else []
        parts: tuple[EntityKeys | Person, ...] = (keys, *keys.people)
        for part in parts:
            named += [word for guarded in part.guarded for word in guarded.guard]
        for word in named:
            if word.text not in known:
                hint = suggest(word.text, known)
                faults.add(word, "E207", f'unknown entity "{word.text}"', suggestion=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picker:
    """Resolves watch lists to ids."""

    lists: Mapping[str, _List]
    watches: Mapping[str, WatchFile]
    known: Mapping[str, Entity]
    broken: set[str]
    faults: Faults

    def pick(self, name: str, above: tuple[str, ...]) -> tuple[str, ...]:
        watch = self.watches[name]
        out = {id_ for part in watch.exclude for id_ in self._part(part, (*above, name))}
        chosen = [id_ for part in watch.include for id_ in self._part(part, (*above, name))]
        return tuple(id_ for id_ in dict.fromkeys(chosen) if id_ not in out)

    def _part(self, part: Scalar | Selection, above: tuple[str, ...]) -> tuple[str, ...]:
        if isinstance(part, Selection):
            return self._selection(part, above)
        id_ = part.text.rpartition(":")[2]
        if id_ in self.known:
            return (id_,)
        if not self.broken:
            hint = suggest(id_, self.known)
            self.faults.add(part, "E207", f'unknown entity "{part.text}"', suggestion=hint)
        return ()

    def _selection(self, part: Selection, above: tuple[str, ...]) -> tuple[str, ...]:
        name = part.list.text
        if name in above:
            self.faults.add(part.list, "E202", f'list "{name}" includes itself')
        elif name in self.lists:
            return self.lists[name].country(part.country)
        elif name in self.watches:
            return self.pick(name, above)
        elif name not in self.broken:
            hint = suggest(name, (*self.lists, *self.watches))
            self.faults.add(part.list, "E202", f'unknown list "{name}"', suggestion=hint)
        return ()
