"""Ruling: what the lines know of a rule, written as one line of JSON that leaves out defaults."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields
from typing import Any

from monitor.model import Place, Rule

_KEPT = ("trigger", "realert", "budget", "boost")  # objects of other files


def _default(one: Field[Any]) -> Any:
    made = one.default_factory
    return one.default if made is MISSING else made()


_DEFAULTS: Mapping[str, Any] = {one.name: _default(one) for one in fields(Rule)}
_TUPLES = frozenset(name for name, default in _DEFAULTS.items() if isinstance(default, tuple))


def written(rule: Rule) -> str:
    """Write a rule; empty for one that only the object itself can tell."""
    if any(getattr(rule, name) is not None for name in _KEPT):
        return ""
    shown = {name: getattr(rule, name) for name in _DEFAULTS}
    changed = {name: value for name, value in shown.items() if value != _DEFAULTS[name]}
    if "place" in changed:
        changed["place"] = asdict(rule.place)
    if "labels" in changed:
        changed["labels"] = dict(rule.labels)
    return json.dumps(changed, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Rule:
    """Read a rule that `written` wrote."""
    shown: dict[str, Any] = json.loads(text)
    for name in _TUPLES & shown.keys():
        shown[name] = tuple(shown[name])
    if "labels" in shown:
        shown["labels"] = {name: tuple(values) for name, values in shown["labels"].items()}
    if "place" in shown:
        shown["place"] = Place(**shown["place"])
    return Rule(**shown)
