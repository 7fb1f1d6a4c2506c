"""Rows: many short lists of numbers as two flat arrays."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of numbers, one after the other; row i lies between two of `ends`."""

    numbers: "array[int]"
    ends: "array[int]"  # begins with 0

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.ends) - 1

    def row(self, number: int) -> "array[int]":
        """Give one row."""
        return self.numbers[self.ends[number] : self.ends[number + 1]]

    def add(self, row: Iterable[int]) -> None:
        """Put a row behind the others; for builders only."""
        self.numbers.extend(row)
        self.ends.append(len(self.numbers))


def rows_of(rows: Iterable[Iterable[int]]) -> Rows:
    """Keep rows in the order they come in."""
    kept = Rows(numbers=array("I"), ends=array("I", [0]))
    for row in rows:
        kept.add(row)
    return kept


def turned(rows: Rows, count: int, names: Sequence[int]) -> Rows:
    """Give, for each of `count` numbers, the rows it stands in; `names` renames the numbers."""
    sizes = array("I", bytes(4 * count))
    for number in rows.numbers:
        sizes[names[number]] += 1
    ends = array("I", accumulate(sizes, initial=0))
    free = array("I", ends)
    numbers = array("I", bytes(4 * len(rows.numbers)))
    for row in range(len(rows)):
        for number in rows.row(row):
            name = names[number]
            numbers[free[name]] = row
            free[name] += 1
    return Rows(numbers=numbers, ends=ends)
