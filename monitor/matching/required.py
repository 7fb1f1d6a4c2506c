"""Required: what must stand in an article for a query to hold, as the automaton can see it.

`needs(query)` gives clauses, all of them necessary: of each, one key must stand in its field.
They are a sieve and not the meaning: `evaluate` alone decides. Where no word is required,
what is read of an article may be: that a pack finds an event in it, that it names an entity
(`event_sign`, `name_sign`). To find that out costs more than a pass, so words come first.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from monitor.matching.concepts import Spelled
from monitor.matching.needles import needles
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Capture,
    Close,
    ConceptTerms,
    Condition,
    NamesIn,
    NotHeld,
    PatternIn,
    Query,
    Terms,
)
from monitor.matching.terms import Term, term

Frequency = Callable[[str], float]  # share of documents that hold a folded word
_SHORT = {"title": 0.05, "url": 0.05}  # of the words of an article
_EVENT, _NAME = "\3", "\4"  # no word begins so
_WITHIN = {"top": "", "title": "title", "lead": "lead", "body": "body", "url": "url", "": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Keys of which one must stand in a field: title, lead, body, url, or "" for any text."""

    field: str
    keys: tuple[str, ...]


def guess(word: str) -> float:
    """Guess how common a word is where nobody counted: short ones are."""
    return 2.0 ** -min(len(word), 12)


def weight(clause: Clause, frequency: Frequency) -> float:
    """Give the share of documents, summed over the keys, in which a clause may hold."""
    share = sum(_rarest(key, frequency) for key in clause.keys)
    return share * _SHORT.get(clause.field, 1.0)


def _rarest(key: str, frequency: Frequency) -> float:
    return 1.0 if is_sign(key) else min(map(frequency, key.split()))


def event_sign(pack: str) -> str:
    """Give the key of every event of a pack."""
    return _EVENT + pack


def name_sign(named: str) -> str:
    """Give the key of an entity by its id, or of all of a kind."""
    return _NAME + named


def is_sign(key: str) -> bool:
    """Tell whether a key is of what is read, and not a word."""
    return key[:1] in {_EVENT, _NAME}


def packs_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Give the packs whose events are among the keys."""
    return tuple(sorted({key[1:] for key in keys if key.startswith(_EVENT)}))


def has_names(keys: Iterable[str]) -> bool:
    """Tell whether entities are among the keys."""
    return any(key.startswith(_NAME) for key in keys)


def needs(query: Query, frequency: Frequency = guess) -> tuple[Clause, ...]:
    """Give the clauses a query requires, none if nothing can be told."""
    return _needs(query, _Way(frequency)) or _needs(query, _Way(frequency, signs=True))


class _Way(NamedTuple):
    """How clauses are told: by words alone, or by what is read too."""

    frequency: Frequency
    signs: bool = False


def _needs(query: Query, way: _Way) -> tuple[Clause, ...]:
    read = _REQUIRED.get(type(query))
    return read(query, way) if read is not None else ()


def terms_of(query: Query) -> Iterator[Term]:
    """Give all terms of a query that have words, required or not."""
    if isinstance(query, Terms):
        yield from (one for one in query.terms if one.words)
    elif isinstance(query, ConceptTerms):
        sayings = (said for every in query.sayings.values() for said in every)
        found = (one for said in sayings for part in said.parts for one in part)
        blots = (one for every in query.blots.values() for one in every)
        yield from (one for one in (*found, *blots) if one.words)
    elif isinstance(query, Apart):
        yield from (*terms_of(query.part), *terms_of(query.other))
    elif isinstance(query, Capture | NotHeld):
        yield from terms_of(query.part)
    elif isinstance(query, AllOf | AnyOf | Close):
        for part in query.parts:
            yield from terms_of(part)


def _clause(field: str, terms: Iterable[Term]) -> tuple[Clause, ...]:
    keys = dict.fromkeys(one.needle for one in terms if one.words)
    return (Clause(field=_WITHIN[field], keys=tuple(keys)),)


def _terms(query: Terms, _: _Way) -> tuple[Clause, ...]:
    return _clause(query.field, query.terms)


def _concept(query: ConceptTerms, way: _Way) -> tuple[Clause, ...]:
    sayings = (saying for every in query.sayings.values() for saying in every)
    return _clause(query.field, (one for said in sayings for one in _part(said, way.frequency)))


def _part(said: Spelled, frequency: Frequency) -> tuple[Term, ...]:
    """Give the terms of a saying's rarest part."""
    return min(said.parts, key=lambda part: weight(_clause("", part)[0], frequency))


def _pattern(query: PatternIn, _: _Way) -> tuple[Clause, ...]:
    found = needles(query.pattern.source)
    keys = tuple(sorted(found))
    return (Clause(field=_WITHIN[query.field], keys=keys),) if keys else ()


def _condition(query: Condition, way: _Way) -> tuple[Clause, ...]:
    if query.leaf.required:
        return _clause("", map(term, sorted(query.leaf.required)))
    if way.signs and query.leaf.pack:
        return (Clause(field="", keys=(event_sign(query.leaf.pack),)),)
    return ()


def _names(query: NamesIn, way: _Way) -> tuple[Clause, ...]:
    if not way.signs:
        return ()
    named = sorted(query.ids) if query.ids is not None else [query.kind]
    return (Clause(field="", keys=tuple(map(name_sign, named))),)


def _inner(query: Capture | Apart, way: _Way) -> tuple[Clause, ...]:
    return _needs(query.part, way)


def _every(query: AllOf | Close, way: _Way) -> tuple[Clause, ...]:
    return tuple(clause for part in query.parts for clause in _needs(part, way))


def _one(query: AnyOf, way: _Way) -> tuple[Clause, ...]:
    """Unite the rarest clause of each branch, if every branch has one."""
    rarest: list[Clause] = []
    for part in query.parts:
        clauses = _needs(part, way)
        if not clauses:
            return ()
        rarest.append(min(clauses, key=lambda clause: weight(clause, way.frequency)))
    fields = {clause.field for clause in rarest}
    if len(fields) > 1 and "url" in fields:
        return ()
    keys = dict.fromkeys(key for clause in rarest for key in clause.keys)
    return (Clause(field=fields.pop() if len(fields) == 1 else "", keys=tuple(keys)),)


_REQUIRED: dict[type, Callable[[Any, _Way], tuple[Clause, ...]]] = {
    Terms: _terms,
    ConceptTerms: _concept,
    PatternIn: _pattern,
    Condition: _condition,
    NamesIn: _names,
    Capture: _inner,
    Apart: _inner,
    AllOf: _every,
    Close: _every,
    AnyOf: _one,
}
