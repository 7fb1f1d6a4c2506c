"""Index: which rules an article may match, from one pass of the automaton over each field.

Rules are numbered, and filed under the keys of their rarest clause. An article's candidates
are the rules filed under what was seen; those stay whose other clauses were seen too. Clauses
and keys that rules have in common are kept once.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.matching.automaton import Automaton
from monitor.matching.query import Query
from monitor.matching.quick import Seen
from monitor.matching.required import (
    Clause,
    Frequency,
    event_sign,
    guess,
    has_names,
    is_sign,
    name_sign,
    needs,
    packs_of,
    terms_of,
    weight,
)
from monitor.matching.rows import rows_of
from monitor.matching.view import View

Row = tuple[str, ...]  # keys, of which one is seen
ALWAYS = ""  # a key that is seen in every article
NARROW = {"title": "\1", "url": "\2"}  # before a key that must be seen in a field of few words
_SHARED = 256  # keys that lie first
_NOTHING = set[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The rules of one build by number, and what must be seen for each."""

    automaton: Automaton
    numbers: Mapping[str, int]  # of all keys
    filed: Mapping[str, tuple[int, ...]]  # the rules filed under a key
    idle: frozenset[str]  # keys under which none is: few, but common ones
    first: tuple[Row, ...]  # of each rule, the keys of which one is seen besides
    more: Mapping[int, tuple[Row, ...]]  # of some rules, what is to be seen after that
    always: tuple[int, ...]  # rules of which nothing can be told beforehand
    reads_url: bool
    packs: tuple[str, ...]  # whose events are keys
    reads_names: bool  # entities are keys

    def among(self, seen: Seen) -> list[int]:
        """Give the rules that may hold where these keys are seen, in their order."""
        everywhere = seen[0]
        may_lead = everywhere - self.idle
        found = set(self.always).union(*filter(None, map(self.filed.get, may_lead)))
        lacks, first, more = everywhere.isdisjoint, self.first, self.more
        near = [rule for rule in found if not lacks(first[rule])]
        return sorted(rule for rule in near if not any(map(lacks, more.get(rule, ()))))

    def seen(self, view: View) -> Seen:
        """Give the keys seen in each field; those of lead and body may be of any text.

        The keys of any text come with those of narrow fields under their own names too.
        """
        title = self._look(view, "title")
        everywhere = self._look(view, "body")
        if view.article.lead:
            everywhere |= self._look(view, "lead")
        everywhere |= title
        everywhere.update([f"{NARROW['title']}{key}" for key in title])
        everywhere.add(ALWAYS)
        everywhere.update(event_sign(pack) for pack in self.packs if view.events(pack))
        if self.reads_names:
            named = [one.entity for one in view.named()]
            everywhere.update(name_sign(sign) for one in named for sign in (one.id, one.kind))
        url: set[str] = _NOTHING
        if self.reads_url:
            url = self._look(view, "url")
            everywhere.update([f"{NARROW['url']}{key}" for key in url])
        return everywhere, title, everywhere, everywhere, url

    def _look(self, view: View, field: str) -> set[str]:
        words = view.words(field)
        keys = set(self.automaton.found(words.line.decode()))
        words.saw(self.numbers, keys)
        return keys


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
        self._keys: dict[str, int] = {}
        self._clauses: dict[tuple[str, tuple[int, ...]], int] = {}  # field, keys
        self._rows = rows_of(())  # of each rule its clauses, the rarest first: filed under that

    def build(self, queries: Iterable[Query]) -> Index:
        for query in queries:
            self._add(query)
        numbers = {key.encode().decode(): number for number, key in enumerate(self._ordered())}
        keys = list(numbers)  # the very objects
        own = [keys[numbers[key]] for key in self._keys]
        sieves = list(
            sieves_of(((field, [own[key] for key in row]) for field, row in self._clauses))
        )
        rows = [self._rows.row(rule) for rule in range(len(self._rows))]
        filed = filed_of(sieves[row[0]] if row else () for row in rows)
        return Index(
            automaton=automaton_of(keys),
            numbers=numbers,
            filed=filed,
            idle=idle_of(keys, filed),
            first=tuple(sieves[row[1]] if len(row) > 1 else (ALWAYS,) for row in rows),
            more={
                rule: tuple(sieves[clause] for clause in row[2:])
                for rule, row in enumerate(rows)
                if len(row) > 2
            },
            always=tuple(rule for rule, row in enumerate(rows) if not row),
            reads_url=any(field == "url" for field, _ in self._clauses),
            packs=packs_of(keys),
            reads_names=has_names(keys),
        )

    def _ordered(self) -> list[str]:
        """Give the keys as they are numbered: those that most clauses hold, then by letters.

        The automaton's memory lies as the keys come: what begins alike is passed together.
        """
        count = Counter(key for _, keys in self._clauses for key in keys)
        keys = list(self._keys)
        shared = [keys[key] for key, _ in count.most_common(_SHARED)]
        return [*shared, *sorted(self._keys.keys() - set(shared))]

    def _add(self, query: Query) -> None:
        for one in terms_of(query):
            self._number(one.needle)
        clauses = dict.fromkeys(needs(query, self._frequency))
        ordered = sorted(clauses, key=lambda clause: weight(clause, self._frequency))
        self._rows.add([self._clause(clause) for clause in ordered])

    def _number(self, key: str) -> int:
        return self._keys.setdefault(key, len(self._keys))

    def _clause(self, clause: Clause) -> int:
        known = (clause.field, tuple(map(self._number, clause.keys)))
        return self._clauses.setdefault(known, len(self._clauses))


def sieves_of(clauses: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Row]:
    """Give of each clause, a field and its keys, what must be seen: each key is one object."""
    narrow: dict[str, str] = {}
    for field, keys in clauses:
        if field in NARROW:
            named = (f"{NARROW[field]}{key}" for key in keys)
            yield tuple(narrow.setdefault(key, key) for key in named)
        else:  # what lead or body must hold is looked for in all text
            yield tuple(keys)


def filed_of(rows: Iterable[Row]) -> dict[str, tuple[int, ...]]:
    """File each rule under the keys of its row."""
    found: dict[str, list[int]] = {}
    for rule, row in enumerate(rows):
        for key in row:
            found.setdefault(key, []).append(rule)
    return {key: tuple(rules) for key, rules in found.items()}


def automaton_of(keys: Iterable[str]) -> Automaton:
    """Make what finds those keys that are words."""
    return Automaton([key for key in keys if not is_sign(key)] or ["\0"])


def idle_of(keys: Iterable[str], filed: Container[str]) -> frozenset[str]:
    """Give the keys under which no rule is filed."""
    return frozenset(key for key in keys if key not in filed)
