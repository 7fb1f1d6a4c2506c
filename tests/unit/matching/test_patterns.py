"""Patterns: RE2's limits are told when a rule is loaded, matches lead back to the original."""

from collections.abc import Iterator

import pytest

from monitor.matching.patterns import FOUND, READ, compile_pattern, line_of
from monitor.matching.syntax import ExpressionError


def found(pattern: str, text: str) -> list[str]:
    return [text[a:b] for a, b in compile_pattern(pattern, (0, 1)).places(line_of(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "shown"),
    [
        ("resign(ed|s)", "He RESIGNED", ["RESIGNED"]),
        ("démission", "La DÉMISSION, la démission", ["DÉMISSION", "démission"]),
        (r"\bceo\b", "CEO, ceos", ["CEO"]),
        (r"\pL+@\pL+", "mail a@b now", ["a@b"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("x*", "abc", []),
        (r"辞任", "社長が辞任した", ["辞任"]),
    ],
)
def test_a_pattern_sees_folded_text_and_gives_the_original(
    pattern: str, text: str, shown: list[str]
) -> None:
    assert found(pattern, text) == shown


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a(?=b)", "RE2 has no look-ahead"),
        ("a(?!b)", "RE2 has no look-ahead"),
        ("(?<=a)b", "RE2 has no look-behind"),
        (r"(a)\1", "RE2 has no back-reference"),
        ("a" * 501, "a pattern has at most 500 characters"),
        ("(" * 21 + "a" + ")" * 21, "groups nest at most 20 deep"),
        ("a{0,150}b{51}", "counted repeats sum up to 201, at most 200; write NEAR instead"),
        ("(a", "RE2: missing ): (a"),
    ],
)
def test_what_re2_cannot_do_is_refused_with_its_name(pattern: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_pattern(pattern, (3, 9))

    assert (caught.value.code, caught.value.message) == ("E310", message)
    assert (caught.value.at, caught.value.end) == (3, 9)


def test_an_escaped_backslash_is_no_back_reference() -> None:
    assert found(r"a\\1", "a\\1") == ["a\\1"]


def seconds(step: float) -> Iterator[float]:
    at = 0.0
    while True:
        yield at
        at += step


def test_a_doubtful_pattern_is_tried_and_a_slow_one_refused() -> None:
    slow, fast = seconds(0.006), seconds(0.001)

    with pytest.raises(ExpressionError) as caught:
        compile_pattern(r"\pL{2,20}x", (0, 1), timer=lambda: next(slow))

    assert caught.value.message == "this pattern is too slow; write NEAR instead"
    assert compile_pattern(r"\pL{2,20}x", (0, 1), timer=lambda: next(fast))


def test_a_plain_pattern_is_not_tried() -> None:
    assert compile_pattern("a{0,8}", (0, 1), timer=lambda: 1 / 0)


def test_only_the_beginning_of_a_field_is_read_and_places_are_bounded() -> None:
    assert found("end", "x" * READ + "end") == []
    assert len(found("a", "a " * 5000)) == FOUND
