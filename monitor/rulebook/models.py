"""What analysts' files may hold: one dataclass a kind of file, its fields the keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from monitor.kinds import Says
from monitor.model import Severity, Status, Tier
from monitor.rulebook.nodes import Items, Scalar, Table
from monitor.rulebook.policies import BoostKeys, RealertKeys

Id = Annotated[str, Says(doc="small letters, digits, hyphens", form="id")]
Texts = tuple[str, ...]
Words = tuple[Scalar, ...]
Lang = Annotated[str, Says(doc="ISO 639-1: en, it, zh", form="lang")]
KindOfEntity = Literal["org", "person", "place"]


# --- rules -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Excepted:
    """A named exception to a rule."""

    name: Id
    why: str
    match: Scalar
    until: Annotated[date | None, Says(doc="last day, UTC", form="day")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryKeys:
    """How a rule's stories are told on, and which matches belong together."""

    then: Literal["update", "thread", "ignore", "alert"] = "update"
    material: Annotated[Words, Says(doc="what is told in the thread", short=True)] = ()
    same_if: Annotated[Words, Says(doc="captures that must overlap", short=True)] = ()
    window: Annotated[float, Says(doc="slides", form="duration", low=60)] = 7 * 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertKeys:
    """How an alert looks, and whom it goes to besides the routes."""

    severity: Severity = "normal"
    labels: Annotated[Mapping[str, Texts], Says(doc="routes match them", short=True)] = field(
        default_factory=dict
    )
    headline: Scalar | None = None
    to: Annotated[Words, Says(doc="receivers; `+x` adds", short=True)] = ()
    quiet_hours: Literal["keep", "ignore"] = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """`rule:`, an analyst's named question."""

    rule: Id
    title: str
    match: Scalar
    about: str = ""
    was: Id = ""
    owner: str = ""
    status: Status = "draft"
    lang: Lang = "en"
    full_text: Literal["auto", "always", "never"] = "auto"
    let: Mapping[str, Scalar] = field(default_factory=dict)
    facts: Mapping[str, Scalar] = field(default_factory=dict)
    except_: Annotated[tuple[Excepted, ...], Says(doc="exceptions", key="except")] = ()
    story: StoryKeys = field(default_factory=StoryKeys)
    trigger: Table | None = None
    realert: RealertKeys | None = None
    budget: Annotated[Scalar | None, Says(doc="15/day; N/hour, N/week")] = None
    boost: BoostKeys | None = None
    alert: AlertKeys = field(default_factory=AlertKeys)
    tests: tuple[Table, ...] = ()


# --- tests of rules ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One article of a test, as it comes in; `at` counts from 2026-01-05T09:00Z."""

    at: Annotated[float, Says(doc="after the start", form="duration", low=0)] = 0.0
    text: str = ""
    title: str = ""
    body: str = ""
    lang: Lang = ""
    source: str = ""
    outlet: str = ""
    tier: Tier = "outlet"
    tag: Annotated[Texts, Says(doc="tags", short=True)] = ()
    published: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFile:
    """One test: an article or several, and what is to come of them."""

    __test__ = False  # no test class for a test runner to collect

    expect: Table
    name: str = ""
    text: str = ""
    title: str = ""
    body: str = ""
    article: Scalar | None = None
    articles: Scalar | None = None
    steps: tuple[Table, ...] = ()
    lang: Lang = ""
    source: str = ""
    outlet: str = ""
    tier: Tier = "outlet"
    tag: Annotated[Texts, Says(doc="tags", short=True)] = ()
    published: str = ""
    url: str = ""


# --- words -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word of a concept or list, with how exactly it must be written."""

    say: Annotated[Scalar, Says(doc="the literal", short=True)]
    case: Literal["auto", "exact", "any"] = "auto"
    marks: Literal["exact", "any"] = "exact"
    gap: Annotated[int, Says(doc="words a `..` may span", low=0, high=50)] = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Sentences a concept must find, or must not."""

    yes: Annotated[Words, Says(doc="found in these", short=True)] = ()
    no: Annotated[Words, Says(doc="not found in these", short=True)] = ()


Spellings = Annotated[tuple[Said, ...], Says(doc="words", short=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptFile:
    """`concept:`, words for one idea per language."""

    concept: Id
    about: str = ""
    any: Spellings = ()
    words: Annotated[Mapping[str, Spellings], Says(doc="by language", key="<lang>")] = field(
        default_factory=dict
    )
    not_: Annotated[
        Mapping[str, Spellings], Says(doc="what does not count", key="not", form="lang")
    ] = field(default_factory=dict)
    tests: Annotated[Mapping[str, Sentences], Says(doc="by language", form="lang")] = field(
        default_factory=dict
    )


# --- entities ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A doubtful alias: it counts only in an article where a guard stands and no `not` word."""

    alias: str
    guard: Annotated[Words, Says(doc="entity ids or words", short=True)] = ()
    not_: Annotated[Texts, Says(doc="words that forbid it", key="not", short=True)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A watched person of an organisation."""

    id: Id
    name: str
    role: str = ""
    aliases: Annotated[Mapping[str, Spellings], Says(doc="by language", form="lang")] = field(
        default_factory=dict
    )
    guarded: tuple[Guarded, ...] = ()
    not_: Annotated[Texts, Says(doc="longer forms", key="not", short=True)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A watched organisation, person or place."""

    id: Id
    name: str
    aliases: Annotated[Mapping[str, Spellings], Says(doc="by language", form="lang")] = field(
        default_factory=dict
    )
    guarded: tuple[Guarded, ...] = ()
    not_: Annotated[Texts, Says(doc="longer forms", key="not", short=True)] = ()
    parent: Scalar | None = None
    country: str = ""
    role: str = ""
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitiesFile:
    """`entities:`, a list of watched names."""

    entities: Id
    kind: KindOfEntity
    list: tuple[Entity, ...]
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A selection from a list: all of it, or what its keys pick."""

    list: Scalar
    country: Annotated[Texts, Says(doc="ISO countries", short=True)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFile:
    """`watch:`, a selection of entities."""

    watch: Id
    kind: KindOfEntity
    include: tuple[Scalar | Selection, ...]
    exclude: tuple[Scalar | Selection, ...] = ()
    about: str = ""


# --- calendars ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """`calendar:`, moments that are known beforehand."""

    calendar: Id
    instants: Annotated[Words, Says(doc="2026-01-28 14:00, in the zone")]
    zone: Annotated[str, Says(doc="of the instants", form="zone")] = "UTC"
    about: str = ""


# --- lexicons ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a lexicon."""

    say: Annotated[str, Says(doc="the literal", short=True)]
    object: tuple[Literal["org", "seat", "any"], ...] = ()
    noun: Literal["of", "by", ""] = ""
    person: Literal["subject", "object", ""] = ""
    next: Literal["role", "name", ""] = ""
    verbless: bool = False
    after: str = ""
    dest: Literal["after", "before", ""] = ""
    gap: Annotated[int, Says(doc="words a `..` may span", low=0, high=50)] = 6
    case: Literal["exact", "any"] = "any"
    marks: Literal["exact", "any"] = "exact"
    inside: Literal["ok", ""] = ""
    type: str = ""


Entries = tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Words around names."""

    particles: Texts = ()
    former: Entries = ()
    titles: Texts = ()
    firms: Texts = ()
    surnames: Texts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedges:
    """Words that make a statement less than plain."""

    reported: Entries = ()
    rumoured: Entries = ()
    demanded: Entries = ()
    planned: Entries = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Words that say when."""

    now: Entries = ()
    before: Entries = ()
    same: Entries = ()
    months: Texts = ()
    history: Entries = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageKeys:
    """What packs share of one language."""

    boundary: Literal["word", "none", "prefix", "suffix"] = "word"
    subject_drop: bool = False
    verb_last: bool = False
    names: Names = field(default_factory=Names)
    hedge: Hedges = field(default_factory=Hedges)
    time: Times = field(default_factory=Times)
    abbreviations: Texts = ()
    suffixes: Texts = ()
    prefixes: Texts = ()
    endings: Texts = ()
    paradigms: Mapping[str, Annotated[Texts, Says(doc="forms", short=True)]] = field(
        default_factory=dict
    )
    agent: Entries = ()
    negation: Entries = ()
    cause: Entries = ()
    clause: Entries = ()
    and_: Annotated[Entries, Says(doc="coordinators", key="and")] = ()
    links: Entries = ()
    complement: Entries = ()
    list: Entries = ()
    announcing: Entries = ()
    after: Entries = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageFile(LanguageKeys):
    """`language:`, what packs share of one language."""

    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spheres:
    """Words that take a change out of the company sphere."""

    public: Entries = ()
    sport: Entries = ()
    other: Entries = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconTest:
    """A sentence, and the events it tells."""

    text: Scalar
    expect: Items


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconFile:
    """`lexicon:`, a pack's words in one language."""

    lexicon: Id
    lang: str
    triggers: Mapping[str, Entries] = field(default_factory=dict)
    roles: Mapping[str, Entries] = field(default_factory=dict)
    seats: Entries = ()
    not_events: Entries = ()
    sphere: Spheres = field(default_factory=Spheres)
    language: LanguageKeys | None = None
    tests: tuple[LexiconTest, ...] = ()
