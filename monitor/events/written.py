"""Written names: runs of capitalised words, with particles, initials and apostrophes inside.

A run ends where the alphabet changes, where a person follows an organisation, and before a
bracketed sign; a seat word in capitals and words before their own short form are no name.
"""

import unicodedata
from dataclasses import dataclass

from monitor.events.clauses import Cut
from monitor.events.lexicon import Language
from monitor.events.marks import Marks
from monitor.events.tokens import Tokens

_TICKER_LETTERS = 4  # shorter signs are also parties and short names
_MOST_PARTICLES = 2
_MOST_WORDS = 6  # of one name


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in a sentence: tokens from `start` to before `end`."""

    start: int
    end: int
    kind: str  # person org place, or name: the slot decides
    text: str  # canonical if known, else as written
    id: str | None = None
    how: str = "heuristic"  # alias in-article heuristic


def written(piece: Cut, marks: Marks, language: Language, taken: set[int]) -> list[Name]:
    """Find runs of capitalised words, with particles, initials and apostrophes inside."""
    tokens = piece.sentence.tokens
    taken = taken | piece.tickers | _lone_seats(piece, marks, taken)
    names: list[Name] = []
    index = piece.sentence.first
    while index < piece.sentence.last:
        if not _begins(tokens, index, language, taken):
            index += 1
            continue
        end = _run(tokens, index, piece.sentence.last, language, taken)
        if _spells_seat(tokens, marks, index, end):
            index = end
            continue
        middle = _seam(piece, marks, index, end)
        if middle:
            names.append(_judged(tokens, index, middle, language))
        names.append(_judged(tokens, middle or index, end, language))
        index = end
    return names


def _seam(piece: Cut, marks: Marks, start: int, end: int) -> int:
    """Give where a person follows an organisation: `presidente di Acme Paul Stern lascia`."""
    tokens = piece.sentence.tokens
    words = [n for n in range(start, end) if tokens.is_word(n)]
    if turn := _script_turn(tokens, words):
        return turn
    link = marks.covers("links", start - 1)
    after_seat = link and any(r.end == link.start for r in marks.of("role"))
    goes_on = end < piece.sentence.last and tokens.is_word(end) and not marks.covers("links", end)
    return words[-2] if after_seat and goes_on and len(words) > 2 else 0


def _script_turn(tokens: Tokens, words: list[int]) -> int:
    """Give where a name goes over to another alphabet, with two words on one side or more."""
    scripts = [_script(tokens.words[n]) for n in words]
    for at in range(1, len(words)):
        if scripts[at - 1] and scripts[at] and scripts[at - 1] != scripts[at]:
            return words[at] if max(at, len(words) - at) > 1 else 0
    return 0


def _script(word: str) -> str:
    letter = next((c for c in word if c.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""


def _lone_seats(piece: Cut, marks: Marks, taken: set[int]) -> set[int]:
    """Give seat words in capitals that are part of no name: `deixa o Cargo`."""
    tokens = piece.sentence.tokens

    def named(index: int) -> bool:
        inside = piece.sentence.first <= index < piece.sentence.last and index not in taken
        return inside and tokens.is_word(index) and _is_named(tokens, index)

    return {
        n
        for seat in marks.of("seat")
        if not named(seat.start - 1) and not named(seat.end) and not tokens.glued(seat.start - 1)
        for n in range(seat.start, seat.end)
    }


def _begins(tokens: Tokens, index: int, language: Language, taken: set[int]) -> bool:
    if index in taken or not tokens.is_word(index) or not _is_named(tokens, index):
        return False
    return not (tokens.words[index] in language.particles and not tokens.is_capital(index))


def _is_named(tokens: Tokens, index: int) -> bool:
    """Say whether a word is written as a name: a capital, or one inside (eBay, iRobot)."""
    raw = tokens.raw(index)
    return raw[0].isupper() or (len(raw) > 2 and raw[1].isupper())


def _run(tokens: Tokens, start: int, last: int, language: Language, taken: set[int]) -> int:
    """Give the token after a name that begins at `start`."""
    end = start + 1
    words = 1
    while end < last and words < _MOST_WORDS:
        step = _step(tokens, end, last, language)
        firm = tokens.words[end] == "&" and words == 1  # Stern & Sons; not two people
        if not step or any(n in taken for n in range(end + firm, end + step)):
            break
        end += step
        words += 1
    return end


def _step(tokens: Tokens, index: int, last: int, language: Language) -> int:
    """Say how many tokens further a name goes on: 0 when it ends here."""
    word = tokens.words[index]
    follows = index + 1 < last and tokens.is_word(index + 1)
    if tokens.is_word(index):
        if _is_named(tokens, index) or tokens.raw(index).isdigit():
            return 1
        return _particles(tokens, index, last, language)
    if word in {"'", "-", "&", "+"} and follows and _is_named(tokens, index + 1):
        joined = tokens.glued(index - 1) and tokens.glued(index)
        return 2 if joined or word in {"&", "+"} else 0
    if word == "." and len(tokens.words[index - 1]) <= 2 and follows:
        return 2 if _is_named(tokens, index + 1) else 0
    return 0


def _particles(tokens: Tokens, index: int, last: int, language: Language) -> int:
    """Count the particles from a token on, and the capital after them: `de la Ruiz`."""
    end = index
    while end < last and end - index < _MOST_PARTICLES and tokens.words[end] in language.particles:
        end += 1
    capital = index < end < last and tokens.is_word(end) and _is_named(tokens, end)
    return end - index + 1 if capital else 0


def _judged(tokens: Tokens, start: int, end: int, language: Language) -> Name:
    """Say what a run of capitalised words is, as far as its own form tells."""
    words = [tokens.words[n] for n in range(start, end) if tokens.is_word(n)]
    titled = 0
    while titled < len(words) - 1 and words[titled] in language.titles:
        titled += 1
    is_firm = any(w in language.firms for w in words) or "&" in tokens.words[start:end]
    is_firm = is_firm or _has_ticker(tokens, end)
    kind = "org" if is_firm else "person" if titled else "name"
    first = start + titled + sum(tokens.words[n] == "." for n in range(start, start + 2 * titled))
    first = min(first, end - 1)
    return Name(start=first, end=end, kind=kind, text=shown(tokens, first, end))


def _has_ticker(tokens: Tokens, end: int) -> bool:
    """Say whether a stock sign follows a name: `Acme (ACME)`, no age and no party."""
    if end + 2 >= len(tokens.words) or tokens.words[end] != "(" or tokens.words[end + 2] != ")":
        return False
    sign = tokens.raw(end + 1)
    return len(sign) >= _TICKER_LETTERS and sign.isascii() and sign.isupper()


def _spells_seat(tokens: Tokens, marks: Marks, start: int, end: int) -> bool:
    """Say whether words stand before their own short form: `Chief Financial Officer (CFO)`."""
    if end + 1 >= len(tokens.words) or tokens.words[end] != "(":
        return False
    initials = "".join(tokens.words[n][0] for n in range(start, end) if tokens.is_word(n))
    return marks.covers("role", end + 1) is not None and tokens.words[end + 1] == initials


def shown(tokens: Tokens, start: int, end: int) -> str:
    """Give a name as written, its spaces single."""
    return " ".join(tokens.text(start, end).split())
