"""Storing: a rulebook in force as bytes for a file, and back, so that a start need not read it.

    data = stored(book, stamps, program=program)
    recalled = recall(data, program=program)         # None: of another program, or damaged
    texts = contents(folder, but=recalled.trusted(stamps))
    book = recalled.book(texts, editor=editor)       # None: it does not stand on the same words

What rules stand on (words, names, packs) is read anew each time; if any of it differs, nothing
is taken over. Then only the rules are read whose files differ, or had a fault.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.ids import digest
from monitor.matching import cache, ruling
from monitor.matching.cache import DAMAGE
from monitor.model import Place, Rule
from monitor.rulebook.book import Known, Rulebook
from monitor.rulebook.edition import Editor, uncollected
from monitor.rulebook.folder import Named, Stamp, is_elsewhere, mark_of
from monitor.rulebook.ground import Ground, Reference
from monitor.rulebook.overlaps import vetoes_in
from monitor.rulebook.policed import bare, policies_of, policies_on


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A rule file whose rule is in force: what is known of it, and its stamp if that tells all."""

    known: Known
    stamp: Stamp | None


def stored(book: Rulebook, stamps: Mapping[str, Stamp], *, program: str) -> bytes:
    """Write down the rules in force; `stamps` = of files that say what is in force of them.

    `program` names the code that made it, which alone can read it again.
    """
    engine = book.engine.rebuilt() if book.engine.rules.moved else book.engine
    sets: dict[frozenset[Reference], int] = {}
    known = (book.known[book.rules[rule].place.file] for rule in engine.rules)
    files = [_row(one, stamps, sets) for one in known]
    policed = {r.id: (r, policies_of(r)) for r in book.rules.values()}
    head = {
        "stands": stands_on(book.ground, book.named),
        "vetoes": bool(vetoes_in(book.ground, book.compiler.forms)),
        "sets": [sorted(one) for one in sets],
        "files": files,
        "policed": {n: (ruling.written(bare(r)), said) for n, (r, said) in policed.items() if said},
    }
    sections = {"head": json.dumps(head).encode(), "engine": engine.saved("")}
    return cache.saved(sections, key=program)


def stands_on(ground: Ground, named: Named) -> str:
    """Give a hash of all that rules may refer to, broken things included."""
    world, shelf = ground.world, ground.shelf
    broken = (world.broken_concepts, world.broken_lists, world.broken_packs)
    known = [
        sorted(ground.marks.items()),
        sorted(shelf.faulty.items()),
        sorted(shelf.twins),
        [sorted(one) for one in (*broken, world.broken_calendars)],
        [named.sources, named.outlets, named.tags, named.receivers],
    ]
    return digest(json.dumps(known)).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What was stored, not yet put together."""

    stands: str
    vetoes: bool  # there is one inside another word, which a start refuses
    files: tuple[_File, ...]  # in the order of the engine's rules
    policed: Mapping[str, Rule]
    engine: bytes

    def trusted(self, stamps: Mapping[str, Stamp]) -> frozenset[str]:
        """Give the files that say what they said, by their stamps: they need not be read."""
        names = ((one.known.place.file, one.stamp) for one in self.files if one.stamp)
        return frozenset(name for name, stamp in names if stamps.get(name) == stamp)

    def book(
        self, texts: Mapping[str, bytes], *, trusted: frozenset[str], editor: Editor
    ) -> Rulebook | None:
        """Make the rulebook of these texts and of the files that are trusted.

        None where it might differ from one that is loaded from nothing. Faults are noted with
        the editor; if None came of it, they are not all.
        """
        same = {one.known.place.file for one in self.files if self._is_same(one, texts, trusted)}
        with uncollected():
            empty = editor.empty()
            mine = {n: t for n, t in texts.items() if n not in same and not is_elsewhere(n)}
            ground = editor.ground(empty.ground, mine)
            if self.vetoes or stands_on(ground, editor.named) != self.stands:
                return None
            before = self._before(replace(empty, ground=ground, compiler=editor.compiler(ground)))
            if before is None:
                return None
            changes: dict[str, bytes | None] = {
                one.known.place.file: None for one in self.files if one.known.place.file not in same
            }
            grounded = ground.shelf.names
            changes |= {n: t for n, t in mine.items() if n not in grounded}
            book = editor.edit(before, changes) if changes else before
        return None if any(_are_late(book, changes)) else book

    def _is_same(self, one: _File, texts: Mapping[str, bytes], trusted: frozenset[str]) -> bool:
        name = one.known.place.file
        if name in texts:
            return one.known.alone and mark_of(texts[name]) == one.known.mark
        return name in trusted

    def _before(self, empty: Rulebook) -> Rulebook | None:
        engine = empty.reading().restored(self.engine, "", self.policed)
        if engine is None:
            return None
        try:
            rules = {rule.id: rule for rule in engine.layers[0].rules.rulings()}
        except DAMAGE:
            return None
        known = {one.known.place.file: one.known for one in self.files}
        if [*rules] != [one.known.id for one in self.files]:
            return None
        return replace(empty, asked=engine.rules, ruled=rules, known=known, made=engine)


def recall(data: bytes, *, program: str) -> Recalled | None:
    """Read what was stored; None if it is damaged, or another program's."""
    kept = cache.restored(data, key=program)
    if kept is None:
        return None
    try:
        head = json.loads(kept.data("head"))
        sets = [frozenset((kind, id_) for kind, id_ in one) for one in head["sets"]]
        policed = head["policed"].values()
        rules = [policies_on(ruling.read(text), said) for text, said in policed]
        return Recalled(
            stands=head["stands"],
            vetoes=head["vetoes"],
            files=tuple(_file(row, sets) for row in head["files"]),
            policed={rule.id: rule for rule in rules},
            engine=kept.data("engine"),
        )
    except (*DAMAGE, AttributeError):
        return None


def _row(
    known: Known, stamps: Mapping[str, Stamp], sets: dict[frozenset[Reference], int]
) -> Sequence[Any]:
    """Say what is known of a file; what several refer to is said once."""
    place = known.place
    stamp = stamps.get(place.file) if known.alone and known.mark else None
    refers = sets.setdefault(known.refers, len(sets))
    at = (place.file, place.line, place.column)
    return (known.id, *at, known.was, refers, known.alone, known.mark.hex(), stamp)


def _file(row: Sequence[Any], sets: Sequence[frozenset[Reference]]) -> _File:
    id_, file, line, column, was, refers, alone, mark, stamp = row
    return _File(
        known=Known(
            id=id_,
            place=Place(file=file, line=line, column=column),
            was=was,
            refers=sets[refers],
            mark=bytes.fromhex(mark),
            alone=alone,
        ),
        stamp=None if stamp is None else (stamp[0], stamp[1], stamp[2], stamp[3]),
    )


def _are_late(book: Rulebook, changes: Iterable[str]) -> Iterator[bool]:
    """Tell of files whether another has their rule that comes after them by name."""
    for name in changes:
        rule = book.rules.get(book.known[name].id) if name in book.known else None
        yield rule is not None and rule.place.file > name
