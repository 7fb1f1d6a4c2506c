"""What rules stand on: words, names and packs, read and checked before any rule.

A changed file makes a new ground; what it does not touch is taken over from the one before, as
the same object, so that who holds on to it need not look whether it changed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.events.lexicon import TYPES
from monitor.ids import digest
from monitor.matching.concepts import ConceptWords
from monitor.matching.names import Gazetteer
from monitor.policy import Calendar
from monitor.rulebook.calendars import calendars_of
from monitor.rulebook.compiled import concept_words
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Shelf
from monitor.rulebook.lists import Lists, lists_of
from monitor.rulebook.packs import Packs, packs_of
from monitor.rulebook.reading import Reader
from monitor.rulebook.references import World
from monitor.rulebook.rules import FORMS, NAMES
from monitor.rulebook.words import Concept, concepts_of

Reference = tuple[str, str]  # kind and id of a file
_LISTS = ("entities", "watch")
_PACKS = ("lexicon", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything a rule may refer to; `marks` = a hash of each, for versions."""

    shelf: Shelf  # its files
    concepts: Mapping[str, Concept]
    words: Mapping[str, ConceptWords]  # of the concepts
    lists: Lists
    packs: Packs
    calendars: Mapping[str, Calendar]
    gazetteer: Gazetteer
    reader: Reader
    world: World
    marks: Mapping[Reference, str]


def ground_of(shelf: Shelf, *, before: Ground | None = None, faults: Faults) -> Ground:
    """Read and check all files that are no rules; a faulty one never stops the others."""
    calendars = calendars_of(shelf, faults=faults)
    marks = _marks(shelf)
    if before is not None and shelf.broken != before.shelf.broken:
        before = None  # what is broken is in force nowhere: look at all of it again
    if before is not None and marks[NAMES] == before.marks[NAMES]:
        lists, gazetteer = before.lists, before.gazetteer
    else:
        lists = lists_of(shelf, faults=faults)
        gazetteer = Gazetteer(lists.entities, lists.members)
    if before is not None and _of(_PACKS, marks) == _of(_PACKS, before.marks):
        packs = before.packs
    else:
        packs = packs_of(shelf, faults=faults)
    concepts = concepts_of(shelf, forms=packs.forms, faults=faults)
    same = before is not None and lists is before.lists and packs is before.packs
    reader = before.reader if before is not None and same else None
    return Ground(
        shelf=shelf,
        concepts=concepts,
        words={name: concept_words(one) for name, one in concepts.items()},
        lists=lists,
        packs=packs,
        calendars=calendars,
        gazetteer=gazetteer,
        reader=reader or Reader(packs=packs.packs, gazetteer=gazetteer),
        world=replace(
            _world(shelf, concepts, lists, packs),
            calendars=tuple(calendars),
            broken_calendars=_broken("calendar", shelf, calendars),
        ),
        marks=marks,
    )


def _world(shelf: Shelf, concepts: Mapping[str, Concept], lists: Lists, packs: Packs) -> World:
    return World(
        concepts=tuple(concepts),
        lists=lists.kinds,
        entities=lists.ids,
        packs={name: {"type": _types(name, packs)} for name in packs.packs},
        broken_concepts=_broken("concept", shelf, concepts),
        broken_lists=lists.broken,
        broken_packs=packs.broken,
    )


def _broken(kind: str, shelf: Shelf, sound: Collection[str]) -> frozenset[str]:
    """Give the ids of a kind that are written, but have a fault."""
    written = {file.id for file in shelf.of(kind)}
    return frozenset({*written, *(i for k, i in shelf.broken if k == kind)}.difference(sound))


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


def _marks(shelf: Shelf) -> Mapping[Reference, str]:
    """Give a hash for every (kind, id) that rules may refer to; a pack has many files.

    A watch list selects from the other lists, and a pack reads by its languages: they change
    when one of those does.
    """
    texts: dict[Reference, list[str]] = {}
    for file in shelf.of("concept", "calendar", *_LISTS, *_PACKS):
        texts.setdefault((file.kind, file.id), []).append(file.data.decode("utf-8", "replace"))
    lists = [text for kind in _LISTS for text in _texts(kind, texts)]
    languages = [*_texts("language", texts)]
    more = {"watch": lists, "lexicon": languages}
    texts = {key: [*found, *more.get(key[0], ())] for key, found in texts.items()}
    texts |= {NAMES: lists, FORMS: languages}
    return {key: digest(*found).hex() for key, found in texts.items()}


def _texts(kind: str, texts: Mapping[Reference, list[str]]) -> Iterator[str]:
    return (text for key, found in texts.items() if key[0] == kind for text in found)


def _of(kinds: tuple[str, ...], marks: Mapping[Reference, str]) -> Mapping[Reference, str]:
    return {key: mark for key, mark in marks.items() if key[0] in kinds}
