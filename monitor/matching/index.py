"""Index: which rules an article may match, from one pass of the automaton over each field.

Rules are numbered, and filed under the keys of their rarest clause. An article's candidates
are the rules filed under what was seen; those stay whose other clauses were seen too. Clauses
and keys that rules have in common are kept once.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.matching.automaton import Automaton
from monitor.matching.query import Query
from monitor.matching.quick import FIELDS, Seen
from monitor.matching.required import Clause, Frequency, guess, needs, terms_of, weight
from monitor.matching.view import View

Sieve = tuple[tuple[int, ...], ...]  # of each row of keys, one is seen
_ALWAYS = -1  # a key that is seen in every text
_NONE = -1  # no rule
_NOTHING = {_ALWAYS}
_NARROW = frozenset({"title", "url"})  # fields that hold few of the words


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Which rules are filed under a key.

    `one` holds the rule of a key, _NONE for no rule, or for several -2 - their place in
    `several`; its last entry is for the key that is always seen.
    """

    one: "array[int]"
    several: tuple[tuple[int, ...], ...]

    def rules(self, keys: set[int]) -> set[int]:
        """Give the rules filed under any of these keys."""
        found = set(map(self.one.__getitem__, keys))
        for number in [number for number in found if number < 0]:
            found.discard(number)
            if number != _NONE:
                found.update(self.several[-2 - number])
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The rules of one build by number, and what must be seen for each.

    A key in a narrow field has a number of its own: the key's plus the count of all keys
    times the field's place in FIELDS.
    """

    automaton: Automaton
    numbers: Mapping[bytes, int]  # of all keys
    filed: Filed
    first: tuple[tuple[int, ...], ...]  # of each rule, the keys of which one is seen besides
    more: Mapping[int, Sieve]  # of some rules, what is to be seen after that
    always: tuple[int, ...]  # rules of which nothing can be told beforehand
    reads_url: bool

    def among(self, seen: Seen) -> list[int]:
        """Give the rules that may hold where these keys are seen, in their order."""
        everywhere = seen[0] | seen[4] if self.reads_url else seen[0]
        found = self.filed.rules(everywhere)
        found.update(self.always)
        lacks = self._anywhere(seen).isdisjoint
        first, more = self.first, self.more
        kept: list[int] = []
        for rule in [rule for rule in found if not lacks(first[rule])]:
            for keys in more.get(rule, ()):
                if lacks(keys):
                    break
            else:
                kept.append(rule)
        kept.sort()
        return kept

    def _anywhere(self, seen: Seen) -> set[int]:
        """Give the keys seen in any text, and those of the narrow fields under their numbers."""
        count = len(self.numbers)
        found = seen[0] | {key + count for key in seen[1]}
        if self.reads_url:
            found.update([key + 4 * count for key in seen[4]])
        return found

    def seen(self, view: View) -> Seen:
        """Give the keys seen in each field; what the lead is cannot be told yet."""
        title, body = self._look(view, "title"), self._look(view, "body")
        url = self._look(view, "url") if self.reads_url else _NOTHING
        if not view.article.lead:
            return title | body, title, body, body, url
        lead = self._look(view, "lead") | body
        return title | lead, title, lead, body, url

    def _look(self, view: View, field: str) -> set[int]:
        words = view.words(field)
        seen = self.automaton.seen(words.line)
        seen.add(_ALWAYS)
        words.saw(self.numbers, seen)
        return seen


def build_index(queries: Iterable[Query], *, frequency: Frequency = guess) -> Index:
    """File queries, which are rules by number from 0."""
    return _Builder(frequency).build(queries)


class _Builder:
    """Collects keys and sieves, each once."""

    def __init__(self, frequency: Frequency) -> None:
        self._frequency = frequency
        self._keys: dict[bytes, int] = {}
        self._terms: dict[bytes, None] = {}
        self._sieves: dict[Clause, tuple[int, ...]] = {}

    def build(self, queries: Iterable[Query]) -> Index:
        needed = [self._needed(query) for query in queries]
        filed = [tuple(map(self._number, clauses[0].keys)) if clauses else () for clauses in needed]
        for key in (*self._terms, *(key for every in needed for one in every for key in one.keys)):
            self._number(key)
        sieves = [self._sieves_of(clauses) for clauses in needed]
        return Index(
            automaton=Automaton(list(self._keys) or [b"\0"]),
            numbers=self._keys,
            filed=_turned(filed, len(self._keys)),
            first=tuple(sieve[0] if sieve else (_ALWAYS,) for sieve in sieves),
            more={rule: sieve[1:] for rule, sieve in enumerate(sieves) if len(sieve) > 1},
            always=tuple(number for number, keys in enumerate(filed) if not keys),
            reads_url=any(clause.field == "url" for clause in self._sieves),
        )

    def _needed(self, query: Query) -> list[Clause]:
        """Give what a rule requires, the rarest first; it is filed under that."""
        self._terms.update(dict.fromkeys(one.needle for one in terms_of(query)))
        clauses = list(dict.fromkeys(needs(query, self._frequency)))
        return sorted(clauses, key=lambda clause: weight(clause, self._frequency))

    def _sieves_of(self, clauses: Sequence[Clause]) -> Sieve:
        """Give what is left to be seen: the clause filed under too if its field is narrow."""
        if not clauses:
            return ()
        left = clauses if clauses[0].field else clauses[1:]
        return tuple(map(self._sieve, left))

    def _number(self, key: bytes) -> int:
        return self._keys.setdefault(key, len(self._keys))

    def _sieve(self, clause: Clause) -> tuple[int, ...]:
        if clause not in self._sieves:
            # What lead or body must hold is looked for in all text: titles add little.
            place = FIELDS.index(clause.field) if clause.field in _NARROW else 0
            more = place * len(self._keys)
            self._sieves[clause] = tuple(self._number(key) + more for key in clause.keys)
        return self._sieves[clause]


def _turned(rows: Sequence[Sequence[int]], count: int) -> Filed:
    """File each rule under the keys of its row."""
    found: list[list[int]] = [[] for _ in range(count)]
    for index, row in enumerate(rows):
        for number in row:
            found[number].append(index)
    several: list[tuple[int, ...]] = []
    one = array("i")
    for own in found:
        if len(own) > 1:
            one.append(-2 - len(several))
            several.append(tuple(own))
        else:
            one.append(own[0] if own else _NONE)
    one.append(_NONE)
    return Filed(one=one, several=tuple(several))
