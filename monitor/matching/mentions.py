"""Mentions: which rules an article says something of, though it may not match them yet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Capture,
    Close,
    ConceptTerms,
    Exactly,
    NotHeld,
    PublishedAt,
    Query,
    Terms,
)
from monitor.matching.required import terms_of
from monitor.matching.rows import Rows, rows_of, turned


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Rules by the keys of what they require, each key."""

    by_key: Rows  # by number of the key
    unknown: tuple[int, ...]  # rules of which keys tell not all

    def of(self, seen: Iterable[int]) -> Iterator[int]:
        """Give the rules that have one of these keys, and those that have more than keys."""
        given: set[int] = set()
        for rules in (self.unknown, *(self.by_key.row(key) for key in seen)):
            fresh = [rule for rule in rules if rule not in given]
            given.update(fresh)
            yield from fresh


@dataclass(slots=True, kw_only=True)
class Mentioned:
    """Gathers the keys of rules, numbered in the order they come in."""

    _keys: dict[str, int] = field(default_factory=dict)
    _rows: Rows = field(default_factory=lambda: rows_of(()))
    _unknown: list[int] = field(default_factory=list)

    def add(self, query: Query) -> None:
        """Take the next rule's query."""
        keys = _keys(query)
        if keys is None:
            self._unknown.append(len(self._rows))
        self._rows.add([self._keys.setdefault(key, len(self._keys)) for key in keys or ()])

    def mentions(self, numbers: Mapping[str, int]) -> Mentions:
        """Give what was gathered, by the index's numbers of keys."""
        known = [numbers[key] for key in self._keys]
        by_key = turned(self._rows, len(numbers), known)
        return Mentions(by_key=by_key, unknown=tuple(self._unknown))


def _keys(query: Query) -> set[str] | None:
    """Give the keys of what a query requires, None if it requires what has no keys."""
    if isinstance(query, Terms | ConceptTerms):
        return {one.needle for one in terms_of(query)}
    if isinstance(query, NotHeld | Exactly | PublishedAt):
        return set()
    if isinstance(query, Capture | Apart):
        return _keys(query.part)
    if not isinstance(query, AllOf | AnyOf | Close):
        return None
    every = [_keys(part) for part in query.parts]
    known = [keys for keys in every if keys is not None]
    return set().union(*known) if len(known) == len(every) else None
