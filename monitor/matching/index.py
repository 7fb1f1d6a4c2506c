"""Index: which rules an article may match, from one pass of the automaton over each field.

Rules are numbered, and filed under the keys of their rarest clause. An article's candidates
are the rules filed under what was seen; those stay whose other clauses were seen too. Clauses
and keys that rules have in common are kept once.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.matching.automaton import Automaton
from monitor.matching.query import Query
from monitor.matching.quick import FIELDS, Seen
from monitor.matching.required import Clause, Frequency, guess, needs, terms_of, weight
from monitor.matching.rows import rows_of
from monitor.matching.view import View

Row = bytes | tuple[int, ...]  # numbers of keys; small ones take a byte each
Sieve = tuple[Row, ...]  # of each row of keys, one is seen
_ALWAYS = -1  # a key that is seen in every text
_NONE = -1  # no rule
_URL = FIELDS.index("url")
_SMALL = 256  # numbers that a byte holds
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
    first: tuple[Row, ...]  # of each rule, the keys of which one is seen besides
    more: Mapping[int, Sieve]  # of some rules, what is to be seen after that
    always: tuple[int, ...]  # rules of which nothing can be told beforehand
    reads_url: bool

    def among(self, seen: Seen) -> list[int]:
        """Give the rules that may hold where these keys are seen, in their order."""
        found = self.filed.rules(seen[0])
        found.update(self.always)
        lacks, more = seen[0].isdisjoint, self.more
        lacking = map(lacks, map(self.first.__getitem__, found))
        kept: list[int] = []
        for rule in [rule for rule, is_out in zip(found, lacking, strict=True) if not is_out]:
            for keys in more.get(rule, ()):
                if lacks(keys):
                    break
            else:
                kept.append(rule)
        kept.sort()
        return kept

    def seen(self, view: View) -> Seen:
        """Give the keys seen in each field; what the lead is cannot be told yet.

        Those of any text come with the narrow fields' keys under their own numbers.
        """
        count = len(self.numbers)
        title, body = self._look(view, "title"), self._look(view, "body")
        lead = self._look(view, "lead") | body if view.article.lead else body
        everywhere = lead | title
        everywhere.update([key + count for key in title if key >= 0])
        url = _NOTHING
        if self.reads_url:
            url = self._look(view, "url")
            everywhere.update([key + _URL * count for key in url if key >= 0])
        return everywhere, title, lead, body, url

    def _look(self, view: View, field: str) -> set[int]:
        words = view.words(field)
        sighted = self.automaton.seen(words.line)
        sighted.keys.add(_ALWAYS)
        words.saw(self.numbers, sighted)
        return sighted.keys


def build_index(queries: Iterable[Query], *, frequency: Frequency = guess) -> Index:
    """File queries, which are rules by number from 0."""
    return _Builder(frequency).build(queries)


class _Builder:
    """Collects keys and clauses, each once, as numbers.

    What stays is made anew at the end: objects that stay, strewn among hundreds of thousands
    that go, would keep all of their memory.
    """

    def __init__(self, frequency: Frequency) -> None:
        self._frequency = frequency
        self._keys: dict[bytes, int] = {}
        self._clauses: dict[tuple[str, tuple[int, ...]], int] = {}  # field, keys
        self._rows = rows_of(())  # of each rule its clauses, the rarest first: filed under that

    def build(self, queries: Iterable[Query]) -> Index:
        for query in queries:
            self._add(query)
        keys = self._ordered()
        numbers = {bytes(memoryview(key)): number for number, key in enumerate(keys)}
        known = list(numbers.values())  # each number once
        ints = [known[numbers[key]] for key in self._keys]
        fields = [field for field, _ in self._clauses]
        sieves = [self._sieve(field, keys, ints) for field, keys in self._clauses]
        rows = [self._rows.row(rule) for rule in range(len(self._rows))]
        return Index(
            automaton=Automaton(keys or [b"\0"]),
            numbers=numbers,
            filed=_turned(
                [sieves[row[0]] if row else () for row in rows],
                len(keys) * (len(FIELDS) if "url" in fields else 2),
            ),
            first=tuple(sieves[row[1]] if len(row) > 1 else (_ALWAYS,) for row in rows),
            more={
                rule: tuple(sieves[clause] for clause in row[2:])
                for rule, row in enumerate(rows)
                if len(row) > 2
            },
            always=tuple(rule for rule, row in enumerate(rows) if not row),
            reads_url="url" in fields,
        )

    def _ordered(self) -> list[bytes]:
        """Give the keys as they are numbered: those that most clauses hold, then by letters.

        The automaton's memory lies as the keys come: what begins alike is passed together.
        """
        count = Counter(key for _, keys in self._clauses for key in keys)
        keys = list(self._keys)
        shared = [keys[key] for key, _ in count.most_common(_SMALL)]
        return [*shared, *sorted(self._keys.keys() - set(shared))]

    def _add(self, query: Query) -> None:
        for one in terms_of(query):
            self._number(one.needle)
        clauses = dict.fromkeys(needs(query, self._frequency))
        ordered = sorted(clauses, key=lambda clause: weight(clause, self._frequency))
        self._rows.add([self._clause(clause) for clause in ordered])

    def _number(self, key: bytes) -> int:
        return self._keys.setdefault(key, len(self._keys))

    def _clause(self, clause: Clause) -> int:
        known = (clause.field, tuple(map(self._number, clause.keys)))
        return self._clauses.setdefault(known, len(self._clauses))

    def _sieve(self, field: str, keys: tuple[int, ...], ints: list[int]) -> Row:
        if field not in _NARROW:  # what lead or body must hold is looked for in all text
            return row_of(tuple(map(ints.__getitem__, keys)))
        more = FIELDS.index(field) * len(ints)
        return tuple(ints[key] + more for key in keys)


def row_of(keys: Sequence[int]) -> Row:
    """Give a row in the form that takes the least memory."""
    return (
        bytes(keys) if 0 <= min(keys, default=0) <= max(keys, default=0) < _SMALL else tuple(keys)
    )


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
