"""Marks: what the words of a sentence are, by its lexicon; of overlapping ones the longest."""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.events.clauses import Cut
from monitor.events.lexicon import Entry, Vocabulary
from monitor.events.literals import Found

_RIVALS = {"role": "role", "sphere": "role", "trigger": "trigger"}  # who contends with whom
_INSIDE = frozenset(
    {"clause", "hedge", "after", "and", "links", "negation"}
)  # no cue within a trigger
_NEXT_WORDS = 3  # words that may stand between `new` and its role


_NONE: dict[int, "Mark"] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words of a sentence that an entry of the lexicon names."""

    entry: Entry
    start: int
    end: int

    @property
    def kind(self) -> str:
        """Say what sort of words these are: trigger, role, negation ..."""
        return self.entry.kind

    @property
    def value(self) -> str:
        """Say which of its sort: a type, a class, a month's number."""
        return self.entry.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A sentence's marks by kind, each in text order."""

    by_kind: dict[str, tuple[Mark, ...]]
    spots: dict[str, dict[int, Mark]]  # by kind and token

    def of(self, kind: str) -> tuple[Mark, ...]:
        """Give the marks of a kind."""
        return self.by_kind.get(kind, ())

    def within(self, kind: str, first: int, last: int) -> tuple[Mark, ...]:
        """Give the marks of a kind that lie in the tokens from `first` to before `last`."""
        return tuple(m for m in self.of(kind) if m.start >= first and m.end <= last)

    def covers(self, kind: str, index: int) -> Mark | None:
        """Give the mark of a kind that a token belongs to."""
        return self.spots.get(kind, _NONE).get(index)


def mark(piece: Cut, vocabulary: Vocabulary) -> Marks:
    """Mark a sentence: the longest of contending marks wins, vetoed triggers are gone."""
    sentence = piece.sentence
    found = vocabulary.words.find(sentence.tokens, sentence.first, sentence.last)
    allowed = [f for f in found if _stands_after(piece, vocabulary, f)]
    kept = _longest(allowed)
    roles = [m for m in kept if m.kind == "role"]
    vetoes = [m for m in kept if m.kind == "veto"]
    by_kind: dict[str, list[Mark]] = {}
    bodies = [m for m in kept if m.kind == "trigger" and " .. " not in m.entry.say]
    for item in kept:
        if item.kind in _INSIDE and any(_lies_in(item, body) for body in bodies):
            continue
        if item.kind == "trigger" and (_touches(item, vetoes) or not _has_next(piece, item, roles)):
            continue
        by_kind.setdefault(item.kind, []).append(item)
    return Marks(
        by_kind={kind: tuple(items) for kind, items in by_kind.items()},
        spots={
            kind: {n: item for item in reversed(items) for n in range(item.start, item.end)}
            for kind, items in by_kind.items()
        },
    )


def _longest(found: Iterable[Found[Entry]]) -> list[Mark]:
    kept: list[Mark] = []
    taken: dict[str, set[int]] = {}
    for item in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        rival = _RIVALS.get(item.value.kind, item.value.kind + item.value.value)
        spots = taken.setdefault(rival, set())
        span = range(item.start, item.end)
        if spots.isdisjoint(span):
            spots.update(span)
            kept.append(Mark(entry=item.value, start=item.start, end=item.end))
    return sorted(kept, key=lambda m: (m.start, m.end))


def _touches(item: Mark, others: Iterable[Mark]) -> bool:
    return any(o.start < item.end and item.start < o.end for o in others)


def _lies_in(item: Mark, other: Mark) -> bool:
    return other.start <= item.start and item.end <= other.end


def _stands_after(piece: Cut, vocabulary: Vocabulary, found: Found[Entry]) -> bool:
    """Check `after:`: the form must stand directly before, in the same sentence."""
    if not found.value.after:
        return True
    words = piece.sentence.tokens.words
    forms = vocabulary.afters.get(found.value.after, frozenset())
    first = piece.sentence.first
    return any(
        found.start - len(form) >= first and words[found.start - len(form) : found.start] == form
        for form in forms
    )


def _has_next(piece: Cut, item: Mark, roles: Iterable[Mark]) -> bool:
    """Check `next:`: a role, or a capitalised word, within a few words after the mark."""
    if item.entry.next == "role":
        return any(
            item.end <= role.start <= item.end + _NEXT_WORDS
            and piece.segment(role.start) == piece.segment(item.start)
            for role in roles
        )
    if item.entry.next == "name":
        tokens = piece.sentence.tokens
        return item.end < piece.sentence.last and tokens.is_capital(item.end)
    return True
