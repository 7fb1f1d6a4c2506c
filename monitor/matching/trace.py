"""Trace: every clause of a rule with what it found, for `why`, `why-not` and failing tests."""

from dataclasses import dataclass

from monitor.matching.evaluate import evaluate
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Capture,
    Close,
    Condition,
    NotHeld,
    Query,
)
from monitor.matching.view import Held, View
from monitor.model import Evidence, Match

_SHOWN = 20  # places of one clause
KEPT = 200  # places of a match: it travels with the article


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One clause: whether it held, where, why not, and the clauses inside it."""

    clause: str
    held: bool
    evidence: tuple[Evidence, ...] = ()
    why_not: str = ""
    parts: tuple["Step", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A rule on an article: its verdict (None = no match) and all its clauses."""

    rule: str
    match: Match | None
    root: Step

    @property
    def failed(self) -> Step | None:
        """The first clause that failed on the branch that came furthest, None if all held."""
        return None if self.root.held else _furthest(self.root)


def step_of(query: Query, view: View) -> Step:
    """Evaluate a query and everything in it, without shortcuts."""
    held = evaluate(query, view)
    parts = tuple(step_of(part, view) for part in _inside(query))
    why_not = ""
    if held is None and isinstance(query, Condition):
        why_not = query.leaf.why_not(view)
    return Step(
        clause=_clause(query),
        held=held is not None,
        evidence=evidence_of(held, view)[:_SHOWN] if held else (),
        why_not=why_not,
        parts=parts,
    )


def evidence_of(held: Held, view: View) -> tuple[Evidence, ...]:
    """Give the places that made something hold, each once, in the order of the article."""
    order = {"title": 0, "lead": 1, "body": 2}
    pieces = sorted(
        dict.fromkeys([piece for spot in held.spots for piece in spot.pieces]),
        key=lambda p: (order.get(p.field, 3), p.first, p.last),
    )[:KEPT]
    found = dict.fromkeys((*(view.evidence(piece) for piece in pieces), *held.evidence))
    return tuple(sorted(found, key=lambda e: (order.get(e.field, 3), e.start, e.end)))[:KEPT]


def _inside(query: Query) -> tuple[Query, ...]:
    if isinstance(query, AllOf | AnyOf | Close):
        return query.parts
    if isinstance(query, Capture | NotHeld):
        return (query.part,)
    if isinstance(query, Apart):
        return (query.part, query.other)
    return ()


def _clause(query: Query) -> str:
    if isinstance(query, AllOf):
        return "AND"
    if isinstance(query, AnyOf):
        return "OR"
    if isinstance(query, Capture):
        return f"{_clause(query.part)} AS {query.name}"
    return query.clause


def _furthest(step: Step) -> Step:
    """Go down to the clause to blame: the first failing part, of OR's branches the best one."""
    failing = [part for part in step.parts if not part.held]
    if step.clause.startswith("NOT ") or not failing:
        return step
    if step.clause == "OR":
        return _furthest(max(failing, key=_progress))
    return _furthest(failing[0])


def _progress(step: Step) -> float:
    """Give the share of a branch that held."""
    if step.held or not step.parts:
        return float(step.held)
    return sum(_progress(part) for part in step.parts) / len(step.parts)
