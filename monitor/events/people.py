"""People and organisations of a sentence: known by the gazetteer, or by how they are written.

A run of capitalised words is a *name*; whether it is a person or an organisation is said by a
title, a firm word or the gazetteer, else by the slot it stands in. One word alone is a person
when the article has the full name, or when a watched organisation of the article has a person
so called.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from monitor.events.clauses import Cut
from monitor.events.lexicon import Language
from monitor.events.marks import Marks
from monitor.events.tokens import Tokens, fold_word
from monitor.matching.entities import Entity
from monitor.matching.names import Gazetteer, Named
from monitor.model import Article

_MOST_WORDS = 6  # of one name
_FRONT = 10  # weight of one naming in the lead; a headline's is ten times that
_PERSON_WORDS = range(2, 6)
_NO_NAME = ("trigger", "role", "sphere", "former", "time", "month", "links", "and", "clause",
            "negation", "hedge", "announcing", "after", "agent", "list", "veto")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in a sentence: tokens from `start` to before `end`."""

    start: int
    end: int
    kind: str  # person org place, or name: the slot decides
    text: str  # canonical if known, else as written
    id: str | None = None
    how: str = "heuristic"  # alias in-article heuristic


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who and what an article names: spans per field, and its topic."""

    spotted: Mapping[str, tuple[Named, ...]]
    surnames: Mapping[str, Entity | None]  # None = two people share it
    topic: Entity | None = None
    homes: Mapping[str, Entity] = field(default_factory=dict)  # person -> organisation up front
    fields: tuple[Tokens, ...] = ()
    is_marked: Callable[[Tokens, int], bool] = lambda _tokens, _index: False
    found: dict[str, Name | None] = field(default_factory=dict)  # single words looked up


def cast_of(article: Article, gazetteer: Gazetteer) -> Cast:
    """Collect an article's known names, the surnames they explain, and its topic."""
    spotted: dict[str, list[Named]] = {}
    weight: Counter[str] = Counter()
    entities: dict[str, Entity] = {}
    for one in sorted(gazetteer.named(article), key=lambda s: s.start):
        spotted.setdefault(one.field, []).append(one)
        entities[one.entity.id] = one.entity
        if one.entity.kind == "org":
            weight[one.entity.id] += {"title": 10 * _FRONT, "lead": _FRONT}.get(one.field, 1)
    people = {e.id: e for e in entities.values() if e.kind == "person"}
    for org in weight:
        people.update({p.id: p for p in gazetteer.people(org)})
    surnames: dict[str, Entity | None] = {}
    for person in people.values():
        last = fold_word(person.name.split()[-1])
        other = surnames.get(last, person)
        surnames[last] = person if other is not None and other.id == person.id else None
    front = {o: entities[o] for o in weight if weight[o] >= _FRONT}
    return Cast(
        homes={p.id: front[o] for p in people.values() for o in p.of if o in front},
        spotted={name: tuple(items) for name, items in spotted.items()},
        surnames=surnames,
        topic=entities[max(weight, key=lambda o: weight[o])] if weight else None,
    )


def names_in(piece: Cut, marks: Marks, language: Language, cast: Cast) -> tuple[Name, ...]:
    """Give a sentence's names in text order: the known ones, then the others between them."""
    known = _known(piece, cast)
    taken = {n for name in known for n in range(name.start, name.end)}
    taken |= taken_by(marks)
    others = (
        _resolved(name, piece.sentence.tokens, cast)
        for name in _written(piece, marks, language, taken)
    )
    return tuple(sorted((*known, *others), key=lambda n: n.start))


def taken_by(marks: Marks) -> set[int]:
    """Give the tokens that marks take, so that they are in no name."""
    taken: set[int] = set()
    for kind in _NO_NAME:
        for mark in marks.of(kind):
            split = " .. " in mark.entry.say  # names may stand in its gap
            taken |= {mark.start, mark.end - 1} if split else set(range(mark.start, mark.end))
    return taken


def _known(piece: Cut, cast: Cast) -> list[Name]:
    sentence = piece.sentence
    tokens = sentence.tokens
    names: list[Name] = []
    spotted = cast.spotted.get(tokens.field, ())
    low = bisect_left(spotted, tokens.starts[sentence.first], key=lambda s: s.start)
    high = bisect_left(spotted, tokens.ends[sentence.last - 1], key=lambda s: s.start)
    for one in spotted[low:high]:
        start = bisect_right(tokens.starts, one.start) - 1
        end = bisect_left(tokens.starts, one.end)
        if start < sentence.first or end > sentence.last or start >= end:
            continue
        entity = one.entity
        names.append(
            Name(
                start=start, end=end, kind=entity.kind, text=entity.name, id=entity.id, how="alias"
            )
        )
    return names


def _written(piece: Cut, marks: Marks, language: Language, taken: set[int]) -> list[Name]:
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
        if not named(seat.start - 1) and not named(seat.end)
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
    while end < last and words < _MOST_WORDS and end not in taken:
        step = _step(tokens, end, last, language)
        if not step or any(n in taken for n in range(end, end + step)):
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
        particle = word in language.particles and follows and _is_named(tokens, index + 1)
        return 2 if particle else 0
    if word in {"'", "-", "&", "+"} and follows and _is_named(tokens, index + 1):
        joined = tokens.glued(index - 1) and tokens.glued(index)
        return 2 if joined or word in {"&", "+"} else 0
    if word == "." and len(tokens.words[index - 1]) <= 2 and follows:
        return 2 if _is_named(tokens, index + 1) else 0
    return 0


def _judged(tokens: Tokens, start: int, end: int, language: Language) -> Name:
    """Say what a run of capitalised words is, as far as its own form tells."""
    words = [tokens.words[n] for n in range(start, end) if tokens.is_word(n)]
    titled = 0
    while titled < len(words) - 1 and words[titled] in language.titles:
        titled += 1
    is_firm = any(w in language.firms for w in words) or "&" in tokens.words[start:end]
    is_firm = is_firm or _is_quoted(tokens, start, end)
    kind = "org" if is_firm else "person" if titled else "name"
    first = start + titled + sum(tokens.words[n] == "." for n in range(start, start + 2 * titled))
    first = min(first, end - 1)
    return Name(start=first, end=end, kind=kind, text=_shown(tokens, first, end))


def _is_quoted(tokens: Tokens, start: int, end: int) -> bool:
    """Say whether a name fills a pair of guillemets, as firms do in Russian: «Тинькофф»."""
    around = 0 < start and end < len(tokens.words)
    return around and tokens.words[start - 1] == "«" and tokens.words[end] == "»"


def _shown(tokens: Tokens, start: int, end: int) -> str:
    return " ".join(tokens.text(start, end).split())


def _resolved(name: Name, tokens: Tokens, cast: Cast) -> Name:
    """Give a single word its full name: a watched person's, or one the article has."""
    last = tokens.words[name.end - 1]
    person = cast.surnames.get(last)
    if person and name.kind != "org" and _fits(name, person):
        return replace(name, kind="person", text=person.name, id=person.id, how="in-article")
    if name.end - name.start > 1 or name.kind == "org":
        return name
    if last not in cast.found:
        cast.found[last] = _full_name(last, cast)
    full = cast.found[last]
    return replace(name, kind="person", text=full.text, how="in-article") if full else name


def _fits(name: Name, person: Entity) -> bool:
    """Say whether a written name does not contradict a watched one: no other given name."""
    written = [fold_word(w) for w in name.text.split()]
    known = [fold_word(w) for w in person.name.split()]
    return len(written) == 1 or written[0][:1] == known[0][:1]


def _full_name(last: str, cast: Cast) -> Name | None:
    """Find the word with a given name before it, anywhere in the article."""
    for tokens in cast.fields:
        for index, word in enumerate(tokens.words):
            if word != last or index == 0 or not tokens.is_capital(index):
                continue
            before = index - 1
            if not (tokens.is_word(before) and tokens.is_capital(before)):
                continue
            if cast.is_marked(tokens, before):
                continue
            if before and tokens.is_word(before - 1) and tokens.is_capital(before - 1):
                continue
            if not tokens.raw(before).isupper() and len(tokens.raw(before)) > 1:
                return Name(start=0, end=0, kind="person", text=_shown(tokens, before, index + 1))
    return None


def looks_like_person(name: Name) -> bool:
    """Say whether a name may be a person's: known so, or of two to five words."""
    if name.kind != "name":
        return name.kind == "person"
    words = name.text.split()
    return len(words) in _PERSON_WORDS and not any(any(c.isdigit() for c in w) for w in words)
