"""A scene: one sentence with everything known about it, and the questions frames ask of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.events.clauses import Cut, Sentence, is_quote
from monitor.events.lexicon import Language
from monitor.events.marks import Mark, Marks
from monitor.events.people import Cast
from monitor.events.tokens import Tokens
from monitor.events.written import Name

_SERVED_WORDS = 2  # between a seat and the verb that says it was held
_FORMER_WORDS = 12  # between `former` and the seat it takes away


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The words a trigger reigns over, from `left` to before `right`."""

    left: int
    right: int
    opener: Mark | None = None  # the subordinator or relative the clause begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A sentence cut up, marked and with its names."""

    cut: Cut
    marks: Marks
    names: tuple[Name, ...]
    language: Language
    cast: Cast
    named: frozenset[int]  # tokens of names
    seats: tuple[Mark, ...] = ()  # roles, those called former left out

    @property
    def sentence(self) -> Sentence:
        """Give the sentence."""
        return self.cut.sentence

    @property
    def tokens(self) -> Tokens:
        """Give the tokens of the sentence's field."""
        return self.cut.sentence.tokens

    def names_within(self, first: int, last: int) -> tuple[Name, ...]:
        """Give the names that lie in the tokens from `first` to before `last`."""
        return tuple(n for n in self.names if n.start >= first and n.end <= last)

    def roles_within(self, first: int, last: int) -> tuple[Mark, ...]:
        """Give the seats named there, those called former left out."""
        return tuple(r for r in self.seats if r.start >= first and r.end <= last)

    def is_former(self, index: int) -> bool:
        """Say whether `former` stands before a seat, at most a name between, or closes it."""
        if self._was_served(index):
            return True
        for mark in self.marks.of("former"):
            if not index - _FORMER_WORDS <= mark.end <= index or self.cut.piece(
                mark.start
            ) != self.cut.piece(index):
                continue
            between = range(mark.end, index)
            unspaced = self._unspaced and "any" in mark.entry.objects
            if all(self._is_nameish(n, unspaced=unspaced) for n in between):
                return True
        return False

    @property
    def _unspaced(self) -> bool:
        """Say whether names of unknown houses stand unmarked between `former` and the seat."""
        return self.language.boundary == "none" and self.language.verb_last

    def _was_served(self, index: int) -> bool:
        """Say whether a word follows that takes the seat before it away: `を務めた`."""
        seat = self.marks.covers("role", index)
        end = seat.end if seat else index + 1
        behind = (m for m in self.marks.of("former") if m.entry.dest == "before")
        return any(0 <= m.start - end <= _SERVED_WORDS for m in behind)

    def _is_nameish(self, index: int, *, unspaced: bool) -> bool:
        word = self.tokens.words[index]
        named = index in self.named or (
            unspaced and ("\u30a1" <= word <= "\u30ff" or "\u4e00" <= word <= "\u9fff")
        )
        return (
            named or self.marks.covers("links", index) is not None or word in {"-", "'", "s", "."}
        )

    def is_link(self, index: int) -> bool:
        """Say whether a token only joins: an article, a preposition, an apostrophe."""
        word = self.tokens.words[index]
        return (
            word in {"'", "-", "s", "’"}
            or index in self.cut.tickers
            or self.marks.covers("links", index) is not None
            or word in self.language.particles
        )

    def joined(self, first: int, last: int, *, spare: int = 0) -> bool:
        """Say whether only joining words (and `spare` others) stand from `first` to `last`."""
        others = [n for n in range(first, last) if not self.is_link(n)]
        if others and is_quote(self.tokens.words[others[-1]]) and others[-1] == last - 1:
            others.pop()  # the mark before a name in quotes
        marks = [n for n in others if not self.tokens.is_word(n)]
        return len(others) <= spare and not marks


def nearest(items: Iterable[Mark], index: int) -> Mark | None:
    """Give the mark whose edge is nearest to a token."""
    return min(items, key=lambda m: min(abs(m.start - index), abs(m.end - index)), default=None)
