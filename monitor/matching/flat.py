"""Flat: a Western text as one line of folded words, with ways back to what was written.

`flatten("Mr. Café's U.S. staff")` gives the line ` mr cafe s us staff `. It does for a text of
one byte a character (cp1252) what `fold` does for all scripts, thirty times as fast: one table
folds every letter, and every place keeps its number. A text that holds anything else gives
None. What few letters fold to several (ß, ™, æ) and dotted initials are remembered aside.
"""

import bisect
import codecs
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate

from monitor.matching.letters import APART, LETTER, joins, may_be_glued, pieces
from monitor.matching.text import fold

_SPACES = re.compile(rb"   *")  # two or more: two letters begin it, so it is looked for quickly
_SURPLUS = re.compile(rb" (?= )")
_LONG_TEXT = 10_000  # bytes; to look through it for each key takes longer than a table
_OFTEN = 20  # keys
_BLOCK = 512  # bytes; words are counted from the beginning of one
_LONG = re.compile(rb"[\x80-\xff]")
_SHARP_S = b"\xdf"
_ASCII = bytes(range(128))
_MANY = 100  # are found quicker by a pattern
_LATIN = re.compile(rb"[a-z]")
_GREEK = re.compile(rb"[\xcd-\xd4][^ ]*")  # and Cyrillic: the rest of a word from there
_DOTTED_ODD = re.compile(rb"\x81.?\.|\..?\x81", re.DOTALL)  # perhaps an initial
_ODD = "monitor.matching.flat"
_INNER_DOT = re.compile(rb"\.[A-Za-z\x80-\xff]")
_INITIALS = re.compile(rb"(?<![l0])l(?:\.l(?![l0]))++")  # in `shapes`

Stretch = tuple[int, int]  # the first character, and the one behind the last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letters:
    """What the bytes of cp1252 fold to.

    `table` maps each to a letter, a digit or a space; those in `long` fold to several bytes,
    and like all that is none of this they are mapped to themselves.
    """

    table: bytes
    long: Mapping[int, bytes]
    shapes: bytes  # `l` for what folds to one letter, `0` for longer ones and digits, a full stop


@dataclass(slots=True, kw_only=True)
class Grown:
    """Letters that were written out: how many bytes more than characters there are so far."""

    text: str
    shown: bytes  # a byte a character
    is_sharp: bool  # nothing but sharp s, which is two letters, adds bytes
    _chars: list[int] | None = None  # where they are in the text
    _places: list[int] = field(default_factory=list)  # and in `spread`
    _more: Sequence[int] = ()  # bytes added up to each, and in all

    def before(self, place: int) -> int:
        """Give how many bytes were added before a place of `spread`."""
        self._found()
        return self._more[bisect.bisect_left(self._places, place)]

    def spans(self, starts: Sequence[int], size: int) -> list[Stretch]:
        """Give the characters of so many letters behind each of these places of `spread`."""
        self._found()
        places, more, find = self._places, self._more, bisect.bisect_left
        return [
            (at - more[find(places, at + 1)], at + size - more[find(places, at + size)])
            for at in starts
        ]

    def until(self, char: int) -> int:
        """Give how many bytes were added before a character of the text."""
        number = bisect.bisect_left(self._found(), char)
        return self._more[number]

    def _found(self) -> list[int]:
        if self._chars is None:
            if self.is_sharp:  # as in most
                sizes = accumulate(map(len, self.shown.split(_SHARP_S)[:-1]))
                self._chars = [size + number for number, size in enumerate(sizes)]
                self._more = range(len(self._chars) + 1)
            else:
                self._chars = _beyond(self.shown)
                longer = (len(_long(self.shown[at], self.text[at])) - 1 for at in self._chars)
                self._more = list(accumulate(longer, initial=0))
            self._places = [
                char + more + 1 for char, more in zip(self._chars, self._more, strict=False)
            ]
        return self._chars


@dataclass(slots=True, kw_only=True)
class Flat:
    """A text's words in one line, a space before and behind each."""

    line: bytes
    spread: bytes  # the same before its spaces were taken together
    grown: Grown | None = None  # where letters were written out in `spread`
    initials: Mapping[int, int] = field(default_factory=dict)  # where they start -> where they end
    # Places of the line where spaces were left out, and how many up to each and in all.
    _surplus: tuple[list[int], list[int]] | None = None
    _counted: list[int] | None = None  # words before each block of the line
    _asked: int = 0  # for how many keys
    _table: Mapping[bytes, Sequence[int]] | None = None  # where each word stands in `spread`

    def touched(self, start: int, end: int) -> tuple[int, int] | None:
        """Give the places of the first and last word a stretch touches; no initials among them."""
        low, high = self._shown(start), self._shown(end)
        shown = self.spread[low:high]
        bare = shown.lstrip()
        if not bare:
            return None
        first = high - len(bare)
        last = low - 1 + len(shown.rstrip())
        return self._place(first), self._place(last)

    def has_initials(self, start: int, end: int) -> bool:
        """Tell whether a stretch touches initials, whose letters have moved."""
        return any(first < end and start < last for first, last in self.initials.items())

    def _shown(self, char: int) -> int:
        """Give the place of `spread` where a character of the text is shown."""
        return char + 1 + (self.grown.until(char) if self.grown else 0)

    def _place(self, at: int) -> int:
        """Give the place in the line of the word that a place of `spread` lies in."""
        begins = self.spread.rfind(b" ", 0, at) + 1
        before = self.spread[:begins]
        return begins - len(_SURPLUS.findall(before))

    def places(self, key: bytes, most: int = sys.maxsize) -> list[int]:
        """Give where a key stands in the line, at most so often: the place of its first letter."""
        return [start + 1 for start in _starts(self.line, key, most)]

    def each(self, key: bytes) -> Iterator[int]:
        """Give the same places one after the other."""
        at = self.line.find(key)
        while at >= 0:
            yield at + 1
            at = self.line.find(key, at + 1)

    def stretches(self, key: bytes, most: int = sys.maxsize) -> list[Stretch]:
        """Give the characters of the text where a key's words stand, first to behind the last.

        Those of a single word at most so often.
        """
        found = self._found(key, sys.maxsize if b" " in key[1:-1] else most)
        if b" " in key[1:-1] and self._has_more(key, len(found)):
            starts = _starts(self.line, key)
            return [(self.start(at + 1), self._last(at + 1, key)) for at in starts]
        if key[-1:] == b" " and not self.initials:
            size = len(key) - 2
            return (
                self.grown.spans(found, size) if self.grown else [(at, at + size) for at in found]
            )
        return [self._stretch(at + 1, key) for at in found]

    def _found(self, key: bytes, most: int) -> list[int]:
        """Give where a key stands in `spread`; in a long text many are found by its words."""
        self._asked += 1
        if self._asked < _OFTEN or len(self.spread) < _LONG_TEXT or key[-1:] != b" ":
            return _starts(self.spread, key, most)
        if self._table is None:
            self._table = _table(self.spread)
        places = self._table.get(key[1 : key.index(b" ", 1)], ())
        return [at for at in places[:most] if self.spread.startswith(key, at)]

    def _has_more(self, key: bytes, found: int) -> bool:
        """Tell whether a key may stand in the line more often: where spaces were left out."""
        begin = key.rstrip()  # the space behind may be that before another place
        repeats = begin.count(begin[: begin.index(b" ", 1)]) > 1  # places may overlap
        return repeats or self.line.count(begin) > found

    def _last(self, place: int, key: bytes) -> int:
        for _ in range(key.strip().count(b" ")):
            place = self.after(place)
        return self.end(place)

    def _stretch(self, place: int, key: bytes) -> Stretch:
        """Give the characters of words that begin at a place of `spread`."""
        last = place + key.rstrip().rindex(b" ")
        return self._written(place), self._ends(last, self.spread.index(b" ", last))

    def number(self, place: int) -> int:
        """Count the words before a place of the line."""
        if self._counted is None:
            self._counted = _counts(self.line)
        block = place // _BLOCK
        return self._counted[block] + self.line.count(b" ", block * _BLOCK, place) - 1

    def after(self, place: int) -> int:
        """Give the place of the word after; behind the last one the line's end."""
        return self.line.index(b" ", place) + 1

    def word(self, place: int) -> str:
        """Give the word at a place."""
        return self.line[place : self.line.index(b" ", place)].decode()

    def before(self, place: int) -> int:
        """Give the place of the word before."""
        return self.line.rfind(b" ", 0, place - 1) + 1

    def start(self, place: int) -> int:
        """Give the character of the text with which the word at a place begins."""
        return self._written(self._unspaced(place))

    def end(self, place: int) -> int:
        """Give the character of the text behind the word at a place."""
        first = self._unspaced(place)
        return self._ends(first, first + self.line.index(b" ", place) - place)

    def _ends(self, first: int, behind: int) -> int:
        """Give the character behind a word, from its places in `spread`."""
        known = self.initials.get(self._written(first)) if self.initials else None
        return self._written(behind - 1) + 1 if known is None else known

    def _unspaced(self, place: int) -> int:
        if self._surplus is None:
            runs = [run.span() for run in _SPACES.finditer(self.spread)]
            more = list(accumulate([end - start - 1 for start, end in runs], initial=0))
            starts = [start - before for (start, _), before in zip(runs, more, strict=False)]
            self._surplus = starts, more
        starts, more = self._surplus
        return place + more[bisect.bisect_left(starts, place)]

    def _written(self, place: int) -> int:
        """Give the character of a place of `spread`; its first space is not of the text."""
        if self.grown is None:
            return place - 1
        return place - 1 - self.grown.before(place)


def flatten(text: str) -> Flat | None:
    """Give a text's words in one line, None if it holds more than Western letters."""
    letters = _letters()
    try:
        written = text.encode("ascii") if text.isascii() else text.encode("cp1252", _ODD)
    except UnicodeEncodeError:
        return None
    shown = written.translate(letters.table)
    initials: dict[int, int] = {}
    if _INNER_DOT.search(written):
        if _DOTTED_ODD.search(written):
            return None
        shown = _joined(written, shown, initials)
    grown = None
    if not shown.isascii():
        long = _written_out(text, shown)
        if long is None:
            return None
        is_sharp = len(long) == len(shown) + shown.count(_SHARP_S)
        grown = Grown(text=text, shown=shown, is_sharp=is_sharp)
        shown = long
    spread = b" %b " % shown
    return Flat(
        line=_SPACES.sub(b" ", spread),
        spread=spread,
        grown=grown,
        initials=initials,
    )


def _table(spread: bytes) -> Mapping[bytes, Sequence[int]]:
    """Give where each word stands, the space before it."""
    table: dict[bytes, list[int]] = {}
    behind = -1
    for word in spread.split(b" "):
        if word:
            table.setdefault(word, []).append(behind)
        behind += len(word) + 1
    return table


def _starts(line: bytes, key: bytes, most: int = sys.maxsize) -> list[int]:
    """Give where a key stands, the space before it."""
    found: list[int] = []
    at = line.find(key)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = line.find(key, at + 1)
    return found


def _counts(line: bytes) -> list[int]:
    starts = range(0, len(line), _BLOCK)
    return list(accumulate((line.count(b" ", at, at + _BLOCK) for at in starts), initial=0))


def _joined(written: bytes, shown: bytes, initials: dict[int, int]) -> bytes:
    """Make dotted initials one word, its length kept: `U.S.` becomes `us` and spaces."""
    joined = bytearray(shown)
    for found in _INITIALS.finditer(written.translate(_letters().shapes)):
        first, last = found.start(), found.end() - 1
        size = (last - first) // 2 + 1
        joined[first : last + 1] = joined[first : last + 1 : 2] + b" " * (size - 1)
        initials[first] = last + 1 + (written[last + 1 : last + 2] == b".")
    return bytes(joined)


def _written_out(text: str, shown: bytes) -> bytes | None:
    """Write out what folds to several bytes; None if it is more than letters and signs."""
    pieces: list[bytes] = []
    behind = 0
    for at in _beyond(shown, _ASCII + _SHARP_S):
        letters = _long(shown[at], text[at])
        if not letters:
            return None
        pieces += shown[behind:at].replace(_SHARP_S, b"ss"), letters
        behind = at + 1
    line = b"".join((*pieces, shown[behind:].replace(_SHARP_S, b"ss")))
    return None if _is_mixed(line) else line


def _beyond(line: bytes, passed: bytes = _ASCII) -> list[int]:
    """Give the places of all bytes that are not passed over."""
    odd = line.translate(None, passed)
    if len(odd) > _MANY:
        return [found.start() for found in _LONG.finditer(line) if found[0] not in passed]
    return sorted(at for code in set(odd) for at in _starts(line, bytes([code])))


def _long(code: int, char: str) -> bytes:
    """Give what a byte that stands for a longer letter, or for one beyond cp1252, folds to."""
    return _letters().long.get(code) or _odd(char)


def _is_mixed(line: bytes) -> bool:
    """Tell whether a word mixes Latin with Greek or Cyrillic letters: it may pretend to be one."""
    if line.isascii():
        return False
    return any(
        _LATIN.search(line, line.rfind(b" ", 0, at) + 1, found.end())
        for at in _beyond(line)
        if (found := _GREEK.match(line, at))
    )


@lru_cache(maxsize=16384)
def _odd(char: str) -> bytes:
    """Give what a letter outside cp1252 folds to, a space for a sign, nothing for all else."""
    if joins(char) or may_be_glued(char) or char == "\u2029":
        return b""
    found = pieces(char)
    if len(found) == 1 and found[0].kind == APART:
        return b" "
    is_letter = all(piece.kind == LETTER and piece.plain.isalnum() for piece in found)
    return "".join(piece.plain for piece in found).encode() if is_letter else b""


def _placeholder(error: UnicodeError) -> tuple[bytes, int]:
    """Stand in for what cp1252 has not, a byte a character; give up at once where it is vain."""
    if not isinstance(error, UnicodeEncodeError) or not _odd(error.object[error.start]):
        raise error
    following = error.object[error.end : error.end + 2]
    if following.startswith(".") and following[1:].isalpha():  # as in `_DOTTED_ODD`
        raise error
    return b"\x81" * (error.end - error.start), error.end


codecs.register_error(_ODD, _placeholder)


@cache
def _letters() -> _Letters:
    table = bytearray(range(256))
    long: dict[int, bytes] = {}
    for code in range(256):
        char = bytes([code]).decode("cp1252", "replace")
        words = fold(f"ab{char}cd").words
        within = words[0][2:-2] if len(words) == 1 else ""
        if char == "\ufffd":
            continue
        if words == ("ab", "cd"):
            table[code] = 0x20
        elif len(words) == 1 and len(within) == 1 and within.isascii():
            table[code] = ord(within)
        elif within and within.isalnum():
            long[code] = within.encode()
    one = {code for code, letters in long.items() if len(letters.decode()) == 1}
    single = frozenset(b"abcdefghijklmnopqrstuvwxyz") | one
    shapes = bytearray(b"l"[0] if letter in single else b" 0"[letter != 0x20] for letter in table)
    shapes[0x2E] = 0x2E
    return _Letters(table=bytes(table), long=long, shapes=bytes(shapes))
