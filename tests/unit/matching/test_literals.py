"""Literals of comparisons: days, ages, numbers with units."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from monitor.matching.literals import Amount, Literal, compares, read_literal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-02-31", None),
        ("36h", timedelta(hours=36)),
        ("2w", timedelta(days=14)),
        ("10k", Amount(number=Decimal(10_000))),
        ("2.5%", Amount(number=Decimal("2.5"), unit="%")),
        ("25bp", Amount(number=Decimal(25), unit="bp")),
        ("10M EUR", Amount(number=Decimal(10_000_000), unit="EUR")),
        ("3bnUSD", Amount(number=Decimal(3_000_000_000), unit="USD")),
        ("soon", None),
        ("7 days", None),
    ],
)
def test_a_literal_is_read(text: str, value: Literal | None) -> None:
    assert read_literal(text) == value


@pytest.mark.parametrize(
    ("left", "operator", "right", "held"),
    [
        ("5", "<", "6", True),
        ("5", "<=", "5", True),
        ("5", ">", "5", False),
        ("6", ">=", "5", True),
        ("5 EUR", ">", "4", True),
        ("5 EUR", ">", "4 USD", False),
        ("2026-01-02", ">", "2026-01-01", True),
        ("2h", "<", "1d", True),
        ("2h", "<", "5", False),
    ],
)
def test_only_like_is_compared_with_like(left: str, operator: str, right: str, held: bool) -> None:
    one, other = read_literal(left), read_literal(right)

    assert one is not None
    assert other is not None
    assert compares(one, operator, other) is held
