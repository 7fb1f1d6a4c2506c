"""Concepts: the words for one idea in each language, and where they stand in a text.

Only here and in lexicons a literal may hold `{a,b}` (endings to choose from) and `..` (a gap:
in order, in the same clause, at most six words unless `gap` says otherwise).
"""

import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from monitor.matching.terms import Case, Marks, Term, term
from monitor.matching.words import Span, Words

GAP = 6  # words
MOST = 2_000  # spellings of one literal
_BORDERS = frozenset(";:|；：—–")  # between clauses
Forms = Callable[[str, str], tuple[str, ...]]  # (word, language) -> what `word~` stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One literal of a concept, as written."""

    say: str
    case: Case = "auto"
    marks: Marks = "exact"
    gap: int = GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptWords:
    """A concept as its file has it: sayings and blotting words by language, `any` for all."""

    id: str
    words: Mapping[str, tuple[Saying, ...]] = field(default_factory=dict)
    blots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A saying compiled: for each part the terms of which one must stand there, in order."""

    written: str
    parts: tuple[tuple[Term, ...], ...]
    gap: int = GAP

    def spans(self, words: Words) -> Iterator[Span]:
        """Give every place from the first to the last part."""
        places = [sorted({s for t in part for s in words.spans(t)}) for part in self.parts]
        if not all(places):
            return
        yield from _chained(words, places, self.gap)


def spell(saying: Saying, lang: str, forms: Forms) -> Spelled:
    """Compile a saying of a language."""
    parts: list[tuple[Term, ...]] = []
    for every in _parts(saying, lang, forms):
        chosen = dict.fromkeys(islice(every, MOST))
        parts.append(
            tuple(
                term(
                    spelling.removesuffix("*"),
                    begun=spelling.endswith("*"),
                    case=saying.case,
                    marks=saying.marks,
                )
                for spelling in chosen
            )
        )
    return Spelled(written=saying.say, parts=tuple(parts), gap=saying.gap)


def is_too_much(saying: Saying, lang: str, forms: Forms) -> bool:
    """Tell whether a saying has more spellings than are looked for."""
    return any(True for every in _parts(saying, lang, forms) for _ in islice(every, MOST, None))


def _parts(saying: Saying, lang: str, forms: Forms) -> Iterator[Iterator[str]]:
    """Spell out what stands between the gaps."""
    for part in saying.say.split(".."):
        yield (s for b in _braces(part.strip()) for s in spellings(b, lang, forms))


def _braces(text: str) -> Iterator[str]:
    """Spell `{a,b}` out; an unclosed brace stands for itself."""
    start, end = text.find("{"), text.find("}")
    if start < 0 or end < start:
        yield text
        return
    for choice in text[start + 1 : end].split(","):
        for rest in _braces(text[end + 1 :]):
            yield text[:start] + choice.strip() + rest


def spellings(text: str, lang: str, forms: Forms) -> Iterator[str]:
    """Spell every `word~` out."""
    choices: list[Sequence[str]] = []
    for word in text.split():
        bare = word.removesuffix("~")
        choices.append((word,) if bare == word else (bare, *forms(bare, lang)))
    for chosen in product(*choices):
        yield " ".join(chosen)


def _chained(words: Words, places: list[list[Span]], gap: int) -> Iterator[Span]:
    ends = [(span, span) for span in places[0]]
    for following in places[1:]:
        ends = [(first, s) for first, last in ends for s in _next(words, last, following, gap)]
    yield from dict.fromkeys((first[0], last[1]) for first, last in ends)


def _next(words: Words, last: Span, following: list[Span], gap: int) -> Iterator[Span]:
    for span in following[bisect.bisect_left(following, (last[1] + 1, 0)) :]:
        if words.apart(last, span) > 2 * gap:
            return
        if _same_clause(words, last, span):
            yield span


def _same_clause(words: Words, one: Span, other: Span) -> bool:
    text = words.folded
    if text.sentences[one[1]] != text.sentences[other[0]]:
        return False
    between = text.text[text.ends[one[1]] : text.starts[other[0]]]
    return _BORDERS.isdisjoint(between)
