"""Letters: one written character, with its marks, becomes what is compared.

The order is fixed (`rules.md` 8): at most 30 marks on a letter, NFKC, format characters and
tatweel off, casefold, then NFD without Arabic and Hebrew points, letters unified, NFC.
Folding goes grapheme by grapheme, so every folded letter knows where it was written.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

MARKS_KEPT = 30  # on one letter; 100,000 in a row take unicodedata 7.8 s
LETTER, SINGLE, HANGUL, APART = "letter", "single", "hangul", "apart"

# One token a character: these scripts are written without spaces between words.
_SINGLES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # Han iteration marks
    (0x3041, 0x30FF),  # kana
    (0x3105, 0x312F),  # bopomofo
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
# Arabic and Hebrew points; hamza and madda above too: this unifies alef and hamza carriers.
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+"
)
# Format characters, and tatweel, which stretches a word and is no letter.
_UNSPOKEN = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u0640\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]+"
)
_GLUED = re.compile("[\u05d0-\u05ea\u0620-\u06d3\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LATIN = re.compile("[a-z]")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_ON_NOTHING = re.compile(r"\A[\u0300-\u036f]+")
_UNIFIED = str.maketrans(
    {
        "ı": "i",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ё": "е",  # Russian papers write it without dots
        "\u02bc": "'",  # an apostrophe that Unicode calls a letter
        "\u02bb": "'",
    }
)
# Halfwidth voicing marks and conjoining vowels and finals: no marks by category, but they
# compose with the character before them.
_JOINING = frozenset(map(chr, (0xFF9E, 0xFF9F, *range(0x1160, 0x1200), *range(0xD7B0, 0xD800))))
_MARKS = frozenset({"Mn", "Mc", "Me", "Cf"})
_BETWEEN = "\0"  # graphemes folded together; none holds it
_REMEMBERED = 65_536  # graphemes
_SIGNS: Mapping[str, str] = {".": ".", "\n": "\n"}  # that stay what they are

# Cyrillic and Greek letters that pass for Latin ones, after casefolding.
_LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕһԁԛԝ" + "αβεηικνορτυχζ",
    "abekmhopctyxijshdqw" + "abehikvoptyxz",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One folded letter: without marks, with them, and how it joins its neighbours."""

    plain: str
    marked: str
    kind: str  # LETTER, SINGLE, HANGUL or APART


def joins(char: str) -> bool:
    """Tell whether it belongs to the character before it: a mark, a format character."""
    return unicodedata.category(char) in _MARKS or char in _JOINING


def plain_letters(graphemes: Sequence[str]) -> list[str]:
    """Give what each grapheme is compared as, without accents.

    All that is no letter is a space, but for a full stop and a line break, which stay. They are
    folded together, each different one once: 33,000 of Han take 20 ms, one by one 200.
    """
    return _plain().of(graphemes)


def marked_letters(graphemes: Sequence[str]) -> list[str]:
    """Give the same with accents."""
    return _marked().of(graphemes)


@lru_cache(maxsize=32768)
def pieces(cluster: str) -> tuple[Piece, ...]:
    """Fold one grapheme; a ligature or a compatibility character gives several pieces."""
    shown = _fold(cluster[: MARKS_KEPT + 1])
    out: list[Piece] = []
    start = 0
    for end in range(1, len(shown) + 1):
        if end < len(shown) and unicodedata.category(shown[end])[0] == "M":
            continue
        piece = _piece(shown[start:end])
        start = end
        if piece is not None:
            out.append(piece)
    return tuple(out)


def latin(word: str) -> str:
    """Give the Latin word that a mixture of Latin with Cyrillic or Greek pretends to be.

    Any other word comes back as it is; so does a mixture that no substitution makes Latin.
    """
    if word.isascii() or not _LATIN.search(word):
        return word
    mapped = word.translate(_LOOKALIKES)
    return mapped if mapped.isascii() else word


@lru_cache(maxsize=32768)
def is_single(char: str) -> bool:
    """Tell whether its script is written without spaces between words."""
    return _within(char, _SINGLES)


def is_hangul(char: str) -> bool:
    """Tell whether it is a Hangul syllable or letter."""
    return (
        "\u1100" <= char <= "\u11ff" or "\u3131" <= char <= "\u318e" or "\uac00" <= char <= "\ud7a3"
    )


def may_be_glued(word: str) -> bool:
    """Tell whether particles or prefixes of its script are written as part of a word."""
    return not word.isascii() and bool(_GLUED.search(word))


def is_hebrew(char: str) -> bool:
    """Tell whether it is a Hebrew letter."""
    return "\u05d0" <= char <= "\u05ea"


def is_arabic(char: str) -> bool:
    """Tell whether it is an Arabic letter."""
    return "\u0620" <= char <= "\u06d3"


def unmarked(text: str) -> str:
    """Take accents (U+0300-036F) off a text that is folded otherwise."""
    if text.isascii():
        return text
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)


def _fold(text: str) -> str:
    """Fold all but accents, until nothing changes (casefolding may undo a normal form)."""
    dotless = text.replace("İ", "i")
    before = ""
    while dotless != before:
        before = dotless
        shown = _UNSPOKEN.sub("", unicodedata.normalize("NFKC", before))
        apart = _POINTS.sub("", unicodedata.normalize("NFD", shown.casefold()))
        dotless = unicodedata.normalize("NFC", apart.translate(_UNIFIED)).translate(_UNIFIED)
    return dotless


class Known:
    """What graphemes become, remembered; when they are too many, all is forgotten.

    `made` tells of several at once; `kept` is known from the beginning.
    """

    def __init__(
        self, made: Callable[[Iterable[str]], Iterable[str]], kept: Mapping[str, str]
    ) -> None:
        """Begin with what is kept."""
        self._made = made
        self._kept = kept
        self._known = dict(kept)

    def of(self, graphemes: Sequence[str]) -> list[str]:
        """Give what each becomes."""
        try:
            return list(map(self._known.__getitem__, graphemes))
        except KeyError:
            return list(map(self._learnt(graphemes).__getitem__, graphemes))

    def _learnt(self, graphemes: Sequence[str]) -> Mapping[str, str]:
        if len(self._known) > _REMEMBERED:
            self._known = dict(self._kept)
        known = self._known
        new = set(graphemes).difference(known)
        known.update(zip(new, self._made(new), strict=True))
        return known


@cache
def _plain() -> Known:
    return Known(_plainly, _SIGNS)


@cache
def _marked() -> Known:
    return Known(_with_marks, _SIGNS)


def _plainly(graphemes: Iterable[str]) -> list[str]:
    shown = unmarked(_fold(_BETWEEN.join(graphemes)))
    return [one if one.isalnum() else _spaced(one) for one in shown.split(_BETWEEN)]


def _with_marks(graphemes: Iterable[str]) -> list[str]:
    shown = _fold(_BETWEEN.join(graphemes)).split(_BETWEEN)
    return [one if one.isalnum() else _spaced(_ON_NOTHING.sub("", one)) for one in shown]


def _spaced(shown: str) -> str:
    """Put a space for what is no letter, with the marks it has; one before a mark by itself."""
    kept = [" "] if shown and unicodedata.category(shown[0])[0] == "M" else []
    is_apart = False
    for char in shown:
        is_mark = unicodedata.category(char)[0] == "M"
        if not (is_mark and is_apart):
            is_apart = not is_mark and not char.isalnum()
            kept.append(" " if is_apart else char)
    return "".join(kept)


def _piece(shown: str) -> Piece | None:
    plain = unmarked(shown)
    if not plain:
        return None
    first = plain[0]
    if is_single(first) and (first.isalnum() or unicodedata.category(first)[0] == "M"):
        return Piece(plain=plain, marked=shown, kind=SINGLE)
    if is_hangul(first):
        return Piece(plain=plain, marked=shown, kind=HANGUL)
    if first.isalnum() or unicodedata.category(first)[0] == "M":
        return Piece(plain=plain, marked=shown, kind=LETTER)
    return Piece(plain=plain, marked=shown, kind=APART)


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    code = ord(char)
    return any(low <= code <= high for low, high in ranges)
