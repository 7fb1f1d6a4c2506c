"""W703: a clause that never changes anything, or a NOT that leaves nothing: `a OR a*`."""

from collections.abc import Iterator
from itertools import islice

from monitor.matching import syntax
from monitor.rulebook.expressions import Written
from monitor.rulebook.implying import At, Logic, Wider
from monitor.rulebook.linting import Seen, Warned, expressions, logic_of, shown, spot_of

MOST = 20  # told of one expression


def check(seen: Seen) -> Iterator[Warned]:
    """Tell dead branches of OR, needless parts of AND, and what forbids what is required."""
    for rule in seen.checked.rules:
        logic = logic_of(seen, rule)
        for written in expressions(rule):
            if logic.may_repeat(written.parts):
                found = _Walk(written, logic).walk(At(part=written.part), places=False)
                yield from islice(found, MOST)


class _Walk:
    """Goes through one expression; `places` = where words stand counts, not only that they do."""

    def __init__(self, written: Written, logic: Logic) -> None:
        self._written = written
        self._logic = logic

    def walk(self, at: At, *, places: bool) -> Iterator[Warned]:
        part = at.part
        if isinstance(part, syntax.Or):
            yield from self._or(part, at.field, places=places)
        elif isinstance(part, syntax.And):
            yield from self._and(part, at.field)
        elif isinstance(part, syntax.NotNear):
            yield from self._not_near(part, at.field)
        for inner, field in _below(at):
            near = isinstance(part, syntax.Near | syntax.NotNear | syntax.Named)
            yield from self.walk(At(part=inner, field=field), places=places or near)

    def _or(self, part: syntax.Or, field: str, *, places: bool) -> Iterator[Warned]:
        sides = [At(part=inner, field=field) for inner in part.parts]
        wider = Wider(sides, self._logic)
        for index, side in enumerate(sides):
            for n, other in wider.of(side):
                if n != index and self._is_dead(side, other, places=places, later=n > index):
                    text, kept = self._shown(side), self._shown(other)
                    message = f"{text} adds nothing: {kept} already holds there; delete it"
                    yield Warned(spot=spot_of(self._written, side.part), message=message)
                    break

    def _is_dead(self, side: At, wider: At, *, places: bool, later: bool) -> bool:
        """Tell whether a branch adds nothing; of two that mean the same the first stays."""
        if not self._logic.implies(side, wider) or (later and self._logic.implies(wider, side)):
            return False
        if not places:
            return True
        one, other = self._logic.inside(side), self._logic.inside(wider)
        return self._logic.same(side, wider) or (_is_word(one.part) and _is_word(other.part))

    def _and(self, part: syntax.And, field: str) -> Iterator[Warned]:
        wanted = [At(part=p, field=field) for p in part.parts if not isinstance(p, syntax.Not)]
        wider = Wider(wanted, self._logic)
        told: set[int] = set()
        for index, side in enumerate(wanted):
            for n, other in wider.of(side):
                if n == index or n in told or not self._logic.implies(side, other):
                    continue
                if n < index and self._logic.implies(other, side):
                    continue  # the same twice: the first stays
                told.add(n)
                text, tight = self._shown(other), self._shown(side)
                message = f"{text} adds nothing: {tight} requires it already; delete it"
                yield Warned(spot=spot_of(self._written, other.part), message=message)
        for veto in part.parts:
            if isinstance(veto, syntax.Not):
                yield from self._forbids(veto, field, wanted)

    def _forbids(self, veto: syntax.Not, field: str, wanted: list[At]) -> Iterator[Warned]:
        no = At(part=veto.part, field=field)
        killed = next((side for side in wanted if self._logic.implies(side, no)), None)
        if killed is not None:
            text, other = self._shown(no), self._shown(killed)
            message = f"NOT {text} forbids what {other} requires: this never holds"
            yield Warned(spot=spot_of(self._written, veto), message=message)

    def _not_near(self, part: syntax.NotNear, field: str) -> Iterator[Warned]:
        one, other = At(part=part.part, field=field), At(part=part.other, field=field)
        if self._logic.implies(one, other):
            text = self._shown(other)
            message = f"{text} always stands in {self._shown(one)}: this never holds"
            yield Warned(spot=spot_of(self._written, part.other), message=message)

    def _shown(self, at: At) -> str:
        return shown(self._written, at.part)


def _below(at: At) -> Iterator[tuple[syntax.Part, str]]:
    part = at.part
    if isinstance(part, syntax.And | syntax.Or | syntax.Near):
        yield from ((inner, at.field) for inner in part.parts)
    elif isinstance(part, syntax.Fielded):
        yield part.part, part.field
    elif isinstance(part, syntax.Named | syntax.Not):
        yield part.part, at.field
    elif isinstance(part, syntax.NotNear):
        yield part.part, at.field
        yield part.other, at.field


def _is_word(part: syntax.Part) -> bool:
    return isinstance(part, syntax.Word) or (
        isinstance(part, syntax.Phrase) and len(part.text.split()) == 1
    )
