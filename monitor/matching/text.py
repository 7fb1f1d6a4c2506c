"""Text: `fold(text)` gives the words that are compared, and where each one was written.

The same folding serves articles, rule terms, entity names and lexicon literals. A word has
two forms: `words` without accents, and `marked` with them, because a term's accents are
needed unless the text writes the word in bare capitals (`rules.md` 2). Offsets are code
points of the original, always at grapheme borders.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import accumulate, islice

from monitor.matching.letters import latin
from monitor.matching.sentences import may_end, number
from monitor.matching.spelling import Spelling, spelled

LIMIT = 200_000  # characters of a field; the rest is not read
# Words among spaces, with their marks, which are neither letters nor spaces: letters in a row, each
# letter of a script without spaces (Thai, Lao, Myanmar, Khmer, Han, kana), and Hangul in a row.
_WORD = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][^\w\s]*+"
    r"|[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]++(?:[^\w\s]++[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]*+)*+"
    r"|[^\s\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]++"
    r"(?:[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3099\u309a](?<!\w)"
    r"[^\s\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]*+)*+)"
)
_LATIN = re.compile("[a-z]")
_ALIKE = re.compile("[авекмнорстухіјѕһԁԛԝαβεηικνορτυχζ]")  # Cyrillic, Greek: they pass for Latin
_SHORT = 40  # characters; longer runs without spaces are seldom seen twice
_REMEMBERED = 65_536  # runs
_AHEAD = 100  # places looked up at once
_CAPITALS_TITLE = 0.8


class Folded:
    """A text as parallel sequences, one entry a word: the i-th word is `words[i]`.

    `text[starts[i]:ends[i]]` is what was written; `sentences` and `paragraphs` count from 0.
    Each is computed when it is first asked for.
    """

    def __init__(self, text: str, *, lang: str = "und", title: bool = False) -> None:
        """Take a text as far as it is read."""
        self.text = text[:LIMIT]
        self.lang = lang
        self._is_title = title

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words without accents."""
        words = self._apart[1::2]
        return tuple(map(self._pretends.__getitem__, words) if self._pretends else words)

    @cached_property
    def line(self) -> str:
        """The words in one line, a space before and behind each."""
        return " ".join(("", *self.words, ""))

    @property
    def lines(self) -> list[str]:
        """The words of each of its lines."""
        apart = self._apart.copy()
        apart[1::2] = self.words
        return [" ".join(line.split()) for line in " ".join(apart).split("\n")]

    @cached_property
    def marked(self) -> tuple[str, ...]:
        """The words with their accents."""
        marked = _WORD.split(_bare("".join(self._spelling.marked())))[1::2]
        if self._pretends:
            pairs = zip(self._apart[1::2], self.words, marked, strict=True)
            marked = [own if plain == shown else shown for plain, shown, own in pairs]
        return tuple(marked)

    @property
    def starts(self) -> Sequence[int]:
        """The characters with which the words begin."""
        return self._offsets[0]

    @property
    def ends(self) -> Sequence[int]:
        """The characters behind the words."""
        return self._offsets[1]

    @property
    def sentences(self) -> tuple[int, ...]:
        """The number of each word's sentence."""
        return self._numbers[0]

    @property
    def paragraphs(self) -> tuple[int, ...]:
        """The number of each word's paragraph."""
        return self._numbers[1]

    @cached_property
    def shouted(self) -> bool:
        """Whether 80 % of its letters are capitals."""
        return is_shouted(self.text)

    def __len__(self) -> int:
        """Count the words."""
        return len(self._apart) // 2

    def written(self, first: int, last: int) -> str:
        """Give the original from the first to the last word, both included."""
        return self.text[self.start(first) : self.end(last)]

    def gap(self, index: int) -> str:
        """Give what stands in the original between word `index - 1` and word `index`."""
        start = self.end(index - 1) if index > 0 else 0
        end = self.start(index) if index < len(self) else len(self.text)
        return self.text[start:end]

    def in_capitals(self, index: int) -> bool:
        """Tell whether the word is written in capitals throughout."""
        return self.written(index, index).isupper()

    @cached_property
    def _spelling(self) -> Spelling:
        return spelled(self.text.replace("\0", "\2"))

    @cached_property
    def _shown(self) -> list[str]:
        return self._spelling.plain()

    @cached_property
    def _joined(self) -> str:
        spelling = self._spelling
        return _bare(spelling.joined if spelling.is_plain else "".join(self._shown))

    @cached_property
    def _apart(self) -> list[str]:
        """Words at odd places, what stands between them at even ones."""
        return _WORD.split(self._joined)

    @cached_property
    def _pretends(self) -> dict[str, str]:
        """Give the Latin words that the words may pretend to be, empty if none does."""
        if not (_ALIKE.search(self._joined) and _LATIN.search(self._joined)):
            return {}
        return {word: latin(word) for word in set(self._apart[1::2])}

    def start(self, index: int) -> int:
        """Give the character with which a word begins."""
        return self._places.upto(2 * index) if self._is_even else self.starts[index]

    def end(self, index: int) -> int:
        """Give the character behind a word."""
        return self._places.upto(2 * index + 1) if self._is_even else self.ends[index]

    @cached_property
    def _places(self) -> "_Places":
        return _Places(map(len, self._apart))

    @cached_property
    def _offsets(self) -> tuple[Sequence[int], Sequence[int]]:
        places = self._places.all()
        starts, ends = places[:-1:2], places[1::2]
        if not self._is_even:
            edges = self._spelling.borders()
            of = [number for number, shown in enumerate(self._shown) for _ in shown]
            starts = [edges[of[at]] for at in starts]
            ends = [edges[of[at - 1] + 1] for at in ends]
        return starts, ends

    @cached_property
    def _is_even(self) -> bool:
        """Whether each character became one."""
        spelling = self._spelling
        is_one = len(spelling.edges) == len(self.text) + 1 and not spelling.runs
        return is_one and "" not in self._shown and len(self._joined) == len(self.text)

    @cached_property
    def _numbers(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if not may_end(self.text):
            return (0,) * len(self), (0,) * len(self)
        return number(self.text, self.starts, self.ends, lang=self.lang, title=self._is_title)


class _Places:
    """Where gaps and words end: most texts are asked about few, and early, words."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._more = accumulate(sizes)
        self._known: list[int] = []

    def upto(self, number: int) -> int:
        """Give the place behind the gap or word of a number, counted from 0 together."""
        missing = number + 1 - len(self._known)
        if missing > 0:
            self._known += islice(self._more, missing + len(self._known) + _AHEAD)
        return self._known[number]

    def all(self) -> list[int]:
        """Give all of them."""
        self._known += self._more
        return self._known


def _bare(joined: str) -> str:
    return joined.replace(".", " ")


def fold(text: str, *, lang: str = "und", title: bool = False) -> Folded:
    """Fold a text; a `title` is one sentence, and `lang` chooses the abbreviations."""
    return Folded(text, lang=lang, title=title)


def line_of(text: str) -> str:
    """Give the words `fold` would, in one line, a space before and behind each; nothing more."""
    return quick_line(text) or fold(text).line


def quick_line(text: str) -> str | None:
    """Give the line of a text of short runs from what is remembered of them, None of any other."""
    runs = text[:LIMIT].split()
    if max(map(len, runs), default=0) > _SHORT:
        return None
    known = _lines()
    new = set(runs).difference(known)
    if new:
        if len(known) > _REMEMBERED:
            _lines.cache_clear()
            known = _lines()
            new = set(runs)
        known.update(zip(new, fold("\n".join(new)).lines, strict=True))
    return " ".join(("", *filter(None, map(known.__getitem__, runs)), ""))


@cache
def _lines() -> dict[str, str]:
    """The words of runs without spaces."""
    return {}


def is_shouted(text: str) -> bool:
    """Tell whether nearly all of a text's letters are capitals."""
    letters = sum(map(str.isalpha, text[:1000]))
    return letters > 0 and sum(map(str.isupper, text[:1000])) >= _CAPITALS_TITLE * letters
