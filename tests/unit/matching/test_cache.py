"""Cache: what was saved comes back; anything else is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.cache import Kept, restored, saved
from monitor.matching.rows import rows_of
from monitor.matching.strings import strings_of

ROWS = rows_of([(1, 2), (), (3,)])
TEXTS = strings_of(["strike", "辞任", ""])
DATA = saved({"rows": ROWS, "texts": TEXTS, "fields": b"\n\0 x"}, key="v1")


def kept(data: bytes, key: str = "v1") -> Kept:
    found = restored(data, key=key)
    assert found is not None
    return found


def test_sections_come_back() -> None:
    found = kept(DATA)

    assert found.rows("rows") == ROWS
    assert found.strings("texts") == TEXTS
    assert found.data("fields") == b"\n\0 x"


def test_a_section_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(KeyError):
        kept(DATA).rows("others")


def test_another_key_is_nothing() -> None:
    assert restored(DATA, key="v2") is None
    assert restored(DATA, key="") is None


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_nothing(at: int, change: int) -> None:
    damaged = DATA[:at] + bytes([DATA[at] ^ change]) + DATA[at + 1 :]

    assert restored(damaged, key="v1") is None


@given(st.integers(0, len(DATA) - 1))
def test_a_cut_file_is_nothing(size: int) -> None:
    assert restored(DATA[:size], key="v1") is None
    assert restored(DATA + DATA[:size] + b"x", key="v1") is None


def test_what_is_no_cache_is_nothing() -> None:
    assert restored(b"", key="v1") is None
    assert restored(b"PK\x03\x04" * 20, key="v1") is None


def test_no_sections_are_a_cache_too() -> None:
    assert kept(saved({}, key="v1")).sections == {}
