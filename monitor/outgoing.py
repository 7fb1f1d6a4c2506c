"""What goes out: the outbox's rows, messages, receivers, routes, and what a notifier is."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TextIO, get_args

from monitor.model import Fact, Place, Quote, Severity, Story
from monitor.reasons import Reason

Kind = Literal["card", "reply", "edit", "realert", "digest", "notice"]
Waiting = Literal["queued", "leased", "sending", "unknown", "held", "folded", "parked"]
State = Waiting | Literal["dead", "sent", "closed", "dropped"]
OPEN_STATES: tuple[Waiting, ...] = get_args(Waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """Where a message lies at the far end (Slack: channel id and ts)."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox: one alert for one receiver. Times are epoch ms of the store."""

    id: str
    story: str  # a notice has its source here, a digest `digest`
    receiver: str
    kind: Kind
    n: int  # alert number inside the story
    state: State = "queued"
    facts: tuple[str, ...] = ()  # fact ids it was written for
    text: str = ""  # a notice's own words, a digest's header
    members: tuple[str, ...] = ()  # rows that a digest tells; their `news` are frozen
    round: int = 0  # reminders before this one
    reason: str = ""
    attempts: int = 0
    token: int = 0
    lease_until: int = 0
    not_before: int = 0
    created: int = 0
    begun_at: int = 0
    first_begun_at: int = 0
    floor: str = ""  # far end's ts to read back from
    news: tuple[str, ...] = ()  # fact ids of the very rendering `begin` stored
    news_version: int = 0  # story version of that rendering
    reads: int = 0  # read-backs that found nothing since `doubt`
    repeat: bool = False  # the stored news must be sent again as they are
    plain: bool = False  # blocks were refused: render plainly
    error: str = ""
    handle: Handle | None = None
    history: tuple[str, ...] = ()  # last 20 transitions: `<ms> <event> <detail>`


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one receiver has been told of one story."""

    told: frozenset[str] = frozenset()
    waived: Mapping[str, str] = field(default_factory=dict)  # fact id -> Reason
    version: int = 0  # story version shown
    card: Handle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A decision to tell one receiver something; `kind` is what will really be sent."""

    kind: Kind
    reason: Reason
    story: Story | None = None  # None for a notice
    news: tuple[Fact, ...] = ()  # what is new for this receiver
    under: Handle | None = None  # the card that a reply belongs to, or that an edit replaces
    text: str = ""  # a notice's words, a digest's header
    parts: tuple[tuple[Story, tuple[Fact, ...]], ...] = ()  # what a digest tells, story by story


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person's line on a card."""

    who: str
    role: str
    what: str
    place: str = ""  # where they go; also the end of `what`


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A quote with its outlet, as a message shows it."""

    quote: Quote
    outlet: str
    url: str
    lang: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert rendered for one receiver: neutral parts, and the blocks made of them."""

    id: str  # on the wire
    delivery: str
    kind: Kind
    text: str  # the whole in one line
    headline: str
    severity: Severity = "normal"
    lines: tuple[str, ...] = ()  # what a reply or a notice says, line by line
    people: tuple[Row, ...] = ()
    quotes: tuple[Cited, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # (outlet, url)
    about: str = ""  # languages, first seen, state
    footer: str = ""  # rule, severity, owner, alert id
    blocks: tuple[Mapping[str, Any], ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)  # flat, under 1 kB
    payload: Mapping[str, Any] = field(default_factory=dict)  # a webhook's body


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a receiver can do; a method whose ability is missing is never called."""

    read: bool = False
    edit: bool = False
    thread: bool = False
    delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A named destination; `options` holds the notifier's own `Options`."""

    id: str
    kind: str
    options: Any = None
    fallback: str = ""
    unset: Literal["park", "console"] = "park"  # what it does while a secret it names is unset
    place: Place = field(default_factory=lambda: Place(file=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which alerts go to which receivers; keys of `when` are ANDed, values any of."""

    name: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    to: tuple[str, ...] = ()
    goes_on: bool = False
    place: Place = field(default_factory=lambda: Place(file=""))


# --- what the store answers ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverState:
    """What the store remembers about a receiver."""

    parked: bool = False
    why: str = ""
    probe_at: int = 0  # ms of the next probe while parked
    newest_ts: str = ""  # newest ts known at the far end, on its clock
    throttled_until: int = 0


Begun = Literal["ok", "lost_lease", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A rule in which a card counts, once a story; `limit` cards a period, 0 = any number."""

    rule: str
    limit: int = 0
    period_ms: int = 0
    to: str = ""  # who is told, once a period, that there were more
    note: str = ""


# --- notifiers -------------------------------------------------------------------------------


class Notifier(Protocol):
    """One receiver's far end, made by a notifier's `make(options, ...)`.

    Raises DeliveryError for what its class means; any other exception is ambiguous.
    """

    @property
    def abilities(self) -> Abilities:
        """What the far end can do; a method whose ability is missing is never called."""
        ...

    async def send(
        self, message: Message, *, under: Handle | None, alive: Callable[[], bool]
    ) -> Handle | None:
        """Send; `under` is the card a reply belongs to; nothing is sent when not `alive()`."""
        ...

    async def edit(self, handle: Handle, message: Message) -> None:
        """Replace what a message shows."""
        ...

    async def find(
        self, delivery: str, facts: Sequence[str], *, since: str, under: Handle | None
    ) -> Handle | None:
        """Look for our message with this delivery id and these fact digests."""
        ...

    async def delete(self, handle: Handle) -> None:
        """Take back a message."""
        ...

    async def probe(self) -> Abilities:
        """Ask whether the far end works; raises DeliveryError when it does not."""
        ...

    async def floor(self) -> str:
        """Give the far end's newest ts, to read back from later; empty when there is none."""
        ...


class Posted(Protocol):
    """What a server answered to a POST."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, names in lower case."""
        ...


class Post(Protocol):
    """An HTTP client's POST: checked addresses, no redirect followed.

    Raises FetchError; its kind says whether the request surely never reached the server.
    """

    async def __call__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        allow_private: Sequence[str],
        timeout_s: float,
    ) -> Posted:
        """Post `body` and give the answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a notifier's `make(options, tools)` may take from the wiring."""

    secret: Callable[[str], str]  # `env:NAME` or `file:PATH` -> its value; KeyError when unset
    post: Post
    threads: Executor  # for senders that block
    stream: TextIO  # where console alerts go
    point: Callable[[str], None]  # `delivery.posted`: accepted, and nothing made of it yet
    now: Callable[[], datetime]
    slack_url: str = "https://slack.com/api/"
    request_s: float = 30.0  # what one request may take in all
