"""Boolean search strings, as search engines and media databases take them, as expressions.

Read: AND OR NOT && || ! + -x, "phrases", brackets, `title:x`, `strik*` and `strik!`, NEAR/n W/n
(any order), ONEAR/n PRE/n (in order), `"a b"~n`; words side by side are joined by AND.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from monitor.matching.grammar import check_spans
from monitor.matching.syntax import (
    DEEPEST,
    MOST_APART,
    ExpressionError,
    Fielded,
    Near,
    Operator,
    Part,
    Phrase,
    Range,
)
from monitor.rulebook.diagnostic import Mark
from monitor.rulebook.foreign import Notes, all_of, any_of, in_field, none_of, pattern, term

LONGEST = 20_000
_QUOTES = str.maketrans("“”„«»＂", '""""""')
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<phrase>"(?:[^"\\]|\\.)*")(?P<loose>[~^][0-9.]*)*
    |(?P<regex>/(?:[^/\\\n]|\\.)+/)(?=[\s)]|$)
    |(?P<open>\()|(?P<close>\))
    |(?P<near>(?:NEAR|ONEAR|PRE|W|w|pre|near|onear)/(?P<range>[0-9]{1,4}|[SsPp])(?=[\s()"]|$))
    |(?P<bare>(?:O?NEAR|ADJ)(?=[\s()"]|$))
    |(?P<and>(?:AND|&&|&)(?=[\s()"]|$))|(?P<or>(?:OR|\|\||\|)(?=[\s()"]|$))
    |(?P<not>(?:NOT|!|ANDNOT)(?=[\s()"]|$)|[-!](?=[\w("@#]))
    |(?P<plus>\+(?=[\w("]))
    |(?P<counted>(?:atleast|ATLEAST|min)[0-9]+(?=\())
    |(?P<field>[\w.*-]+):(?=[\w("*/-])
    |(?P<quote>")
    |(?P<word>[^\s()"]+)
    )""",
    re.VERBOSE,
)
_FUZZY = re.compile(r"(?<=[\w*])(~[0-9.]*|\^[0-9.]+)$")
_DEFAULT_RANGE = 10  # of a NEAR without a number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    kind: str
    text: str
    at: Mark
    range: str = ""
    loose: str = ""


class _Wrong(Exception):  # noqa: N818 - control flow inside this file, not an error
    """A search string that is not one."""

    def __init__(self, at: Mark, message: str) -> None:
        super().__init__(message)
        self.at, self.message = at, message


def search(text: str, start: Mark, notes: Notes) -> Part | None:
    """Read a search string that begins at a place; None when nothing of it is left."""
    if len(text) > LONGEST:
        notes.leave(start, f"a search of over {LONGEST:,} characters")
        return None
    try:
        return _Reader(tuple(_tokens(text.translate(_QUOTES), start)), notes).whole()
    except _Wrong as wrong:
        notes.leave(wrong.at, f"the whole search: {wrong.message}")
        return None


def _tokens(text: str, start: Mark) -> Iterator[_Token]:
    lengths = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    begins = list(lengths)[:-1]
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:  # pragma: no cover - whatever a text has begins some token
            return
        kind = found.lastgroup or "word"
        kind = {"loose": "phrase", "range": "near"}.get(kind, kind)
        spot = found.start(kind)
        line = max(number for number, begin in enumerate(begins) if begin <= spot)
        column = spot - begins[line] + (start.column if line == 0 else 1)
        loose = (found["loose"] or "") if kind == "phrase" else ""
        yield _Token(
            kind=kind,
            text=found[kind],
            at=Mark(line=start.line + line, column=column),
            range=found["range"] or "",
            loose=loose,
        )
        at = found.end()


class _Reader:
    """OR binds loosest, then AND (written or not), then NOT, then nearness."""

    def __init__(self, tokens: tuple[_Token, ...], notes: Notes) -> None:
        end = tokens[-1].at if tokens else Mark()
        self._tokens = [*tokens, _Token(kind="end", text="", at=end)]
        self._notes = notes
        self._depth = 0

    def whole(self) -> Part | None:
        found = self._or()
        token = self._tokens[0]
        if token.kind != "end":
            raise _Wrong(token.at, f'"{token.text}" opens nothing')
        return found

    def _next(self, *kinds: str) -> _Token | None:
        return self._tokens.pop(0) if self._tokens[0].kind in kinds else None

    def _or(self) -> Part | None:
        parts = [self._and()]
        while self._next("or"):
            parts.append(self._and())
        return any_of(parts)

    def _and(self) -> Part | None:
        parts = [self._not()]
        while self._tokens[0].kind not in {"end", "close", "or"}:
            self._next("and")
            parts.append(self._not())
        return all_of(parts)

    def _not(self) -> Part | None:
        denied = self._next("not")
        if denied:
            return self._deeper(denied, lambda: none_of(self._not()))
        self._next("plus")
        return self._near()

    def _near(self) -> Part | None:
        left = self._item()
        while token := self._next("near", "bare"):
            right = self._item()
            left = self._joined(token, left, right)
        return left

    def _joined(self, token: _Token, left: Part | None, right: Part | None) -> Part | None:
        if left is None or right is None:
            return left if right is None else right
        if token.kind == "bare":
            self._notes.leave(token.at, f"the reach of {token.text}: {_DEFAULT_RANGE} words taken")
        word = token.text.partition("/")[0].upper()
        operator: Operator = "THEN" if word in {"ONEAR", "PRE"} else "NEAR"
        field, left_in, right_in = _lifted(left, right)
        reach = self._reach(token)
        try:
            for part in (left_in, right_in):
                check_spans(part, operator)
        except ExpressionError as error:
            self._notes.leave(token.at, f"{token.text}: {error.message}; both are asked for")
            return all_of((left, right))
        same = isinstance(left_in, Near) and (left_in.operator, left_in.range) == (operator, reach)
        first = left_in.parts if isinstance(left_in, Near) and same else (left_in,)
        near = Near(operator=operator, range=reach, parts=(*first, right_in))
        return Fielded(field=field, part=near) if field else near

    def _reach(self, token: _Token) -> Range:
        said = token.range.upper()
        if said == "S":
            return "S"
        if said == "P":
            return "P"
        count = int(said or _DEFAULT_RANGE)
        if count > MOST_APART:
            self._notes.leave(
                token.at, f"{token.text}: at most {MOST_APART} words, a paragraph taken"
            )
            return "P"
        return count

    def _item(self) -> Part | None:
        token = self._tokens.pop(0)
        if token.kind == "open":
            return self._bracket(token)
        if token.kind == "field":
            return self._fielded(token)
        if token.kind == "counted":
            self._notes.leave(token.at, f"{token.text}(...): counts; once is enough")
            return self._deeper(token, self._item)
        if token.kind == "phrase":
            return self._phrase(token)
        if token.kind == "regex":
            return pattern(token.text[1:-1].replace("\\/", "/"), token.at, self._notes)
        if token.kind in {"word", "plus"}:
            return self._word(token)
        if token.kind == "quote":
            raise _Wrong(token.at, "a quote is not closed")
        raise _Wrong(token.at, f'nothing stands before "{token.text}"' if token.text else "it ends")

    def _bracket(self, opened: _Token) -> Part | None:
        found = self._deeper(opened, self._or)
        if not self._next("close"):
            raise _Wrong(opened.at, "a bracket is not closed")
        return found

    def _deeper(self, token: _Token, read: Callable[[], Part | None]) -> Part | None:
        self._depth += 1
        if self._depth >= DEEPEST:
            raise _Wrong(token.at, f"nested more than {DEEPEST} deep")
        found = read()
        self._depth -= 1
        return found

    def _fielded(self, token: _Token) -> Part | None:
        part = self._deeper(token, self._item)
        ours = self._notes.field_of(token.text, token.at)
        return None if ours is None else in_field(ours, part, token.at, self._notes)

    def _phrase(self, token: _Token) -> Part | None:
        inside = token.text[1:-1].replace('\\"', " ").replace("\\", "")
        if token.loose.startswith("^"):
            self._notes.leave(token.at, f"boost {token.loose}")
        found = term(inside, token.at, self._notes)
        digits = token.loose.removeprefix("~")
        if token.loose.startswith("~") and isinstance(found, Phrase) and digits.isdigit():
            words = [term(word, token.at, self._notes) for word in inside.split()]
            parts = tuple(word for word in words if word is not None)
            return Near(operator="NEAR", range=min(int(digits), MOST_APART), parts=parts)
        return found

    def _word(self, token: _Token) -> Part | None:
        text = token.text
        fuzzy = _FUZZY.search(text)
        if fuzzy:
            what = "fuzzy" if fuzzy[0].startswith("~") else "boost"
            self._notes.leave(token.at, f"{what} {fuzzy[0]} of {text[: fuzzy.start()]}")
            text = text[: fuzzy.start()]
        if len(text) > 1 and text.endswith("!"):  # `strik!`, as law databases write it
            text = f"{text[:-1]}*"
        return term(text.strip(",;"), token.at, self._notes)


def _lifted(left: Part, right: Part) -> tuple[str, Part, Part]:
    """Take a field that both sides share out of them: nearness is asked for inside a field."""
    fields = [one.field if isinstance(one, Fielded) else "" for one in (left, right)]
    if fields[0] and fields[0] == fields[1]:
        inner = [one.part if isinstance(one, Fielded) else one for one in (left, right)]
        return fields[0], inner[0], inner[1]
    return "", left, right
