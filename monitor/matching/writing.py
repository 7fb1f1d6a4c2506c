"""Writing: queries as rows of numbers, each part that rules have in common written once.

A row begins with the number of the part's kind; `reading.py` makes the query of it again.
Texts and terms are numbered apart; conditions' leaves are kept as they are.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from monitor.matching.concepts import Spelled
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Capture,
    Captured,
    Close,
    ConceptTerms,
    Condition,
    Exactly,
    Leaf,
    NamesIn,
    NotHeld,
    PatternIn,
    PublishedAt,
    Query,
    Terms,
)
from monitor.matching.rows import Rows, rows_of
from monitor.matching.strings import Strings, strings_of
from monitor.matching.syntax import Range
from monitor.matching.terms import Case, Marks, Term, term

KINDS = (
    Terms,
    ConceptTerms,
    PatternIn,
    NamesIn,
    Exactly,
    PublishedAt,
    Captured,
    Condition,
    Capture,
    Close,
    Apart,
    NotHeld,
    AllOf,
    AnyOf,
)
# How a term's case and marks are compared; what is simple is the same in any way.
WAYS: tuple[tuple[Case, Marks], ...] = tuple(product(("auto", "any", "exact"), ("exact", "any")))
_PLAIN = WAYS.index(("any", "any"))
SENTENCE, PARAGRAPH = 1_000, 1_001  # reaches that are no numbers
_KIND_OF = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Queries written down: rows of parts, and what their numbers stand for."""

    texts: Strings
    terms: "array[int]"  # a text and a way each
    parts: Rows


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes queries; `of` gives the number of a query's row."""

    _texts: dict[str, int] = field(default_factory=dict)
    _terms: dict[object, int] = field(default_factory=dict)
    _term_rows: "array[int]" = field(default_factory=lambda: array("I"))
    _parts: dict[tuple[int, ...], int] = field(default_factory=dict)
    leaves: dict[tuple[str, str], Leaf] = field(default_factory=dict)  # by clause and field

    def of(self, query: Query) -> int:
        """Write a query and all its parts."""
        kind = _KIND_OF[type(query)]
        return self._part((kind, *_NUMBERS[kind](self, query)))

    def text(self, text: str) -> int:
        """Give the number of a text."""
        return self._texts.setdefault(text, len(self._texts))

    def term(self, one: Term) -> int:
        """Give the number of a term."""
        known = (one.written, one.begun) if one.simple else one
        number = self._terms.get(known)
        if number is None:
            number = self._terms[known] = len(self._terms)
            self._term_rows.extend((self.text(one.written), way_of(one)))
        return number

    def written(self) -> Written:
        """Give all that was written."""
        return Written(
            texts=strings_of(self._texts),
            terms=self._term_rows,
            parts=rows_of(self._parts),
        )

    def _part(self, row: tuple[int, ...]) -> int:
        return self._parts.setdefault(row, len(self._parts))


def way_of(one: Term) -> int:
    """Give how a term was made of what is written: twice its place in `WAYS`, 1 more if begun."""
    if one.simple:
        return 2 * _PLAIN + one.begun
    for number, (case, marks) in enumerate(WAYS):
        if term(one.written, begun=one.begun, case=case, marks=marks) == one:
            return 2 * number + one.begun
    raise ValueError(one)


def reach_number(reach: Range) -> int:
    """Write the range of NEAR as a number."""
    if isinstance(reach, int):
        return reach
    return SENTENCE if reach == "S" else PARAGRAPH


Numbers = Callable[[Writer, Any], Iterable[int]]


def _terms(to: Writer, query: Terms) -> Iterable[int]:
    return to.text(query.clause), to.text(query.field), *map(to.term, query.terms)


def _concept(to: Writer, query: ConceptTerms) -> Iterable[int]:
    yield to.text(query.clause)
    yield to.text(query.field)
    yield len(query.sayings)
    for lang, sayings in query.sayings.items():
        yield to.text(lang)
        yield len(sayings)
        for saying in sayings:
            yield from _saying(to, saying)
    for lang, blots in query.blots.items():
        yield to.text(lang)
        yield from _counted(map(to.term, blots))


def _saying(to: Writer, saying: Spelled) -> Iterable[int]:
    yield to.text(saying.written)
    yield saying.gap
    yield len(saying.parts)
    for part in saying.parts:
        yield from _counted(map(to.term, part))


def _counted(numbers: Iterable[int]) -> Iterable[int]:
    numbers = tuple(numbers)
    return len(numbers), *numbers


def _pattern(to: Writer, query: PatternIn) -> Iterable[int]:
    return to.text(query.clause), to.text(query.field), to.text(query.pattern.source)


def _names(to: Writer, query: NamesIn) -> Iterable[int]:
    ids = () if query.ids is None else sorted(query.ids)
    known = (to.text(query.clause), to.text(query.field), to.text(query.kind))
    return *known, query.ids is not None, *map(to.text, ids)


def _exactly(to: Writer, query: Exactly) -> Iterable[int]:
    return (*map(to.text, (query.clause, query.field, query.value)), query.begun)


def _published(to: Writer, query: PublishedAt) -> Iterable[int]:
    than = query.than
    shown = than.isoformat() if isinstance(than, datetime) else str(int(than.total_seconds()))
    return tuple(map(to.text, (query.clause, query.operator, shown)))


def _captured(to: Writer, query: Captured) -> Iterable[int]:
    return tuple(map(to.text, (query.clause, query.name, query.field)))


def _condition(to: Writer, query: Condition) -> Iterable[int]:
    to.leaves.setdefault((query.clause, query.field), query.leaf)
    return to.text(query.clause), to.text(query.field)


def _capture(to: Writer, query: Capture) -> Iterable[int]:
    return to.text(query.name), to.of(query.part)


def _close(to: Writer, query: Close) -> Iterable[int]:
    reach = reach_number(query.reach)
    return to.text(query.clause), reach, query.ordered, *map(to.of, query.parts)


def _apart(to: Writer, query: Apart) -> Iterable[int]:
    reach = reach_number(query.reach)
    return to.text(query.clause), reach, to.of(query.part), to.of(query.other)


def _not(to: Writer, query: NotHeld) -> Iterable[int]:
    return to.text(query.clause), to.of(query.part)


def _parts(to: Writer, query: AllOf | AnyOf) -> Iterable[int]:
    return tuple(map(to.of, query.parts))


_WRITE: Mapping[type, Numbers] = {
    Terms: _terms,
    ConceptTerms: _concept,
    PatternIn: _pattern,
    NamesIn: _names,
    Exactly: _exactly,
    PublishedAt: _published,
    Captured: _captured,
    Condition: _condition,
    Capture: _capture,
    Close: _close,
    Apart: _apart,
    NotHeld: _not,
    AllOf: _parts,
    AnyOf: _parts,
}
_NUMBERS = tuple(_WRITE[kind] for kind in KINDS)
