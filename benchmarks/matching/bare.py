"""Bare: one pass of an automaton like the engine's, what a matcher built on one pays at least.

The pass gives indexes only, overlapping. `Reference` files rules under their rarest required
clause in the simplest way; it counts hits and candidates, so that generated articles can be
held against real ones whatever the engine does.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.matching.query import AllOf, AnyOf, Asked, Close, NotHeld, PatternIn, Query, Terms
from monitor.matching.terms import Term
from monitor.matching.text import fold
from monitor.model import Article

_LITERAL = re.compile(r"[a-z]{3,}")


def normalised(article: Article) -> tuple[str, ...]:
    """Fold title and body into what the automaton reads: words framed by spaces."""
    return tuple(_framed(text, article.lang) for text in (article.title, article.body))


def _framed(text: str, lang: str) -> str:
    folded = fold(text, lang=lang)
    shown: list[str] = []
    before = 0
    for word, paragraph in zip(folded.words, folded.paragraphs, strict=True):
        if paragraph != before:
            shown.append("\n")
            before = paragraph
        shown.append(word)
    return f" {' '.join(shown)} "


class Pass:
    """One automaton over terms, of the library and the kind that the engine takes."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Build from terms, each taken once."""
        self.terms = tuple(dict.fromkeys(terms))
        self._automaton = AhoCorasick(
            self.terms, implementation=Implementation.ContiguousNFA, store_patterns=True
        )

    def found(self, texts: tuple[str, ...]) -> list[list[tuple[int, int, int]]]:
        """Give the number, start and end of each place of a term, text by text."""
        find = self._automaton.find_matches_as_indexes
        return [find(text, overlapping=True) for text in texts]


class Reference:
    """The rules' terms in one automaton, and each rule under its rarest required clause."""

    def __init__(self, rules: Sequence[Asked], taught: Iterable[tuple[str, ...]]) -> None:
        """Collect the terms, count in how many taught articles each stands, file the rules."""
        self._pass = Pass(terms(rules))
        seen = Counter(index for texts in taught for index in self.true(texts))
        number = {term: index for index, term in enumerate(self._pass.terms)}
        self._filed: dict[int, list[str]] = {}
        for asked in rules:
            best = _rarest(asked.query, lambda terms: sum(seen[number[t]] for t in terms))
            for term in best or ():
                self._filed.setdefault(number[term], []).append(asked.rule.id)

    def hits(self, texts: tuple[str, ...]) -> int:
        """Count the places of terms in an article."""
        return sum(map(len, self._pass.found(texts)))

    def true(self, texts: tuple[str, ...]) -> set[int]:
        """Give the terms that stand in an article."""
        return {place[0] for places in self._pass.found(texts) for place in places}

    def candidates(self, texts: tuple[str, ...]) -> set[str]:
        """Give the rules that may hold on an article."""
        return {rule for index in self.true(texts) for rule in self._filed.get(index, ())}


def terms(rules: Iterable[Asked]) -> Iterator[str]:
    """Give every term of rules, those under NOT too."""
    return (term for asked in rules for term in _terms(asked.query))


def _key(term: Term) -> str:
    shown = f" {' '.join(word.plain for word in term.words)}"
    return shown if term.begun else f"{shown} "


def _own(query: Query) -> tuple[str, ...]:
    if isinstance(query, Terms):
        return tuple(map(_key, query.terms))
    if isinstance(query, PatternIn):
        literal = _LITERAL.search(query.pattern.source)
        return (f" {literal.group()}",) if literal else ()
    return ()


def _terms(query: Query) -> Iterator[str]:
    """Give every term of a query, those under NOT too."""
    yield from _own(query)
    if isinstance(query, AllOf | AnyOf | Close):
        for part in query.parts:
            yield from _terms(part)
    elif isinstance(query, NotHeld):
        yield from _terms(query.part)


def _rarest(query: Query, weight: Callable[[Iterable[str]], int]) -> tuple[str, ...]:
    """Give the terms, one of which must stand in the article, that stand in fewest articles."""
    if own := _own(query):
        return own
    if isinstance(query, AllOf | Close):
        parts = [found for part in query.parts if (found := _rarest(part, weight))]
        return min(parts, key=weight, default=())
    if isinstance(query, AnyOf):
        branches = [_rarest(part, weight) for part in query.parts]
        return tuple(dict.fromkeys(t for b in branches for t in b)) if all(branches) else ()
    return ()
