"""Terms: words to look for, as they are compared.

A term is compiled once (`term("AT&T")`) and looked for in the `Words` of a field.
What must agree beside the folded words: a term's accents (not where the text writes bare
capitals), capitals of up to five letters (`WHO`), and symbols (`C++`, `.NET`, `AT&T`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.matching.letters import may_be_glued
from monitor.matching.text import Folded, fold

# Words and terms never change. They are not `frozen`, as that makes each three times slower to
# make, and rules have hundred thousands of them.
Case = Literal["auto", "exact", "any"]
Marks = Literal["exact", "any"]

_CAPITALS = 5  # letters; longer words are no initials
# Punctuation that stands for a space; a full stop counts only inside a word (`Booking.com`).
_BLANK = frozenset("-‐‑‒–—―_'’‘ʼ`´\"“”„«»‹›״׳,;:!?¡¿()[]{}…،؛؟、。・「」『』《》〈〉·\u00ad")


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Word:
    """One word of a term and what its place in the text must show."""

    plain: str
    marked: str = ""  # accents needed; empty = none
    capitals: bool = False
    exact: str = ""  # as it must be written; empty = any case
    symbols: str = ""  # between the word before and this one


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Term:
    """Words in a row; `begun` = the last one may go on; `after` = symbols behind it.

    `key` is what stands in a line of folded words where the term may: the words with a space
    before and behind each, none behind one that may go on. A `simple` term stands wherever
    its key does. `needle` is what stands in any text that holds the term, whatever is glued
    to its words: the key, but in Korean, Arabic and Hebrew the longest word alone.
    """

    written: str
    words: tuple[Word, ...]
    begun: bool = False
    after: str = ""
    key: bytes = b""
    needle: str = ""
    simple: bool = False
    lone: bool = False  # one word, and its own letters tell whether it is written as it must be


def term(written: str, *, begun: bool = False, case: Case = "auto", marks: Marks = "exact") -> Term:
    """Compile what an analyst wrote; a text without letter or digit gives no words."""
    if written.isascii() and written.isalpha():
        return _letters_only(written, begun=begun, case=case)
    after = ""
    if written.isascii() and written.replace(" ", "").isalpha():  # as most: nothing to fold
        words = tuple([_letters(word, case=case) for word in written.split()])
    else:
        folded = fold(written)
        words = tuple(_word(folded, i, case=case, marks=marks) for i in range(len(folded)))
        if words and not begun:
            after = symbols(folded.gap(len(words))).removesuffix(".")
    line = " ".join(("", *(word.plain for word in words), ""))
    if begun:
        line = line[:-1]
    return Term(
        written=written,
        words=words,
        begun=begun,
        after=after,
        key=line.encode(),
        needle=_needle(words, line),
        simple=not after and all(map(_is_simple, words)),
        lone=not after and len(words) == 1 and not words[0].symbols,
    )


def _letters_only(written: str, *, begun: bool, case: Case) -> Term:
    """Compile one word of ASCII letters, as most are."""
    word = _letters(written, case=case)
    line = f" {word.plain}" if begun else f" {word.plain} "
    return Term(
        written=written,
        words=(word,),
        begun=begun,
        key=line.encode(),
        needle=line,
        simple=_is_simple(word),
        lone=True,
    )


def needs_capitals(written: str) -> bool:
    """Tell whether a word counts as initials: at most five letters, all capitals."""
    return written.isupper() and sum(map(str.isalpha, written)) <= _CAPITALS


def _needle(words: Sequence[Word], line: str) -> str:
    glued = any(map(may_be_glued, (word.plain for word in words)))
    return max((word.plain for word in words), key=len) if glued else line


def _is_simple(word: Word) -> bool:
    return not (word.marked or word.capitals or word.exact or word.symbols)


def _letters(written: str, *, case: Case) -> Word:
    """Compile a word of ASCII letters only."""
    return Word(
        plain=written.lower(),
        capitals=case == "auto" and needs_capitals(written),
        exact=written if case == "exact" else "",
    )


def _word(folded: Folded, index: int, *, case: Case, marks: Marks) -> Word:
    plain, marked = folded.words[index], folded.marked[index]
    written = folded.written(index, index)
    return Word(
        plain=plain,
        marked=marked if marks == "exact" and marked != plain else "",
        capitals=case == "auto" and needs_capitals(written),
        exact=written if case == "exact" else "",
        symbols=symbols(folded.gap(index)),
    )


def symbols(gap: str) -> str:
    """Give the symbols of a gap that are compared."""
    kept = "".join(c for c in gap if not c.isspace() and c not in _BLANK and c != ".")
    return kept + "." if _dotted(gap) else kept


def symbols_before(gap: str, needed: str, inner: bool, *, first: bool) -> bool:
    """Tell whether a gap ends in the symbols needed; `inner` = it is all that may stand there."""
    shown = symbols(gap)
    if inner:
        return shown == needed
    # Nothing may stand glued before the first symbol: `example.net` is no `.NET`.
    own = gap[: len(gap) - len(needed)]
    return shown.endswith(needed) and (first or (bool(own) and not own[-1].isalnum()))


def _dotted(gap: str) -> bool:
    """Tell whether a full stop touches the word behind it (`.NET`, `Booking.com`)."""
    return gap.endswith(".")
