"""Manners: how a source wants to be asked: who we are, how often, when, and what to expect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """How a source proves who we are: references (`env:NAME`, `file:PATH`), never the secrets."""

    header: Mapping[str, str] = field(default_factory=dict)
    bearer: str = ""
    basic: tuple[str, ...] = ()  # user, password
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def refs(self) -> tuple[str, ...]:
        """Give every reference."""
        own = (self.bearer,) if self.bearer else ()
        return (*self.header.values(), *own, *self.basic, *self.query.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class HostLimit:
    """What `hosts:` says about one host: starts a second and requests at one time."""

    rate_s: float = 1.0  # seconds between starts
    connections: int = 2
    throttle: Literal["host", "url"] = "host"  # what a 429 stops
    is_usual: bool = False  # said by no file: what a robots.txt asks for counts too


USUAL = HostLimit(is_usual=True)
CROWD = 20  # sources of one host, from which on it is asked less often
CROWDED = HostLimit(rate_s=5.0, is_usual=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Hours of some days of the week; one that ends before it begins goes into the next day."""

    days: frozenset[int]  # 0 = Monday
    begin: int  # minutes of the local day
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a source is asked as usual: always, where no spans are given."""

    spans: tuple[Span, ...] = ()
    off_s: float | None = 1800.0  # the interval outside of them, None = not at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a document must hold, or its site has changed."""

    least: int = 0  # rows
    most: int | None = None
    title: str = ""  # RE2, found anywhere in each title
    unique: str = ""  # a field without repetitions
    required: tuple[str, ...] = ()  # fields

    @property
    def items(self) -> str:
        """Give the number of rows as a file says it: `5..200`, `5..` or `5`."""
        if self.most is None:
            return f"{self.least}.."
        return f"{self.least}..{self.most}" if self.least < self.most else f"{self.least}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """When people are told about a source."""

    fail_after: int = 3  # failures in a row
    quiet: Literal["auto", "off"] | float = "auto"  # seconds without news
    notify: str = "ops"  # receiver
