"""Where a clause of a rule stands in its file: for `why-not`, which has it only as text."""

from collections.abc import Iterator

from monitor.matching.printing import print_query
from monitor.model import Place
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.expressions import written
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from monitor.rulebook.references import parts
from monitor.rulebook.yamlfile import parse


def place_of(clause: str, data: bytes, file: str) -> Place:
    """Find a clause in a rule's `match`, else in its lets and exceptions; else `match` itself."""
    root = parse(data, file, faults=Faults())
    if not isinstance(root, Table):
        return Place(file=file)
    for scalar in _expressions(root):
        expression = written(scalar, "match", faults=Faults())
        for part in parts(expression.part) if expression else ():
            if print_query(part) == clause:
                spot = scalar.at(part.at, max(1, part.end - part.at))
                return Place(file=file, line=spot.start.line, column=spot.start.column)
    match = root.key("match") or root.first
    return match.place


def _expressions(root: Table) -> Iterator[Scalar]:
    yield from _scalars(root.get("match"))
    yield from _scalars(root.get("let"))
    exceptions = root.get("except")
    for one in exceptions.items if isinstance(exceptions, Items) else ():
        yield from _scalars(one.get("match") if isinstance(one, Table) else None)


def _scalars(node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Table):
        for _, value in node.pairs:
            yield from _scalars(value)
