"""Covers: stretches that hide what lies within them, asked by bisection.

Hostile text repeats a hiding word thousands of times, so no place is compared with each.
"""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

Stretch = tuple[int, int]  # first and last word, both included


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Stretches by where they begin; `reach[i]` = the furthest end of the first i + 1."""

    starts: tuple[int, ...] = ()
    reach: tuple[int, ...] = ()

    def hides(self, place: Stretch) -> bool:
        """Tell whether a place lies within one of them, or is one."""
        return self._end(bisect.bisect_right(self.starts, place[0])) >= place[1]

    def exceeds(self, place: Stretch) -> bool:
        """Tell whether a place lies within a longer one."""
        same = self._end(bisect.bisect_right(self.starts, place[0]))
        earlier = self._end(bisect.bisect_left(self.starts, place[0]))
        return same > place[1] or earlier >= place[1]

    def _end(self, count: int) -> int:
        return self.reach[count - 1] if count else -1


def cover(stretches: Iterable[Stretch]) -> Cover:
    """Sort stretches into a cover."""
    ordered = sorted(stretches)
    return Cover(
        starts=tuple(first for first, _ in ordered),
        reach=tuple(accumulate((last for _, last in ordered), max)),
    )
