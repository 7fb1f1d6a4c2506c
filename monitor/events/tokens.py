"""Tokens: a field cut into words and marks that keep their place in the original text.

A word is a run of letters and digits with their combining marks; a character of Han, kana,
Thai, Lao, Khmer or Burmese is a word of its own; a run of line breaks is one token; any other
character that is no space is a mark. Words are compared in their folded form (NFKC, case
folded, invisible characters dropped); accents stay, because they tell words apart.
"""

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]+"
    r"(?:[\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903"
    r"\u093a-\u094f\u0951-\u0957\u0962\u0963\u0980-\u0983\u09bc-\u09cd\u0a01-\u0a51\u0b01-\u0b57"
    r"\u0b82-\u0bcd\u0c00-\u0c56\u0c81-\u0cd6\u0d00-\u0d57\u200b-\u200d\u2060\ufeff]+"
    r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]*)*"
    r"|[\r\n\u2028\u2029][\s\u2028\u2029]*"
    r"|[^\s\u00ad\u200b-\u200f\u2060\ufeff]"
)
_INVISIBLE = dict.fromkeys([0x00AD, 0x0640, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_QUOTES = {ord(c): "'" for c in "’ʼ‘`´＇"} | {ord(c): "-" for c in "‐‑"}
_MARKS = re.compile(r"[\u0300-\u036f]+")
BREAK = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One field's tokens: folded words and where each lies, in parallel tuples."""

    field: str
    source: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def text(self, first: int, last: int) -> str:
        """Give the original slice from token `first` up to, not including, token `last`."""
        return self.source[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def raw(self, index: int) -> str:
        """Give one token as written."""
        return self.source[self.starts[index] : self.ends[index]]

    def glued(self, index: int) -> bool:
        """Say whether nothing stands between this token and the next one."""
        return index + 1 < len(self.starts) and self.ends[index] == self.starts[index + 1]

    def is_word(self, index: int) -> bool:
        """Say whether a token is a word or a number, no mark and no line break."""
        return self.words[index][:1].isalnum()

    def is_capital(self, index: int) -> bool:
        """Say whether a word begins with a capital letter."""
        return self.source[self.starts[index]].isupper()


def fold_word(text: str) -> str:
    """Give the form in which words are compared: `Démission` and its decomposed twin alike."""
    if text.isascii():
        return text.lower()
    clean = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    return unicodedata.normalize("NFC", clean).translate(_QUOTES) or text[:1]


def bare(word: str) -> str:
    """Drop the accents of a folded word, as headlines in capitals do."""
    if word.isascii():
        return word
    plain = _MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", plain)


def tokenise(field: str, text: str) -> Tokens:
    """Cut a field into tokens, in one pass over the text."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    known: dict[str, str] = {}
    for found in _TOKEN.finditer(text):
        piece = found.group()
        word = known.get(piece)
        if word is None:
            word = known[piece] = BREAK if piece[0] in "\r\n\u2028\u2029" else fold_word(piece)
        words.append(word)
        starts.append(found.start())
        ends.append(found.end())
    return Tokens(
        field=field, source=text, words=tuple(words), starts=tuple(starts), ends=tuple(ends)
    )
