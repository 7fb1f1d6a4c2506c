"""Literals: what a comparison is made with, a day, an age, or a number with its unit."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_AGE = re.compile(r"(\d{1,6})([smhdw])")
_NUMBER = re.compile(r"([+-]?\d{1,15}(?:\.\d{1,9})?)(k|K|M|bn|%|bp)?(?: ?([A-Z]{3}))?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_TIMES = {"k": 10**3, "K": 10**3, "M": 10**6, "bn": 10**9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its unit: `%`, `bp`, an ISO currency, or none."""

    number: Decimal
    unit: str = ""


T = TypeVar("T", Decimal, datetime, timedelta)
Literal = datetime | timedelta | Amount


def read_literal(text: str) -> Literal | None:
    """Read a day, a month, an age (`36h`) or a number (`10M EUR`, `2.5%`), None if it is none."""
    if _DAY.fullmatch(text) or _MONTH.fullmatch(text):
        return _day(text)
    if age := _AGE.fullmatch(text):
        return timedelta(seconds=int(age[1]) * _SECONDS[age[2]])
    if found := _NUMBER.fullmatch(text):
        suffix = found[2] or ""
        number = Decimal(found[1]) * _TIMES.get(suffix, 1)
        return Amount(number=number, unit=found[3] or (suffix if suffix in {"%", "bp"} else ""))
    return None


def compares(left: Literal, operator: str, right: Literal) -> bool:
    """Tell whether `left operator right` holds; values of different kinds or units never do."""
    if isinstance(left, Amount) and isinstance(right, Amount):
        if right.unit and left.unit != right.unit:
            return False
        return _ordered(left.number, operator, right.number)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _ordered(left, operator, right)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return _ordered(left, operator, right)
    return False


def _ordered(left: T, operator: str, right: T) -> bool:
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[operator]


def _day(text: str) -> datetime | None:
    try:
        found = date.fromisoformat(text if text.count("-") == 2 else text + "-01")
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day, tzinfo=UTC)
