"""Vicinity: whether two terms stand near enough for a rule's NEAR at all, told from the line.

Most pairs of words that an article holds stand far apart. That costs little to find out, before
sentences, paragraphs and the exact places are needed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from monitor.matching.query import AllOf, AnyOf, Close, Query, Terms
from monitor.matching.quick import FIELDS, Seen
from monitor.matching.syntax import MOST_APART
from monitor.matching.terms import Term
from monitor.matching.view import View
from monitor.matching.words import Words

_PAIRS = 400  # more are not tried out
_FAR = 1_000  # bytes


class Present(NamedTuple):
    """Terms of which one must be seen."""

    field: int  # place in FIELDS
    keys: tuple[str, ...]


class Vicinity(NamedTuple):
    """Two operands of a NEAR, and how many words may stand between them."""

    field: str
    one: tuple[Term, ...]
    other: tuple[Term, ...]
    reach: int


class Either(NamedTuple):
    """Branches of which one may hold; a branch is what must all be there."""

    branches: tuple[tuple["Sign", ...], ...]


Sign = Present | Vicinity | Either


def signs_of(query: Query) -> tuple[Sign, ...]:
    """Give what must be there for a query to hold, as far as that is quickly told."""
    if isinstance(query, AllOf):
        return tuple(sign for part in query.parts for sign in signs_of(part))
    nodes = _nodes(query)
    if nodes:
        return _present(nodes)
    if isinstance(query, AnyOf):
        branches = tuple(signs_of(part) for part in query.parts)
        return (Either(branches),) if all(branches) else ()
    if isinstance(query, Close):
        return _close(query)
    return ()


def _present(nodes: Sequence[Terms]) -> tuple[Sign, ...]:
    field = nodes[0].field
    if field not in FIELDS or any(node.field != field for node in nodes):
        return ()
    return (Present(FIELDS.index(field), tuple(one.needle for one in _all(nodes))),)


def _close(query: Close) -> tuple[Sign, ...]:
    operands = [_nodes(part) for part in query.parts]
    fields = {node.field for nodes in operands for node in nodes}
    if not isinstance(query.reach, int) or len(operands) != 2 or not all(operands):
        return ()
    if len(fields) > 1 or not fields <= set(FIELDS):
        return ()
    one, other = map(_all, operands)
    return (Vicinity(fields.pop(), one, other, query.reach),)


def _nodes(query: Query) -> tuple[Terms, ...]:
    parts = query.parts if isinstance(query, AnyOf) else (query,)
    found = tuple(part for part in parts if isinstance(part, Terms))
    return found if len(found) == len(parts) else ()


def _all(nodes: Sequence[Terms]) -> tuple[Term, ...]:
    return tuple(one for node in nodes for one in node.terms if one.words)


def may_hold(signs: Sequence[Sign], seen: Seen, view: View) -> bool:
    """Tell whether all signs are there."""
    return all(_is_there(sign, seen, view) for sign in signs)


def _is_there(sign: Sign, seen: Seen, view: View) -> bool:
    if isinstance(sign, Present):
        return not seen[sign.field].isdisjoint(sign.keys)
    if isinstance(sign, Either):
        return any(may_hold(branch, seen, view) for branch in sign.branches)
    return any(_is_near(sign, seen, field, words) for field, words in view.areas(sign.field))


def _is_near(sign: Vicinity, seen: Seen, field: str, words: Words) -> bool:
    own = seen[FIELDS.index(field)]
    one = [term for term in sign.one if term.needle in own]
    other = [term for term in sign.other if term.needle in own] if one else []
    if not other:
        return False
    if not words.is_flat:
        return True
    first = [place for term in one for place in words.keyed(term, _PAIRS)]
    second = [place for term in other for place in words.keyed(term, _PAIRS)]
    if len(first) * len(second) > _PAIRS:
        return True
    line = words.line
    for start, end in first:
        for other_start, other_end in second:
            low, high = (end, other_start) if start < other_start else (other_end, start)
            if low < high and _between(line, low, high) <= sign.reach + 1:
                return True
    return False


def _between(line: bytes, low: int, high: int) -> int:
    """Count the spaces between two places; of far ones only the first, which are too many."""
    near = line.count(b" ", low, min(high, low + _FAR))
    return near if near > MOST_APART + 1 else line.count(b" ", low, high)
