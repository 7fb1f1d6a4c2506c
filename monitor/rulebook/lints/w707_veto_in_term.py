"""W707: a NOT that stands inside one of the alternatives a rule asks for, and so kills it."""

from collections.abc import Iterator
from itertools import islice

from monitor.matching import syntax
from monitor.matching.printing import print_query
from monitor.rulebook.expressions import Written
from monitor.rulebook.implying import At, Logic, Wider
from monitor.rulebook.linting import Seen, Warned, expressions, logic_of, spot_of
from monitor.rulebook.references import parts

MOST = 20  # told of one AND


def check(seen: Seen) -> Iterator[Warned]:
    """Tell vetoes that some required word or phrase always brings along."""
    for rule in seen.checked.rules:
        logic = logic_of(seen, rule)
        for written in expressions(rule):
            vetoed = any(type(part) is syntax.Not for part in written.parts)
            if not vetoed or not logic.may_repeat(written.parts):
                continue
            for at in conjunctions(At(part=written.part)):
                yield from islice(_killed(written, at, logic), MOST)


def conjunctions(at: At) -> Iterator[At]:
    """Go through every AND that has a NOT, with the field it stands in."""
    part = at.part
    if isinstance(part, syntax.And) and any(isinstance(p, syntax.Not) for p in part.parts):
        yield at
    if isinstance(part, syntax.Fielded):
        yield from conjunctions(At(part=part.part, field=part.field))
    elif isinstance(part, syntax.Named | syntax.Not):
        yield from conjunctions(At(part=part.part, field=at.field))
    elif isinstance(part, syntax.And | syntax.Or):
        for inner in part.parts:
            yield from conjunctions(At(part=inner, field=at.field))


def _killed(written: Written, at: At, logic: Logic) -> Iterator[Warned]:
    part, field = at.part, at.field
    if not isinstance(part, syntax.And):  # pragma: no cover - `conjunctions` gives nothing else
        return
    wanted = [At(part=p, field=field) for p in part.parts if not isinstance(p, syntax.Not)]
    vetoes = [
        (veto, no)
        for veto in part.parts
        if isinstance(veto, syntax.Not)
        for no in _branches(At(part=veto.part, field=field), logic)
    ]
    wider = Wider((no for _, no in vetoes), logic)
    told: set[int] = set()
    for leaf in (leaf for side in wanted for leaf in logic.leaves(side)):
        for n, no in wider.of(leaf):
            if n in told or not logic.implies(leaf, no):
                continue
            told.add(n)
            if any(logic.implies(side, no) for side in wanted):
                continue  # W703: nothing is left at all
            veto = vetoes[n][0]
            place = no.part if _lies_in(no.part, veto) else veto
            message = f"NOT {print_query(no.part)} kills {print_query(leaf.part)}"
            message += ", which the rule asks for; narrow the one or drop the other"
            yield Warned(spot=spot_of(written, place), message=message)


def _branches(at: At, logic: Logic) -> Iterator[At]:
    """Give the alternatives of what is forbidden: each forbids by itself."""
    at = logic.inside(at)
    if isinstance(at.part, syntax.Or):
        for part in at.part.parts:
            yield from _branches(At(part=part, field=at.field), logic)
    else:
        yield at


def _lies_in(part: syntax.Part, outer: syntax.Part) -> bool:
    """Tell whether a part was written inside another, and not in a let."""
    return any(inner is part for inner in parts(outer))
