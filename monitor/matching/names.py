"""Names: which watched organisations, people and places an article names, and where.

Aliases of the article's language and those of any language count; case endings are admitted
from closed lists (`forms.py`). Of one kind only the longest name at a place counts, an
entity's `blots` hide what they cover, and a guarded alias counts only when one of its guards
is named in the same article.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from monitor.matching.covers import Cover, cover
from monitor.matching.entities import ANY, Alias, Entity
from monitor.matching.forms import inflected, unglued
from monitor.matching.letters import unmarked
from monitor.matching.terms import Term, term
from monitor.matching.words import KEPT, Span, Words
from monitor.model import Article

SURE = 0.8  # below, a detected language does not narrow the aliases
UNKNOWN = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entity named at one place: word numbers and code points of the field."""

    entity: Entity
    field: str
    first: int
    last: int
    start: int
    end: int
    alias: str  # as listed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """An alias compiled, or a longer form that blots its entity out (`alias` is None)."""

    entity: Entity
    term: Term
    alias: Alias | None = None
    unless: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """One language's spellings by first word, and each form's base words."""

    bases: Mapping[str, frozenset[str]]
    first: Mapping[str, tuple[_Spelling, ...]]

    def reads(self, shown: str, plain: str) -> bool:
        return plain in self.words(shown)

    def words(self, shown: str) -> frozenset[str]:
        """Give the words of names that a word of a text may be."""
        found = self.bases.get(shown, frozenset())
        for word in unglued(shown):
            found |= self.bases.get(word, frozenset())
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    spelling: _Spelling
    field: str
    span: Span


class Gazetteer:
    """All watched entities and lists; tables are made once a language, on its first article."""

    __slots__ = ("_by_id", "_lists", "_people", "_tables")

    def __init__(
        self, entities: Iterable[Entity] = (), lists: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """Take entities with unique ids, and lists of their ids (entity and watch lists)."""
        self._by_id = {entity.id: entity for entity in entities}
        self._lists = {name: frozenset(ids) for name, ids in (lists or {}).items()}
        people: dict[str, list[Entity]] = defaultdict(list)
        for entity in self._by_id.values():
            for org in entity.of:
                people[org].append(entity)
        self._people = {org: tuple(found) for org, found in people.items()}
        self._tables: dict[str, _Table] = {}

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Give all entities in the order they were listed."""
        return tuple(self._by_id.values())

    @property
    def lists(self) -> tuple[str, ...]:
        """Give the ids of all lists."""
        return tuple(self._lists)

    def entity(self, entity_id: str | None) -> Entity | None:
        """Give the entity of an id, None if nobody watches it."""
        return self._by_id.get(entity_id or "")

    def members(self, name: str) -> frozenset[str]:
        """Give the ids a list holds; an entity's own id stands for itself."""
        if name in self._lists:
            return self._lists[name]
        return frozenset([name]) if name in self._by_id else frozenset()

    def people(self, org: str) -> tuple[Entity, ...]:
        """Give the watched people of an organisation."""
        return self._people.get(org, ())

    def watched(self, entity_id: str, lists: Iterable[str]) -> bool:
        """Tell whether an entity, or the organisation a person belongs to, is on a list."""
        entity = self.entity(entity_id)
        ids = {entity_id, *(entity.of if entity else ())}
        return any(not ids.isdisjoint(self.members(name)) for name in lists)

    def named(self, article: Article) -> tuple[Named, ...]:
        """Give what an article names in title, lead and body, in the order of the text."""
        lang = article.lang if article.lang_sure >= SURE else UNKNOWN
        texts = {"title": article.title, "lead": article.lead, "body": article.body}
        fields = {
            name: Words(text, lang=article.lang, title=name == "title")
            for name, text in texts.items()
            if text
        }
        return self.find(fields, lang=lang)

    def find(self, fields: Mapping[str, Words], *, lang: str = UNKNOWN) -> tuple[Named, ...]:
        """Give what these fields of one article name; `und` lets all aliases count."""
        table = self._table(lang)
        found = [f for name, words in fields.items() for f in _search(table, name, words)]
        open_ = [f for f in found if not _guards(f)]
        open_ += _admitted(open_, [f for f in found if _guards(f)])
        order = list(fields)
        kept = sorted(_longest(open_), key=lambda f: (order.index(f.field), f.span))
        return tuple(_named(f, fields[f.field]) for f in kept)

    def _table(self, lang: str) -> _Table:
        if lang not in self._tables:
            self._tables[lang] = _table(self._by_id.values(), lang)
        return self._tables[lang]


def _guards(found: _Found) -> tuple[str, ...]:
    return found.spelling.alias.guard if found.spelling.alias else ()


def _admitted(open_: Sequence[_Found], guarded: Iterable[_Found]) -> Iterator[_Found]:
    """Give the guarded places whose guard is named, each looked at once a guard.

    A name that is admitted may itself be the guard of others.
    """
    waiting: dict[str, list[_Found]] = defaultdict(list)
    for f in guarded:
        for guard in _guards(f):
            waiting[guard].append(f)
    named = [f.spelling.entity.id for f in _longest(open_)]
    admitted: set[int] = set()
    while named:
        for f in waiting.pop(named.pop(), ()):
            if id(f) not in admitted:
                admitted.add(id(f))
                named.append(f.spelling.entity.id)
                yield f


def _named(found: _Found, words: Words) -> Named:
    first, last = found.span
    return Named(
        entity=found.spelling.entity,
        field=found.field,
        first=first,
        last=last,
        start=words.folded.starts[first],
        end=words.folded.ends[last],
        alias=found.spelling.term.written,
    )


def _table(entities: Iterable[Entity], lang: str) -> _Table:
    """Compile the spellings that count in a language."""
    bases: dict[str, set[str]] = defaultdict(set)
    first: dict[str, list[_Spelling]] = defaultdict(list)
    for spelling in (s for entity in entities for s in _spellings(entity, lang)):
        for word in spelling.term.words:
            bases[word.plain].add(word.plain)
            for form in inflected(word.marked or word.plain, lang):
                bases[unmarked(form)].add(word.plain)
        if spelling.term.words:
            first[spelling.term.words[0].plain].append(spelling)
    return _Table(
        bases={form: frozenset(words) for form, words in bases.items()},
        first={word: tuple(spellings) for word, spellings in first.items()},
    )


def _spellings(entity: Entity, lang: str) -> Iterator[_Spelling]:
    for alias in (Alias(text=entity.name), *entity.aliases):
        if lang == UNKNOWN or alias.lang in {ANY, lang}:
            yield _Spelling(
                entity=entity,
                term=term(alias.text, case=alias.case, marks=alias.marks),
                alias=alias,
                unless=tuple(term(word) for word in alias.unless),
            )
    for blot in entity.blots:
        yield _Spelling(entity=entity, term=term(blot))


def _search(table: _Table, field: str, words: Words) -> list[_Found]:
    """Find all spellings in a field, without those blotted out or ruled out by a word."""
    found = [
        _Found(spelling=spelling, field=field, span=(start, start + len(spelling.term.words) - 1))
        for shown in words.vocabulary
        for base in table.words(shown)
        for spelling in table.first.get(base, ())
        for start in islice(_starts(spelling, shown, words, table), KEPT)
    ]
    blots: dict[str, list[Span]] = defaultdict(list)
    for f in found:
        if f.spelling.alias is None:
            blots[f.spelling.entity.id].append(f.span)
    covers = {entity: cover(spans) for entity, spans in blots.items()}
    ruling = _Ruling(words)
    return [
        f
        for f in found
        if f.spelling.alias is not None
        and not words.hidden(f.span)
        and not covers.get(f.spelling.entity.id, Cover()).hides(f.span)
        and not ruling.out(f)
    ]


def _starts(spelling: _Spelling, shown: str, words: Words, table: _Table) -> Iterator[int]:
    """Give where a spelling stands whose first word is shown so."""
    return (at for at in words.at[shown] if words.holds(spelling.term, at, reads=table.reads))


class _Ruling:
    """Which sentences of a field hold an alias's own `not` words, each alias asked once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[int, frozenset[int]] = {}

    def out(self, found: _Found) -> bool:
        """Tell whether one of them stands in the same sentence."""
        unless = found.spelling.unless
        if not unless:
            return False
        sentences = self._words.folded.sentences
        if id(found.spelling) not in self._known:
            spans = (span for one in unless for span in self._words.spans(one))
            self._known[id(found.spelling)] = frozenset(sentences[first] for first, _ in spans)
        return sentences[found.span[0]] in self._known[id(found.spelling)]


def _longest(found: Sequence[_Found]) -> list[_Found]:
    """Keep, of overlapping names of one kind, the longest; two owners of one name both stay."""
    kept: list[_Found] = []
    taken: dict[tuple[str, str, int], Span] = {}
    seen: set[tuple[str, str, Span]] = set()
    for f in sorted(found, key=lambda f: (f.span[0] - f.span[1], f.span[0])):
        entity = f.spelling.entity
        mark = (entity.id, f.field, f.span)
        places = [(f.field, entity.kind, i) for i in range(f.span[0], f.span[1] + 1)]
        if mark in seen or any(taken.get(place, f.span) != f.span for place in places):
            continue
        seen.add(mark)
        taken |= dict.fromkeys(places, f.span)
        kept.append(f)
    return kept
