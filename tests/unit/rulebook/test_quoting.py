"""Quotes only where YAML, or a reader of it, would see something else."""

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Scalar, Table
from monitor.rulebook.quoting import block_lines, filled, in_quotes, is_plain, quoted
from monitor.rulebook.yamlfile import parse


def value(text: str) -> Scalar:
    faults = Faults()
    root = parse(f"key: {text}\n".encode(), "f", faults=faults)
    assert isinstance(root, Table), [str(fault) for fault in faults]
    found = root.get("key")
    assert isinstance(found, Scalar)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "word",
        "two words",
        "it's",
        'say "so"',
        "https://desk.example/a?b=c&d=e#f",
        "a:b",
        "C++",
        "#no".replace("#", "x#"),
        "罢工",
        "зима",
        "step~ down",
        "hand~ .. notice",
        "n't",
        "7d",
        "2w",
        "1st",
        "10K",
    ],
)
def test_plain_words_need_no_quotes(text: str) -> None:
    assert is_plain(text)
    assert value(text).text == text
    assert quoted(value(in_quotes(text))) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " a",
        "a ",
        "a: b",
        "a:",
        "a #b",
        "# a",
        "- a",
        "? a",
        "@a",
        "`a",
        "%a",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "[a]",
        "a, b",
        "{a}",
        "a{b}",
        '"a"',
        "'a'",
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "true",
        "Null",
        "~",
        "1",
        "-1",
        "1.10",
        "1e5",
        "0x1F",
        "0o17",
        "22:00",
        "2026-01-01",
        "2026-01-01T10:00:00Z",
        ".5",
        ".inf",
        ".NaN",
        "<<",
        "=",
        "a  b",
        "a\tb",
        "a\nb",
        "a\u200bb",
        "a\u00a0b",
    ],
)
def test_what_another_reader_could_misread_keeps_its_quotes(text: str) -> None:
    assert not is_plain(text)
    shown = quoted(value(in_quotes(text)))
    assert shown[0] in "\"'"
    assert value(shown).text == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a: b", '"a: b"'),
        ('a: "b"', "'a: \"b\"'"),
        ("a: \\b", "'a: \\b'"),
        ('it\'s: "b"', '"it\'s: \\"b\\""'),
        ("a\nb", '"a\\nb"'),
        ("a\tb", '"a\\tb"'),
        ("\u00a0", '"\\xa0"'),
        ("\u200b", '"\\u200b"'),
        ("\U000e0001", '"\\U000e0001"'),
    ],
)
def test_the_quotes_are_those_that_need_fewest_escapes(text: str, shown: str) -> None:
    assert in_quotes(text) == shown
    assert value(shown).text == text


@pytest.mark.parametrize("text", ["NO", "22:00", "1.10", "true", "2026-01-01", ["a", " b"][0]])
def test_what_was_plain_stays_plain(text: str) -> None:
    assert quoted(value(text)) == text


def test_text_is_filled_word_by_word() -> None:
    assert filled("one two three four", 9) == ("one two", "three", "four")
    assert filled("incomprehensible word", 5) == ("incomprehensible", "word")
    assert filled("", 5) == ("",)


@pytest.mark.parametrize(
    ("text", "header", "lines"),
    [
        ("|\n  a\n    b\n\n  c", "|", ("a", "  b", "", "c")),
        (">-\n      a\n      b", ">-", ("a", "b")),
        ("|  # said\n  a", "|", ("a",)),
        ("|\n  a\n\n\n", "|", ("a",)),
    ],
)
def test_a_block_is_its_header_and_its_bare_lines(
    text: str, header: str, lines: tuple[str, ...]
) -> None:
    assert block_lines(value(text)) == (header, lines)


@pytest.mark.parametrize("text", ["|+\n  a\n\n", "|2\n   a\n", "|\n", ">\n\n  a"])
def test_a_block_that_says_more_than_usual_is_no_block_of_ours(text: str) -> None:
    assert block_lines(value(text)) is None
