"""How a point says what it saw and what it expected."""

from collections.abc import Iterable, Sequence
from itertools import pairwise


class Unmet(Exception):  # noqa: N818 - the outcome of a point, no error of the program
    """A statement of the contract that does not hold: what was seen, what was expected."""


def expect(what: str, seen: object, wanted: object) -> None:
    """Hold what was seen against what is right."""
    if seen != wanted:
        raise Unmet(f"{what}: seen {_short(seen)}, expected {_short(wanted)}")


def within(what: str, seen: float | None, low: float, high: float) -> None:
    """Hold a figure against the bounds that it must stay in."""
    if seen is None or not low <= seen <= high:
        shown = "nothing" if seen is None else f"{seen:.1f}"
        raise Unmet(f"{what}: seen {shown}, expected {low:g} to {high:g}")


def lacks(what: str, seen: Iterable[object]) -> None:
    """Hold that there is nothing of a kind."""
    found = list(seen)
    if found:
        raise Unmet(f"{what}: seen {_short(found[0])}, expected none")


def gaps(times: Sequence[float]) -> list[float]:
    """Give the times between one and the next."""
    return [after - before for before, after in pairwise(times)]


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 160 else shown[:157] + "..."
