"""Spelling: a text cut into graphemes, and what each of them is compared as.

All is done for the whole text at once by what runs in C: 100 kB of letters made to hurt cost no
more than news. A grapheme becomes its folded letters, a space where it is no letter, or nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from monitor.matching.letters import (
    MARKS_KEPT,
    Known,
    is_hangul,
    is_single,
    joins,
    marked_letters,
    plain_letters,
)

Run = tuple[int, int]  # numbers of the first grapheme and the one behind the last

# Characters that may belong to the one before them: all but the usual letters and signs.
_MAY_JOIN = re.compile(
    r"[^\s!-~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0620-\u064a"
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59\u2010-\u2027\u2030-\u205e\u20a0-\u20c0"
    r"\u2100-\u2bff\u3001-\u3029\u3041-\u3096\u309d-\u312f\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7a3\uff01-\uff9d\uffa0-\uffdc\U00020000-\U0003ffff]"
)
_BORDER = "\1"
_QUOTE = re.compile("['’‘ʼ׳`´\"“”״]")
_HEBREW = re.compile("[\u05d0-\u05ea]")
_GERSHAYIM = re.compile("(?<=[\u05d0-\u05ea])['’‘ʼ׳`´\"“”״](?=[\u05d0-\u05ea])")
# Letters (`l`) with full stops between them, each a word: none has another letter (`0` is one that
# is no initial) before or behind it; `_` is nothing.
_INITIALS = re.compile(r"(?<![l0])(?<![l0]_)l(?:\.l(?!_*+[l0]))++")
_GROWN = 1_000  # characters of a text that may stand for many letters each, as U+FDFA for 18
_SPARE = 2_000  # letters that a text may have beyond twice its characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """The graphemes of a text, and what is peculiar about some of them."""

    graphemes: Sequence[str]
    edges: Sequence[int]  # the character with which each begins, and the end of the text
    shown: list[str]  # what each is compared as, if nothing is peculiar
    silent: Sequence[int]  # left out: gershayim inside a Hebrew word
    blank: Sequence[int]  # taken for spaces: too many that stand for many letters
    runs: Sequence[Run]  # dotted initials, each one word
    joined: str  # all that is shown

    @property
    def is_plain(self) -> bool:
        """Whether nothing is peculiar."""
        return not (self.silent or self.blank or self.runs)

    def plain(self) -> list[str]:
        """Give what each is compared as, accents left out; initials in one."""
        return self.shown if self.is_plain else self._told(self.shown.copy())

    def marked(self) -> list[str]:
        """Give the same with accents."""
        return self._told(marked_letters(self.graphemes))

    def _told(self, shown: list[str]) -> list[str]:
        for number in self.silent:
            shown[number] = ""
        for number in self.blank:
            shown[number] = " "
        told: list[str] = []
        at = 0
        for first, behind in self.runs:
            told += shown[at:first]
            told.append("".join(shown[first:behind:2]) + " ")  # each second one is a full stop
            at = behind
        return told + shown[at:]

    def borders(self) -> Sequence[int]:
        """Give the character with which each begins, initials in one, and the text's end."""
        if not self.runs:
            return self.edges
        kept: list[int] = []
        at = 0
        for first, behind in self.runs:
            kept += self.edges[at : first + 1]
            at = behind
        kept += self.edges[at:]
        return kept


def spelled(text: str) -> Spelling:
    """Cut a text into graphemes."""
    graphemes, edges = _cut(text)
    shown = plain_letters(graphemes)
    silent = _gershayim(text, graphemes)
    for number in silent:
        shown[number] = ""
    joined = "".join(shown)
    return Spelling(
        graphemes=graphemes,
        edges=edges,
        shown=shown,
        silent=silent,
        blank=_surplus(shown, len(joined)),
        runs=tuple(_initials(graphemes, shown)) if "." in text else (),
        joined=joined,
    )


def _cut(text: str) -> tuple[Sequence[str], Sequence[int]]:
    """Give the graphemes and their edges: a letter takes the marks behind it, a space none."""
    if text.isascii() or not _MAY_JOIN.search(text):
        return text, range(len(text) + 1)
    text = text.replace(_BORDER, "\2")
    graphemes = list(filter(None, "".join(_borders().of(text)).split(_BORDER)))
    sizes = list(map(len, graphemes))
    edges = list(accumulate(sizes, initial=0))
    if max(sizes) > MARKS_KEPT:
        graphemes = [one[: MARKS_KEPT + 1] for one in graphemes]
    return graphemes, edges


@cache
def _borders() -> Known:
    return Known(_bordered, {})


def _bordered(chars: Iterable[str]) -> Iterator[str]:
    for char in chars:
        behind = _BORDER if char.isspace() else ""
        yield char if joins(char) else f"{_BORDER}{char}{behind}"


def _gershayim(text: str, graphemes: Sequence[str]) -> list[int]:
    if text.isascii() or not (_QUOTE.search(text) and _HEBREW.search(text)):
        return []
    firsts = text if graphemes is text else "".join([one[0] for one in graphemes])
    return [found.start() for found in _GERSHAYIM.finditer(firsts)]


def _surplus(shown: list[str], letters: int) -> list[int]:
    """Give most of what stands for many letters, if a text is little else."""
    if letters <= 2 * len(shown) + _SPARE:
        return []
    return [number for number, one in enumerate(shown) if len(one) > 2][_GROWN:]


def _initials(graphemes: Sequence[str], shown: list[str]) -> Iterator[Run]:
    """Find `U.S.`, its last full stop included."""
    shapes = {one: _shape(one) for one in set(shown)}
    for found in _INITIALS.finditer("".join(map(shapes.__getitem__, shown))):
        first, behind = found.span()
        following = graphemes[behind] if behind < len(graphemes) else ""
        yield first, behind + (following == ".")


def _shape(shown: str) -> str:
    """Stand for a grapheme among initials; what is always a word by itself is like a space."""
    bare = shown.strip()
    if not bare:
        return " " if shown else "_"
    if bare == "." or is_single(bare[0]) or is_hangul(bare[0]):
        return "." if bare == "." else " "
    return "l" if len(shown) == 1 and shown.isalpha() else "0"
