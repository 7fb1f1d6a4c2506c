"""Marked text: a line cut at the ends of its spans, each piece with the clauses that cover it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.model import Article, Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a line, and the clauses (by number) whose spans cover it, shortest first."""

    text: str
    clauses: tuple[int, ...] = ()
    begins: int = 0  # spans that begin here
    ends: int = 0  # spans that end here


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a field in which evidence stands."""

    field: str
    pieces: tuple[Piece, ...]


def clauses_of(match: Match) -> tuple[str, ...]:
    """Give the clauses that found something, in the order of the article."""
    found = [*match.evidence, *(span for event in match.events for span in event.evidence)]
    return tuple(dict.fromkeys(span.part or span.text for span in found))


def fields_of(article: Article) -> dict[str, str]:
    """Give the texts of an article by field."""
    fields = {"title": article.title, "lead": article.lead, "body": article.body}
    return {name: text for name, text in fields.items() if text}


def lines_of(article: Article, match: Match, *, all_lines: bool = False) -> Iterator[Line]:
    """Give the lines of an article with evidence in them (or all of them)."""
    clauses = {name: number for number, name in enumerate(clauses_of(match))}
    for name, text in fields_of(article).items():
        spans = [
            (span.start, span.end, clauses[span.part or span.text])
            for span in match.evidence
            if span.field == name and span.start < span.end
        ]
        at = 0
        for line in text.split("\n"):
            end = at + len(line)
            inside = [(a - at, b - at, c) for a, b, c in spans if a < end and b > at]
            if line.strip() and (inside or all_lines):
                yield Line(field=name, pieces=tuple(_cut(line, inside)))
            at = end + 1


def _cut(line: str, spans: Sequence[tuple[int, int, int]]) -> Iterator[Piece]:
    """Cut a line where a span begins or ends."""
    clipped = [(max(0, a), min(len(line), b), c) for a, b, c in dict.fromkeys(spans)]
    ends = sorted({0, len(line), *(a for a, _, _ in clipped), *(b for _, b, _ in clipped)})
    for start, end in pairwise(ends):
        over = sorted((s for s in clipped if s[0] <= start and s[1] >= end), key=_length)
        yield Piece(
            text=line[start:end],
            clauses=tuple(dict.fromkeys(clause for _, _, clause in over)),
            begins=len({(a, b) for a, b, _ in over if a == start}),
            ends=len({(a, b) for a, b, _ in over if b == end}),
        )


def _length(span: tuple[int, int, int]) -> int:
    return span[1] - span[0]
