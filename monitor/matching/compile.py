"""Compile: a tree becomes a query, its names resolved, a field's prefix brought to each term.

    names = Names(lang="en", lets=..., concepts=..., gazetteer=..., forms=..., leaf=...)
    query = compile_query(parse("title:(quits OR @leaves) AND $hedge"), names)

Every fault is an ExpressionError at its place in the expression; a fault inside a let is told
at the `$name` that refers to it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import singledispatchmethod
from typing import get_args

from monitor.matching import syntax
from monitor.matching.concepts import ConceptWords, Forms, spell, spellings
from monitor.matching.grammar import LONGEST, check_spans
from monitor.matching.literals import read_literal
from monitor.matching.names import Gazetteer
from monitor.matching.patterns import compile_pattern
from monitor.matching.printing import print_query
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Capture,
    Captured,
    Close,
    ConceptTerms,
    Condition,
    Exactly,
    Leaf,
    NamesIn,
    NotHeld,
    PatternIn,
    PublishedAt,
    Query,
    Terms,
)
from monitor.matching.syntax import ExpressionError, Part
from monitor.matching.terms import Term, term
from monitor.matching.text import fold

_WHOLE = frozenset((*syntax.EXACT_FIELDS, *syntax.NAME_FIELDS))
Call = syntax.EventCall | syntax.Value
LeafOf = Callable[[Call, str, Gazetteer], Leaf]


def no_forms(word: str, lang: str) -> tuple[str, ...]:
    """Give no further forms of `word~`: where no language is known."""
    del word, lang
    return ()


def no_leaf(call: Call, within: str, gazetteer: Gazetteer) -> Leaf:
    """Refuse calls: where no conditions are known."""
    del within, gazetteer
    raise ExpressionError("E205", "no conditions are known here", (call.at, call.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What an expression may refer to, and how its words are spelled out.

    `lang` is that of `word~`; `captures` are legal as `$name` beside the lets (in facts and
    exceptions); `forms(word, lang)` gives what `word~` stands for beside the word;
    `leaf(call, field, gazetteer)` compiles `event(...)` and `value(...)`; `term` may remember
    the terms it has made; with `timer` (seconds) doubtful patterns are tried.
    """

    lang: str = "en"
    lets: Mapping[str, Part] = field(default_factory=dict)
    captures: frozenset[str] = frozenset()
    concepts: Mapping[str, ConceptWords] = field(default_factory=dict)
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    forms: Forms = no_forms
    leaf: LeafOf = no_leaf
    term: Callable[..., Term] = term
    timer: Callable[[], float] | None = None


def compile_query(part: Part, names: Names) -> Query:
    """Compile a tree; raises ExpressionError."""
    return _Compiler(names, field="", open_lets=(), spent=[0]).query(part)


class _Compiler:
    """Compiles below one field prefix; a deeper prefix or let is a compiler of its own."""

    def __init__(
        self, names: Names, *, field: str, open_lets: tuple[str, ...], spent: list[int]
    ) -> None:
        self._names = names
        self._field = field
        self._is_whole = field in _WHOLE  # its whole value is compared, not words in it
        self._open = open_lets
        self._spent = spent  # characters of lets written out, shared by all

    def query(self, part: Part) -> Query:
        """Compile a part."""
        return _MAKERS[type(part)](self, part)

    @singledispatchmethod
    def _query(self, part: Part) -> Query:
        raise TypeError(part)

    @_query.register
    def _(self, part: syntax.Word) -> Query:
        if self._is_whole:
            return self._whole(part, part.text, begun=part.ending == "*")
        names, begun = self._names, part.ending == "*"
        if part.ending == "~":
            words = dict.fromkeys((part.text, *names.forms(part.text, names.lang)))
            terms = tuple([names.term(word, begun=begun) for word in words])
        else:
            terms = (names.term(part.text, begun=begun),)
        return Terms(clause=part.text + part.ending, terms=terms, field=self._field)

    @_query.register
    def _(self, part: syntax.Phrase) -> Query:
        text = part.text.rstrip()
        begun = text.endswith("*")
        text = text.removesuffix("*")
        if self._is_whole:
            return self._whole(part, text, begun=begun)
        names = self._names
        words: Iterable[str] = (" ".join(text.split()),)
        if "~" in text:
            words = dict.fromkeys(spellings(text, names.lang, names.forms))
        terms = tuple([names.term(word, begun=begun) for word in words])
        return Terms(clause=print_query(part), terms=terms, field=self._field)

    @_query.register
    def _(self, part: syntax.Pattern) -> Query:
        self._no_whole(part)
        span = (part.at, part.end)
        pattern = compile_pattern(part.source, span, timer=self._names.timer)
        return PatternIn(clause=print_query(part), pattern=pattern, field=self._field)

    @_query.register
    def _(self, part: syntax.Concept) -> Query:
        self._no_whole(part)
        concept = self._names.concepts.get(part.id)
        if concept is None:
            raise _unknown("E201", "concept", part, part.id, tuple(self._names.concepts))
        sayings = {
            lang: tuple(spell(saying, lang, self._names.forms) for saying in own)
            for lang, own in concept.words.items()
        }
        blots = {lang: tuple(term(b) for b in own) for lang, own in concept.blots.items()}
        return ConceptTerms(
            clause=print_query(part), sayings=sayings, blots=blots, field=self._field
        )

    @_query.register
    def _(self, part: syntax.Let) -> Query:
        if part.name in self._names.lets and part.name not in self._open:
            return self._let(part, self._names.lets[part.name])
        if part.name in self._names.captures:
            return Captured(clause=print_query(part), name=part.name, field=self._field)
        legal = (*self._names.lets, *self._names.captures)
        raise _unknown("E203", "name", part, part.name, legal)

    @_query.register
    def _(self, part: syntax.Entities) -> Query:
        self._no_whole(part)
        gazetteer = self._names.gazetteer
        for name in part.lists:
            if not gazetteer.members(name):
                raise _unknown("E202", "list", part, name, gazetteer.lists)
        ids = frozenset(i for name in part.lists for i in gazetteer.members(name))
        return NamesIn(
            clause=print_query(part),
            kind=part.kind,
            ids=ids if part.lists else None,
            field=self._field,
        )

    @_query.register
    def _(self, part: syntax.Value) -> Query:
        self._no_whole(part)
        leaf = self._names.leaf(part, self._field, self._names.gazetteer)
        return Condition(clause=print_query(part), leaf=leaf, field=self._field)

    @_query.register
    def _(self, part: syntax.EventCall) -> Query:
        if self._field:
            raise ExpressionError("E308", "event takes no field", (part.at, part.end))
        leaf = self._names.leaf(part, "", self._names.gazetteer)
        return Condition(clause=print_query(part), leaf=leaf)

    @_query.register
    def _(self, part: syntax.Published) -> Query:
        than = read_literal(part.literal)
        if not isinstance(than, datetime | timedelta):
            message = f'"{part.literal}" is no day and no age; write 2026-01-31 or 36h'
            raise ExpressionError("E105", message, (part.at, part.end))
        return PublishedAt(clause=print_query(part), operator=part.operator, than=than)

    @_query.register
    def _(self, part: syntax.Fielded) -> Query:
        return self._below(field=part.field).query(part.part)

    @_query.register
    def _(self, part: syntax.Named) -> Query:
        return Capture(name=part.name, part=self.query(part.part))

    @_query.register
    def _(self, part: syntax.Near) -> Query:
        self._no_whole(part)
        for inner in part.parts:
            self._spans(inner, part.operator)
        return Close(
            clause=print_query(part),
            parts=tuple(self.query(inner) for inner in part.parts),
            reach=part.range,
            ordered=part.operator == "THEN",
        )

    @_query.register
    def _(self, part: syntax.NotNear) -> Query:
        self._no_whole(part)
        self._spans(part.part, "NOT NEAR")
        self._spans(part.other, "NOT NEAR")
        return Apart(
            clause=print_query(part),
            part=self.query(part.part),
            other=self.query(part.other),
            reach=part.range,
        )

    @_query.register
    def _(self, part: syntax.Not) -> Query:
        return NotHeld(clause=print_query(part), part=self.query(part.part))

    @_query.register
    def _(self, part: syntax.And) -> Query:
        return AllOf(parts=tuple(self.query(inner) for inner in part.parts))

    @_query.register
    def _(self, part: syntax.Or) -> Query:
        return AnyOf(parts=tuple(self.query(inner) for inner in part.parts))

    def _no_whole(self, part: Part) -> None:
        if self._is_whole:
            message = f"{self._field}: wants a word or a phrase"
            raise ExpressionError("E308", message, (part.at, part.end))

    def _whole(self, part: Part, text: str, *, begun: bool) -> Query:
        if self._field in syntax.EXACT_FIELDS:
            value = " ".join(fold(text).words)
            return Exactly(clause=self._clause(part), field=self._field, value=value, begun=begun)
        entity = self._names.gazetteer.entity(text)
        if entity is None or entity.kind != self._field:
            known = self._names.gazetteer.entities
            legal = tuple(e.id for e in known if e.kind == self._field)
            raise _unknown("E207", "entity", part, text, legal)
        return NamesIn(clause=self._clause(part), kind=entity.kind, ids=frozenset([text]))

    def _clause(self, part: Part) -> str:
        return f"{self._field}:{print_query(part)}"

    def _let(self, part: syntax.Let, meaning: Part) -> Query:
        self._spent[0] += len(print_query(meaning))
        if self._spent[0] > LONGEST:
            message = f"lets written out have at most {LONGEST} characters"
            raise ExpressionError("E106", message, (part.at, part.end))
        try:
            return self._below(let=part.name).query(meaning)
        except ExpressionError as error:
            error.at, error.end = part.at, part.end
            raise

    def _spans(self, part: Part, near: str) -> None:
        """Check an operand of NEAR again, with its lets written out."""
        if isinstance(part, syntax.Let) and part.name in self._names.lets:
            try:
                check_spans(self._names.lets[part.name], near)
            except ExpressionError as error:
                error.at, error.end = part.at, part.end
                raise
        if isinstance(part, syntax.Named):
            self._spans(part.part, near)
        if isinstance(part, syntax.Or):
            for branch in part.parts:
                self._spans(branch, near)

    def _below(self, *, field: str = "", let: str = "") -> "_Compiler":
        return _Compiler(
            self._names,
            field=field or self._field,
            open_lets=(*self._open, let) if let else self._open,
            spent=self._spent,
        )


# By type, found once: a singledispatchmethod is bound anew each time it is asked.
_MAKERS: Mapping[type, Callable[[_Compiler, Part], Query]] = {
    kind: vars(_Compiler)["_query"].dispatcher.dispatch(kind) for kind in get_args(Part)
}


def _unknown(
    code: str, what: str, part: Part, wrong: str, legal: tuple[str, ...]
) -> ExpressionError:
    message = f'unknown {what} "{wrong}"'
    return ExpressionError(code, message, (part.at, part.end), wrong=wrong, legal=legal)
