"""What the two lines need from the outside, as protocols, with the values that cross them.

The store's ports are kept by `monitor/store/` and by `tests/fakes/store.py`; one contract
suite runs over both. All times in milliseconds are the store's clock.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from monitor.manners import HostLimit
from monitor.model import Article, Match, Report, Source, Story
from monitor.outgoing import Kind
from monitor.windows import Noted

# --- sources: the due-queue ------------------------------------------------------------------


NO_END = 4_102_444_800_000  # ms, the year 2100: of a pause that only a person ends


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the store remembers about a source between polls."""

    etag: str = ""
    modified: str = ""
    body_hash: str = ""
    memory: str = ""
    url: str = ""  # effective URL if moved
    interval_s: float = 0.0
    why: str = ""  # why this interval
    asked_until: int = 0  # ms before which the server wants no further poll
    failures: float = 0.0  # weighted, in a row
    health: str = "new"  # new ok quiet degraded broken blocked moved gone paused
    since: int = 0  # ms, of this health
    streak: int = 0  # polls in a row that went the other way
    baseline: str = ""  # config hash the baseline was taken with
    last_attempt: int = 0
    last_success: int = 0
    last_new: int = 0
    error: str = ""
    polls: int = 0
    articles: int = 0
    rate_h: float = 0.0  # new articles an hour, smoothed
    untold: Mapping[str, int] = field(default_factory=dict)  # Reason -> articles, settled polls
    ttl_s: float = 0.0  # what the document says of its own freshness, for polls without a body
    max_age_s: float = 0.0  # what its last answer says of it, for a 304 that does not
    is_news: bool = False  # it is a sitemap for news
    audited: int = 0  # ms of the last request without validators
    untrusted_until: int = 0  # ms: until then its validators are not believed
    on_trial: bool = False  # those kept are of a document that is gone: a 304 to them is a lie
    spared: bool = False  # a 304 was the last answer to them
    moved: str = ""  # where permanent redirects lead
    moved_since: int = 0  # ms
    moved_n: int = 0  # polls in a row that led there
    gone: tuple[int, ...] = ()  # ms of its last answers 410
    held_until: int = 0  # ms: until then articles of a flood may be held
    flaps: tuple[int, ...] = ()  # ms of its last changes of health
    silent_until: int = 0  # ms: until then no change is told, there were too many
    told: str = ""  # id of the notice that told of the trouble it is in
    fault: str = ""  # what is wrong while it is broken or degraded: a kind, or a few words
    refused: int = 0  # walls and refusals in a row
    flawed: int = 0  # polls with flaws in a row; while degraded, clean ones still wanted
    caught_up: int = 0  # articles since it began to work again
    lull: float = 0.0  # most articles that were expected within 28 days and did not come


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A leased source: only the holder of `token` may settle it."""

    source: str
    token: int
    tries: int  # claims since the last settle, this one not counted
    due: int  # ms
    document_due: int = 0  # ms at which the document itself is due; before it only texts are
    hours: Sequence[float] = ()  # of the week, Monday 00:00 UTC first: articles an hour; -1 unknown
    texts_only: bool = False  # its document is not due: no start of its host was taken
    texts_wait: bool = True  # articles wait for their text, or have been released
    state: SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What a poll leaves behind; written by one script, the poll's last write."""

    state: SourceState
    next_due: int  # ms
    seen: Sequence[tuple[str, str]] = ()  # (key, version shown) of every article of the document
    log: Mapping[str, Any] = field(default_factory=dict)  # one fetch event, 30 kept
    texts: Sequence[tuple[Article, int]] = ()  # wait for their text until ms
    texts_done: Sequence[str] = ()  # article ids
    held: Sequence[Article] = ()  # by a flood: those that would alert first, 2,000 are kept
    held_done: Sequence[str] = ()  # article ids that need not be held any more
    prints: bytes = b""  # of the articles known (`churn.py`); empty = as before
    hour: tuple[int, float] | None = None  # hour of the week, and how many new articles now


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A source as somebody sees it who holds no lease."""

    claim: Claim  # as it would be claimed; its token is the last one given
    paused_until: int = 0  # ms, a person's wish
    is_known: bool = False  # a push of this id was marked within 15 minutes


class Sources(Protocol):
    """The due-queue and what is remembered about sources."""

    async def put(self, source: Source, *, first_due: int) -> None:
        """Make the source known; an existing one keeps its state and due time.

        One whose file asks for something else than before is due no later than `first_due`;
        one that is new takes over all that is kept of its former id (`was`).
        """
        ...

    async def drop(self, source_id: str) -> None:
        """Take a deleted source off the queue; its state stays 30 days."""
        ...

    async def known(self) -> tuple[str, ...]:
        """List the ids on the queue."""
        ...

    async def claim(
        self, n: int, *, worker: str, hosts: Mapping[str, HostLimit]
    ) -> tuple[Claim, ...]:
        """Lease up to n due sources whose host has a free slot; the others move to its slot."""
        ...

    async def renew(self, claim: Claim) -> bool:
        """Prolong the lease; False when it was lost."""
        ...

    async def settle(self, claim: Claim, settlement: Settlement) -> bool:
        """Write what the poll found and when it is due next; False when the lease was lost."""
        ...

    async def glimpse(self, source_id: str, *, push: str) -> Glimpse | None:
        """Look at a source that other systems push to; None when it is not on the queue."""
        ...

    async def mark(
        self, claim: Claim, settlement: Settlement, *, push: str
    ) -> Literal["ok", "known", "gone"]:
        """Write what a push brought, its last write; `known` = it was marked already.

        No lease is held: the schedule stays as it is, the state too when the source was claimed
        after the glimpse that `claim` is of. Texts are due at once.
        """
        ...

    async def hasten(self, source_id: str, due: int) -> bool:
        """Make a source's document due no later than `due` (ms); False when it was not later."""
        ...

    async def give_back(self, claim: Claim) -> bool:
        """Make the source due now and drop the lease: at shutdown."""
        ...

    async def slot(self, host: str, limit: HostLimit, *, holder: str = "", hold_ms: int = 0) -> int:
        """Take a start slot of a host; 0 = go, else the ms at which to try.

        With a holder a connection is taken too, until it leaves or the time is over; a holder,
        as the source of a claim is for its own host, never has two.
        """
        ...

    async def leave(self, host: str, holder: str) -> None:
        """Free a holder's connection to a host."""
        ...

    async def throttle(self, host: str, until: int) -> None:
        """Let no start on this host happen before `until` (a 429's Retry-After)."""
        ...

    async def pause(self, source_id: str, *, until: int, why: str) -> bool:
        """Claim a source not before `until` (ms), a person's wish; False if it is not polled."""
        ...

    async def resume(self, source_id: str) -> bool:
        """End a person's pause: the source is due now; False if it is not polled."""
        ...

    async def state(self, source_id: str) -> tuple[SourceState, int] | None:
        """Give a source's state and due time, None if unknown; `paused` while a person wants it."""
        ...

    async def log(self, source_id: str) -> tuple[Mapping[str, Any], ...]:
        """Give the last fetch events, newest first."""
        ...

    async def texts(self, source_id: str) -> tuple[Article, ...]:
        """Give the articles whose text is due now, and those that a person has released."""
        ...

    async def held(self, source_id: str) -> tuple[Article, ...]:
        """Give the articles that floods of a source hold, newest first; they stay 7 days."""
        ...

    async def release(self, source_id: str, *, drop: bool) -> int:
        """Put held articles into the text queue, due at once, or forget them; how many."""
        ...

    async def prints(self, source_id: str) -> bytes:
        """Give what the last settlement kept of the articles known."""
        ...

    async def now_ms(self) -> int:
        """Give the store's clock."""
        ...


Freshness = Literal["new", "changed", "known"]


class Articles(Protocol):
    """What was seen, and what became of it."""

    async def unseen(
        self, source_id: str, shown: Sequence[tuple[str, str]]
    ) -> tuple[Freshness, ...]:
        """Tell for each (key, version shown) whether it is new, changed or known."""
        ...

    async def trail(self, article_id: str, reasons: Mapping[str, str]) -> None:
        """Keep rule -> Reason (`excepted:<name>`, `alert`) of an article 30 days; count it."""
        ...

    async def trail_of(self, article_id: str) -> Mapping[str, str]:
        """Give what became of an article, empty if nothing is known."""
        ...

    async def rule_counts(self, rule: str, days: int) -> Mapping[str, Mapping[str, int]]:
        """Give UTC day -> verdict -> how many, of today and the days before (100 at most).

        Verdicts: what a trail says of articles (`alert`, a Reason, `excepted:<name>` beside
        `excepted`), each article once; `card` and `budget` count stories told and held.
        """
        ...

    async def went_live(self, rules: Mapping[str, str], at: int) -> Mapping[str, int]:
        """Note the rules live at `at` (ms), with their former ids; since when each has been."""
        ...

    async def count(self, counts: Mapping[str, int]) -> None:
        """Add to the lasting counters (articles, suppressed by reason)."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """Give the lasting counters."""
        ...


# --- stories: where the lines meet -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """The reports around some organisations, read at one version each."""

    versions: Mapping[str, int]  # near key -> version
    reports: tuple[Report, ...]
    stories: Mapping[str, Story]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A row that a join writes if its delivery id is not there yet."""

    delivery: str
    story: str
    receiver: str
    kind: Kind
    n: int
    facts: tuple[str, ...]
    delay_ms: int = 0  # debounce; at most one queued edit waits in a lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """All writes of one join: applied together, or not at all when a version moved."""

    versions: Mapping[str, int]
    reports: tuple[Report, ...]  # new, replaced, or moved to another story
    stories: tuple[Story, ...]
    opened: tuple[str, ...] = ()  # ids among `stories` that must not exist yet
    rows: tuple[NewRow, ...] = ()
    trail: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    noted: tuple[Noted, ...] = ()  # for later judgements of thresholds


Joined = Literal["joined", "moved", "taken"]


class Stories(Protocol):
    """Stories, their reports and facts."""

    async def neighbourhood(self, nears: Sequence[str]) -> Neighbourhood:
        """Read what stands around these keys."""
        ...

    async def join(self, joining: Joining) -> Joined:
        """Write all of it at once: `moved` = read again and regroup, `taken` = another id."""
        ...

    async def story(self, story_id: str) -> Story | None:
        """Give a story."""
        ...

    async def recent(self, limit: int) -> tuple[Story, ...]:
        """Give the stories touched last, newest first."""
        ...

    async def ack(self, story_id: str, by: str) -> bool:
        """Note that a person has acknowledged a story; False when there is none."""
        ...


# --- computing -------------------------------------------------------------------------------


class Compute(Protocol):
    """Where pure functions run that may cost more than the loop can spare."""

    async def call(self, name: str, *args: Any, deadline_s: float = 3.0) -> Any:
        """Run the job `name`; ParseError of kind `parse` when it is too costly."""
        ...


# --- plain callables the lines take ---------------------------------------------------------

Matcher = Callable[[Article], Awaitable[tuple[Match, ...]]]
