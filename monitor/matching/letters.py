"""Letters: one written character, with its marks, becomes what is compared.

The order is fixed (`rules.md` 8): at most 30 marks on a letter, NFKC, format characters and
tatweel off, casefold, then NFD without Arabic and Hebrew points, letters unified, NFC.
Folding goes grapheme by grapheme, so every folded letter knows where it was written.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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
_HANGUL = ((0x1100, 0x11FF), (0x3131, 0x318E), (0xAC00, 0xD7A3))
_POINTS = (
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),  # hamza and madda above too: this unifies alef and hamza carriers
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
)
_DROPPED = {"\u0640"}  # tatweel stretches a word, it is no letter
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
_JOINING = ((0xFF9E, 0xFF9F), (0x1160, 0x11FF), (0xD7B0, 0xD7FF))

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


@lru_cache(maxsize=16384)
def joins(char: str) -> bool:
    """Tell whether it belongs to the character before it: a mark, a format character."""
    return unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"} or _within(char, _JOINING)


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
    if word.isascii() or not any("a" <= c <= "z" for c in word):
        return word
    mapped = word.translate(_LOOKALIKES)
    return mapped if mapped.isascii() else word


@lru_cache(maxsize=32768)
def is_single(char: str) -> bool:
    """Tell whether its script is written without spaces between words."""
    return _within(char, _SINGLES)


def is_hangul(char: str) -> bool:
    """Tell whether it is a Hangul syllable or letter."""
    return _within(char, _HANGUL)


def may_be_glued(word: str) -> bool:
    """Tell whether particles or prefixes of its script are written as part of a word."""
    return not word.isascii() and any(
        is_hangul(char) or is_arabic(char) or is_hebrew(char) for char in word
    )


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
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _fold(cluster: str) -> str:
    """Fold all but accents, until nothing changes (casefolding may undo a normal form)."""
    dotless = cluster.replace("İ", "i")
    before = ""
    while dotless != before:
        before = dotless
        shown = unicodedata.normalize("NFKC", before)
        shown = "".join(c for c in shown if c not in _DROPPED and unicodedata.category(c) != "Cf")
        apart = unicodedata.normalize("NFD", shown.casefold())
        apart = "".join(c for c in apart if not _within(c, _POINTS))
        dotless = unicodedata.normalize("NFC", apart.translate(_UNIFIED))
        dotless = dotless.translate(_UNIFIED)
    return dotless


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
