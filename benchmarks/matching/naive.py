"""Naive: the loop one would write first, a `re` search per clause of every rule.

Runs on folded text; a rule stops at its first failing clause; nearness is judged on spans as
the oracle does. Patterns are compiled when first needed, and that time is not counted.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import thread_time

from monitor.matching import syntax
from monitor.matching.patterns import line_of
from monitor.matching.syntax import Part
from monitor.matching.text import fold
from monitor.model import Article

Clause = Callable[["Text"], bool]


@dataclass(slots=True)
class Spent:
    """Seconds that went into compiling patterns."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article folded: by field, words joined by spaces, a line a paragraph."""

    fields: Mapping[str, str]
    lines: Mapping[str, str]  # with punctuation, for patterns

    def of(self, name: str) -> Sequence[str]:
        """Give the texts a field covers."""
        return (self.fields[name],) if name else tuple(self.fields.values())

    def line(self, name: str) -> Sequence[str]:
        """Give the same with punctuation."""
        return (self.lines[name],) if name else tuple(self.lines.values())


def text_of(article: Article) -> Text:
    """Fold an article."""
    fields = {"title": article.title, "body": article.body}
    return Text(
        fields={name: _folded(text, article.lang) for name, text in fields.items()},
        lines={name: line_of(text).text for name, text in fields.items()},
    )


def _folded(text: str, lang: str) -> str:
    folded = fold(text, lang=lang)
    lines: list[list[str]] = []
    before = -1
    for word, paragraph in zip(folded.words, folded.paragraphs, strict=True):
        if paragraph != before:
            lines.append([])
            before = paragraph
        lines[-1].append(word)
    return "\n".join(map(" ".join, lines))


class Loop:
    """All rules, asked one after the other."""

    def __init__(self, rules: Mapping[str, Part]) -> None:
        """Prepare the rules' clauses."""
        self.spent = Spent()
        self._rules = {rule: _clause(part, "", self.spent) for rule, part in rules.items()}

    def match(self, article: Article) -> frozenset[str]:
        """Give the rules that hold."""
        text = text_of(article)
        return frozenset(rule for rule, holds in self._rules.items() if holds(text))


def _clause(part: Part, name: str, spent: Spent) -> Clause:
    if isinstance(part, syntax.Fielded):
        return _clause(part.part, part.field, spent)
    if isinstance(part, syntax.And):
        parts = [_clause(p, name, spent) for p in part.parts]
        return lambda text: all(p(text) for p in parts)
    if isinstance(part, syntax.Not):
        inner = _clause(part.part, name, spent)
        return lambda text: not inner(text)
    if isinstance(part, syntax.Near):
        return _Close(part, name, spent)
    if isinstance(part, syntax.Or) and not all(map(_is_term, part.parts)):
        parts = [_clause(p, name, spent) for p in part.parts]
        return lambda text: any(p(text) for p in parts)
    if isinstance(part, syntax.Pattern):
        return _Search(part, name, spent, of=Text.line)
    if not all(map(_is_term, _branches(part))):
        raise TypeError(part)
    return _Search(part, name, spent, of=Text.of)


def _is_term(part: Part) -> bool:
    return isinstance(part, syntax.Word | syntax.Phrase)


def _alternatives(part: Part) -> str:
    if isinstance(part, syntax.Pattern):
        return part.source
    return rf"\b(?:{'|'.join(map(_source, _branches(part)))})"


def _branches(part: Part) -> Sequence[Part]:
    return part.parts if isinstance(part, syntax.Or) else (part,)


def _source(part: Part) -> str:
    """Give a term as a pattern on folded text."""
    if not isinstance(part, syntax.Word | syntax.Phrase):
        raise TypeError(part)
    shown = re.escape(" ".join(fold(part.text).words)).replace(r"\ ", " ")
    begun = isinstance(part, syntax.Word) and part.ending == "*"
    return shown if begun else rf"{shown}\b"


@dataclass(slots=True)
class _Pattern:
    """A pattern that is compiled when first needed."""

    part: Part
    spent: Spent
    _compiled: re.Pattern[str] | None = field(default=None)

    def get(self) -> re.Pattern[str]:
        if self._compiled is None:
            began = thread_time()
            self._compiled = re.compile(_alternatives(self.part), re.IGNORECASE)
            self.spent.seconds += thread_time() - began
        return self._compiled


class _Search:
    """One clause: one search in each text of its field."""

    def __init__(
        self, part: Part, name: str, spent: Spent, *, of: Callable[[Text, str], Sequence[str]]
    ) -> None:
        self._pattern = _Pattern(part, spent)
        self._name = name
        self._of = of

    def __call__(self, text: Text) -> bool:
        search = self._pattern.get().search
        return any(search(one) for one in self._of(text, self._name))


class _Close:
    """Two lists of terms, not overlapping, at most so many words apart in one paragraph."""

    def __init__(self, part: syntax.Near, name: str, spent: Spent) -> None:
        if not isinstance(part.range, int) or len(part.parts) != 2:
            raise TypeError(part)
        self._apart = part.range
        self._sides = [_clause(p, name, spent) for p in part.parts]
        self._terms = [[_Pattern(b, spent) for b in _branches(p)] for p in part.parts]
        self._name = name

    def __call__(self, text: Text) -> bool:
        return all(side(text) for side in self._sides) and any(
            self._in_paragraph(line) for one in text.of(self._name) for line in one.split("\n")
        )

    def _in_paragraph(self, line: str) -> bool:
        places = _Places(line)
        first, second = (
            [places.words(found.span()) for term in terms for found in term.get().finditer(line)]
            for terms in self._terms
        )
        return any(
            0 < max(a[0] - b[1], b[0] - a[1]) <= self._apart + 1 for a in first for b in second
        )


@dataclass(frozen=True)
class _Places:
    """Where the words of a paragraph begin, counted when first asked."""

    line: str

    @cached_property
    def _ends(self) -> list[int]:
        return [found.end() for found in re.finditer(r"[^ ]+", self.line)]

    def words(self, span: tuple[int, int]) -> tuple[int, int]:
        """Give the first and last word of a stretch of letters."""
        return bisect_left(self._ends, span[0] + 1), bisect_left(self._ends, span[1])
