"""Nearness: places of several terms that stand close together in one field and paragraph.

`a NEAR/n b NEAR/n c`: one place each, none overlapping, at most n words between neighbours in
the order of the text; THEN wants the written order; the result is the whole stretch, so chains
nest. Half words are counted, because in scripts without spaces two characters are a word.
"""

import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter

from monitor.matching.syntax import Range
from monitor.matching.view import Spot
from monitor.matching.words import KEPT, Words

STEPS = 1_000  # from place to place in one search: some 4 ms
_PIECES = 40  # of one stretch, for people to look at
_CAUGHT = 200  # values bound by one stretch
_MARKS = 40  # places of one stretch
WordsOf = Callable[[str], Words]
Marks = tuple[int, ...]  # places by number and operand
_PLACE = attrgetter("first", "last")
_OPERANDS = 1 << 16  # more than an expression has room for


def chain(
    operands: Sequence[Sequence[Spot]], reach: Range, *, ordered: bool, words_of: WordsOf
) -> tuple[Spot, ...]:
    """Give the stretches in which every operand has a place of its own."""
    groups = [_grouped(spots, reach, words_of) for spots in operands]
    shared = [key for key in groups[0] if all(key in other for other in groups)]
    budget = [STEPS]
    return tuple(
        spot
        for field, number in shared
        for spot in _Chain(
            words_of(field),
            [group[field, number] for group in groups],
            reach=reach,
            ordered=ordered,
            budget=budget,
        ).stretches()
    )


def _grouped(
    spots: Iterable[Spot], reach: Range, words_of: WordsOf
) -> dict[tuple[str, int], list[Spot]]:
    """Sort places by the sentence or paragraph they stand in; one that crosses an end is out."""
    found: dict[tuple[str, int], list[Spot]] = {}
    for field, own in _by_field(spots).items():
        words = words_of(field)
        number_of = words.sentence if reach == "S" else words.paragraph
        for spot in own:
            number = number_of(spot.first)
            if spot.last == spot.first or number == number_of(spot.last):
                found.setdefault((field, number), []).append(spot)
    return found


def apart(
    spots: Iterable[Spot], others: Iterable[Spot], reach: Range, *, words_of: WordsOf
) -> tuple[Spot, ...]:
    """Give the spots that have none of the others overlapping or within reach."""
    near = {field: _Others(words_of(field), own, reach) for field, own in _by_field(others).items()}
    return tuple(
        spot
        for field, own in _by_field(spots).items()
        for spot in own
        if field not in near or not near[field].are_near(spot)
    )


class _Others:
    """One field's places that may stand too near, sorted.

    Of those that begin before a place ends the one that reaches furthest is nearest, of those
    behind it the first: no place is compared with all.
    """

    def __init__(self, words: Words, spots: Sequence[Spot], reach: Range) -> None:
        self._words = words
        self._firsts = [spot.first for spot in spots]
        self._lasts = list(accumulate((spot.last for spot in spots), max))
        self._reach = reach
        self._number_of = words.sentence if reach == "S" else words.paragraph

    def are_near(self, spot: Spot) -> bool:
        """Tell whether one of them overlaps a place or is within reach."""
        number = bisect.bisect_right(self._firsts, spot.last)
        if number and self._follows(self._lasts[number - 1], spot.first):
            return True
        return number < len(self._firsts) and self._follows(spot.last, self._firsts[number])

    def _follows(self, last: int, first: int) -> bool:
        if first <= last:
            return True
        if self._number_of(last) != self._number_of(first):
            return False
        if not isinstance(self._reach, int):
            return True
        return self._words.halves(first) - self._words.halves(last + 1) <= 2 * self._reach


class _Chain:
    """One sentence's or paragraph's places, a sorted list an operand, and what they make.

    `budget` is shared by all of one search: hostile text repeats the same words thousands of
    times, and then the first stretches are enough.
    """

    def __init__(
        self,
        words: Words,
        operands: Sequence[list[Spot]],
        *,
        reach: Range,
        ordered: bool,
        budget: list[int],
    ) -> None:
        self._words = words
        self._operands = operands
        self._all = (1 << len(operands)) - 1  # a bit an operand
        self._firsts = [[spot.first for spot in spots] for spots in operands]
        self._halves = [[words.halves(spot.first) for spot in spots] for spots in operands]
        self._reach = reach
        # Of a term beside itself one order says it all.
        self._ordered = ordered or all(spots == operands[0] for spots in operands[1:])
        self._budget = budget
        self._known: dict[tuple[int, int, int], Mapping[int, Marks]] = {}

    def stretches(self) -> Iterator[Spot]:
        found: dict[tuple[int, int], Marks] = {}
        starts = range(1) if self._ordered else range(len(self._operands))
        for index in starts:
            for number, spot in enumerate(self._operands[index]):
                for last, marks in self._from(1 << index, index, number).items():
                    key = (spot.first, last)
                    found[key] = _united(found[key], marks) if key in found else marks
        for (first, last), marks in sorted(found.items()):
            yield self._hull(first, last, marks)

    def _hull(self, first: int, last: int, marks: Marks) -> Spot:
        spots = [self._operands[mark % _OPERANDS][mark // _OPERANDS] for mark in marks]
        pieces = dict.fromkeys([piece for spot in spots for piece in spot.pieces])
        caught = dict.fromkeys([caught for spot in spots for caught in spot.caught])
        shown, named = tuple(pieces)[:_PIECES], tuple(caught)[:_CAUGHT]
        return Spot(spots[0].field, first, last, shown, named)

    def _from(self, used: int, index: int, number: int) -> Mapping[int, Marks]:
        """Give, by last word, how the operands not yet used can follow this place."""
        spot = self._operands[index][number]
        own: Marks = (number * _OPERANDS + index,)
        if used == self._all:
            return {spot.last: own}
        key = (used, index, number)
        if key in self._known:
            return self._known[key]
        found: dict[int, Marks] = {}
        for following in self._open(used):
            for following_number in self._following(spot, following):
                after = self._from(used | 1 << following, following, following_number)
                self._budget[0] -= len(after)
                for last, marks in after.items():
                    known = found.get(last)
                    found[last] = _united(known, marks) if known else (own + marks)[:_MARKS]
        self._known[key] = found
        return found

    def _open(self, used: int) -> Iterator[int]:
        for index in range(len(self._operands)):
            if not used & 1 << index:
                yield index
                if self._ordered:
                    return

    def _following(self, spot: Spot, index: int) -> range:
        """Give the numbers of an operand's places that can be next, as far as the budget goes."""
        firsts = self._firsts[index]
        low = bisect.bisect_right(firsts, spot.last)
        high = len(firsts)
        if isinstance(self._reach, int):
            furthest = self._words.halves(spot.last + 1) + 2 * self._reach
            high = bisect.bisect_right(self._halves[index], furthest, low)
        high = min(high, low + max(self._budget[0], 0))
        self._budget[0] -= high - low
        return range(low, high)


def _united(one: Marks, other: Marks) -> Marks:
    return tuple(dict.fromkeys(one + other))[:_MARKS]


def _by_field(spots: Iterable[Spot]) -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = {}
    for spot in spots:
        found.setdefault(spot.field, []).append(spot)
    return {field: sorted(own, key=_PLACE)[:KEPT] for field, own in found.items()}
