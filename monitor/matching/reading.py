"""Reading: the queries that `writing.py` wrote down, each part made when it is asked for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar, cast

from monitor.matching.concepts import Spelled
from monitor.matching.patterns import compile_pattern
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
from monitor.matching.syntax import Range
from monitor.matching.terms import Term, term
from monitor.matching.writing import KINDS, PARAGRAPH, SENTENCE, WAYS, Written

T = TypeVar("T")
LeafOf = Callable[[str, str], Leaf]
KEPT = 100_000  # parts and terms kept as objects


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads queries by number; the parts that were read last are kept."""

    written: Written
    leaf: LeafOf  # of a call and the field it stands in
    most: int = KEPT
    _parts: dict[int, Query] = field(default_factory=dict)
    _terms: dict[int, Term] = field(default_factory=dict)

    def query(self, number: int) -> Query:
        """Give a query."""
        found = self._parts.get(number)
        if found is None:
            row = self.written.parts.row(number)
            found = _READ[KINDS[row[0]]](self, row[1:])
            self._keep(self._parts, number, found)
        return found

    def term(self, number: int) -> Term:
        """Give a term."""
        found = self._terms.get(number)
        if found is None:
            text, way = self.written.terms[2 * number : 2 * number + 2]
            case, marks = WAYS[way // 2]
            found = term(self.text(text), begun=bool(way % 2), case=case, marks=marks)
            self._keep(self._terms, number, found)
        return found

    def text(self, number: int) -> str:
        """Give a text."""
        return self.written.texts[number]

    def _keep(self, known: dict[int, T], number: int, made: T) -> None:
        if len(known) >= self.most:
            known.clear()
        known[number] = made


def _terms(of: Reader, row: Sequence[int]) -> Query:
    terms = tuple(map(of.term, row[2:]))
    return Terms(clause=of.text(row[0]), field=of.text(row[1]), terms=terms)


def _concept(of: Reader, row: Sequence[int]) -> Query:
    numbers = iter(row)
    clause, field_ = of.text(next(numbers)), of.text(next(numbers))
    sayings: dict[str, tuple[Spelled, ...]] = {}
    for _ in range(next(numbers)):
        lang = of.text(next(numbers))
        sayings[lang] = tuple(_saying(of, numbers) for _ in range(next(numbers)))
    blots = {of.text(lang): tuple(_counted(of, numbers)) for lang in numbers}
    return ConceptTerms(clause=clause, field=field_, sayings=sayings, blots=blots)


def _saying(of: Reader, numbers: Iterator[int]) -> Spelled:
    written, gap = of.text(next(numbers)), next(numbers)
    parts = tuple(tuple(_counted(of, numbers)) for _ in range(next(numbers)))
    return Spelled(written=written, gap=gap, parts=parts)


def _counted(of: Reader, numbers: Iterator[int]) -> Iterator[Term]:
    for _ in range(next(numbers)):
        yield of.term(next(numbers))


def _pattern(of: Reader, row: Sequence[int]) -> Query:
    clause, field_, source = map(of.text, row)
    return PatternIn(clause=clause, field=field_, pattern=compile_pattern(source, (0, 0)))


def _names(of: Reader, row: Sequence[int]) -> Query:
    clause, field_, kind = map(of.text, row[:3])
    ids = frozenset(map(of.text, row[4:])) if row[3] else None
    return NamesIn(clause=clause, field=field_, kind=kind, ids=ids)


def _exactly(of: Reader, row: Sequence[int]) -> Query:
    clause, field_, value = map(of.text, row[:3])
    return Exactly(clause=clause, field=field_, value=value, begun=bool(row[3]))


def _published(of: Reader, row: Sequence[int]) -> Query:
    clause, operator, than = map(of.text, row)
    return PublishedAt(
        clause=clause,
        operator=cast('Literal["<", ">"]', operator),
        than=timedelta(seconds=int(than)) if than.isdigit() else datetime.fromisoformat(than),
    )


def _captured(of: Reader, row: Sequence[int]) -> Query:
    clause, name, field_ = map(of.text, row)
    return Captured(clause=clause, name=name, field=field_)


def _condition(of: Reader, row: Sequence[int]) -> Query:
    clause, field_ = of.text(row[0]), of.text(row[1])
    return Condition(clause=clause, field=field_, leaf=of.leaf(clause, field_))


def _capture(of: Reader, row: Sequence[int]) -> Query:
    return Capture(name=of.text(row[0]), part=of.query(row[1]))


def _close(of: Reader, row: Sequence[int]) -> Query:
    return Close(
        clause=of.text(row[0]),
        reach=_reach(row[1]),
        ordered=bool(row[2]),
        parts=tuple(map(of.query, row[3:])),
    )


def _apart(of: Reader, row: Sequence[int]) -> Query:
    part, other = of.query(row[2]), of.query(row[3])
    return Apart(clause=of.text(row[0]), reach=_reach(row[1]), part=part, other=other)


def _reach(number: int) -> Range:
    if number == SENTENCE:
        return "S"
    return "P" if number == PARAGRAPH else number


def _not(of: Reader, row: Sequence[int]) -> Query:
    return NotHeld(clause=of.text(row[0]), part=of.query(row[1]))


def _all(of: Reader, row: Sequence[int]) -> Query:
    return AllOf(parts=tuple(map(of.query, row)))


def _any(of: Reader, row: Sequence[int]) -> Query:
    return AnyOf(parts=tuple(map(of.query, row)))


_READ: dict[Any, Callable[[Reader, Sequence[int]], Query]] = {
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
    AllOf: _all,
    AnyOf: _any,
}
