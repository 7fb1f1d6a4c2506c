"""Quick: rules of words alone, which most are, judged by the keys the automaton saw.

Such a rule is a list of groups, all of which must hold: some of its terms stand in a field, or
under NOT none does. It says the same as `evaluate`; it only looks at less.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from monitor.matching.flat import Stretch
from monitor.matching.near import KEPT
from monitor.matching.query import AllOf, AnyOf, NotHeld, Query, Terms
from monitor.matching.terms import Term
from monitor.matching.trace import KEPT as SHOWN
from monitor.matching.view import View
from monitor.matching.words import Words
from monitor.model import Evidence

Found = list[tuple[int, int, int, str, str]]  # order of the field, start, end, field, clause
Seen = Sequence[set[int]]  # numbers of the keys seen, by place in FIELDS
FIELDS = ("", "title", "lead", "body", "url")
_ORDER = {"title": 0, "lead": 1, "body": 2, "url": 3}  # as in FIELDS
_PLACE = itemgetter(0, 1, 2)


class Group(NamedTuple):
    """Terms of one field of which one must stand there, or under NOT none may.

    `numbers` are those of the terms' keys, each beside the part of the query it is from.
    """

    field: int
    is_negative: bool
    numbers: tuple[int, ...]
    nodes: tuple[Terms, ...]


def groups_of(query: Query, numbers: Mapping[bytes, int]) -> tuple[Group, ...] | None:
    """Give the groups of a query of words alone, None for any other."""
    parts = query.parts if isinstance(query, AllOf) else (query,)
    groups: list[Group] = []
    for part in parts:
        is_negative = isinstance(part, NotHeld)
        nodes = _nodes(part.part if isinstance(part, NotHeld) else part)
        if not nodes or len({node.field for node in nodes}) > 1 or nodes[0].field not in FIELDS:
            return None
        pairs = [(numbers[one.needle], node) for node in nodes for one in node.terms if one.words]
        groups.append(
            Group(
                field=FIELDS.index(nodes[0].field),
                is_negative=is_negative,
                numbers=tuple(number for number, _ in pairs),
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
    for field, is_negative, numbers, nodes in groups:
        before, last = len(found), None
        own = seen[field]
        if not own.isdisjoint(numbers):
            for number, node in zip(numbers, nodes, strict=True):
                if number in own and node is not last:
                    _look(number, node, seen, view, found)
                    last = node
        if is_negative is (len(found) > before):
            return None
    texts = {"title": view.article.title, "lead": view.article.lead, "body": view.article.body}
    if len(found) > 1:
        found = sorted(dict.fromkeys(found), key=_PLACE)[:SHOWN]
    return tuple(
        [
            Evidence(
                field=field,
                start=start,
                end=end,
                text=(texts.get(field) or view.text(field))[start:end],
                part=clause,
            )
            for _, start, end, field, clause in found
        ]
    )


def _look(number: int, query: Terms, seen: Seen, view: View, found: Found) -> None:
    for field, words in view.areas(query.field):
        order = _ORDER[field]
        if len(query.terms) > 1:
            places = _stretches(words, query.terms)
        elif number in seen[order + 1]:
            places = words.shown_stretches(query.terms[0])
        else:
            continue
        for start, end in places[:KEPT]:
            found.append((order, start, end, field, query.clause))


def _stretches(words: Words, terms: Sequence[Term]) -> Sequence[Stretch]:
    return sorted({stretch for one in terms for stretch in words.stretches(one)})
