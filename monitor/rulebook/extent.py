"""How long and how deep an expression is once its lets are written out: asked before all else."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from monitor.matching import syntax
from monitor.matching.grammar import LONGEST
from monitor.rulebook.expressions import Written
from monitor.rulebook.structure import inner

MOST_LETS = 200  # of one rule
DEEPEST = 150  # levels of a tree: whoever goes through it calls itself for each


class Extent(NamedTuple):
    """Characters, and levels of the tree."""

    size: int
    depth: int


class TooMuch(Exception):  # noqa: N818 - it says what is the matter
    """A `$name` makes an expression too long or too deep; `inside` is that expression."""

    def __init__(self, message: str, let: syntax.Let, inside: Written) -> None:
        """Keep what to say, and where."""
        super().__init__(message)
        self.message = message
        self.let = let
        self.inside = inside


def bound(expressions: Iterable[Written], lets: Mapping[str, Written]) -> None:
    """Raise TooMuch at the first `$name` that is too much; `lets` must be free of circles."""
    known: dict[str, Extent] = {}
    for expression in expressions if lets else ():
        _extent(expression, lets, known)


def _extent(expression: Written, lets: Mapping[str, Written], known: dict[str, Extent]) -> Extent:
    size, own = len(expression.scalar.text), _depth(expression.part)
    depth = own
    for let in expression.lets:
        if let.name not in lets:
            continue
        if let.name not in known:
            known[let.name] = _extent(lets[let.name], lets, known)
        size += known[let.name].size
        depth = max(depth, own + known[let.name].depth)
        if size > LONGEST:
            message = f"lets written out have at most {LONGEST} characters"
            raise TooMuch(message, let, expression)
        if depth > DEEPEST:
            raise TooMuch(f"lets written out are at most {DEEPEST} deep", let, expression)
    return Extent(size, depth)


def _depth(part: syntax.Part) -> int:
    deepest = 0
    waiting = [(part, 1)]
    while waiting:
        found, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(below, depth + 1) for below in inner(found)]
        if isinstance(found, syntax.NotNear):
            waiting += [(found.part, depth + 1), (found.other, depth + 1)]
    return deepest
