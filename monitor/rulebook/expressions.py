"""Expressions in files: parsed, their names looked up, faults told at their place in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from monitor.matching import syntax
from monitor.matching.grammar import parse
from monitor.matching.patterns import compile_pattern
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Scalar, shape
from monitor.rulebook.references import World, check, parts, slots
from monitor.rulebook.suggest import legal, suggest

_TEXT = frozenset({syntax.Word, syntax.Phrase, syntax.And, syntax.Or, syntax.Not, syntax.Near})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An expression as written in a file, and its tree."""

    scalar: Scalar
    part: syntax.Part
    parts: tuple[syntax.Part, ...] = field(init=False, repr=False, compare=False)  # all, in order
    naming: tuple[syntax.Part, ...] = field(init=False, repr=False, compare=False)  # more than text

    def __post_init__(self) -> None:
        """Go through the tree once: it is asked about many times."""
        every = tuple(parts(self.part))
        object.__setattr__(self, "parts", every)
        object.__setattr__(self, "naming", tuple([p for p in every if type(p) not in _TEXT]))

    @property
    def lets(self) -> Iterator[syntax.Let]:
        """Go through the `$names` in it."""
        return (part for part in self.naming if isinstance(part, syntax.Let))

    @property
    def events(self) -> Iterator[syntax.EventCall]:
        """Go through the event conditions in it."""
        return (part for part in self.naming if isinstance(part, syntax.EventCall))

    @property
    def captures(self) -> Iterator[syntax.Named]:
        """Go through the `AS name` in it."""
        return (part for part in self.naming if isinstance(part, syntax.Named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes faults of one expression: offsets in its text become places in the file."""

    scalar: Scalar
    faults: Faults

    def note(
        self, part: syntax.Part | syntax.SlotTest, code: str, message: str, suggestion: str = "",
        word: str = "",
    ) -> None:  # fmt: skip
        """Note a fault at a part, or at a word inside it."""
        at, end = part.at, part.end
        if word and (found := self.scalar.text.find(word, at, end)) >= 0:
            at, end = found, found + len(word)
        spot = self.scalar.at(at, max(1, end - at))
        self.faults.add(spot, code, message, suggestion=suggestion)

    def refuse(self, error: syntax.ExpressionError) -> None:
        """Note what the grammar or the compiler refuses."""
        hint = suggest(error.wrong, error.legal) if error.wrong else ""
        names = "" if hint or not error.legal else f"; known: {legal(error.legal)}"
        spot = self.scalar.at(error.at, max(1, error.end - error.at))
        self.faults.add(spot, error.code, error.message + names, suggestion=hint)


def written(scalar: Scalar, name: str, *, faults: Faults) -> Written | None:
    """Parse an expression; None when it has a fault."""
    if scalar.is_empty:
        faults.add(scalar, "E103", f'"{name}" wants an expression, got {shape(scalar)}')
        return None
    try:
        found = Written(scalar=scalar, part=parse(scalar.text))
        for pattern in found.naming:
            if isinstance(pattern, syntax.Pattern):
                compile_pattern(pattern.source, (pattern.at, pattern.end))
    except syntax.ExpressionError as error:
        Pen(scalar=scalar, faults=faults).refuse(error)
        return None
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What names mean inside one rule."""

    world: World
    lets: Mapping[str, Written] = field(default_factory=dict)
    broken_lets: frozenset[str] = frozenset()
    captures: tuple[str, ...] = ()  # `$name` of these is fine too: in facts and exceptions


def names_hold(expression: Written, scope: Scope, *, faults: Faults) -> bool:
    """Check every name in an expression; False when one is unknown, or is broken itself."""
    if not expression.naming:
        return True
    pen = Pen(scalar=expression.scalar, faults=faults)
    sound = check(expression.naming, scope.world, note=pen.note)
    for let in expression.lets:
        if let.name in scope.lets or let.name in scope.captures:
            continue
        sound = False
        if let.name not in scope.broken_lets:
            known = (*scope.lets, *scope.captures)
            hint = suggest(let.name, known)
            names = "" if hint or not known else f"; known: {legal(known)}"
            message = f'unknown name "${let.name}"{names}'
            pen.note(let, "E203", message, suggestion=hint and f"${hint}")
    return sound


def circles(lets: Mapping[str, Written], *, faults: Faults) -> frozenset[str]:
    """Note lets that use themselves, one line a circle; give the names of all in one."""
    caught: set[str] = set()
    for name in lets:
        path = _way_back(name, lets)
        if not path:
            continue
        if caught.isdisjoint(path):
            into = path[1] if len(path) > 1 else name
            first = next(let for let in lets[name].lets if let.name == into)
            way = " -> ".join(f"${step}" for step in (*path, name))
            message = f'"${name}" uses itself: {way}'
            Pen(scalar=lets[name].scalar, faults=faults).note(first, "E203", message)
        caught.update(path)
    return frozenset(caught)


def _way_back(name: str, lets: Mapping[str, Written]) -> tuple[str, ...]:
    """Give the lets on a way from `name` back to it, `name` first; empty = there is none."""
    seen: set[str] = set()
    ways: list[tuple[str, ...]] = [(name,)]
    while ways:
        way = ways.pop()
        for let in lets[way[-1]].lets if way[-1] in lets else ():
            if let.name == name:
                return way
            if let.name not in seen:
                seen.add(let.name)
                ways.append((*way, let.name))
    return ()


def captured(expressions: Iterator[Written] | tuple[Written, ...]) -> dict[str, None]:
    """Give the names that expressions capture: their `AS`, and the slots of their events."""
    names: dict[str, None] = {}
    for expression in expressions:
        names |= {part.name: None for part in expression.captures}
        for event in expression.events:
            names |= dict.fromkeys(slots(event.pack))
    return names
