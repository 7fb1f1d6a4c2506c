"""Terms: words to look for, and where they stand in a folded text.

A term is compiled once (`term("AT&T")`) and looked for in a `Words`, the index of one field.
What must agree beside the folded words: a term's accents (not where the text writes bare
capitals), capitals of up to five letters (`WHO`), and symbols (`C++`, `.NET`, `AT&T`).
"""

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from monitor.matching.covers import Cover, cover
from monitor.matching.forms import unglued
from monitor.matching.letters import is_single
from monitor.matching.text import Folded, fold

Case = Literal["auto", "exact", "any"]
Marks = Literal["exact", "any"]
Span = tuple[int, int]  # first and last word, both included
Reads = Callable[[str, str], bool]

_CAPITALS = 5  # letters; longer words are no initials
# Punctuation that stands for a space; a full stop counts only inside a word (`Booking.com`).
_BLANK = frozenset("-‐‑‒–—―_'’‘ʼ`´\"“”„«»‹›״׳,;:!?¡¿()[]{}…،؛؟、。・「」『』《》〈〉·\u00ad")
# In a title that is all capitals, initials that are also words cannot be told from them.
_WORDS_TEXT = (
    "a all am an and are as at be but by can do for get go had has he her him his how i if "
    "in is it its let man may me my new no not now of off on one or our out own put say see "
    "she so the to too up us use was we who why will with you your de la le les un une et ou "
    "der die das und il lo los las el en y o e da do"
)
_WORDS = frozenset(_WORDS_TEXT.split())
# Longer words that hide another word: the shorter one is not meant (`rules.md` 8).
_COVERS = (
    ("東京都", "京都"),
    ("东京都", "京都"),
    ("北京都", "京都"),
    ("南京都", "京都"),
    ("发展中国家", "中国"),
    ("發展中國家", "中國"),
    ("和平安全", "平安"),
    ("人民主主義", "民主"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a term and what its place in the text must show."""

    plain: str
    marked: str = ""  # accents needed; empty = none
    capitals: bool = False
    exact: str = ""  # as it must be written; empty = any case
    symbols: str = ""  # between the word before and this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words in a row; `begun` = the last one may go on; `after` = symbols behind it."""

    written: str
    words: tuple[Word, ...]
    begun: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Where each word stands in one folded text."""

    folded: Folded
    at: Mapping[str, tuple[int, ...]]
    within: Mapping[str, tuple[int, ...]]  # words with something glued to them
    vocabulary: tuple[str, ...]  # sorted, for beginnings
    halves: tuple[int, ...]  # half words before each word: two characters are a word
    covered: Cover = field(default_factory=Cover)  # longer words that hide others

    def spans(self, term: Term) -> tuple[Span, ...]:
        """Give every place where the term's words stand in a row, in text order."""
        if not term.words or len(term.words) > len(self.folded):
            return ()
        return tuple(sorted(set(self._spans(term))))

    def _spans(self, term: Term) -> Iterator[Span]:
        last = len(term.words) - 1
        for start in self._places(term.words[0], begun=term.begun and last == 0):
            end = start + last
            if self.holds(term, start) and not self.hidden((start, end)):
                yield start, end

    def apart(self, one: Span, other: Span) -> int:
        """Count the half words between two places; negative where they overlap."""
        first, second = (one, other) if one <= other else (other, one)
        if second[0] <= first[1]:
            return -1
        return self.halves[second[0]] - self.halves[first[1] + 1]

    def _places(self, word: Word, *, begun: bool) -> Iterator[int]:
        if begun:
            for shown in self.beginning(word.plain):
                yield from self.at[shown]
            return
        yield from self.at.get(word.plain, ())
        yield from self.within.get(word.plain, ())

    def beginning(self, start: str) -> Iterator[str]:
        """Give the words of the text that begin so."""
        index = bisect.bisect_left(self.vocabulary, start)
        while index < len(self.vocabulary) and self.vocabulary[index].startswith(start):
            yield self.vocabulary[index]
            index += 1

    def hidden(self, span: Span) -> bool:
        """Tell whether a longer word of the cover list hides what stands here."""
        return self.covered.exceeds(span)

    def holds(self, term: Term, start: int, *, reads: Reads | None = None) -> bool:
        """Tell whether all words of the term stand here as they must be written.

        `reads(shown, plain)` may admit other forms, a name's case endings.
        """
        text = self.folded
        last = len(term.words) - 1
        if start + last >= len(text) or text.paragraphs[start] != text.paragraphs[start + last]:
            return False
        for i, word in enumerate(term.words):
            at = start + i
            begun = term.begun and i == last
            if not (reads or _reads)(text.words[at], word.plain) and not (
                begun and text.words[at].startswith(word.plain)
            ):
                return False
            if not self._written(word, at):
                return False
            if word.symbols and not _symbols_before(text, at, word.symbols, inner=i > 0):
                return False
        return not term.after or _symbols(text.gap(start + last + 1)).startswith(term.after)

    def _written(self, word: Word, at: int) -> bool:
        text = self.folded
        if word.marked and not _marks_hold(text, at, word):
            return False
        if word.exact and not text.written(at, at).startswith(word.exact):
            return False
        if not word.capitals:
            return True
        shown = text.written(at, at)
        if text.shouted and word.plain in _WORDS:
            return False
        return shown.isupper() or shown[: len(word.plain)].isupper()


def term(written: str, *, begun: bool = False, case: Case = "auto", marks: Marks = "exact") -> Term:
    """Compile what an analyst wrote; a text without letter or digit gives no words."""
    folded = fold(written)
    words = tuple(_word(folded, i, case=case, marks=marks) for i in range(len(folded)))
    after = "" if begun or not words else _symbols(folded.gap(len(words))).removesuffix(".")
    return Term(written=written, words=words, begun=begun, after=after)


def words_of(folded: Folded) -> Words:
    """Index a folded text."""
    at: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(folded.words):
        at[word].append(index)
    places = {word: tuple(found) for word, found in at.items()}
    within: dict[str, list[int]] = defaultdict(list)
    for shown, found in places.items():
        for word in unglued(shown):
            within[word].extend(found)
    return Words(
        folded=folded,
        at=places,
        within={word: tuple(found) for word, found in within.items()},
        vocabulary=tuple(sorted(places)),
        halves=_halves(folded, places),
        covered=cover(_covers(folded, places)),
    )


def _halves(folded: Folded, at: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    if not any(is_single(word[0]) for word in at):
        return tuple(range(0, 2 * len(folded) + 1, 2))
    weights = (1 if is_single(word[0]) else 2 for word in folded.words)
    return tuple(accumulate(weights, initial=0))


def needs_capitals(written: str) -> bool:
    """Tell whether a word counts as initials: at most five letters, all capitals."""
    return written.isupper() and sum(c.isalpha() for c in written) <= _CAPITALS


def _word(folded: Folded, index: int, *, case: Case, marks: Marks) -> Word:
    plain, marked = folded.words[index], folded.marked[index]
    written = folded.written(index, index)
    symbols = _symbols(folded.gap(index))
    return Word(
        plain=plain,
        marked=marked if marks == "exact" and marked != plain else "",
        capitals=case == "auto" and needs_capitals(written),
        exact=written if case == "exact" else "",
        symbols=symbols,
    )


def _reads(shown: str, plain: str) -> bool:
    return shown == plain or plain in unglued(shown)


def _marks_hold(text: Folded, at: int, word: Word) -> bool:
    shown = text.marked[at]
    # An inflected name may have lost its last letters, and their accents with them.
    needed = word.marked if text.words[at].endswith(word.plain) else word.marked[:-2]
    if needed in shown:
        return True
    return text.lang != "vi" and shown == text.words[at] and text.in_capitals(at)


def _symbols(gap: str) -> str:
    """Give the symbols of a gap that are compared."""
    kept = "".join(c for c in gap if not c.isspace() and c not in _BLANK and c != ".")
    return kept + "." if _dotted(gap) else kept


def _dotted(gap: str) -> bool:
    """Tell whether a full stop touches the word behind it (`.NET`, `Booking.com`)."""
    return gap.endswith(".")


def _symbols_before(text: Folded, at: int, symbols: str, *, inner: bool) -> bool:
    gap = text.gap(at)
    shown = _symbols(gap)
    if inner:
        return shown == symbols
    # Nothing may stand glued before the first symbol: `example.net` is no `.NET`.
    own = gap[: len(gap) - len(symbols)]
    return shown.endswith(symbols) and (at == 0 or (bool(own) and not own[-1].isalnum()))


def _covers(folded: Folded, at: Mapping[str, tuple[int, ...]]) -> Iterable[Span]:
    if not any(is_single(word[0]) for word in at):
        return
    for longer, _ in _COVERS:
        letters = tuple(longer)
        for start in at.get(letters[0], ()):
            if folded.words[start : start + len(letters)] == letters:
                yield start, start + len(letters) - 1
