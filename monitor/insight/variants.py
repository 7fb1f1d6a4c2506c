"""Variants of a rule: without one of its NOTs, so that a backtest can tell what each drops."""

from collections.abc import Mapping
from dataclasses import replace

from monitor.matching import Engine, build
from monitor.matching.query import AllOf, Asked, NotHeld


def variants(engine: Engine, rule: str) -> Engine:
    """Add to an engine of one rule that rule without each of its NOTs: so what each drops."""
    asked = engine.rules[rule]
    more = [_without(asked, number) for number in _nots(asked)]
    if not more:
        return engine
    return build(
        [asked, *more], gazetteer=engine.gazetteer, read=engine.read, triggers=engine.triggers
    )


def clauses(asked: Asked) -> Mapping[str, str]:
    """Give the NOT clauses of a rule as written, by the name of the variant without it."""
    parts = asked.query.parts if isinstance(asked.query, AllOf) else ()
    nots = ((n, parts[n]) for n in _nots(asked))
    return {_name(asked, n): part.clause for n, part in nots if isinstance(part, NotHeld)}


def _nots(asked: Asked) -> tuple[int, ...]:
    query = asked.query
    if not isinstance(query, AllOf):
        return ()
    return tuple(n for n, part in enumerate(query.parts) if isinstance(part, NotHeld))


def _without(asked: Asked, number: int) -> Asked:
    parts = asked.query.parts if isinstance(asked.query, AllOf) else ()
    kept = (*parts[:number], *parts[number + 1 :])
    rule = replace(asked.rule, id=_name(asked, number))
    return replace(asked, rule=rule, query=kept[0] if len(kept) == 1 else AllOf(parts=kept))


def _name(asked: Asked, number: int) -> str:
    return f"{asked.rule.id} without {number}"  # a blank is in no rule's id
