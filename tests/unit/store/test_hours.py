from struct import pack

import pytest

from monitor.store.hours import CELLS, Weekly

HOUR_MS = 3_600_000
NOW = 500_000  # hours since 1970
RAW = pack(">II168H", NOW - 200, NOW, *range(CELLS))


def test_rates_are_a_sequence_of_a_week() -> None:
    found = Weekly(RAW, now_ms=NOW * HOUR_MS)
    assert len(found) == len(tuple(found)) == 168
    assert found[-1] == found[167] == found[:][-1]
    assert found[3:5] == (found[3], found[4])


@pytest.mark.parametrize("at", [168, -169])
def test_there_is_no_hour_beyond_the_week(at: int) -> None:
    with pytest.raises(IndexError):
        Weekly(RAW, now_ms=NOW * HOUR_MS)[at]


def test_cells_fade_although_nobody_wrote() -> None:
    now = Weekly(RAW, now_ms=NOW * HOUR_MS)
    later = Weekly(RAW, now_ms=(NOW + 16 * CELLS) * HOUR_MS)
    assert all(after < before * 0.05 for before, after in zip(now, later, strict=True) if before)


def test_nothing_kept_is_an_empty_week() -> None:
    empty = Weekly(b"", now_ms=0)
    assert (len(empty), tuple(empty), empty[:]) == (0, (), ())
    with pytest.raises(IndexError):
        empty[0]
