"""Comments of a YAML file: libyaml forgets them, so they are found between the scalars."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.rulebook.nodes import Items, Node, Scalar, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment from its `#` to the end of the line; `own` = nothing else stands there."""

    line: int
    column: int
    text: str
    own: bool


def scalars(node: Node) -> Iterator[Scalar]:
    """Go through keys and values as they stand in the file."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Items):
        for item in node:
            yield from scalars(item)
    else:
        for key, value in node.pairs:
            yield key
            yield from scalars(value)


def comments(root: Items | Table, lines: tuple[str, ...]) -> tuple[Comment, ...]:
    """Find every comment, in order; in gaps between scalars no other `#` can stand."""
    found: list[Comment] = []
    at = (1, 1)
    for scalar in scalars(root):
        start, end = scalar.start, scalar.end
        found += _between(lines, at, (start.line, start.column))
        at = (end.line, end.column)
        if scalar.style in {"literal", "folded"}:
            after = (start.line, len(lines[start.line - 1]) + 1)
            found += _between(lines, (start.line, start.column), after)
    found += _between(lines, at, (len(lines), len(lines[-1]) + 1))
    return tuple(found)


def _between(
    lines: tuple[str, ...], start: tuple[int, int], end: tuple[int, int]
) -> Iterator[Comment]:
    for line in range(start[0], min(end[0], len(lines)) + 1):
        text = lines[line - 1]
        begin = start[1] - 1 if line == start[0] else 0
        stop = end[1] - 1 if line == end[0] else len(text)
        at = text.find("#", begin, stop)
        if at >= 0:
            own = not text[:at].strip()
            yield Comment(line=line, column=at + 1, text=text[at:].rstrip(), own=own)
