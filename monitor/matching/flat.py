"""Flat: a Western text as one line of folded words, with ways back to what was written.

`flatten("Mr. Café's U.S. staff")` gives the line ` mr cafe s us staff `. It does for a text of
one byte a character (cp1252) what `fold` does for all scripts, thirty times as fast: one table
folds every letter, and every place keeps its number. A text that holds anything else gives
None. What few letters fold to several (ß, ™, æ) and dotted initials are remembered aside.
"""

import bisect
import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate

from monitor.matching.letters import APART, LETTER, joins, may_be_glued, pieces
from monitor.matching.text import fold

_SPACES = re.compile(rb"  +")
_SURPLUS = re.compile(rb" (?= )")
_BLOCK = 512  # bytes; words are counted from the beginning of one
_LONG = re.compile(rb"[\x80-\xff]")
_LONG_NOT_SHARP = re.compile(rb"[\x80-\xde\xe0-\xff]")
_SHARP_S = b"\xdf"
_LATIN = re.compile(rb"[a-z]")
_GREEK = re.compile(rb"[\xcd-\xd4][^ ]*")  # and Cyrillic: the rest of a word from there
_DOTTED_ODD = re.compile(rb"\x81.?\.|\..?\x81", re.DOTALL)  # perhaps an initial
_ODD = "monitor.matching.flat"
_INNER_DOT = re.compile(rb"\.[A-Za-z\x80-\xff]")
_INITIALS = re.compile(rb"[^\s.](?:\.[^\s.])+")

Stretch = tuple[int, int]  # the first character, and the one behind the last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letters:
    """What the bytes of cp1252 fold to.

    `table` maps each to a letter, a digit or a space; those in `long` fold to several bytes,
    and like all that is none of this they are mapped to themselves.
    """

    table: bytes
    long: Mapping[bytes, bytes]
    single: frozenset[int]  # those that fold to one letter


@dataclass(slots=True, kw_only=True)
class Grown:
    """Letters that were written out: how many bytes more than characters there are so far."""

    text: str
    shown: bytes  # a byte a character
    _at: tuple[list[int], list[int]] | None = None  # where they are in the text, in `spread`
    _more: list[int] = field(default_factory=list)  # bytes added up to each

    def before(self, place: int) -> int:
        """Give how many bytes were added before a place of `spread`."""
        number = bisect.bisect_left(self._found()[1], place)
        return self._more[number]

    def until(self, char: int) -> int:
        """Give how many bytes were added before a character of the text."""
        number = bisect.bisect_left(self._found()[0], char)
        return self._more[number]

    def _found(self) -> tuple[list[int], list[int]]:
        if self._at is None:
            parts = self.shown.split(_SHARP_S)
            if all(map(bytes.isascii, parts)):  # as in most: each becomes two letters
                sizes = accumulate(map(len, parts[:-1]))
                chars = [size + number for number, size in enumerate(sizes)]
                self._more = list(range(len(parts)))
            else:
                letters = [(one.start(), one[0]) for one in _LONG.finditer(self.shown)]
                longer = (len(_long(code, self.text[at])) - 1 for at, code in letters)
                chars = [at for at, _ in letters]
                self._more = list(accumulate(longer, initial=0))
            added = zip(chars, self._more, strict=False)  # at last comes what is added in all
            self._at = chars, [char + more + 1 for char, more in added]
        return self._at


@dataclass(slots=True, kw_only=True)
class Flat:
    """A text's words in one line, a space before and behind each."""

    line: bytes
    spread: bytes  # the same before its spaces were taken together
    is_even: bool  # each character of the text has its own place in `spread`
    grown: Grown | None = None  # where letters were written out in `spread`
    initials: Mapping[int, int] = field(default_factory=dict)  # where they start -> where they end
    _surplus: list[int] | None = None  # places of the line where a space was left out
    _counted: list[int] | None = None  # words before each block of the line

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

    def places(self, key: bytes) -> Iterator[int]:
        """Give where a key stands in the line: the place of its first letter."""
        at = self.line.find(key)
        while at >= 0:
            yield at + 1
            at = self.line.find(key, at + 1)

    def stretches(self, key: bytes, starts: Sequence[int]) -> list[Stretch]:
        """Give the characters of the text where a key's words stand, first to behind the last.

        `starts` are the places of the line where the key stands.
        """
        found = self._spread_out(key, starts)
        if found is None:
            return [(self.start(at + 1), self._last(at + 1, key)) for at in starts]
        if self.is_even and key[-1:] == b" ":
            size = len(key) - 2
            return [(at, at + size) for at in found]
        return [self._stretch(at + 1, key) for at in found]

    def _spread_out(self, key: bytes, starts: Sequence[int]) -> list[int] | None:
        """Give the same places of `spread`; None if spaces were left out of some."""
        found: list[int] = []
        at = -1
        for start in starts:  # nothing moves to the left, and none overtakes another
            at = self.spread.find(key, max(at + 1, start))
            if at < 0:
                return None
            found.append(at)
        return found

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
            found = (surplus.start() for surplus in _SURPLUS.finditer(self.spread))
            self._surplus = [at - number for number, at in enumerate(found)]
        return place + bisect.bisect_left(self._surplus, place)

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
        grown = Grown(text=text, shown=shown)
        long = _written_out(text, shown)
        if long is None:
            return None
        shown = long
    spread = b" %b " % shown
    return Flat(
        line=_SPACES.sub(b" ", spread),
        spread=spread,
        is_even=grown is None and not initials,
        grown=grown,
        initials=initials,
    )


def _counts(line: bytes) -> list[int]:
    starts = range(0, len(line), _BLOCK)
    return list(accumulate((line.count(b" ", at, at + _BLOCK) for at in starts), initial=0))


def _joined(written: bytes, shown: bytes, initials: dict[int, int]) -> bytes:
    """Make dotted initials one word, its length kept: `U.S.` becomes `us` and spaces."""
    joined = bytearray(shown)
    for found in _INITIALS.finditer(written):
        for first, last in _runs(shown, *found.span()):
            size = (last - first) // 2 + 1
            joined[first : last + 1] = joined[first : last + 1 : 2] + b" " * (size - 1)
            initials[first] = last + 1 + (written[last + 1 : last + 2] == b".")
    return bytes(joined)


def _runs(shown: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the stretches of single letters, each a word of its own, in `a.b.c`."""
    first = -1
    for at in range(start, end + 2, 2):
        single = at < end and _is_initial(shown, at)
        if single and first < 0:
            first = at
        elif not single:
            if first >= 0 and at - 2 > first:
                yield first, at - 2
            first = -1


def _is_initial(shown: bytes, at: int) -> bool:
    around = shown[at - 1 : at] + shown[at + 1 : at + 2]
    return shown[at] in _letters().single and not around.strip()


def _written_out(text: str, shown: bytes) -> bytes | None:
    """Write out what folds to several bytes; None if it is more than letters and signs."""
    sharp = shown.replace(_SHARP_S, b"ss")
    if sharp.isascii():  # most German texts
        return sharp
    letters = [_long(found[0], text[found.start()]) for found in _LONG_NOT_SHARP.finditer(shown)]
    if not all(letters):
        return None
    following = iter(letters)
    line = _LONG_NOT_SHARP.sub(lambda _: next(following), sharp)
    return None if _is_mixed(line) else line


def _long(code: bytes, char: str) -> bytes:
    """Give what a byte that stands for a longer letter, or for one beyond cp1252, folds to."""
    return _letters().long.get(code) or _odd(char)


def _is_mixed(line: bytes) -> bool:
    """Tell whether a word mixes Latin with Greek or Cyrillic letters: it may pretend to be one."""
    return any(
        _LATIN.search(line, line.rfind(b" ", 0, found.start()) + 1, found.end())
        for found in _GREEK.finditer(line)
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
    return b"\x81" * (error.end - error.start), error.end


codecs.register_error(_ODD, _placeholder)


@cache
def _letters() -> _Letters:
    table = bytearray(range(256))
    long: dict[bytes, bytes] = {}
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
            long[bytes([code])] = within.encode()
    one = {code[0] for code, letters in long.items() if len(letters.decode()) == 1}
    return _Letters(
        table=bytes(table),
        long=long,
        single=frozenset(b"abcdefghijklmnopqrstuvwxyz") | one,
    )
