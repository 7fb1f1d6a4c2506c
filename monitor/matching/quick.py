"""Quick: rules of words alone, which most are, judged by the keys the automaton saw.

Such a rule is a list of groups, all of which must hold: some of its terms stand in a field, or
under NOT none does. It says the same as `evaluate`; it only looks at less.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from monitor.matching.flat import Stretch
from monitor.matching.query import AllOf, AnyOf, NotHeld, Query, Terms
from monitor.matching.terms import Term
from monitor.matching.trace import KEPT as SHOWN
from monitor.matching.view import View
from monitor.matching.words import Words
from monitor.model import Evidence

Found = list[tuple[int, int, int, str, str]]  # order of the field, start, end, field, clause
Seen = Sequence[set[str]]  # the keys seen, by place in FIELDS; of lead and body more may be given
FIELDS = ("", "title", "lead", "body", "url")
_ORDER = {"title": 0, "lead": 1, "body": 2, "url": 3}  # as in FIELDS
_PLACE = itemgetter(0, 1, 2)


class Group(NamedTuple):
    """Terms of one field of which one must stand there, or under NOT none may.

    `keys` are those of the terms, each beside the part of the query it is from.
    """

    field: int
    is_negative: bool
    keys: tuple[str, ...]
    nodes: tuple[Terms, ...]


def groups_of(query: Query) -> tuple[Group, ...] | None:
    """Give the groups of a query of words alone, None for any other."""
    parts = query.parts if isinstance(query, AllOf) else (query,)
    groups: list[Group] = []
    for part in parts:
        is_negative = isinstance(part, NotHeld)
        nodes = _nodes(part.part if isinstance(part, NotHeld) else part)
        if not nodes or len({node.field for node in nodes}) > 1 or nodes[0].field not in FIELDS:
            return None
        pairs = [(one.needle, node) for node in nodes for one in node.terms if one.words]
        groups.append(
            Group(
                field=FIELDS.index(nodes[0].field),
                is_negative=is_negative,
                keys=tuple(key for key, _ in pairs),
                nodes=tuple(node for _, node in pairs),
            )
        )
    return tuple(groups)


def _nodes(query: Query) -> tuple[Terms, ...]:
    parts = query.parts if isinstance(query, AnyOf) else (query,)
    return tuple(p for p in parts if isinstance(p, Terms)) if all(map(_is_terms, parts)) else ()


def _is_terms(query: Query) -> bool:
    return isinstance(query, Terms)


def places(groups: Sequence[Group], seen: Seen, view: View) -> tuple[Evidence, ...] | None:
    """Give where a rule holds, in the order of the article; None if it does not."""
    found: Found = []
    for group in groups:
        before = len(found)
        if not seen[group.field].isdisjoint(group.keys):
            _look(group, seen, view, found)
        if group.is_negative is (len(found) > before):
            return None
    if len(found) > 1:
        found = sorted(dict.fromkeys(found), key=_PLACE)[:SHOWN]
    return tuple(
        [
            Evidence(
                field=field, start=start, end=end, text=view.text(field)[start:end], part=clause
            )
            for _, start, end, field, clause in found
        ]
    )


def _look(group: Group, seen: Seen, view: View, found: Found) -> None:
    """Find the terms of a group whose keys were seen."""
    own, last = seen[group.field], None
    areas = view.areas(FIELDS[group.field])
    for key, node in zip(group.keys, group.nodes, strict=True):
        if key not in own or node is last:
            continue
        last, terms = node, node.terms
        for field, words in areas:
            order = _ORDER[field]
            if len(terms) > 1:
                places = _stretches(words, terms)
            elif key in seen[order + 1]:
                places = words.shown_stretches(terms[0])
            else:
                continue
            clause, shown = node.clause, places[:SHOWN]  # no more are told
            found += [(order, start, end, field, clause) for start, end in shown]


def _stretches(words: Words, terms: Sequence[Term]) -> Sequence[Stretch]:
    return sorted({stretch for one in terms for stretch in words.stretches(one)})
