"""The script that makes the table of common words: what it reads, and what it writes."""

import gzip
import zipfile
from pathlib import Path

import pytest

from benchmarks.frequencies import LENGTH, lists, shares, text_of, unpacked


def packed(value: object) -> bytes:
    """Write the parts of MessagePack that the script reads, in their shortest form."""
    if isinstance(value, int):
        return bytes([value])
    if isinstance(value, str):
        data = value.encode()
        head = bytes([0xA0 | len(data)]) if len(data) < 32 else b"\xd9" + bytes([len(data)])
        return head + data
    if isinstance(value, dict):
        return bytes([0x80 | len(value)]) + b"".join(packed(p) for kv in value.items() for p in kv)
    assert isinstance(value, list)
    head = bytes([0x90 | len(value)])
    if len(value) >= 16:
        head = b"\xdc" + len(value).to_bytes(2, "big")
    return head + b"".join(map(packed, value))


@pytest.mark.parametrize(
    "value",
    [7, "word", "w" * 40, "слово", [], ["a", "b"], [["a"]] * 20, {"format": "cB", "version": 1}],
)
def test_the_data_are_read_as_they_were_written(value: object) -> None:
    assert unpacked(packed(value)) == value


def test_bytes_behind_the_data_are_refused() -> None:
    with pytest.raises(ValueError, match="trailing"):
        unpacked(packed("a") + b"\x01")


def test_small_lists_of_a_wheel_are_found_by_language(tmp_path: Path) -> None:
    wheel = tmp_path / "words.whl"
    data = gzip.compress(packed([{"format": "cB"}, [], ["the"], ["of", "and"]]))
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("wordfreq/data/small_en.msgpack.gz", data)
        archive.writestr("wordfreq/data/small_nb.msgpack.gz", data)
        archive.writestr("wordfreq/data/large_en.msgpack.gz", b"")
    assert list(lists(wheel)) == [(lang, [[], ["the"], ["of", "and"]]) for lang in ("en", "no")]


def test_a_share_of_words_becomes_a_share_of_articles() -> None:
    found = shares([*([[]] * 200), ["strike"]], most=10)  # a hundredth of all words
    assert found == {"strike": pytest.approx(1 - 0.99**LENGTH)}


def test_words_that_fold_alike_count_together() -> None:
    found = shares([*([[]] * 300), ["Über", "über", "uber"]], most=10)
    assert found == {"uber": pytest.approx(1 - 0.997**LENGTH)}


def test_a_word_of_single_characters_counts_for_each() -> None:
    assert list(shares([*([[]] * 300), ["罢工"]], most=10)) == ["工", "罢"]


def test_numbers_are_no_words_and_the_rarest_are_left_out() -> None:
    assert list(shares([["a"], ["b"], ["c"], ["2026"], ["4k"]], most=2)) == ["a", "b"]


def test_a_line_holds_the_words_of_one_share() -> None:
    text = text_of({"the": 1.0, "of": 0.9, "dock": 0.7, "strike": 0.01})
    assert text.splitlines()[:2] == ["1.0000 the of", "0.8000 dock"]
    assert text.splitlines()[-1].endswith(" strike")
