"""Automaton: which of many byte strings stand in a text, in one pass (Aho-Corasick)."""

from collections.abc import Sequence
from operator import itemgetter

from ahocorasick_rs import BytesAhoCorasick, Implementation

_NUMBER = itemgetter(0)


class Sighted:
    """Which keys stand in a text, and where."""

    __slots__ = ("_numbers", "_places", "keys")

    def __init__(self, places: list[tuple[int, int, int]]) -> None:
        """Take each place as (number, start, end), in the order of the text."""
        self._places = places
        self._numbers = list(map(_NUMBER, places))
        self.keys = set(self._numbers)

    def starts(self, number: int) -> list[int]:
        """Give where a key begins, in the order of the text."""
        numbers, at = self._numbers, -1
        starts: list[int] = []
        for _ in range(numbers.count(number)):
            at = numbers.index(number, at + 1)
            starts.append(self._places[at][1])
        return starts


class Automaton:
    """Finds keys; one is known by its number, its place in the sequence it was given in."""

    __slots__ = ("_search",)

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Build from keys that are not empty."""
        # A contiguous NFA needs a tenth of a DFA's memory and reads as fast here.
        self._search = BytesAhoCorasick(keys, implementation=Implementation.ContiguousNFA)

    def seen(self, text: bytes) -> Sighted:
        """Give all keys that stand in a text, also within one another."""
        return Sighted(self.found(text))

    def found(self, text: bytes) -> list[tuple[int, int, int]]:
        """Give each place as (number, start, end)."""
        return self._search.find_matches_as_indexes(text, overlapping=True)
