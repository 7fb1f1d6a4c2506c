"""Text: `fold(text)` gives the words that are compared, and where each one was written.

The same folding serves articles, rule terms, entity names and lexicon literals. A word has
two forms: `words` without accents, and `marked` with them, because a term's accents are
needed unless the text writes the word in bare capitals (`rules.md` 2). Offsets are code
points of the original, always at grapheme borders.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from monitor.matching.letters import (
    APART,
    LETTER,
    SINGLE,
    Piece,
    is_hebrew,
    joins,
    latin,
    pieces,
)
from monitor.matching.sentences import number

LIMIT = 200_000  # characters of a field; the rest is not read
# What is folded at a time: a run of spaces, or one without. But a character of a script that has
# no spaces, or a run of Hangul, goes by itself, unless something odd follows it that might be a
# mark: so they are remembered, and long Chinese sentences cost no more than words.
_CHUNK = re.compile(
    r"\s++|(?:[\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"  # Han, kana
    r"|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59]"  # Thai
    r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*+"  # with its marks
    r"|(?<![^\s!-~\u00c0-\u024f\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u063f\u0641-\u064a"
    r"\u3001-\u3029\u309d-\u30ff\uff01-\uff20"
    r"\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59])[\uac00-\ud7a3]++)"
    r"(?![^\s!-~\u3001-\u3029\u309d-\u30ff\uff01-\uff20"
    r"\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59\uac00-\ud7a3])"
    r"|(?:[^\s\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59\uac00-\ud7a3]"
    r"|(?:[\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59]"
    r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*+"
    r"|[\uac00-\ud7a3]++)(?=[^\s!-~\u3001-\u3029\u309d-\u30ff\uff01-\uff20"
    r"\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59\uac00-\ud7a3])"
    r"|(?<=[^\s!-~\u00c0-\u024f\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u063f\u0641-\u064a"
    r"\u3001-\u3029\u309d-\u30ff\uff01-\uff20"
    r"\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45\u0e50-\u0e59])[\uac00-\ud7a3]++)+"
)
_SHORT = 40  # longer chunks are seldom seen twice
_APOSTROPHES = frozenset("'’‘ʼ׳`´")
_GERSHAYIM = _APOSTROPHES | frozenset('"”“״')
_CAPITALS_TITLE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text as parallel tuples, one entry a word: the i-th word is `words[i]`.

    `text[starts[i]:ends[i]]` is what was written; `sentences` and `paragraphs` count from 0.
    """

    text: str
    lang: str = "und"
    words: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    sentences: tuple[int, ...] = ()
    paragraphs: tuple[int, ...] = ()
    shouted: bool = False  # 80 % of its letters are capitals

    def __len__(self) -> int:
        """Count the words."""
        return len(self.words)

    def written(self, first: int, last: int) -> str:
        """Give the original from the first to the last word, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def gap(self, index: int) -> str:
        """Give what stands in the original between word `index - 1` and word `index`."""
        start = self.ends[index - 1] if index > 0 else 0
        end = self.starts[index] if index < len(self.starts) else len(self.text)
        return self.text[start:end]

    def in_capitals(self, index: int) -> bool:
        """Tell whether the word is written in capitals throughout."""
        return self.written(index, index).isupper()


class _Word(NamedTuple):
    """A word inside its chunk: both forms, and its offsets from the chunk's start."""

    plain: str
    marked: str
    start: int
    end: int
    kind: str


def fold(text: str, *, lang: str = "und", title: bool = False) -> Folded:
    """Fold a text; a `title` is one sentence, and `lang` chooses the abbreviations."""
    text = text[:LIMIT]
    chunks = _CHUNK.findall(text)  # with the spaces between them, so that nothing is left out
    folded = [_remembered(c) if len(c) <= _SHORT else tuple(_chunk(c)) for c in chunks]
    places = accumulate(map(len, chunks), initial=0)
    found = [(word, at) for words, at in zip(folded, places, strict=False) for word in words]
    starts = tuple([at + word.start for word, at in found])
    ends = tuple([at + word.end for word, at in found])
    sentences, paragraphs = number(text, starts, ends, lang=lang, title=title)
    return Folded(
        text=text,
        lang=lang,
        words=tuple([word.plain for word, _ in found]),
        marked=tuple([word.marked for word, _ in found]),
        starts=starts,
        ends=ends,
        sentences=sentences,
        paragraphs=paragraphs,
        shouted=is_shouted(text),
    )


def line_of(text: str) -> str:
    """Give the words `fold` would, in one line, a space before and behind each; nothing more."""
    runs = text[:LIMIT].split()
    return " ".join(("", *filter(None, map(_line, runs)), ""))


def _line(run: str) -> str:
    """Give the words of a run without spaces."""
    if len(run) <= _SHORT:
        return _spaced(run)
    return " ".join(filter(None, map(_spaced, _CHUNK.findall(run))))


def _spaced(run: str) -> str:
    return _remembered_line(run) if len(run) <= _SHORT else " ".join(_words(run))


@lru_cache(maxsize=65536)
def _remembered_line(run: str) -> str:
    return " ".join(_words(run))


def _words(run: str) -> Iterator[str]:
    return (word.plain for chunk in _CHUNK.findall(run) for word in _chunk(chunk))


@lru_cache(maxsize=65536)
def _remembered(chunk: str) -> tuple[_Word, ...]:
    return tuple(_chunk(chunk))


def _chunk(chunk: str) -> Iterator[_Word]:
    """Cut a run without spaces into words and join dotted initials."""
    run: list[_Word] = []
    for word in _cut(chunk):
        if run and not (_initial(word) and chunk[run[-1].end : word.start] == "."):
            yield from _initials(run, chunk)
            run = []
        if _initial(word):
            run.append(word)
        else:
            yield from _initials(run, chunk)
            run = []
            yield word
    yield from _initials(run, chunk)


def _initial(word: _Word) -> bool:
    return len(word.plain) == 1 and word.kind == LETTER and word.plain.isalpha()


def _initials(run: list[_Word], chunk: str) -> Iterator[_Word]:
    """Make `U.S.` one word, its last dot included."""
    if len(run) < 2:
        yield from run
        return
    end = run[-1].end
    yield _Word(
        plain="".join(w.plain for w in run),
        marked="".join(w.marked for w in run),
        start=run[0].start,
        end=end + chunk.startswith(".", end),
        kind=LETTER,
    )


def _cut(chunk: str) -> Iterator[_Word]:
    """Cut where letters end, where the script changes, and around each single character."""
    held: list[tuple[Piece, int, int]] = []
    for piece, start, end in _pieces(chunk):
        if held and (piece.kind != held[-1][0].kind or piece.kind == SINGLE):
            yield _word(held)
            held = []
        if piece.kind != APART:
            held.append((piece, start, end))
    if held:
        yield _word(held)


def _word(held: list[tuple[Piece, int, int]]) -> _Word:
    plain = "".join(piece.plain for piece, _, _ in held)
    marked = "".join(piece.marked for piece, _, _ in held)
    shown = latin(plain)
    return _Word(
        plain=shown,
        marked=marked if shown == plain else shown,
        start=held[0][1],
        end=held[-1][2],
        kind=held[0][0].kind,
    )


def _pieces(chunk: str) -> Iterator[tuple[Piece, int, int]]:
    """Give the folded letters with their offsets, gershayim inside Hebrew words left out."""
    if chunk.isascii():
        for at, char in enumerate(chunk):
            yield pieces(char)[0], at, at + 1
        return
    clusters = list(_clusters(chunk))
    for index, (start, end) in enumerate(clusters):
        if 0 < index < len(clusters) - 1 and chunk[start] in _GERSHAYIM:
            after = clusters[index + 1][0]
            if is_hebrew(chunk[clusters[index - 1][0]]) and is_hebrew(chunk[after]):
                continue
        for piece in pieces(chunk[start:end]):
            yield piece, start, end


def _clusters(chunk: str) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(chunk)):
        if not joins(chunk[at]):
            yield start, at
            start = at
    yield start, len(chunk)


def is_shouted(text: str) -> bool:
    """Tell whether nearly all of a text's letters are capitals."""
    letters = sum(map(str.isalpha, text[:1000]))
    return letters > 0 and sum(map(str.isupper, text[:1000])) >= _CAPITALS_TITLE * letters
