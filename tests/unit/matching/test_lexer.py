"""Lexer: marks, places and endings of tokens, and the faults a single token can have."""

from collections.abc import Sequence

import pytest

from monitor.matching.lexer import Token, check_ending, tokens
from monitor.matching.syntax import ExpressionError, Range


def read(text: str) -> Sequence[tuple[str, str]]:
    return [(token.mark, token.text) for token in tokens(text)][:-1]


def only(text: str) -> Token:
    first, last = tokens(text)
    assert last.mark == "end"
    return first


@pytest.mark.parametrize(
    ("text", "mark", "inside"),
    [
        ("strike", "word", "strike"),
        ("co-founder", "word", "co-founder"),
        ("AT&T", "word", "AT&T"),
        ("C++", "word", "C++"),
        (".NET", "word", ".NET"),
        ("辞任", "word", "辞任"),
        ("@", "word", "@"),
        ("$", "word", "$"),
        ("a@b", "word", "a@b"),
        ('"walk out"', "phrase", "walk out"),
        ('"a / b: (c)"', "phrase", "a / b: (c)"),
        ("/a.b/", "pattern", "a.b"),
        (r"/a\/b/", "pattern", r"a\/b"),
        ("/ a b /", "pattern", " a b "),
        ("@stops-work", "concept", "stops-work"),
        ("$hedge", "let", "hedge"),
        ("AND", "operator", "AND"),
        ("OR", "operator", "OR"),
        ("NOT", "operator", "NOT"),
        ("AS", "as", "AS"),
        ("(", "open", "("),
        (")", "close", ")"),
        (",", "comma", ","),
        ("|", "bar", "|"),
        ("<", "compare", "<"),
        (">=", "compare", ">="),
        ("and", "word", "and"),
        ("Not", "word", "Not"),
        ("ANDES", "word", "ANDES"),
    ],
)
def test_a_token_has_its_mark_and_its_text(text: str, mark: str, inside: str) -> None:
    token = only(text)

    assert (token.mark, token.text, token.span) == (mark, inside, (0, len(text)))


@pytest.mark.parametrize(
    ("text", "ending"),
    [("resign*", "*"), ("resign~", "~"), ("辞*", "*"), ("사*", "*"), ("go~", "~")],
)
def test_an_ending_belongs_to_its_word(text: str, ending: str) -> None:
    token = only(text)

    assert (token.text, token.ending) == (text[:-1], ending)


@pytest.mark.parametrize("behind", ['"a"', "|", ",", "(", ")", " "])
def test_anything_but_a_word_may_touch_an_ending(behind: str) -> None:
    first = next(iter(tokens(f"strike~{behind}")))
    assert (first.text, first.ending, first.span) == ("strike", "~", (0, 7))


@pytest.mark.parametrize(
    ("text", "reach"),
    [("NEAR/0", 0), ("NEAR/50", 50), ("THEN/7", 7), ("NEAR/S", "S"), ("THEN/P", "P")],
)
def test_an_operator_carries_its_range(text: str, reach: Range) -> None:
    token = only(text)

    assert (token.mark, token.text, token.range) == ("operator", text[:4], reach)


@pytest.mark.parametrize(
    "text", ["NEAR", "NEAR/", "NEAR/51", "NEAR/-1", "NEAR/s", "THEN/1.5", "NEAR/٣", "NEAR /5"]
)
def test_a_range_that_is_none_is_a_fault(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        list(tokens(text))

    assert caught.value.code == "E305"
    assert caught.value.at == 0


def test_space_and_brackets_end_a_word() -> None:
    assert read('title:(a OR"b c")AND d') == [
        ("field", "title"),
        ("open", "("),
        ("word", "a"),
        ("operator", "OR"),
        ("phrase", "b c"),
        ("close", ")"),
        ("operator", "AND"),
        ("word", "d"),
    ]


def test_a_field_may_have_space_behind_its_colon_but_not_before() -> None:
    assert read("title: a") == [("field", "title"), ("word", "a")]
    with pytest.raises(ExpressionError) as caught:
        list(tokens("title : a"))
    assert (caught.value.code, caught.value.at) == ("E313", 6)


@pytest.mark.parametrize("text", ["published>2026-01-01", "published > 2026-01-01"])
def test_a_comparison_of_the_day_needs_no_space(text: str) -> None:
    marks = [mark for mark, _ in read(text)]

    assert marks == ["word", "compare", "word"]


def test_places_count_code_points_of_the_whole_text() -> None:
    found = list(tokens("  𠀀 AND\n\t辞任*"))

    assert [token.span for token in found] == [(2, 3), (4, 7), (9, 12), (12, 12)]


@pytest.mark.parametrize(
    ("text", "code", "wrong"),
    [
        ('a "b', "E303", '"'),
        ("a /b", "E303", "/"),
        (r"/a\/", "E303", "/"),
        ('""', "E304", '""'),
        ('"  "', "E304", '"  "'),
        ("//", "E304", "//"),
        ("near/3", "E302", "near/3"),
        ("Then/S", "E302", "Then/S"),
        ("~", "E309", "~"),
        ("a~b", "E309", "a~b"),
        ("ab*", "E309", "ab*"),
        ('"go a*"', "E309", '"go a*"'),
        (":", "E313", ":"),
        ("a AND*", "E309", "*"),
        ("NOT~ b", "E309", "~"),
        ("NEAR~", "E305", "NEAR"),
    ],
)
def test_a_fault_is_where_its_token_begins(text: str, code: str, wrong: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        list(tokens(text))

    assert (caught.value.code, text[caught.value.at : caught.value.end]) == (code, wrong)


@pytest.mark.parametrize("word", ["abc*", "辞*", "사*", "アル*", "c3p*", "strike", "ab"])
def test_a_beginning_that_is_long_enough_is_let_in(word: str) -> None:
    check_ending(word, 0, len(word))


@pytest.mark.parametrize("word", ["ab*", "*", "--*", "é1*"])
def test_a_beginning_that_is_too_short_is_refused(word: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        check_ending(word, 3, 9)

    assert (caught.value.code, caught.value.at, caught.value.end) == ("E309", 3, 9)
