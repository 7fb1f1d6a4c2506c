"""Seen marks."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.store.seen import Marks

OURS = Marks(b"0123456789abcdef")
VERSIONS = 2**28


def test_a_mark_is_eight_bytes_and_the_stores_own() -> None:
    assert len(OURS.digest("https://a.example/1")) == 8
    assert OURS.digest("k") != Marks(b"another key of 16").digest("k")
    assert OURS.digest("a") != OURS.digest("b")


@given(minute=st.integers(0, 2**23), version=st.text())
def test_a_score_tells_the_version_at_any_minute(minute: int, version: str) -> None:
    score = minute * VERSIONS + OURS.bits(version)
    assert score < 2**52
    assert OURS.freshness(float(score), version) == "known"
    assert OURS.freshness(b"%d" % score, version) == "known"
    assert OURS.freshness(float(score), version + "x") == "changed"


def test_an_entry_without_a_mark_is_new() -> None:
    assert OURS.freshness(None, "v") == "new"


def test_marks_are_given_flat() -> None:
    flat = OURS.flat([("a", "1"), ("b", "2")])
    assert flat == [OURS.digest("a"), OURS.bits("1"), OURS.digest("b"), OURS.bits("2")]
