"""Bare: one automaton over every term of the rules, what a matcher built on one pass pays at least.

The pass gives indexes only, overlapping. `Reference` files rules under their rarest required
clause in the simplest way; it counts hits and candidates, so that generated articles can be
held against real ones whatever the engine does.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from monitor.matching.query import AllOf, AnyOf, Asked, Close, NotHeld, PatternIn, Query, Terms
from monitor.matching.terms import Term
from monitor.matching.text import fold
from monitor.model import Article

_LITERAL = re.compile(r"[a-z]{3,}")


def normalised(article: Article) -> tuple[bytes, ...]:
    """Fold title and body into what the automaton reads: words framed by spaces."""
    return tuple(_framed(text, article.lang) for text in (article.title, article.body))


def _framed(text: str, lang: str) -> bytes:
    folded = fold(text, lang=lang)
    shown: list[str] = []
    before = 0
    for word, paragraph in zip(folded.words, folded.paragraphs, strict=True):
        if paragraph != before:
            shown.append("\n")
            before = paragraph
        shown.append(word)
    return f" {' '.join(shown)} ".encode()


class Pass:
    """One automaton over the terms of all rules, those under NOT too."""

    def __init__(self, rules: Iterable[Asked]) -> None:
        """Collect the terms, each once, and build."""
        self.terms = tuple(dict.fromkeys(t for asked in rules for t in _terms(asked.query)))
        self._automaton = BytesAhoCorasick(
            self.terms,
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
        )

    def found(self, texts: tuple[bytes, ...]) -> list[list[tuple[int, int, int]]]:
        """Give the number, start and end of each place of a term, text by text."""
        find = self._automaton.find_matches_as_indexes
        return [find(text, overlapping=True) for text in texts]


class Reference:
    """The rules' terms in one automaton, and each rule under its rarest required clause."""

    def __init__(self, rules: Sequence[Asked], taught: Iterable[tuple[bytes, ...]]) -> None:
        """Collect the terms, count in how many taught articles each stands, file the rules."""
        self._pass = Pass(rules)
        seen = Counter(index for texts in taught for index in self.true(texts))
        number = {term: index for index, term in enumerate(self._pass.terms)}
        self._filed: dict[int, list[str]] = {}
        for asked in rules:
            best = _rarest(asked.query, lambda terms: sum(seen[number[t]] for t in terms))
            for term in best or ():
                self._filed.setdefault(number[term], []).append(asked.rule.id)

    def hits(self, texts: tuple[bytes, ...]) -> int:
        """Count the places of terms in an article."""
        return sum(map(len, self._pass.found(texts)))

    def true(self, texts: tuple[bytes, ...]) -> set[int]:
        """Give the terms that stand in an article."""
        return {place[0] for places in self._pass.found(texts) for place in places}

    def candidates(self, texts: tuple[bytes, ...]) -> set[str]:
        """Give the rules that may hold on an article."""
        return {rule for index in self.true(texts) for rule in self._filed.get(index, ())}


def _key(term: Term) -> bytes:
    shown = f" {' '.join(word.plain for word in term.words)}"
    return (shown if term.begun else f"{shown} ").encode()


def _own(query: Query) -> tuple[bytes, ...]:
    if isinstance(query, Terms):
        return tuple(map(_key, query.terms))
    if isinstance(query, PatternIn):
        literal = _LITERAL.search(query.pattern.source)
        return (f" {literal.group()}".encode(),) if literal else ()
    return ()


def _terms(query: Query) -> Iterator[bytes]:
    """Give every term of a query, those under NOT too."""
    yield from _own(query)
    if isinstance(query, AllOf | AnyOf | Close):
        for part in query.parts:
            yield from _terms(part)
    elif isinstance(query, NotHeld):
        yield from _terms(query.part)


def _rarest(query: Query, weight: Callable[[Iterable[bytes]], int]) -> tuple[bytes, ...]:
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
