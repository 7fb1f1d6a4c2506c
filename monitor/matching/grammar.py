"""Grammar: an expression's text becomes a tree, or one fault at the place where it begins.

Tightest first: field and `AS`; NEAR, THEN, NOT NEAR; NOT; AND; OR (`rules.md` 2).
"""

import re
from collections.abc import Callable

from monitor.matching.calls import CALLS, CallReader
from monitor.matching.lexer import OPERATORS, Token, tokens
from monitor.matching.meant import side_by_side
from monitor.matching.syntax import (
    DEEPEST,
    FIELDS,
    And,
    Concept,
    EventCall,
    ExpressionError,
    Fielded,
    Let,
    Named,
    Near,
    Not,
    NotNear,
    Or,
    Part,
    Pattern,
    Phrase,
    Published,
    Range,
    Word,
)

LONGEST = 20_000  # characters
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DATE_WANTED = "published wants < or > and a day or an age: < 36h"
_Ends = frozenset[tuple[str, str]]
_TERMS = frozenset({"word", "phrase"})
_BEGINS = frozenset({"word", "phrase", "open"})  # what mostly begins an operand
_AFTER_OR = frozenset({("close", ")"), ("operator", "OR"), ("end", "")})
_AFTER = _AFTER_OR | {("operator", "AND")}
_ATOMS = frozenset({"word", "phrase", "pattern", "concept", "let", "field", "open"})


def parse(text: str) -> Part:
    """Read an expression; raises ExpressionError (E301 to E313) at the first fault."""
    if len(text) > LONGEST:
        raise ExpressionError("E106", f"an expression has at most {LONGEST} characters", (0, 1))
    return _Parser(text).whole()


class _Parser:
    """Goes through the tokens once, one method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._held: list[Token] = []
        self._at = 0
        self._depth = 0
        self._fault: ExpressionError | None = None  # of the lexer: told when it is reached
        try:
            self._held.extend(tokens(text))
        except ExpressionError as fault:
            self._fault = fault

    def whole(self) -> Part:
        if self._peek().mark == "end":
            raise ExpressionError("E304", "there is nothing to look for", (0, 1))
        found = self._or()
        if (token := self._peek()).mark != "end":
            raise self._stray(token)
        return found

    def _peek(self, ahead: int = 0) -> Token:
        try:
            return self._held[self._at + ahead]
        except IndexError:
            if self._fault is not None:
                raise self._fault from None
            return self._held[-1]

    def _take(self) -> Token:
        token = self._peek()
        if token.mark != "end":
            self._at += 1
        return token

    def _is(self, *words: str) -> bool:
        token = self._peek()
        return token.mark == "operator" and token.text in words

    def _or(self) -> Part:
        first = self._and()
        if not self._is("OR"):
            return first
        parts = (first, *self._joined("OR", self._and, _AFTER_OR))
        return Or(parts=parts, at=first.at, end=parts[-1].end)

    def _and(self) -> Part:
        first = self._unary()
        if not self._is("AND"):
            return first
        operator = self._peek().at
        parts = (first, *self._joined("AND", self._unary, _AFTER))
        return And(parts=parts, operator=operator, at=first.at, end=parts[-1].end)

    def _joined(self, operator: str, part: Callable[[], Part], after: _Ends) -> list[Part]:
        """Read the further parts; most are plain, and `after` them they end."""
        parts: list[Part] = []
        while (taken := self._peek())[:2] == ("operator", operator):
            self._at += 1
            plain = self._plain(after)
            if plain is None:
                self._wants_more(taken)
                plain = part()
            parts.append(plain)
        return parts

    def _unary(self) -> Part:
        if (plain := self._plain(_AFTER)) is not None:
            return plain
        if not self._is("NOT"):
            return self._near()
        taken = self._take()
        self._wants_more(taken)
        part = self._nested(taken, self._unary)
        return Not(part=part, at=taken.at, end=part.end)

    def _plain(self, after: _Ends) -> Part | None:
        """Read a word or phrase with one of these behind it, as most have: nothing binds it."""
        try:
            token, following = self._held[self._at], self._held[self._at + 1]
        except IndexError:  # the end, or where the lexer found a fault
            return None
        if token.mark not in _TERMS or following[:2] not in after:
            return None
        self._at += 1
        return _term(token)

    def _near(self) -> Part:
        first = self._item()
        chain = self._peek()
        if chain.mark != "operator":
            return first
        if self._is_not_near():
            return self._not_near(first)
        if not self._is("NEAR", "THEN"):
            return first
        parts = [first]
        while self._is("NEAR", "THEN"):
            taken = self._take()
            _same_chain(chain, taken)
            parts.append(self._operand(taken))
        if self._is_not_near():
            message = f"{chain.text} and NOT NEAR in one chain: brackets"
            raise ExpressionError("E306", message, self._peek().span)
        for part in parts:
            check_spans(part, chain.text)
        return Near(
            operator="NEAR" if chain.text == "NEAR" else "THEN",
            range=_range(chain),
            parts=tuple(parts),
            at=first.at,
            end=parts[-1].end,
        )

    def _is_not_near(self) -> bool:
        return self._is("NOT") and self._peek(1).text == "NEAR" and self._peek(1).range is not None

    def _not_near(self, first: Part) -> Part:
        self._take()
        near = self._take()
        other = self._operand(near)
        if self._is("NEAR", "THEN", "NOT"):
            raise ExpressionError("E306", "NOT NEAR does not chain: brackets", self._peek().span)
        check_spans(first, "NOT NEAR")
        check_spans(other, "NOT NEAR")
        return NotNear(range=_range(near), part=first, other=other, at=first.at, end=other.end)

    def _operand(self, operator: Token) -> Part:
        self._wants_more(operator)
        if self._is("NOT"):
            raise ExpressionError("E307", f"NOT inside {operator.text}", self._peek().span)
        return self._item()

    def _item(self) -> Part:
        token = self._peek()
        part = self._fielded(token) if token.mark == "field" else self._atom(self._take())
        if self._peek().mark == "as":
            part = self._capture(part)
        self._no_neighbour(part)
        return part

    def _fielded(self, field: Token) -> Part:
        self._take()
        if field.text == "published":
            raise ExpressionError("E105", _DATE_WANTED, field.span)
        if field.text not in FIELDS:
            message = f'unknown field "{field.text}"'
            raise ExpressionError(
                "E204", message, (field.at, field.end - 1), wrong=field.text, legal=FIELDS
            )
        self._wants_more(field)
        part = self._atom(self._take())
        return Fielded(field=field.text, part=part, at=field.at, end=part.end)

    def _capture(self, part: Part) -> Part:
        taken = self._take()
        name = self._take()
        if name.mark != "word" or not _NAME.fullmatch(name.text):
            raise ExpressionError(
                "E108", "AS wants a name: small letters, digits and _", (taken.at, name.end)
            )
        return Named(part=part, name=name.text, at=part.at, end=name.end)

    def _atom(self, token: Token) -> Part:
        if token.mark == "open":
            return self._bracket(token)
        if token.mark == "word" and token.text in CALLS and self._peek().mark == "open":
            return CallReader(token, take=self._take, peek=self._peek).read()
        if token.mark == "word" and token.text == "published":
            return self._published(token)
        at, end = token.span
        if token.mark in {"word", "phrase"}:
            return _term(token)
        if token.mark == "pattern":
            return Pattern(source=token.text, at=at, end=end)
        if token.mark == "concept":
            return Concept(id=token.text, at=at, end=end)
        if token.mark == "let":
            return Let(name=token.text, at=at, end=end)
        raise self._stray(token)

    def _published(self, token: Token) -> Part:
        compare = self._peek()
        if compare.mark != "compare":
            return Word(text=token.text, ending=token.ending, at=token.at, end=token.end)
        self._take()
        literal = self._take()
        if compare.text not in {"<", ">"} or literal.mark != "word":
            raise ExpressionError("E105", _DATE_WANTED, compare.span)
        return Published(
            operator="<" if compare.text == "<" else ">",
            literal=literal.text,
            at=token.at,
            end=literal.end,
        )

    def _bracket(self, opened: Token) -> Part:
        if self._peek().mark == "close":
            raise ExpressionError("E304", "() has nothing in it", (opened.at, self._peek().end))
        if self._peek().mark == "end":
            raise ExpressionError("E303", '"(" is not closed', opened.span)
        part = self._nested(opened, self._or)
        closing = self._peek()
        if closing.mark == "end":
            raise ExpressionError("E303", '"(" is not closed', opened.span)
        if closing.mark != "close":
            raise self._stray(closing)
        self._take()
        return part

    def _nested(self, opened: Token, part: Callable[[], Part]) -> Part:
        if self._depth >= DEEPEST:
            raise ExpressionError("E106", f"nested more than {DEEPEST} deep", opened.span)
        self._depth += 1
        found = part()
        self._depth -= 1
        return found

    def _wants_more(self, operator: Token) -> None:
        token = self._peek()
        if token.mark in _BEGINS:
            return
        if token.mark in {"end", "close"} or self._is("AND", "OR", "NEAR", "THEN"):
            message = f"{operator.text} has nothing after it"
            raise ExpressionError("E304", message, operator.span)

    def _no_neighbour(self, part: Part) -> None:
        """Refuse a second term beside this one."""
        token = self._peek()
        if token.mark == "operator":
            if token.text != "NOT" or self._is_not_near():
                return
        elif token.mark not in _ATOMS:
            return
        if isinstance(part, Word) and part.text.upper() == "NOT" and not part.ending:
            raise ExpressionError("E302", "operators in capitals: NOT", (part.at, part.end))
        shown = token.text.upper()
        if token.mark == "word" and shown in OPERATORS and self._peek(1).mark in _ATOMS:
            raise ExpressionError("E302", f"operators in capitals: {shown}", token.span)
        first = part.text if isinstance(part, Word) else ""
        message = side_by_side(first, token.text, self._text[token.end :])
        raise ExpressionError("E301", message, token.span)

    def _stray(self, token: Token) -> ExpressionError:
        if token.mark == "end":
            return ExpressionError("E304", "something is missing at the end", token.span)
        if token.mark == "operator":
            message = f"{token.text} has nothing before it"
            return ExpressionError("E304", message, token.span)
        if token.mark == "close":
            return ExpressionError("E303", '")" has no "(" before it', token.span)
        if token.mark == "as":
            return ExpressionError("E304", "AS has nothing before it", token.span)
        or_ = "; for one or the other write OR" if token.mark == "bar" else ""
        return ExpressionError("E301", f'"{token.text}" must stand in quotes{or_}', token.span)


def check_spans(part: Part, near: str) -> None:
    """Refuse what is no set of spans inside NEAR: AND, NOT, event, published, fields."""
    if isinstance(part, Fielded):
        span = (part.at, part.at + len(part.field))
        message = f"field inside {near}: put it in front: {part.field}:(a {near}/5 b)"
        raise ExpressionError("E308", message, span)
    if isinstance(part, And):
        span = (part.operator, part.operator + len("AND"))
        raise ExpressionError("E307", f"AND inside {near}", span)
    if isinstance(part, Not | EventCall | Published):
        word = {Not: "NOT", EventCall: "event", Published: "published"}[type(part)]
        raise ExpressionError("E307", f"{word} inside {near}", (part.at, part.at + len(word)))
    if isinstance(part, Named):
        check_spans(part.part, near)
    if isinstance(part, Or):
        for branch in part.parts:
            check_spans(branch, near)


def _same_chain(chain: Token, taken: Token) -> None:
    if chain.text != taken.text:
        message = f"{chain.text} and {taken.text} in one chain: brackets"
        raise ExpressionError("E306", message, taken.span)
    if chain.range != taken.range:
        message = f"two ranges in one {chain.text} chain: brackets"
        raise ExpressionError("E306", message, taken.span)


def _range(token: Token) -> Range:
    return 0 if token.range is None else token.range


def _term(token: Token) -> Word | Phrase:
    """Give a word or a phrase; one of no letter and no digit is refused."""
    if not token.text.isalnum() and not any(c.isalnum() for c in token.text):
        raise ExpressionError("E313", f'"{token.text}" has no letter or digit', token.span)
    if token.mark == "phrase":
        return Phrase(text=token.text, at=token.at, end=token.end)
    return Word(text=token.text, ending=token.ending, at=token.at, end=token.end)
