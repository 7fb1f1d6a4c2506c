"""How many new articles an hour a source brings in each hour of the week, read when asked."""

import struct
from collections.abc import Sequence
from typing import Any

CELLS = 168
KEPT = 0.75  # of a cell, a week later: four weeks are what is remembered
EACH = 16  # a cell counts sixteenths
MONDAY = 72  # hours from a Monday 00:00 UTC to the start of 1970
HOUR_MS = 3_600_000
_CELL = struct.Struct(">H")
_HEAD = struct.Struct(">II")


class Weekly(Sequence[float]):
    """Rates by hour of the week from what `_hours.lua` keeps; -1 for hours not yet lived through.

    A poll asks for a cell or two, so none is computed before.
    """

    __slots__ = ("_now", "_raw")

    def __init__(self, raw: bytes, *, now_ms: int) -> None:
        """Take the cells as they are kept."""
        self._raw = raw
        self._now = now_ms // HOUR_MS

    def __len__(self) -> int:
        """Give the hours of a week, or nothing as long as none was counted."""
        return CELLS if self._raw else 0

    def __getitem__(self, at: Any) -> Any:
        """Give the new articles an hour in an hour of the week, 0 = Monday 00:00 UTC."""
        if isinstance(at, slice):
            return tuple(self._rate(i) for i in range(len(self))[at])
        if not self._raw or not -CELLS <= at < CELLS:
            raise IndexError(at)
        return self._rate(at % CELLS)

    def _rate(self, cell: int) -> float:
        first, last = _HEAD.unpack_from(self._raw)
        latest = _begun(self._now, cell)
        lived = (latest - first) // CELLS + 1
        if lived < 1:
            return -1.0
        kept = _CELL.unpack_from(self._raw, _HEAD.size + _CELL.size * cell)[0] / EACH
        faded = kept * KEPT ** ((latest - _begun(last, cell)) // CELLS)
        return float(faded * (1 - KEPT) / (1 - KEPT**lived))


def _begun(hour: int, cell: int) -> int:
    """Give when an hour of the week began last, as hours since 1970."""
    return hour - (hour + MONDAY - cell) % CELLS
