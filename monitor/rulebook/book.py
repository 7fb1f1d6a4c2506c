"""All files of the `rules/` folder, read and checked together; nothing is compiled here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.events.lexicon import TYPES
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named, Shelf, shelve
from monitor.rulebook.lists import Lists, lists_of
from monitor.rulebook.packs import Packs, packs_of
from monitor.rulebook.references import World
from monitor.rulebook.rules import CheckedRule, Desk
from monitor.rulebook.words import Concept, concepts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the files say: rules as trees, words, lists, packs; and what is wrong with them."""

    shelf: Shelf
    rules: tuple[CheckedRule, ...]
    concepts: Mapping[str, Concept]
    lists: Lists
    packs: Packs
    faults: Faults


def check(texts: Mapping[str, bytes], *, named: Named, folder: Path, faults: Faults) -> Checked:
    """Read and check every file; a faulty one never stops the others."""
    shelf = shelve(texts, faults=faults)
    concepts = concepts_of(shelf, faults=faults)
    lists = lists_of(shelf, faults=faults)
    packs = packs_of(shelf, faults=faults)
    world = _world(shelf, concepts, lists, packs)
    desk = Desk(world=world, named=named, folder=folder, faults=faults)
    found = [desk.check(file) for file in shelf.of("rule")]
    return Checked(
        shelf=shelf,
        rules=tuple(rule for rule in found if rule is not None),
        concepts=concepts,
        lists=lists,
        packs=packs,
        faults=faults,
    )


def _world(shelf: Shelf, concepts: Mapping[str, Concept], lists: Lists, packs: Packs) -> World:
    written = {file.id for file in shelf.of("concept")}
    broken = {id_ for kind, id_ in shelf.broken if kind == "concept"}
    return World(
        concepts=tuple(concepts),
        lists=lists.kinds,
        entities=lists.ids,
        packs={name: {"type": _types(name, packs)} for name in packs.packs},
        broken_concepts=frozenset((written | broken) - concepts.keys()),
        broken_lists=lists.broken,
        broken_packs=packs.broken,
    )


def _types(pack: str, packs: Packs) -> tuple[str, ...]:
    """List the types of event a pack knows."""
    own: Iterable[str] = (
        entry.value
        for lexicon in packs.lexicons
        if lexicon.pack == pack
        for entry in lexicon.entries
        if entry.kind == "trigger"
    )
    shared = TYPES if pack == "executive-change" else ()
    return tuple(sorted({*own, *shared}))
