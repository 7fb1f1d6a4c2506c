"""Mentions: which rules an article says something of, though it may not match them yet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

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


class Mentions:
    """Rules by the keys of what they require, each key; made when it is first asked for."""

    __slots__ = ("_by_key", "_numbers", "_queries", "_unknown")

    def __init__(self, queries: Sequence[Query], numbers: Mapping[bytes, int]) -> None:
        """Take queries, which are rules by number, and the numbers of all keys."""
        self._queries = queries
        self._numbers = numbers
        self._by_key: dict[int, list[int]] | None = None
        self._unknown: list[int] = []  # rules of which keys tell not all

    def of(self, seen: set[int]) -> Iterator[int]:
        """Give the rules that have one of these keys, and those that have more than keys."""
        by_key = self._found()
        given: set[int] = set()
        for rules in (self._unknown, *(by_key[key] for key in seen & by_key.keys())):
            fresh = [rule for rule in rules if rule not in given]
            given.update(fresh)
            yield from fresh

    def _found(self) -> dict[int, list[int]]:
        if self._by_key is None:
            found: dict[int, list[int]] = defaultdict(list)
            for rule, query in enumerate(self._queries):
                keys = _keys(query)
                if keys is None:
                    self._unknown.append(rule)
                for key in keys or ():
                    found[self._numbers[key]].append(rule)
            self._by_key = dict(found)
        return self._by_key


def _keys(query: Query) -> set[bytes] | None:
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
