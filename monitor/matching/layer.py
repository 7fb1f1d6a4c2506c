"""Layer: rules that were built together, and which of them may match an article.

An engine has one large layer, and small ones for what was edited since. Rules lie there as
numbers; a rule becomes objects when an article first comes near to matching it, and the rules
that do so most lately are kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.matching.compact import Compact, Gathered
from monitor.matching.index import Index, build_index
from monitor.matching.mentions import Mentioned, Mentions
from monitor.matching.query import Asked, Query
from monitor.matching.quick import Group, Seen, groups_of
from monitor.matching.required import Frequency
from monitor.matching.vicinity import Sign, may_hold, signs_of
from monitor.matching.view import View

KEPT = 8_000  # rules kept ready: some 10 kB each


class Candidate(NamedTuple):
    """A rule that may hold; `groups` is None unless it is of words alone."""

    asked: Asked
    groups: tuple[Group, ...] | None
    seen: Seen


class _Ready(NamedTuple):
    """A rule made ready, and what tells quickly whether it may hold."""

    asked: Asked
    groups: tuple[Group, ...] | None
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Rules by number, and what tells beforehand whether one may hold."""

    rules: Compact
    index: Index
    mentions: Mentions
    insisting: tuple[int, ...]  # rules that want every article's full text
    most: int = KEPT
    _ready: dict[int, _Ready] = field(default_factory=dict, repr=False)

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Give the rules that may hold on an article, in their order."""
        seen, ready = self.index.seen(view), self._ready
        for number in self.index.among(seen):
            asked, groups, signs = ready.get(number) or self._made(number)
            if groups or may_hold(signs, seen, view):
                yield Candidate(asked, groups, seen)

    def mentioned(self, view: View) -> Iterator[Asked]:
        """Give the rules of which something that they require stands in the article."""
        numbers = self.index.numbers
        seen = (numbers[key] for key in self.index.seen(view)[0] if key in numbers)
        return map(self.rules.asked, self.mentions.of(seen))

    def insist(self) -> Iterator[Asked]:
        """Give the rules that want every article's full text."""
        return map(self.rules.asked, self.insisting)

    def _made(self, number: int) -> _Ready:
        asked = self.rules.asked(number)
        is_plain = not (asked.facts or asked.exceptions)
        groups = groups_of(asked.query) if is_plain else None
        if len(self._ready) >= self.most:
            self._ready.clear()
        made = _Ready(asked, groups, () if groups else signs_of(asked.query))
        return self._ready.setdefault(number, made)


def build_layer(rules: Iterable[Asked], frequency: Frequency) -> Layer:
    """Index rules, taken one at a time; ids must differ."""
    gathered, mentioned = Gathered(), Mentioned()
    insisting: list[int] = []

    def queries() -> Iterator[Query]:
        for number, asked in enumerate(rules):
            gathered.add(asked)
            mentioned.add(asked.query)
            if asked.full_text == "always":
                insisting.append(number)
            yield asked.query

    index = build_index(queries(), frequency=frequency)
    return Layer(
        rules=gathered.compact(most=KEPT),
        index=index,
        mentions=mentioned.mentions(index.numbers),
        insisting=tuple(insisting),
    )
