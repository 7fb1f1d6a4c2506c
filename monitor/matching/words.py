"""Words: the words of one text, and where terms stand among them.

Nothing is computed before it is asked for. A Western text is read as one line (`flat.py`), in
which most questions are answered; any other text, and the rarer questions, are answered from
the whole text folded, word by word.
"""

import bisect
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from monitor.matching.flat import Flat, Stretch, flatten
from monitor.matching.forms import unglued
from monitor.matching.sentences import BLANK_LINE, paragraph_ends
from monitor.matching.terms import Term, Word, symbols, symbols_before
from monitor.matching.text import LIMIT, Folded, fold, is_shouted, quick_line
from monitor.matching.whole import Whole

Span = tuple[int, int]  # first and last word, both included
Reads = Callable[[str, str], bool]
KEPT = 300  # places of one term in one field; hostile text repeats

# In a title that is all capitals, initials that are also words cannot be told from them.
_WORDS_TEXT = (
    "a all am an and are as at be but by can do for get go had has he her him his how i if "
    "in is it its let man may me my new no not now of off on one or our out own put say see "
    "she so the to too up us use was we who why will with you your de la le les un une et ou "
    "der die das und il lo los las el en y o e da do"
)
_WORDS = frozenset(_WORDS_TEXT.split())


class Words:
    """The words of one text, counted from 0, and where terms stand among them."""

    __slots__ = (
        "_begun",
        "_borders",
        "_flat",
        "_folded",
        "_found",
        "_is_title",
        "_places",
        "_seen",
        "_shouted",
        "_stretches",
        "_whole",
        "lang",
        "text",
    )

    def __init__(
        self, text: str, *, lang: str = "und", title: bool = False, folded: Folded | None = None
    ) -> None:
        """Take a text, or one that is folded already."""
        self.text = text[:LIMIT]
        self.lang = folded.lang if folded else lang
        self._is_title = title
        self._folded = folded
        self._flat = None if folded else flatten(self.text)
        self._places: dict[int, int] = {}  # of words in the line, where a term was found
        self._found: dict[bytes, tuple[Span, ...]] = {}
        self._begun: dict[bytes, tuple[Span, ...]] = {}
        self._stretches: dict[tuple[bytes, bool], list[Stretch]] = {}
        self._seen: list[tuple[Container[str], Container[str]]] = []
        self._borders: list[int] | None = None
        self._shouted: bool | None = None
        self._whole: Whole | None = None

    # --- the whole text ------------------------------------------------------------------------

    @property
    def folded(self) -> Folded:
        """The text folded word by word."""
        if self._folded is None:
            self._folded = fold(self.text, lang=self.lang, title=self._is_title)
        return self._folded

    @property
    def at(self) -> Mapping[str, Sequence[int]]:
        """Where each word stands."""
        return self._all().at

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """All different words, sorted."""
        return self._all().vocabulary

    def _all(self) -> Whole:
        if self._whole is None:
            self._whole = Whole(self.folded)
        return self._whole

    def __len__(self) -> int:
        """Count the words."""
        return len(self.folded) if self._flat is None else self._flat.line.count(b" ") - 1

    # --- one word ------------------------------------------------------------------------------

    @property
    def line(self) -> bytes:
        """The words in one line, a space before and behind each."""
        if self._flat is not None:
            return self._flat.line
        return (quick_line(self.text) or self.folded.line).encode()

    @property
    def shouted(self) -> bool:
        """Whether nearly all letters are capitals."""
        if self._shouted is None:
            self._shouted = is_shouted(self.text)
        return self._shouted

    def start(self, number: int) -> int:
        """Give the character with which a word begins."""
        if self._flat is not None and number in self._places:
            return self._flat.start(self._places[number])
        return self.folded.start(number)

    def end(self, number: int) -> int:
        """Give the character behind a word."""
        if self._flat is not None and number in self._places:
            return self._flat.end(self._places[number])
        return self.folded.end(number)

    def written(self, first: int, last: int) -> str:
        """Give the text from the first to the last word, both included."""
        return self.text[self.start(first) : self.end(last)]

    def shown(self, number: int) -> str:
        """Give a word without marks."""
        if self._flat is not None and number in self._places:
            return self._flat.word(self._places[number])
        return self.folded.words[number]

    def marked(self, number: int) -> str:
        """Give a word with its marks."""
        if self._flat is not None and number in self._places:
            return _forms(self.written(number, number))[1]
        return self.folded.marked[number]

    def gap(self, number: int) -> str:
        """Give what stands in the text between a word and the one before."""
        flat = self._flat
        if flat is not None and number in self._places:
            place = self._places[number]
            start = flat.end(flat.before(place)) if place > 1 else 0
            return self.text[start : flat.start(place)]
        return self.folded.gap(number)

    def paragraph(self, number: int) -> int:
        """Give a number that the words of one paragraph share."""
        if self._flat is None or number not in self._places:
            return self.folded.paragraphs[number]
        if self._borders is None:
            self._borders = paragraph_ends(self.text)
        return bisect.bisect_left(self._borders, self.start(number)) if self._borders else 0

    def sentence(self, number: int) -> int:
        """Give a number that the words of one sentence share."""
        return self.folded.sentences[number]

    def touched(self, start: int, end: int) -> Span | None:
        """Give the words a stretch of characters touches, None if it touches only punctuation."""
        if self._flat is not None and not self._flat.has_initials(start, end):
            return self._touched(self._flat, start, end)
        first = bisect.bisect_right(self.folded.ends, start)
        last = bisect.bisect_left(self.folded.starts, end) - 1
        return (first, last) if first <= last else None

    def _touched(self, flat: Flat, start: int, end: int) -> Span | None:
        places = flat.touched(start, end)
        if places is None:
            return None
        first, last = map(flat.number, places)
        self._places[first], self._places[last] = places
        return first, last

    # --- terms ---------------------------------------------------------------------------------

    def saw(self, sought: Container[str], seen: Container[str]) -> None:
        """Learn which of the keys sought stand in the line; more may be given as seen."""
        self._seen.append((sought, seen))

    def lacks(self, term: Term) -> bool:
        """Tell whether it is known that the term does not stand here."""
        for sought, seen in self._seen:
            if term.needle in sought:
                return term.needle not in seen
        return not term.words

    @property
    def is_flat(self) -> bool:
        """Tell whether the text could be read as one line."""
        return self._flat is not None

    def keyed(self, term: Term, most: int) -> list[Span]:
        """Give where a term's key stands in the line: the places it begins, and the space behind.

        They are where the term may be: whether it is written as it must be is not asked. At
        `most` so many and one more.
        """
        flat = self._flat
        if flat is None:
            return []
        more = len(term.key) - 2
        places = flat.places(term.key, most + 1)
        if not term.begun:
            return [(place, place + more) for place in places]
        return [(place, flat.after(place + more) - 1) for place in places]

    def stretches(self, term: Term) -> Sequence[Stretch]:
        """Give the characters where the term stands, of many places the first, in text order."""
        return () if self.lacks(term) else self.shown_stretches(term)

    def shown_stretches(self, term: Term) -> Sequence[Stretch]:
        """Give the same for a term whose key is known to stand here."""
        flat = self._flat
        if flat is None or not (term.simple or term.lone):
            spans = self.first_spans(term, KEPT)
            return [(self.start(first), self.end(last)) for first, last in spans]
        known = (term.key, term.simple)  # what must be written so may stand behind many others
        found = self._stretches.get(known)
        if found is None:
            found = flat.stretches(term.key, KEPT if term.simple else LIMIT)
            if len(term.words) > 1:
                found = [one for one in found if not self._is_broken(*one)]
            self._stretches[known] = found
        return found if term.simple else [one for one in found if self._is_written(term, *one)]

    def _is_written(self, term: Term, start: int, end: int) -> bool:
        """Tell whether a term of one word stands here as it must be written."""
        word, shown = term.words[0], self.text[start:end]
        if word.exact and not shown.startswith(word.exact):
            return False
        if word.capitals and not self._is_capital(word, shown):
            return False
        return not word.marked or self._has_marks(word, shown, *_forms(shown))

    def _is_broken(self, start: int, end: int) -> bool:
        """Tell whether a paragraph ends within a stretch of characters."""
        return "\n" in self.text[start:end] and bool(BLANK_LINE.search(self.text, start, end))

    def spans(self, term: Term) -> tuple[Span, ...]:
        """Give every place where the term's words stand in a row, in text order."""
        if self.lacks(term):
            return ()
        if self._flat is None:
            return tuple(sorted(set(self._in_whole(term))))
        if not term.simple:
            return tuple(self._in_line(self._flat, term))
        if term.key not in self._found:
            self._found[term.key] = tuple(self._in_line(self._flat, term))
        return self._found[term.key]

    def first_spans(self, term: Term, most: int) -> Sequence[Span]:
        """Give so many of a term's first places: hostile text repeats words."""
        if self.lacks(term):
            return ()
        if not term.simple:
            return self._first(term, most)
        if term.key not in self._begun:
            self._begun[term.key] = self._first(term, most)
        return self._begun[term.key]

    def _first(self, term: Term, most: int) -> tuple[Span, ...]:
        if self._flat is not None:
            return tuple(islice(self._in_line(self._flat, term), most))
        return tuple(sorted(set(islice(self._in_whole(term), most))))

    def _in_line(self, flat: Flat, term: Term) -> Iterator[Span]:
        more = len(term.words) - 1
        for place in flat.each(term.key):
            first = flat.number(place)
            self._places[first] = place
            for number in range(first + 1, first + more + 1):
                place = flat.after(place)  # noqa: PLW2901 - the next word's
                self._places[number] = place
            if self._holds_here(term, first, first + more):
                yield first, first + more

    def _holds_here(self, term: Term, first: int, last: int) -> bool:
        if not term.simple:
            return self._holds(term, first, _reads)
        return first == last or self.paragraph(first) == self.paragraph(last)

    def _in_whole(self, term: Term) -> Iterator[Span]:
        last = len(term.words) - 1
        covered = self._all().covered
        for start in self._begins(term.words[0], begun=term.begun and last == 0):
            end = start + last
            if self.holds(term, start) and not covered.exceeds((start, end)):
                yield start, end

    def _begins(self, word: Word, *, begun: bool) -> Iterator[int]:
        whole = self._all()
        yield from whole.beginning(word.plain) if begun else whole.places(word.plain)
        yield from whole.within(word.plain)

    def apart(self, one: Span, other: Span) -> int:
        """Count the half words between two places; negative where they overlap."""
        first, second = (one, other) if one <= other else (other, one)
        if second[0] <= first[1]:
            return -1
        return self.halves(second[0]) - self.halves(first[1] + 1)

    def halves(self, number: int) -> int:
        """Count the half words before a word: in scripts without spaces two letters are a word."""
        return 2 * number if self._flat is not None else self._all().halves[number]

    def hidden(self, span: Span) -> bool:
        """Tell whether a longer word of the cover list hides what stands here."""
        return self._flat is None and self._all().covered.exceeds(span)

    def holds(self, term: Term, start: int, *, reads: Reads | None = None) -> bool:
        """Tell whether all words of the term stand here as they must be written.

        `reads(shown, plain)` may admit other forms, a name's case endings.
        """
        in_text = len(term.words) == 1 or start + len(term.words) <= len(self)
        return in_text and self._holds(term, start, reads or _reads)

    def _holds(self, term: Term, start: int, reads: Reads) -> bool:
        last = start + len(term.words) - 1
        if last > start and self.paragraph(start) != self.paragraph(last):
            return False
        for at, word in enumerate(term.words, start):
            shown = self.shown(at)
            begun = term.begun and at == last
            if not reads(shown, word.plain) and not (begun and shown.startswith(word.plain)):
                return False
            if not term.simple and not self._is_as(word, at, inner=at > start):
                return False
        return not term.after or symbols(self._behind(last)).startswith(term.after)

    def _behind(self, number: int) -> str:
        flat = self._flat
        if flat is None or number not in self._places:
            return self.folded.gap(number + 1)
        place = flat.after(self._places[number])
        end = flat.start(place) if place < len(flat.line) else len(self.text)
        return self.text[self.end(number) : end]

    def _is_as(self, word: Word, at: int, *, inner: bool) -> bool:
        """Tell whether a word's accents, capitals and symbols are those that are needed."""
        written = self.written(at, at)
        if word.marked and not self._has_marks(word, written, self.shown(at), self.marked(at)):
            return False
        if word.exact and not written.startswith(word.exact):
            return False
        if word.capitals and not self._is_capital(word, written):
            return False
        return not word.symbols or symbols_before(self.gap(at), word.symbols, inner, first=at == 0)

    def _is_capital(self, word: Word, shown: str) -> bool:
        if word.plain in _WORDS and self.shouted:
            return False
        return shown.isupper() or shown[: len(word.plain)].isupper()

    def _has_marks(self, word: Word, written: str, plain: str, marked: str) -> bool:
        # An inflected name may have lost its last letters, and their accents with them.
        needed = word.marked if plain.endswith(word.plain) else word.marked[:-2]
        if needed in marked:
            return True
        return self.lang != "vi" and marked == plain and written.isupper()


def words_of(folded: Folded) -> Words:
    """Give the words of a folded text."""
    return Words(folded.text, folded=folded)


@lru_cache(maxsize=4096)
def _forms(written: str) -> tuple[str, str]:
    """Give a word without and with its marks; the same ones are asked for in many articles."""
    folded = fold(written)
    return folded.words[0], folded.marked[0]


def _reads(shown: str, plain: str) -> bool:
    return shown == plain or plain in unglued(shown)
