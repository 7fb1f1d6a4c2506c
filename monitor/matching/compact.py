"""Compact: many compiled rules in little memory, each made ready again when it is asked for.

A hundred thousand rules as objects take a gigabyte; as rows of numbers with their parts shared
they take 30 MB that forked processes never copy.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.matching import ruling
from monitor.matching.facts import bound
from monitor.matching.query import Asked, Exempt
from monitor.matching.reading import LeafOf, Reader
from monitor.matching.rows import Rows, rows_of
from monitor.matching.strings import Strings, strings_of
from monitor.matching.writing import Writer, Written
from monitor.model import Rule

FullText = Literal["auto", "always", "never"]
FULL_TEXTS: tuple[FullText, ...] = ("auto", "always", "never")
KEPT = 20_000  # rules kept as they were last read


@dataclass(frozen=True, slots=True, kw_only=True)
class Compact(Mapping[str, Asked]):
    """Rules by id, in the order they came in; also by number, from 0."""

    rules: Strings  # by number, as `ruling.py` writes them
    others: Mapping[int, Rule]  # those that it cannot write
    rows: Rows  # by rule: query, full text, count of facts, facts, exceptions
    reader: Reader
    most: int = KEPT
    _numbers: Mapping[str, int]
    _read: dict[int, Asked] = field(default_factory=dict, repr=False)

    def __getitem__(self, rule: str) -> Asked:
        """Give a rule of an id; raises KeyError for one that is not there."""
        return self.asked(self._numbers[rule])

    def __contains__(self, rule: object) -> bool:
        """Tell whether there is a rule of an id, without reading it."""
        return rule in self._numbers

    def __iter__(self) -> Iterator[str]:
        """Give the ids."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """Count the rules."""
        return len(self.rules)

    def rulings(self) -> Iterator[Rule]:
        """Give all rules without their queries, in their order."""
        for number in range(len(self.rules)):
            text = self.rules[number]
            yield ruling.read(text) if text else self.others[number]

    def asked(self, number: int) -> Asked:
        """Give the rule of a number."""
        found = self._read.get(number)
        if found is None:
            if len(self._read) >= self.most:
                self._read.clear()
            found = self._read[number] = self._asked(number)
        return found

    def _asked(self, number: int) -> Asked:
        row, of, text = self.rows.row(number), self.reader, self.rules[number]
        facts = row[3 : 3 + 2 * row[2]]
        exceptions = row[3 + 2 * row[2] :]
        return Asked(
            rule=ruling.read(text) if text else self.others[number],
            query=of.query(row[0]),
            full_text=FULL_TEXTS[row[1]],
            facts={
                of.text(name): of.query(part)
                for name, part in zip(facts[::2], facts[1::2], strict=True)
            },
            exceptions=tuple(
                _exempt(of, exceptions[at : at + 4]) for at in range(0, len(exceptions), 4)
            ),
        )


@dataclass(slots=True, kw_only=True)
class Gathered:
    """Takes rules as they come, one at a time; their ids must differ."""

    _writer: Writer = field(default_factory=Writer)
    _ids: Strings = field(default_factory=lambda: strings_of(()))
    _rules: Strings = field(default_factory=lambda: strings_of(()))
    _others: dict[int, Rule] = field(default_factory=dict)
    _rows: Rows = field(default_factory=lambda: rows_of(()))

    def add(self, asked: Asked) -> None:
        """Take a rule."""
        text = ruling.written(asked.rule)
        if not text:
            self._others[len(self._rules)] = asked.rule
        self._ids.add(asked.rule.id)
        self._rules.add(text)
        self._rows.add(_row(self._writer, asked))

    def compact(self, *, most: int = KEPT) -> Compact:
        """Give the rules; at `most` so many stay ready after they were asked for."""
        leaves = self._writer.leaves
        return compact_of(
            ids=self._ids,
            rules=self._rules,
            others=self._others,
            rows=self._rows,
            written=self._writer.written(),
            leaf=lambda clause, field: leaves[clause, field],
            most=most,
        )


def compact(asked: Iterable[Asked], *, most: int = KEPT) -> Compact:
    """Take rules whose ids differ."""
    gathered = Gathered()
    for one in asked:
        gathered.add(one)
    return gathered.compact(most=most)


def compact_of(
    *,
    ids: Strings,
    rules: Strings,
    others: Mapping[int, Rule],
    rows: Rows,
    written: Written,
    leaf: LeafOf,
    most: int = KEPT,
) -> Compact:
    """Put together what was taken apart; raises ValueError if two rules have one id."""
    numbers = {ids[number]: number for number in range(len(ids))}
    if len(numbers) < len(ids):
        raise ValueError("two rules of one id")
    return Compact(
        rules=rules,
        others=others,
        rows=rows,
        reader=Reader(written=written, leaf=leaf, most=5 * most),
        most=most,
        _numbers=numbers,
    )


def _row(to: Writer, asked: Asked) -> "array[int]":
    facts = [
        number
        for name, fact in asked.facts.items()
        for number in (to.text(name), to.of(bound(fact, name)))
    ]
    exceptions = [
        number
        for one in asked.exceptions
        for number in (
            to.text(one.name),
            to.text(one.why),
            to.text(one.until.isoformat() if one.until else ""),
            to.of(one.query),
        )
    ]
    head = (to.of(asked.query), FULL_TEXTS.index(asked.full_text), len(asked.facts))
    return array("I", (*head, *facts, *exceptions))


def _exempt(of: Reader, row: "array[int]") -> Exempt:
    until = of.text(row[2])
    return Exempt(
        name=of.text(row[0]),
        why=of.text(row[1]),
        until=datetime.fromisoformat(until) if until else None,
        query=of.query(row[3]),
    )
