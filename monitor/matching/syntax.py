"""Syntax: an expression as a tree in which every part knows where it was written.

`at` and `end` are code points of the expression's text, `end` not included. Names of
concepts, lets, lists and packs are still words here; `query.py` resolves them.
"""

from dataclasses import dataclass
from typing import Literal

from monitor.errors import RuleError

Ending = Literal["", "*", "~"]
Operator = Literal["NEAR", "THEN"]
Range = int | Literal["S", "P"]
TEXT_FIELDS = ("title", "lead", "body", "top", "url")
EXACT_FIELDS = ("source", "outlet", "tier", "tag", "author", "lang")
NAME_FIELDS = ("org", "person", "place")
FIELDS = (*TEXT_FIELDS, *EXACT_FIELDS, *NAME_FIELDS)
VALUE_KINDS = ("number", "percent", "basis-points", "money", "date", "duration")
MOST_APART = 50  # of NEAR/n
DEEPEST = 20  # brackets in brackets


class ExpressionError(RuleError):
    """One fault of an expression; `wrong` and `legal` let the caller suggest a name."""

    def __init__(
        self,
        code: str,
        message: str,
        span: tuple[int, int],
        *,
        wrong: str = "",
        legal: tuple[str, ...] = (),
    ) -> None:
        """Keep the code (`E301`), the message, and from where to where the wrong part goes."""
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.at, self.end = span
        self.wrong = wrong
        self.legal = legal


# Parts never change. They are not `frozen`, as that makes each three times slower to make.


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Word:
    """A word, its beginning (`*`), or all its forms (`~`)."""

    text: str
    ending: Ending = ""
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Phrase:
    """Words in a row, as written between the quotes."""

    text: str
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Pattern:
    """A regular expression, as written between the slashes."""

    source: str
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Concept:
    """`@id`: words for one idea."""

    id: str
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Let:
    """`$name`: an expression of the file, or a capture in facts and exceptions."""

    name: str
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Entities:
    """`entity(kind in lists)`: any of these names; without lists any name of the kind."""

    kind: str
    lists: tuple[str, ...] = ()
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Value:
    """`value(kind)`: a number, date or duration in the article's notation."""

    kind: str
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class SlotTest:
    """One test of an event: `slot: [not] a|b`, `slot in lists`, or `slot >= literal`."""

    slot: str
    operator: Literal[":", "in", "<", "<=", ">", ">="]
    values: tuple[str, ...]
    negated: bool = False
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class EventCall:
    """`event(pack, test, ...)`: one event of the article that passes all tests."""

    pack: str
    tests: tuple[SlotTest, ...] = ()
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Published:
    """`published > 2026-01-01` or `published < 36h`."""

    operator: Literal["<", ">"]
    literal: str
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Fielded:
    """`field:part`; inside brackets it reaches each term that has no field of its own."""

    field: str
    part: "Part"
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Named:
    """`part AS name`."""

    part: "Part"
    name: str
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Near:
    """`a NEAR/n b NEAR/n c` or THEN: one operator and one range."""

    operator: Operator
    range: Range
    parts: tuple["Part", ...]
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class NotNear:
    """`part NOT NEAR/n other`."""

    range: Range
    part: "Part"
    other: "Part"
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Not:
    """`NOT part`."""

    part: "Part"
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class And:
    """All parts; `operator` is where the first AND stands."""

    parts: tuple["Part", ...]
    operator: int = 0
    at: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Or:
    """At least one part."""

    parts: tuple["Part", ...]
    at: int = 0
    end: int = 0


Atom = Word | Phrase | Pattern | Concept | Let | Entities | Value | EventCall | Published
Part = Atom | Fielded | Named | Near | NotNear | Not | And | Or
