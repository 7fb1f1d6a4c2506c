"""A Western text as one line, and the ways back to what was written."""

from itertools import pairwise

import pytest

from monitor.matching.flat import Flat, flatten
from monitor.matching.words import Words


def _flat(text: str) -> Flat:
    flat = flatten(text)
    assert flat is not None
    return flat


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Mr. Caf\xe9's U.S. staff", b" mr cafe s us staff "),
        ("Stra\xdfe,  gro\xdf", b" strasse gross "),
        ("", b" "),
    ],
)
def test_a_text_becomes_one_line(text: str, line: bytes) -> None:
    assert _flat(text).line == line


def test_a_word_of_latin_and_greek_letters_is_left_to_the_whole_text() -> None:
    assert flatten("\u0391th") is None
    assert _flat("ab \u0391\u03b8\u03ae cd").line == " ab \u03b1\u03b8\u03b7 cd ".encode()


@pytest.mark.parametrize(
    ("text", "key", "shown"),
    [
        ("the big, big plan", b" big ", ["big", "big"]),
        ("chief, executive chief executive", b" chief executive ", ["chief, executive"]),
        ("gro\xdfe Stra\xdfe", b" strasse ", ["Stra\xdfe"]),
        ("the U.S. plan", b" us ", ["U.S."]),
        ("striking strikes", b" strik", ["striking", "strikes"]),
    ],
)
def test_a_key_is_found_as_it_was_written(text: str, key: bytes, shown: list[str]) -> None:
    flat = _flat(text)

    found = flat.stretches(key)

    assert [text[start:end] for start, end in found][: len(shown)] == shown


@pytest.mark.parametrize(
    ("text", "part", "touched"),
    [
        ("a gro\xdfe Stra\xdfe hier", "Stra", (2, 2)),
        ("a gro\xdfe Stra\xdfe hier", "\xdfe hi", (2, 3)),
        ("the U.S. plan", "S. pl", (1, 2)),
        ("one, two", ",", None),
    ],
)
def test_a_stretch_touches_words(text: str, part: str, touched: tuple[int, int] | None) -> None:
    start = text.rindex(part)

    assert Words(text).touched(start, start + len(part)) == touched


def test_many_keys_of_a_long_text_are_found_as_one_is() -> None:
    words = [f"w{number % 97}x" for number in range(4_000)]
    text = ",  ".join(words)
    flat = _flat(text)

    for one, other in pairwise(words[:60]):
        for shown in (one, f"{one},  {other}"):
            key = f" {' '.join(shown.split(',  '))} ".encode()
            assert flat.stretches(key) == _flat(text).stretches(key)
            assert [text[a:b] for a, b in flat.stretches(key)] == [shown] * len(flat.stretches(key))
