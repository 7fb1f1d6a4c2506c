"""Conditions: one file a kind; `leaf` compiles a call of an expression by the file of its name."""

from typing import cast

from monitor import kinds
from monitor.matching import syntax
from monitor.matching.names import Gazetteer
from monitor.matching.query import Leaf


def leaf(call: syntax.EventCall | syntax.Value, field: str, gazetteer: Gazetteer) -> Leaf:
    """Compile `event(...)` with `event.py`, `value(...)` with `value.py`."""
    name = "event" if isinstance(call, syntax.EventCall) else "value"
    kind = kinds.load("monitor.conditions", name)
    return cast("Leaf", kind.compile(kind.options(call, field), gazetteer))
