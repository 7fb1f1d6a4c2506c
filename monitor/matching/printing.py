"""Printing: a tree as the text that reads back as the same tree."""

from monitor.matching.syntax import (
    And,
    Concept,
    Entities,
    EventCall,
    Fielded,
    Let,
    Named,
    Near,
    Not,
    NotNear,
    Or,
    Part,
    Pattern,
    Phrase,
    Published,
    SlotTest,
    Value,
    Word,
)

_ATOMS = (Word, Phrase, Pattern, Concept, Let, Entities, Value, EventCall, Published)
_ITEMS = (*_ATOMS, Fielded, Named)


def print_query(part: Part) -> str:
    """Write an expression in its plain form, with the brackets it needs and no more."""
    if isinstance(part, Word | Phrase):  # as most are
        return _atom(part)
    if isinstance(part, Or):
        return " OR ".join(_inside(p, (And, Not, Near, NotNear, *_ITEMS)) for p in part.parts)
    if isinstance(part, And):
        return " AND ".join(_inside(p, (Not, Near, NotNear, *_ITEMS)) for p in part.parts)
    if isinstance(part, Not):
        return "NOT " + _inside(part.part, (Not, Near, NotNear, *_ITEMS))
    if isinstance(part, Near):
        between = f" {part.operator}/{part.range} "
        return between.join(_inside(p, _ITEMS) for p in part.parts)
    if isinstance(part, NotNear):
        first, second = _inside(part.part, _ITEMS), _inside(part.other, _ITEMS)
        return f"{first} NOT NEAR/{part.range} {second}"
    if isinstance(part, Named):
        return f"{_inside(part.part, (*_ATOMS, Fielded))} AS {part.name}"
    if isinstance(part, Fielded):
        return f"{part.field}:{_inside(part.part, _ATOMS)}"
    return _atom(part)


def _inside(part: Part, plain: tuple[type, ...]) -> str:
    shown = print_query(part)
    return shown if isinstance(part, plain) else f"({shown})"


def _atom(part: Part) -> str:
    if isinstance(part, Word):
        return part.text + part.ending
    if isinstance(part, Phrase):
        return f'"{part.text}"'
    if isinstance(part, Pattern):
        return f"/{part.source}/"
    if isinstance(part, Concept):
        return f"@{part.id}"
    if isinstance(part, Let):
        return f"${part.name}"
    return _call(part)


def _call(part: Part) -> str:
    if isinstance(part, Value):
        return f"value({part.kind})"
    if isinstance(part, Published):
        return f"published {part.operator} {part.literal}"
    if isinstance(part, Entities):
        inside = f" in {'|'.join(part.lists)}" if part.lists else ""
        return f"entity({part.kind}{inside})"
    if isinstance(part, EventCall):
        return f"event({', '.join([part.pack, *map(_slot, part.tests)])})"
    raise TypeError(part)


def _slot(test: SlotTest) -> str:
    values = "|".join(test.values)
    if test.operator == ":":
        return f"{test.slot}: {'not ' if test.negated else ''}{values}"
    return f"{test.slot} {test.operator} {values}"
