"""Nearness: places of several terms that stand close together in one field and paragraph.

`a NEAR/n b NEAR/n c`: one place each, none overlapping, at most n words between neighbours in
the order of the text; THEN wants the written order; the result is the whole stretch, so chains
nest. Half words are counted, because in scripts without spaces two characters are a word.
"""

import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from monitor.matching.syntax import Range
from monitor.matching.terms import Words
from monitor.matching.view import Caught, Piece, Spot

KEPT = 2_000  # places of one term in one field; hostile text repeats
STEPS = 8_000  # from place to place in one search: some 25 ms
_PIECES = 40  # of one stretch, for people to look at
_CAUGHT = 200  # values bound by one stretch
WordsOf = Callable[[str], Words]
Stretch = tuple[tuple[Piece, ...], tuple[Caught, ...]]


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
        folded = words_of(field).folded
        numbers = folded.sentences if reach == "S" else folded.paragraphs
        for spot in own:
            if numbers[spot.first] == numbers[spot.last]:
                found.setdefault((field, numbers[spot.first]), []).append(spot)
    return found


def apart(
    spots: Iterable[Spot], others: Iterable[Spot], reach: Range, *, words_of: WordsOf
) -> tuple[Spot, ...]:
    """Give the spots that have none of the others overlapping or within reach."""
    near = {field: _Others(own) for field, own in _by_field(others).items()}
    return tuple(
        spot
        for field, own in _by_field(spots).items()
        for spot in own
        if field not in near
        or not any(
            _is_near(words_of(field), spot, other, reach)
            for other in near[field].around(words_of(field), spot, reach)
        )
    )


class _Others:
    """One field's places that may stand too near, sorted."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._spots = spots
        self._firsts = [spot.first for spot in spots]
        self._longest = max(spot.last - spot.first for spot in spots)

    def around(self, words: Words, spot: Spot, reach: Range) -> Sequence[Spot]:
        """Give those that may be near a spot."""
        if isinstance(reach, int):
            start, end = spot.first - 2 * reach - 1, spot.last + 2 * reach + 1
        else:
            numbers = words.folded.sentences if reach == "S" else words.folded.paragraphs
            start = bisect.bisect_left(numbers, numbers[spot.first])
            end = bisect.bisect_right(numbers, numbers[spot.last])
        low = bisect.bisect_left(self._firsts, start - self._longest)
        return self._spots[low : bisect.bisect_right(self._firsts, end)]


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
        self._firsts = [[spot.first for spot in spots] for spots in operands]
        self._reach = reach
        self._ordered = ordered
        self._budget = budget
        self._known: dict[tuple[int, int, int], Mapping[int, Stretch]] = {}

    def stretches(self) -> Iterator[Spot]:
        found: dict[tuple[int, int], Stretch] = {}
        starts = range(1) if self._ordered else range(len(self._operands))
        for index in starts:
            for number, spot in enumerate(self._operands[index]):
                for last, stretch in self._from(1 << index, index, number).items():
                    key = (spot.first, last)
                    found[key] = _united(found.get(key, ((), ())), stretch)
        for (first, last), (pieces, caught) in sorted(found.items(), key=lambda item: item[0]):
            field = self._operands[0][0].field
            yield Spot(field=field, first=first, last=last, pieces=pieces, caught=caught)

    def _from(self, used: int, index: int, number: int) -> Mapping[int, Stretch]:
        """Give, by last word, how the operands not yet used can follow this place."""
        key = (used, index, number)
        if key in self._known:
            return self._known[key]
        spot = self._operands[index][number]
        own: Stretch = (spot.pieces, spot.caught)
        if used == (1 << len(self._operands)) - 1:
            return {spot.last: own}
        found: dict[int, Stretch] = {}
        for following in self._open(used):
            for following_number in self._following(spot, following):
                after = self._from(used | 1 << following, following, following_number)
                self._budget[0] -= len(after)
                for last, stretch in after.items():
                    found[last] = _united(found.get(last, own), stretch)
        self._known[key] = found
        return found

    def _open(self, used: int) -> Iterator[int]:
        for index in range(len(self._operands)):
            if not used & 1 << index:
                yield index
                if self._ordered:
                    return

    def _following(self, spot: Spot, index: int) -> Iterator[int]:
        spots = self._operands[index]
        for number in range(bisect.bisect_right(self._firsts[index], spot.last), len(spots)):
            other = spots[number]
            if isinstance(self._reach, int):
                between = self._words.apart((spot.first, spot.last), (other.first, other.last))
                if between > 2 * self._reach:
                    return
            if self._budget[0] <= 0:
                return
            self._budget[0] -= 1
            yield number


def _united(one: Stretch, other: Stretch) -> Stretch:
    pieces = tuple(dict.fromkeys((*one[0], *other[0])))[:_PIECES]
    return pieces, tuple(dict.fromkeys((*one[1], *other[1])))[:_CAUGHT]


def _by_field(spots: Iterable[Spot]) -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = {}
    for spot in spots:
        found.setdefault(spot.field, []).append(spot)
    return {
        field: sorted(own, key=lambda s: (s.first, s.last))[:KEPT] for field, own in found.items()
    }


def _is_near(words: Words, spot: Spot, other: Spot, reach: Range) -> bool:
    if other.first <= spot.last and spot.first <= other.last:
        return True
    left, right = (spot, other) if spot.first < other.first else (other, spot)
    numbers = words.folded.sentences if reach == "S" else words.folded.paragraphs
    if numbers[left.last] != numbers[right.first]:
        return False
    if not isinstance(reach, int):
        return True
    return words.apart((left.first, left.last), (right.first, right.last)) <= 2 * reach
