"""Layer: rules that were built together, and which of them may match an article.

An engine has one large layer, and small ones for what was edited since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.matching.index import Index, build_index
from monitor.matching.mentions import Mentions
from monitor.matching.query import Asked
from monitor.matching.quick import Group, Seen, groups_of
from monitor.matching.required import Frequency
from monitor.matching.vicinity import Sign, may_hold, signs_of
from monitor.matching.view import View


class Candidate(NamedTuple):
    """A rule that may hold; `groups` is None unless it is of words alone."""

    asked: Asked
    groups: tuple[Group, ...] | None
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Rules by number, and what tells beforehand whether one may hold."""

    rules: tuple[Asked, ...]
    groups: tuple[tuple[Group, ...] | None, ...]
    signs: tuple[tuple[Sign, ...], ...]
    index: Index
    mentions: Mentions

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Give the rules that may hold on an article, in their order."""
        seen = self.index.seen(view)
        for number in self.index.among(seen):
            groups = self.groups[number]
            if groups or may_hold(self.signs[number], seen, view):
                yield Candidate(self.rules[number], groups, seen)

    def mentioned(self, view: View) -> Iterator[Asked]:
        """Give the rules of which something that they require stands in the article."""
        seen = self.index.seen(view)[0]
        return (self.rules[number] for number in self.mentions.of(seen))


def build_layer(rules: Sequence[Asked], frequency: Frequency) -> Layer:
    """Index rules, whose ids differ."""
    queries = [asked.query for asked in rules]
    index = build_index(queries, frequency=frequency)
    return Layer(
        rules=tuple(rules),
        groups=tuple(_groups(asked, index) for asked in rules),
        signs=tuple(signs_of(query, index.numbers) for query in queries),
        index=index,
        mentions=Mentions(queries, index.numbers),
    )


def _groups(asked: Asked, index: Index) -> tuple[Group, ...] | None:
    if asked.facts or asked.exceptions:
        return None
    return groups_of(asked.query, index.numbers)
