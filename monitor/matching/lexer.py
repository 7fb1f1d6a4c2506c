"""Lexer: an expression's text as tokens, each with its place; faults are raised where they begin.

A slash begins a pattern only where a term may begin, and `NEAR/5` is one token.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from monitor.matching.letters import is_hangul, is_single
from monitor.matching.syntax import MOST_APART, Ending, ExpressionError, Range

Mark = Literal[
    "word",
    "phrase",
    "pattern",
    "concept",
    "let",
    "field",
    "operator",
    "as",
    "open",
    "close",
    "comma",
    "bar",
    "compare",
    "end",
]
OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR", "THEN"})
_RANGED = frozenset({"NEAR", "THEN"})
_RESERVED = OPERATORS | {"AS"}
_MARKS: dict[str, Mark] = {"(": "open", ")": "close", ",": "comma", "|": "bar"}
_CHARS = re.compile(r'[^\s()",|:/*~]*')
_RANGE = re.compile(r"/[^\s()]*")
_COMPARE = re.compile(r"[<>]=?")
_DATED = re.compile(r"published(?=[<>])")  # no space is needed there
# Most tokens are such, and the group's name is their mark; `ended` is a word with `*` or `~`.
_SIMPLE = re.compile(
    r"""\s*+(?:(?P<operator>(?:AND|OR|NOT)(?=[\s()]|\Z))"""
    r"""|(?!(?:NEAR|THEN|AS)(?:[\s()]|\Z))(?P<word>[^\s()",|:/*~<>@$]++)(?=[\s()]|\Z)"""
    r"""|(?P<open>\()|(?P<close>\))|(?P<phrase>"[^"*]+")"""
    r"""|(?P<ended>[^\s()",|:/*~<>@$]++[*~])(?=[\s()]|\Z))"""
)
_AS_WRITTEN = frozenset({"operator", "word", "open", "close"})
_made = tuple.__new__  # makes a token without a call of Python's, twice as quickly
_BEGUN = 3  # letters a `word*` has at least


class Token(NamedTuple):  # made for every word of every rule: a tuple is made quickest
    """A token: `text` without its marks, `ending` of a word, `range` of NEAR and THEN."""

    mark: Mark
    text: str
    at: int
    end: int
    ending: Ending = ""
    range: Range | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.at, self.end


def tokens(text: str) -> Iterator[Token]:
    """Give the tokens one by one, an `end` token last."""
    at = 0
    while True:
        found = _SIMPLE.match(text, at)
        mark = found.lastgroup if found is not None else None
        if found is None or mark is None:
            token = _token(text, at)
        elif mark in _AS_WRITTEN:
            start, end = found.span(mark)
            token = _made(Token, (mark, text[start:end], start, end, "", None))
        else:
            token = _marked(text, *found.span(mark))
        yield token
        if token.mark == "end":
            return
        at = token.end


def _marked(text: str, at: int, end: int) -> Token:
    """Give a phrase, or a word with its ending; what is wrong with one wants a closer look."""
    if text[at] == '"':
        inside = text[at + 1 : end - 1]
        return Token("phrase", inside, at, end) if inside.strip() else _token(text, at)
    word, ending = text[at : end - 1], text[end - 1]
    if word in _RESERVED:
        return _token(text, at)
    check_ending(text[at:end], at, end)
    return Token("word", word, at, end, "*" if ending == "*" else "~")


def _token(text: str, at: int) -> Token:
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text):
        return Token(mark="end", text="", at=at, end=at)
    char = text[at]
    if char in _MARKS:
        return Token(mark=_MARKS[char], text=char, at=at, end=at + 1)
    if char == '"':
        return _enclosed(text, at, "phrase")
    if char == "/":
        return _enclosed(text, at, "pattern")
    if compare := _COMPARE.match(text, at):
        return Token(mark="compare", text=compare.group(), at=at, end=compare.end())
    dated = _DATED.match(text, at)
    end = dated.end() if dated else _end(text, at)
    if char in "@$" and end > at + 1:
        mark: Mark = "concept" if char == "@" else "let"
        return Token(mark=mark, text=text[at + 1 : end], at=at, end=end)
    return _word(text, at, end)


def _enclosed(text: str, at: int, mark: Mark) -> Token:
    """Read `"..."` or `/.../`; inside a pattern a backslash keeps a slash."""
    quote = text[at]
    end = at + 1
    while end < len(text) and text[end] != quote:
        end += 2 if mark == "pattern" and text[end] == "\\" else 1
    if end >= len(text):
        opened = "quote" if mark == "phrase" else f'"{quote}"'
        raise ExpressionError("E303", f"{opened} is not closed", (at, at + 1))
    inside = text[at + 1 : end]
    if mark == "phrase":
        check_ending(inside.split()[-1] if inside.split() else "", at, end + 1)
    if not inside.strip():
        raise ExpressionError("E304", f"{quote}{quote} has nothing in it", (at, end + 1))
    return Token(mark=mark, text=inside, at=at, end=end + 1)


def _word(text: str, at: int, end: int) -> Token:
    shown = text[at:end]
    if shown in _RANGED:
        return _ranged(text, at, end)
    if shown in OPERATORS:
        return Token(mark="operator", text=shown, at=at, end=end)
    if shown == "AS":
        return Token(mark="as", text=shown, at=at, end=end)
    after = text[end : end + 1]
    if shown.upper() in _RANGED and after == "/":
        found = _RANGE.match(text, end)
        stop = found.end() if found else end
        message = f"operators in capitals: {text[at:stop].upper()}"
        raise ExpressionError("E302", message, (at, stop))
    if after == ":" and shown:
        return Token(mark="field", text=shown, at=at, end=end + 1)
    if after in {"*", "~"}:
        return _with_ending(text, at, end)
    if not shown:
        raise ExpressionError(
            "E313", f'"{after}" must stand in quotes, with a letter or digit', (at, end + 1)
        )
    return Token(mark="word", text=shown, at=at, end=end)


def _with_ending(text: str, at: int, end: int) -> Token:
    ending: Ending = "*" if text[end] == "*" else "~"
    rest = _end(text, end + 1)
    if rest > end + 1 or end == at:
        wrong = text[at : max(rest, end + 1)]
        raise ExpressionError("E309", f'"{wrong}": {ending} stands at a word\'s end', (at, rest))
    check_ending(text[at : end + 1], at, end + 1)
    return Token(mark="word", text=text[at:end], at=at, end=end + 1, ending=ending)


def check_ending(word: str, at: int, end: int) -> None:
    """Refuse a `word*` that would begin too many words; raises E309."""
    begun = word.removesuffix("*")
    if begun == word:
        return
    letters = sum(c.isalnum() for c in begun)
    dense = bool(begun) and (is_single(begun[-1]) or is_hangul(begun[-1]))
    if letters < (1 if dense else _BEGUN):
        raise ExpressionError("E309", f'"{word}" wants {_BEGUN} letters', (at, end))


def _ranged(text: str, at: int, end: int) -> Token:
    shown = text[at:end]
    found = _RANGE.match(text, end)
    written = found.group()[1:] if found else ""
    range_: Range | None = None
    if written == "S":
        range_ = "S"
    elif written == "P":
        range_ = "P"
    elif written.isascii() and written.isdigit() and int(written) <= MOST_APART:
        range_ = int(written)
    if range_ is None:
        stop = found.end() if found else end
        raise ExpressionError(
            "E305", f"{shown} wants a range: {shown}/5 (0 to {MOST_APART}, S or P)", (at, stop)
        )
    stop = found.end() if found else end
    return Token(mark="operator", text=shown, at=at, end=stop, range=range_)


def _end(text: str, at: int) -> int:
    found = _CHARS.match(text, at)
    return found.end() if found else at
