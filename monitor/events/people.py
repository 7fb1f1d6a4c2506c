"""People and organisations of a sentence: known by the gazetteer, or by how they are written.

A run of capitalised words is a *name*; whether it is a person or an organisation is said by a
title, a firm word or the gazetteer, else by the slot it stands in. One word alone is a person
when the article has the full name, or when a watched organisation of the article has a person
so called.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from monitor.events.clauses import Cut
from monitor.events.lexicon import Language
from monitor.events.marks import Marks
from monitor.events.tokens import Tokens, fold_word
from monitor.events.written import Name, shown, written
from monitor.matching.entities import Entity
from monitor.matching.names import Gazetteer, Named
from monitor.model import Article

_FRONT = 10  # weight of one naming in the lead; a headline's is ten times that
_PERSON_WORDS = range(2, 6)
_NO_NAME = ("trigger", "role", "sphere", "former", "time", "month", "links", "and", "clause",
            "negation", "hedge", "announcing", "after", "agent", "list", "veto")  # fmt: skip


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
        for name in written(piece, marks, language, taken)
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
                return Name(start=0, end=0, kind="person", text=shown(tokens, before, index + 1))
    return None


def looks_like_person(name: Name) -> bool:
    """Say whether a name may be a person's: known so, or of two to five words."""
    if name.kind != "name":
        return name.kind == "person"
    words = name.text.split()
    return len(words) in _PERSON_WORDS and not any(any(c.isdigit() for c in w) for w in words)
