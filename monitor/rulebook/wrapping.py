"""Expressions in canonical form: on one line, or broken before operators to fit a width."""

from collections.abc import Iterator

from monitor.matching.printing import print_query
from monitor.matching.syntax import (
    And,
    EventCall,
    Fielded,
    Named,
    Near,
    Not,
    NotNear,
    Or,
    Part,
    Phrase,
)

_JOINED = (And, Or, Near, NotNear, Not)


def plain_expression(part: Part) -> str:
    """Write an expression on one line: brackets where needed, and around an AND inside an OR."""
    return "".join(_text(part))


def wrapped(part: Part, width: int) -> tuple[str, ...]:
    """Write an expression in lines of at most `width` where operators allow that.

    Each line but the first begins with an operator, under the bracket it belongs to. The
    branches of AND get a line each; those of OR, NEAR and THEN fill lines.
    """
    return tuple(_lines(part, width))


def _text(part: Part, *, inside: type | None = None) -> Iterator[str]:
    """Give the pieces of one line; `inside` is the operator above, which may want brackets."""
    bracketed = inside is not None and _wants_brackets(part, inside)
    if bracketed:
        yield "("
    if isinstance(part, And | Or | Near | NotNear):
        for index, (operator, below) in enumerate(_parts(part)):
            yield f" {operator} " if index else ""
            yield from _text(below, inside=type(part))
    elif isinstance(part, Not):
        yield "NOT "
        yield from _text(part.part, inside=Not)
    else:
        yield from _item(part)
    if bracketed:
        yield ")"


def _item(part: Part) -> Iterator[str]:
    """Give a term with its field and name."""
    if isinstance(part, Named):
        yield from _text(part.part, inside=Named)
        yield f" AS {part.name}"
    elif isinstance(part, Fielded):
        yield f"{part.field}:"
        yield from _text(part.part, inside=Fielded)
    elif isinstance(part, Phrase):
        yield f'"{" ".join(part.text.split())}"'
    else:
        yield print_query(part)


def _wants_brackets(part: Part, above: type) -> bool:
    """Tell whether a part stands in brackets below an operator.

    The grammar does not ask for them around an AND inside an OR; people do.
    """
    if above is Fielded:
        return isinstance(part, (*_JOINED, Named, Fielded))
    if above is Named:
        return isinstance(part, (*_JOINED, Named))
    if above in {Near, NotNear}:
        return isinstance(part, _JOINED)
    if above is Or:
        return isinstance(part, And | Or)
    return isinstance(part, And | Or)  # of AND and NOT


def _parts(part: And | Or | Near | NotNear) -> tuple[tuple[str, Part], ...]:
    """Give the parts, each with the operator before it (the first part's is not written)."""
    if isinstance(part, NotNear):
        return ("", part.part), (f"NOT NEAR/{part.range}", part.other)
    if isinstance(part, Near):
        return tuple((f"{part.operator}/{part.range}", below) for below in part.parts)
    return tuple(("AND" if isinstance(part, And) else "OR", below) for below in part.parts)


def _lines(part: Part, width: int, inside: type | None = None) -> list[str]:
    """Give the lines of a part, indented as from its own first column."""
    whole = "".join(_text(part, inside=inside))
    if len(whole) <= width:
        return [whole]
    if inside is not None and _wants_brackets(part, inside):
        return _led("(", _lines(part, width - 2), ")")
    if isinstance(part, Not):
        return _led("NOT ", _lines(part.part, width - 4, Not))
    if isinstance(part, Fielded):
        head = f"{part.field}:"
        return _led(head, _lines(part.part, width - len(head), Fielded))
    if isinstance(part, Named):
        return _led("", _lines(part.part, width, Named), f" AS {part.name}")
    if isinstance(part, And | Or | Near | NotNear):
        return _chain(part, width)
    return _call(part, whole, width) if isinstance(part, EventCall) else [whole]


def _call(part: EventCall, whole: str, width: int) -> list[str]:
    """Fill lines with an event's tests."""
    head = whole[: whole.index("(") + 1]
    tests = whole.removeprefix(head).removesuffix(")").split(", ")
    lines = [f"{part.pack},"]
    for test in (f"{test}," for test in tests[1:]):
        if len(head) + len(lines[-1]) + 1 + len(test) <= width:
            lines[-1] += f" {test}"
        else:
            lines.append(test)
    lines[-1] = lines[-1].removesuffix(",")
    return _led(head, lines, ")")


def _chain(part: And | Or | Near | NotNear, width: int) -> list[str]:
    """Put parts under each other; short branches that are no AND's share lines."""
    found: list[str] = []
    for index, (operator, below) in enumerate(_parts(part)):
        head = f"{operator} " if index else ""
        lines = _led(head, _lines(below, width - len(head), type(part)))
        fits = found and len(found[-1]) + 1 + len(lines[0]) <= width
        if fits and len(lines) == 1 and not isinstance(part, And):
            found[-1] += f" {lines[0]}"
        else:
            found += lines
    return found


def _led(head: str, lines: list[str], tail: str = "") -> list[str]:
    """Put a head before the first line, the others below it, a tail after the last."""
    first, *rest = lines
    led = [head + first, *(" " * len(head) + line for line in rest)]
    led[-1] += tail
    return led
