"""What an expression must have as a whole: something it requires, and captures that can bind."""

from collections.abc import Iterator, Mapping

from monitor.matching import syntax
from monitor.rulebook.references import Note, parts

Lets = Mapping[str, syntax.Part]
_TERMS = frozenset({syntax.Word, syntax.Phrase})  # as most parts are


def check(part: syntax.Part, lets: Lets, *, note: Note, captures: bool = True) -> None:
    """Note an expression that requires nothing, and captures that bind nothing or twice.

    `lets` must be free of circles; `captures` = there may be some.
    """
    loose = not_required(part, lets)
    if loose is not None:
        note(loose, "E311", "only NOT: nothing is required")
        return
    if not captures:
        return
    for idle, why in _idle(part, lets, under_not=False):
        note(idle, "E312", why)
    for name, repeated in _bindings(part, lets)[1]:
        note(repeated, "E312", f'"{name}" is captured twice')


def not_required(part: syntax.Part, lets: Lets) -> syntax.Part | None:
    """Give the part for which the expression holds without anything being there; None = fine."""
    if type(part) in _TERMS:
        return None
    if isinstance(part, syntax.Not):
        return part
    if isinstance(part, syntax.Fielded | syntax.Named | syntax.NotNear):
        return not_required(part.part, lets)
    if isinstance(part, syntax.Let) and part.name in lets:
        return part if not_required(lets[part.name], lets) is not None else None
    if isinstance(part, syntax.Or):
        loose = (not_required(branch, lets) for branch in part.parts)
        return next((found for found in loose if found is not None), None)
    if isinstance(part, syntax.And):
        each = [not_required(one, lets) for one in part.parts]
        return each[0] if all(found is not None for found in each) else None
    return None


def _idle(part: syntax.Part, lets: Lets, *, under_not: bool) -> Iterator[tuple[syntax.Part, str]]:
    """Give captures that can never bind, because what they stand in must be absent."""
    if isinstance(part, syntax.Named) and under_not:
        yield part, f'capture "{part.name}" under NOT binds nothing'
    if isinstance(part, syntax.Let) and under_not and part.name in lets:
        inside = parts(lets[part.name])
        named = next((one for one in inside if isinstance(one, syntax.Named)), None)
        if named is not None:
            yield part, f'capture "{named.name}" of ${part.name} under NOT binds nothing'
    if isinstance(part, syntax.NotNear):
        yield from _idle(part.part, lets, under_not=under_not)
        yield from _idle(part.other, lets, under_not=True)
        return
    below = under_not or isinstance(part, syntax.Not)
    for one in inner(part):
        yield from _idle(one, lets, under_not=below)


def inner(part: syntax.Part) -> tuple[syntax.Part, ...]:
    """Give the parts directly inside one; none of NOT NEAR, whose two are no equals."""
    if isinstance(part, syntax.And | syntax.Or | syntax.Near):
        return part.parts
    if isinstance(part, syntax.Fielded | syntax.Named | syntax.Not):
        return (part.part,)
    return ()


def _bindings(
    part: syntax.Part, lets: Lets
) -> tuple[frozenset[str], list[tuple[str, syntax.Part]]]:
    """Give the names a part binds, and those it binds twice; branches of OR may share one."""
    if isinstance(part, syntax.Let) and part.name in lets:
        return _bindings(lets[part.name], lets)[0], []
    if isinstance(part, syntax.NotNear):
        return _bindings(part.part, lets)
    names: frozenset[str] = frozenset()
    twice: list[tuple[str, syntax.Part]] = []
    for one in inner(part):
        found, below = _bindings(one, lets)
        twice += below
        if not isinstance(part, syntax.Or):
            twice += [(name, _where(name, one)) for name in sorted(names & found)]
        names |= found
    if isinstance(part, syntax.Named):
        twice += [(part.name, part)] if part.name in names else []
        names |= {part.name}
    return names, twice


def _where(name: str, part: syntax.Part) -> syntax.Part:
    found = (p for p in parts(part) if isinstance(p, syntax.Named) and p.name == name)
    return next(found, part)
