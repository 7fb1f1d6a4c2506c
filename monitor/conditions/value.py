"""`value(kind)`: a number, percentage, basis points, amount of money, date or duration.

Numbers are read in the article's notation (`1.000,5` in German, `1,000.5` in English) with
magnitudes (Mio, 万, 억, lakh). What is bound is the plain value: `12000000 USD`, `2.5%`,
`25bp`, `2026-01-31`, `14d`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from monitor.kinds import Says
from monitor.matching import syntax
from monitor.matching.amounts import find
from monitor.matching.days import find_days
from monitor.matching.names import Gazetteer
from monitor.matching.view import Held, Piece, Spot, View
from monitor.matching.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a call says: the kind of value, and the field it is looked for in."""

    kind: Annotated[str, Says(doc="number percent basis-points money date duration")]
    field: Annotated[str, Says(doc="title, lead, body, top; empty = any of the three")] = ""


def options(call: syntax.Value, field: str) -> Options:
    """Read the call of an expression."""
    return Options(kind=call.kind, field=field)


def compile(options: Options, gazetteer: Gazetteer) -> "ValueLeaf":  # noqa: A001 - the kind's name for it
    """Make the leaf."""
    del gazetteer
    return ValueLeaf(kind=options.kind, field=options.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLeaf:
    """Finds values of one kind."""

    kind: str
    field: str = ""
    pack: str = ""

    @property
    def required(self) -> frozenset[str]:
        """No literal is required: any digit may be one."""
        return frozenset()

    def holds(self, view: View) -> Held | None:
        """Give every value of the kind with its place."""
        spots = tuple(
            spot for field, words in view.areas(self.field) for spot in self._spots(field, words)
        )
        return Held(spots=spots) if spots else None

    def why_not(self, view: View) -> str:
        """Tell that there is none."""
        del view
        return f"no {self.kind} in this text"

    def _spots(self, field: str, words: Words) -> Iterator[Spot]:
        text, lang = words.text, words.lang
        every = find_days(text) if self.kind == "date" else find(text, self.kind, lang)
        for found in every:
            span = words.touched(found.start, found.end)
            if span is not None:  # pragma: no branch - a value has a digit or a word
                first, last = span
                clause = f"value({self.kind})"
                piece = Piece(field=field, first=first, last=last, clause=clause)
                yield Spot(field=field, first=first, last=last, pieces=(piece,), value=found.value)
