"""History: what the archive says of the rules, counted in one pass over its articles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.matching.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was counted; made by `counting.py`."""

    days: int = 0  # from the first article to the last, both included
    articles: int = 0
    matched: Mapping[str, frozenset[str]] = field(default_factory=dict)  # rule -> article ids
    excepted: frozenset[tuple[str, str]] = frozenset()  # (rule, exception) that applied
    alerts: Mapping[str, Mapping[date, int]] = field(default_factory=dict)  # rule -> day -> cards
    shares: Mapping[str, float] = field(default_factory=dict)  # key of a term -> of all articles
    fields: frozenset[str] = frozenset()  # `author`, `tag`: some article has one


def key_of(term: Term) -> str:
    """Name a term by what is counted: its folded words, and whether the last may go on."""
    return " ".join(word.plain for word in term.words) + ("*" if term.begun else "")
