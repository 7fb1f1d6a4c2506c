"""Windows of thresholds: what a condition is shown, and what the store keeps for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which articles a threshold counts together, and how long they are remembered."""

    captures: Mapping[str, str] = field(default_factory=dict)  # option -> capture it names
    words: tuple[str, ...] = ()  # what such an option may say instead
    sources: tuple[str, ...] = ()  # ids it names
    by: str = ""  # capture whose values are counted each by itself
    apart: bool = False  # counted over stories: what is told is the group, no single story
    within_s: float = 0.0  # articles further apart are not counted together
    past_s: float = 0.0  # how far back articles count that need not be of the story
    silent: bool = False  # holds while nothing comes: asked by the clock, not by articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article on which a rule held, as a threshold counts it."""

    article: str
    at: float  # epoch seconds: when it was published, or fetched if that was earlier
    outlet: str = ""
    lang: str = ""
    tier: str = ""
    story: str = ""  # the happening it tells of
    original: str = ""  # article it is a copy of; empty = of none
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # its captures


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a threshold is judged by: the members of one group, each article once."""

    at: float  # epoch seconds: the moment of the newest article, or of the clock
    article: str = ""  # the newest article; empty when the clock asks
    members: tuple[Member, ...] = ()  # in order of time
    since: float | None = None  # from when on members are known; None = not known
    quiet_s: float = 0.0  # how long nothing matched while we listened


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """When a rule held in one group: article id -> epoch seconds."""

    times: Mapping[str, float] = field(default_factory=dict)
    since: float | None = None  # what came before is not known; None = nothing is


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An article to be remembered in a group's tally."""

    rule: str
    group: str
    article: str
    at: float  # epoch seconds
    keep_s: float = 0.0  # how long; 0 = not at all: it only ends a silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """What is known of a rule that waits for silence; all in seconds."""

    quiet_s: float  # heard nothing while we listened
    paused: bool = False  # this time was not counted: its sources fail, or we were away


class Windows(Protocol):
    """What the store keeps of rules' windows beside their stories."""

    async def tallies(self, groups: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Tally]:
        """Read the tallies of (rule, group)."""
        ...

    async def known(self, rules: Sequence[str]) -> Mapping[str, float]:
        """Give since when (epoch seconds) the members of these rules are known; others lack."""
        ...

    async def remember(self, rule: str, notes: Sequence[Noted], *, since: float | None) -> None:
        """Add what is known from elsewhere; with `since` all from then on is known."""
        ...

    async def nears(self, story: str) -> tuple[str, ...]:
        """Name the neighbourhoods in which a story's reports lie."""
        ...

    async def listen(self, rule: str, *, hears: bool, within_s: float) -> Listened:
        """Let a rule's silence grow by the time since the last call, if that was `within_s` ago.

        Without `hears` (its sources fail) the time that passed is not counted.
        """
        ...
