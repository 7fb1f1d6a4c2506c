"""Queries: compiled expressions, as `evaluate.py` runs them.

A leaf that `matching` does not know (`event(...)`, `value(...)`) is anything that keeps to
`Leaf`; the files in `monitor/conditions/` make them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from monitor.matching.concepts import Spelled
from monitor.matching.patterns import Compiled
from monitor.matching.syntax import Range
from monitor.matching.terms import Term
from monitor.matching.view import Held, View
from monitor.model import Rule


class Leaf(Protocol):
    """A condition's own test of an article."""

    @property
    def required(self) -> frozenset[str]:
        """Literals of which one must stand in the text, empty if that cannot be told."""
        ...

    @property
    def pack(self) -> str:
        """The event pack it reads, empty for none."""
        ...

    def holds(self, view: View) -> Held | None:
        """Tell what makes it hold; in a view that is `strict` default gates apply."""
        ...

    def why_not(self, view: View) -> str:
        """Tell people why it does not hold, empty if there is nothing to tell."""
        ...


@dataclass(slots=True, kw_only=True, unsafe_hash=True)  # never changes, but is made quickest so
class Terms:
    """A word, its forms, or a phrase, in a field ("" = title, lead or body)."""

    clause: str
    terms: tuple[Term, ...]
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptTerms:
    """A concept's sayings by language, and what blots them out."""

    clause: str
    sayings: Mapping[str, tuple[Spelled, ...]]
    blots: Mapping[str, tuple[Term, ...]]
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternIn:
    """A regular expression in a field."""

    clause: str
    pattern: Compiled
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesIn:
    """Entities of a kind named in a field; `ids` None = any."""

    clause: str
    kind: str
    ids: frozenset[str] | None
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exactly:
    """The whole value of an exact field, folded; `begun` = its beginning suffices."""

    clause: str
    field: str
    value: str
    begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAt:
    """When the article was published: a day, or an age."""

    clause: str
    operator: Literal["<", ">"]
    than: datetime | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """`$name` in facts and exceptions: the places of what the rule captured."""

    clause: str
    name: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A leaf of `monitor/conditions/`, and the field its call stands in."""

    clause: str
    leaf: Leaf
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Binds a name to what made a part hold."""

    name: str
    part: "Query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Places near each other: NEAR, or THEN if `ordered`."""

    clause: str
    parts: tuple["Query", ...]
    reach: Range
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Places of `part` without a place of `other` near them."""

    clause: str
    part: "Query"
    other: "Query"
    reach: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld:
    """Holds when its part does not."""

    clause: str
    part: "Query"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Holds when all parts do."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """Holds when one part does; the parts that do not bind nothing."""

    parts: tuple["Query", ...]


Simple = Terms | ConceptTerms | PatternIn | NamesIn | Exactly | PublishedAt | Captured | Condition
Query = Simple | Capture | Close | Apart | NotHeld | AllOf | AnyOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """A named exception of a rule; it stops after its last day."""

    name: str
    why: str
    query: Query
    until: datetime | None = None  # the first moment it no longer applies


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A rule with everything the engine evaluates of it."""

    rule: Rule
    query: Query
    facts: Mapping[str, Query] = field(default_factory=dict)
    exceptions: tuple[Exempt, ...] = ()
    full_text: Literal["auto", "always", "never"] = "auto"
