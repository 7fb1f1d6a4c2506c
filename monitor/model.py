"""The central types, in the order data takes them from a source to a receiver."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from monitor.manners import Alarm, Auth, Expect, Hours
from monitor.policy import Boost, Budget, Realert, Threshold
from monitor.reasons import Reason

Tier = Literal["primary", "regulator", "wire", "outlet", "aggregator"]
TIERS: tuple[Tier, ...] = ("primary", "regulator", "wire", "outlet", "aggregator")
Severity = Literal["low", "normal", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "normal", "high", "critical")
Status = Literal["draft", "shadow", "live", "retired"]
Field = Literal["title", "lead", "body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is written: file as given, line and column from 1, in code points."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Give `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


# --- a source, and what it gives -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One configured place we check; `options` holds the kind's own `Options`."""

    id: str
    kind: str
    url: str
    outlet: str  # the name a reader knows
    outlet_id: str
    publishers: tuple[str, ...] = ()  # outlet name and aliases: suffixes cut from titles
    tier: Tier = "outlet"
    langs: tuple[str, ...] = ()  # a prior; empty = any
    options: Any = None
    every_s: float | None = None  # None = auto
    min_s: float | None = None  # bounds of auto, None = by tier
    max_s: float | None = None
    cron: str | None = None
    timezone: str = "UTC"
    jitter: float = 0.1
    priority: int = 5
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: Auth | None = None
    allow_private: tuple[str, ...] = ()  # CIDRs that may be reached besides public addresses
    obey_freshness: bool = True
    first_run: Literal["baseline", "replay", "all"] = "baseline"
    replay_s: float = 0.0  # with first_run: replay
    max_age_s: float = 48 * 3600.0
    full_text: Literal["auto", "always", "never"] = "auto"
    max_body: int = 10_000_000
    max_time_s: float = 20.0
    alarm: Alarm = field(default_factory=Alarm)
    hours: Hours = field(default_factory=Hours)
    expect: Expect | None = None
    was: str = ""  # a former id, whose state it keeps
    unverified: bool = False  # nobody has seen it answer yet
    tags: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    enabled: bool = True
    paused_why: str = ""  # set when a secret it names is unset
    config_hash: str = ""
    place: Place = field(default_factory=lambda: Place(file=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request a kind asks for."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    role: str = ""  # for the kind itself: child, filing, page; comes back with the document
    render: bool = False  # by a browser


class Hop(NamedTuple):
    """A redirect that was followed."""

    status: int
    url: str  # where it led


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Fetched bytes before parsing, decoded from their content encoding."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    fetched: datetime
    hops: tuple[Hop, ...] = ()
    role: str = ""  # of the request
    memory: str = ""  # what the kind wanted remembered at the last poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One parsed piece of news."""

    id: str
    version: str  # of title, lead and body as they are here
    shown: str = ""  # version of what the document shows, the one a seen mark holds
    key: str  # identity inside its source
    source: str = ""
    outlet: str = ""
    outlet_id: str = ""
    tier: Tier = "outlet"
    url: str = ""  # as to be opened by a reader
    title: str = ""
    lead: str = ""
    body: str = ""
    published: datetime | None = None
    published_from: str = ""  # which element gave the date, `clamped` or `first-seen`
    seen: datetime | None = None
    lang: str = "und"  # ISO 639-1, or `und`
    lang_sure: float = 1.0
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    text_from: str = ""  # feed, page, lead: where the body came from


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document's articles, and what its kind wants remembered or fetched next."""

    articles: tuple[Article, ...]
    follow: tuple[Request, ...] = ()
    waiting: tuple[Request, ...] = ()  # what this poll had no time for
    memory: str | None = None  # None = unchanged
    hints: Mapping[str, str] = field(default_factory=dict)  # ttl_s, hub, self, title
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server or the body's hash says that nothing changed."""

    headers: Mapping[str, str] = field(default_factory=dict)  # of a 304: validators, freshness
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong with a poll, as a value; `weight` slows the next one down."""

    kind: str  # a word of `sources.md` section 2
    weight: float
    detail: str
    sample: str = ""
    retry_after_s: float | None = None
    status: int | None = None
    hops: tuple[Hop, ...] = ()


# --- what a rule found ----------------------------------------------------------------------


@dataclass(slots=True, kw_only=True, unsafe_hash=True)  # made by the dozen: frozen costs 2.5x
class Evidence:
    """The exact span that made something hold: code points of the original field."""

    field: str
    start: int
    end: int
    text: str
    part: str = ""  # trigger, slot or cue for events; a clause for terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who or what fills a slot of an event."""

    name: str  # canonical if known, else as written
    id: str | None = None  # entity id, provisional `~key`, or None
    how: str = ""  # alias, in-article, heuristic, topic, speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One person, one change (or one happening of another pack), as an article tells it."""

    pack: str
    type: str
    direction: str = ""  # out, in; a move has both: `out in`
    slots: Mapping[str, Participant] = field(default_factory=dict)
    role: str = ""
    role_class: frozenset[str] = frozenset()
    polarity: str = "asserted"  # asserted denied retracted
    certainty: str = "confirmed"  # confirmed reported rumoured demanded planned
    newness: str = "new"  # new mention background
    sphere: str = "company"  # company public sport other
    effective: str = ""  # ISO date or month, else empty
    by: str = ""  # who denies or reports
    evidence: tuple[Evidence, ...] = ()
    explain: Mapping[str, str] = field(default_factory=dict)  # field -> cue with file:line

    @property
    def person(self) -> Participant | None:
        """Who the event is about."""
        return self.slots.get("person")

    @property
    def org(self) -> Participant | None:
        """Where the seat is, or the organisation it happened to."""
        return self.slots.get("org")

    @property
    def destination(self) -> Participant | None:
        """Where a person moves to; only in a move."""
        return self.slots.get("destination")


@dataclass(slots=True, kw_only=True)  # made by the dozen, as evidence is
class Match:
    """A rule that held on an article, or would have but for `reason`."""

    rule: str
    reason: Reason | None  # None = it holds: alert
    because: str = ""  # for people: which clause, exception or cue
    captures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()  # all that the rule's packs read in the article
    held: tuple[Event, ...] = ()  # those of them on which the rule's tests held
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the lines need to know of a rule once its `match` is compiled."""

    id: str
    title: str
    about: str = ""
    owner: str = ""
    status: Status = "draft"
    version: str = ""  # hash of its file and what it refers to
    severity: Severity = "normal"
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headline: str = "{title}"
    to: tuple[str, ...] = ()  # receivers: `x` replaces, `+x` adds
    ignore_quiet_hours: bool = False
    then: Literal["update", "thread", "ignore", "alert"] = "update"
    material: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()  # event packs its expression names
    same_if: tuple[str, ...] = ()
    window_s: float = 7 * 86400.0
    trigger: Threshold | None = None
    realert: Realert | None = None
    budget: Budget | None = None
    boost: Boost | None = None
    place: Place = field(default_factory=lambda: Place(file=""))


# --- stories ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event as a report carries it: what grouping and facts look at."""

    type: str
    direction: str
    person: str = ""  # canonical key: entity id, else folded name; empty = unnamed
    name: str = ""  # as to be shown
    role: str = ""
    role_class: tuple[str, ...] = ()
    org: str = ""
    destination: str = ""  # id or provisional key
    destination_name: str = ""
    polarity: str = "asserted"
    certainty: str = "confirmed"
    by: str = ""
    effective: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of an article in its own language, with the matching spans inside them."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()  # code points of `text`


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one article tells about one organisation: the unit that joins a story.

    `id` is the article's id; the same id with another version replaces the report.
    """

    id: str
    version: str
    near: tuple[str, ...]  # neighbourhoods: `<pack>|<org>`, the destination's too
    story: str = ""  # set by grouping
    rules: tuple[str, ...] = ()
    outlet: str = ""
    outlet_id: str = ""
    source: str = ""
    tier: Tier = "outlet"
    lang: str = "und"
    url: str = ""
    title: str = ""
    at: str = ""  # ISO event time: published, else seen
    dated: bool = True
    org: str = ""
    org_name: str = ""
    events: tuple[Told, ...] = ()
    captures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same_if: tuple[str, ...] = ()  # captures that make two reports of a rule one story
    apart: str = ""  # `<rule>|<value>`: the group a threshold tells of, instead of the happening
    sketch: str = ""  # of its text, by which copies are known (`copies.py`)
    quote: Quote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One (role, value) a story has established."""

    id: str  # `out:greg-brockman`, `destination:john-schulman:anthropic`, `told:<story key>`
    role: str  # out in destination successor confirmed denied retracted detail
    value: str  # shown to people: a name, a place
    person: str = ""
    type: str = ""
    seat: str = ""  # role text
    classes: tuple[str, ...] = ()  # role classes of the seat
    certainty: str = "confirmed"
    news: Literal["card", "reply", "edit"] = "card"  # what it earns once the card is out
    by: str = ""
    article: str = ""  # first article that told it


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One outlet's telling of a story, for the card's list and quotes."""

    article: str
    outlet: str
    outlet_id: str
    tier: Tier
    lang: str
    url: str
    title: str
    at: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One happening told by many articles."""

    id: str
    key: str  # the neighbourhood it was opened in: `<pack>|<org>`
    version: int = 1
    org: str = ""
    org_name: str = ""
    rule: str = ""  # of the highest severity, then the first id
    rules: tuple[str, ...] = ()  # that tell it
    pending: tuple[str, ...] = ()  # that hold, below their thresholds
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # rule -> its versions
    severity: Severity = "normal"
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headline: str = ""
    first_seen: str = ""
    alerts: int = 0  # last alert number given
    facts: tuple[Fact, ...] = ()  # in the order they were established
    mentions: tuple[Mention, ...] = ()  # one an article
    receivers: tuple[str, ...] = ()
    denied: bool = False
    acked: str = ""  # who has acknowledged it

    @property
    def outlets(self) -> tuple[str, ...]:
        """Give the outlets that tell it, first first."""
        return tuple(dict.fromkeys(m.outlet for m in self.mentions))

    @property
    def langs(self) -> tuple[str, ...]:
        """Give the languages it is told in, first first."""
        return tuple(dict.fromkeys(m.lang for m in self.mentions))
