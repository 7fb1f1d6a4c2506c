"""Rows: many short lists of numbers as two flat arrays."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass


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
