"""Entities: what analysts watch, organisations, people and places, with their other names."""

from dataclasses import dataclass
from typing import Literal

from monitor.matching.terms import Case, Marks

EntityKind = Literal["org", "person", "place"]
KINDS: tuple[EntityKind, ...] = ("org", "person", "place")
ANY = "any"  # language of an alias that counts everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One spelling of a name.

    `lang` = the language whose articles use it, `any` for all. With a `guard` it counts only
    if one of these entities is named in the article too, and never in a sentence that holds
    one of `unless` (an alias's own `not`).
    """

    text: str
    lang: str = ANY
    case: Case = "auto"
    marks: Marks = "exact"
    guard: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A watched organisation, person or place; `blots` are longer forms that are not meant."""

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[Alias, ...] = ()
    blots: tuple[str, ...] = ()
    of: tuple[str, ...] = ()  # organisations a person belongs to
    role: str = ""  # role class of a person there
    parent: str = ""
