"""What a source file may hold: one dataclass per mapping, its fields the keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from monitor.kinds import Says
from monitor.model import Tier
from monitor.rulebook.nodes import Scalar, Table

Id = Annotated[str, Says(doc="small letters, digits, hyphens", form="id")]
Texts = tuple[str, ...]
Seconds = Annotated[float, Says(doc="90s 15m 2h 7d", form="duration", low=1)]
Fraction = Annotated[float, Says(doc="part of the interval", low=0, high=0.5)]
Rank = Annotated[int, Says(doc="0 first, 9 last", low=0, high=9)]
Cidrs = Annotated[Texts, Says(doc="ranges of addresses", form="cidr", short=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """`first_run: {replay: 24h}`: what stood there that long tells its stories."""

    replay: Annotated[float, Says(doc="how far back", form="duration", low=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """Credentials, each named and never written down."""

    header: Annotated[Mapping[str, Scalar], Says(doc="header -> env:NAME or file:PATH")] = field(
        default_factory=dict
    )
    bearer: Annotated[Scalar | None, Says(doc="sent as a bearer token")] = None
    basic: Annotated[tuple[Scalar, ...], Says(doc="user and password")] = ()
    query: Annotated[Mapping[str, Scalar], Says(doc="parameter -> env:NAME or file:PATH")] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """When people are told about a source, and who."""

    fail_after: Annotated[int, Says(doc="failed polls in a row", low=1, high=100)] = 3
    quiet: Annotated[
        float | Literal["auto", "off"],
        Says(
            doc="auto (its own pattern), off, or a time without news",
            form="duration-or-words",
            low=3600,
        ),
    ] = "auto"
    notify: Annotated[Scalar | None, Says(doc="receiver; ops if not said")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectKeys:
    """What a document of this source always holds; less is a broken page, not a quiet day."""

    items: Annotated[Scalar | None, Says(doc="how many rows: 5..200, 5.. or 5; usually 1..")] = None
    title: Annotated[str, Says(doc="pattern found in every title", form="re2")] = ""
    unique: Annotated[Scalar | None, Says(doc="field no two rows share: url, title")] = None
    required: Annotated[tuple[Scalar, ...], Says(doc="fields of every row", short=True)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of its own, at most four times the usual ones."""

    body: Annotated[int, Says(doc="bytes of a document", low=1000, high=40_000_000)] = 10_000_000
    time: Annotated[float, Says(doc="of a whole fetch", form="duration", low=1, high=80)] = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a source, its outlet or the file's `defaults` may say; None = not said there."""

    tier: Annotated[Tier | None, Says(doc="what kind of voice it is")] = None
    lang: Annotated[Texts | None, Says(doc="languages it writes, a prior", short=True)] = None
    timezone: Annotated[
        str | None, Says(doc="of dates without one, of cron and windows", form="zone")
    ] = None
    every: Annotated[Seconds | None, Says(doc="interval; auto if not said")] = None
    min: Annotated[Seconds | None, Says(doc="shortest automatic interval")] = None
    max: Annotated[Seconds | None, Says(doc="longest automatic interval")] = None
    cron: Annotated[str | None, Says(doc="five fields; excludes every", form="cron")] = None
    windows: Annotated[
        Texts | None, Says(doc="mon-fri 06:00-22:00, in its timezone", form="window", short=True)
    ] = None
    off_hours: Annotated[
        float | Literal["pause"] | None,
        Says(doc="interval outside of windows, or pause", form="duration-or-pause", low=60),
    ] = None
    jitter: Annotated[Fraction | None, Says(doc="random part of the interval")] = None
    priority: Annotated[Rank | None, Says(doc="0 is polled first")] = None
    headers: Annotated[Mapping[str, str] | None, Says(doc="sent with each request")] = None
    allow_private: Annotated[
        Literal[True] | Cidrs | None, Says(doc="inside addresses it may be at")
    ] = None
    freshness: Annotated[
        Literal["obey", "ignore"] | None, Says(doc="of the server's caching headers")
    ] = None
    first_run: Annotated[
        Literal["baseline", "all"] | Replay | None, Says(doc="what stands there at first")
    ] = None
    max_age: Annotated[Seconds | None, Says(doc="older ones are not told after an outage")] = None
    full_text: Annotated[
        Literal["auto", "always", "never"] | None, Says(doc="read the article's page")
    ] = None
    health: Annotated[Health | None, Says(doc="when people are told about it")] = None
    limits: Annotated[Limits | None, Says(doc="sizes and times")] = None
    tags: Annotated[Texts | None, Says(doc="boosts and conditions select by them", short=True)] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKeys(Shared):
    """What every source may say, whatever its kind."""

    id: Id
    was: Annotated[str, Says(doc="id before a rename: its state is kept", form="id")] = ""
    kind: Annotated[str, Says(doc="feed, list ...")]
    url: Annotated[str, Says(doc="where it is; some kinds know it", form="url")] = ""
    outlet: Annotated[Scalar | None, Says(doc="an id of `outlets`, or a name")] = None
    auth: Annotated[Auth | None, Says(doc="credentials for its host")] = None
    about: Annotated[tuple[Scalar, ...], Says(doc="entity ids", short=True)] = ()
    expect: Annotated[ExpectKeys | None, Says(doc="what a document always holds")] = None
    owner: str = ""
    note: str = ""
    verified: Annotated[str, Says(doc="when `sources check` last passed")] = ""
    unverified: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletKeys(Shared):
    """A publisher, and the defaults of its sources."""

    name: Annotated[str, Says(doc="the name a reader knows")]
    aliases: Annotated[Texts, Says(doc="other spellings, cut from titles too", short=True)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKeys:
    """How one host may be asked, over all sources and workers."""

    rate: Annotated[Scalar | None, Says(doc="starts: 8/s, 30/m, 1/6s")] = None
    connections: Annotated[int, Says(doc="at one time", low=1, high=100)] = 2
    throttle: Annotated[Literal["host", "url"], Says(doc="what a 429 stops")] = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesFile:
    """A file of `rules/sources/`."""

    sources: tuple[Table, ...] = ()
    defaults: Annotated[Table | None, Says(doc="for the sources of this file")] = None
    outlets: Annotated[Mapping[str, Table], Says(doc="id -> publisher")] = field(
        default_factory=dict
    )
    hosts: Annotated[Mapping[str, Table], Says(doc="host -> how it may be asked")] = field(
        default_factory=dict
    )
