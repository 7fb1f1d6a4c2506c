"""View: one article as the rules see it, each part computed once, when a rule first asks.

`Held` is what a part of a query gives when it holds: the places that made it hold (`Spot`),
names bound on the way (`Caught`), and for events the events themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from monitor.matching.names import SURE, UNKNOWN, Gazetteer, Named
from monitor.matching.patterns import Line, Parking, line_of
from monitor.matching.text import LIMIT, fold
from monitor.matching.words import Words, words_of
from monitor.model import Article, Event, Evidence
from monitor.reasons import Reason

Read = Callable[[Article, str], tuple[Event, ...]]
LEAD_LETTERS = 40  # a shorter summary is no lead
TEXTS = ("title", "lead", "body")


class Piece(NamedTuple):
    """A term's own place inside a spot, with the words of the rule that found it."""

    field: str
    first: int
    last: int
    clause: str


class Caught(NamedTuple):
    """A name bound to a value; `field` and `at` put values in the order of the text."""

    name: str
    value: str
    field: str = ""
    at: int = 0


class Spot(NamedTuple):
    """A place that made something hold; `value` is its entity's name or its amount."""

    field: str
    first: int
    last: int
    pieces: tuple[Piece, ...] = ()
    caught: tuple[Caught, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """That a part of a query holds, and by what.

    `reason` is set when it would hold only with the default gates of events waived.
    """

    spots: tuple[Spot, ...] = ()
    caught: tuple[Caught, ...] = ()  # not tied to a spot
    evidence: tuple[Evidence, ...] = ()  # not tied to a spot
    events: tuple[Event, ...] = ()
    reason: Reason | None = None
    because: str = ""


@dataclass(slots=True)
class _Known:
    """What was computed of an article so far; its views share it."""

    words: dict[str, Words] = field(default_factory=dict)
    areas: dict[str, tuple[tuple[str, Words], ...]] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    events: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    named: tuple[Named, ...] | None = None
    lead: Words | None = None


@dataclass(slots=True, kw_only=True)  # one an article: frozen is twice as slow to make
class View:
    """One article with what was computed of it; made for one call of the engine.

    `strict` = the default gates of events apply; `captures` = what `$name` refers to.
    """

    article: Article
    gazetteer: Gazetteer
    read: Read
    strict: bool = True
    captures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parking: Parking | None = None  # of patterns that are slow
    _known: _Known = field(default_factory=_Known, repr=False)

    def strictly(self) -> "View":
        """Give the same article with the gates applied."""
        return self if self.strict else replace(self, strict=True)

    def waived(self) -> "View":
        """Give the same article with the gates waived."""
        return replace(self, strict=False)

    def capturing(self, captures: Mapping[str, tuple[str, ...]]) -> "View":
        """Give the same article with what a rule captured."""
        return replace(self, captures=captures)

    @property
    def lang(self) -> str:
        """The article's language, `und` if it is not sure."""
        return self.article.lang if self.article.lang_sure >= SURE else UNKNOWN

    @property
    def is_cut(self) -> bool:
        """Tell whether a field is longer than what is read of it."""
        return any(len(self.text(name)) > LIMIT for name in TEXTS)

    def words(self, name: str) -> Words:
        """Give a field's words: title, lead, body or url."""
        known = self._known.words
        if name not in known:
            text = self.text(name)
            known[name] = Words(text, lang=self.article.lang, title=name == "title")
        return known[name]

    def areas(self, name: str) -> tuple[tuple[str, Words], ...]:
        """Give what a field of a rule covers, as (field of the article, words); "" = any text."""
        areas = self._known.areas.get(name)
        if areas is None:
            areas = self._known.areas[name] = self._areas(name)
        return areas

    def _areas(self, name: str) -> tuple[tuple[str, Words], ...]:
        if name == "top":
            return (*self.areas("title"), *self.areas("lead"))
        if name == "lead":
            return (self._lead_area(),)
        if name:
            return ((name, self.words(name)),)
        lead = (("lead", self.words("lead")),) if self.article.lead else ()
        return (("title", self.words("title")), *lead, ("body", self.words("body")))

    def named(self) -> tuple[Named, ...]:
        """Give the entities the article names."""
        if self._known.named is None:
            fields = {name: self.words(name) for name in TEXTS if self.text(name)}
            self._known.named = self.gazetteer.find(fields, lang=self.lang)
        return self._known.named

    def events(self, pack: str) -> tuple[Event, ...]:
        """Give what the article says happened, read once a pack."""
        if pack not in self._known.events:
            self._known.events[pack] = self.read(self.article, pack)
        return self._known.events[pack]

    def line(self, name: str) -> Line:
        """Give a field's folded text for patterns."""
        known = self._known.lines
        if name not in known:
            known[name] = line_of(self.text(name))
        return known[name]

    def evidence(self, piece: Piece) -> Evidence:
        """Give the original text of a piece."""
        words = self.words(piece.field)
        start, end = words.start(piece.first), words.end(piece.last)
        text = words.text[start:end]
        return Evidence(field=piece.field, start=start, end=end, text=text, part=piece.clause)

    def shown(self, spot: Spot) -> str:
        """Give what a spot is called: its entity, its value, or the text itself."""
        return spot.value or self.words(spot.field).written(spot.first, spot.last)

    def text(self, name: str) -> str:
        """Give a field of the article: title, lead, body or url."""
        if name == "body":
            return self.article.body
        if name == "title":
            return self.article.title
        if name == "lead":
            return self.article.lead
        parts = urlsplit(self.article.url)
        return unquote(f"{parts.netloc} {parts.path}")

    def _lead_area(self) -> tuple[str, Words]:
        letters = sum(c.isalpha() for c in self.article.lead)
        if letters >= LEAD_LETTERS or not self.article.body:
            return "lead", self.words("lead")
        if self._known.lead is None:
            folded = self.words("body").folded
            first = folded.paragraphs.count(0)
            end = folded.ends[first - 1] if first else 0
            self._known.lead = words_of(fold(folded.text[:end], lang=folded.lang))
        return "body", self._known.lead
