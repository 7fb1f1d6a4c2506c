"""Policed: a rule's policies as plain data for JSON, and back on a rule."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from monitor import kinds
from monitor.model import Rule
from monitor.policy import Boost, Budget, Realert, Threshold

_KINDS: Mapping[str, type] = {"realert": Realert, "budget": Budget, "boost": Boost}


def policies_of(rule: Rule) -> Mapping[str, Any]:
    """Give what a rule has of policies; nothing for most."""
    had = {name: getattr(rule, name) for name in _KINDS}
    said = {name: asdict(policy) for name, policy in had.items() if policy is not None}
    if rule.trigger is not None:
        said["trigger"] = {"kind": rule.trigger.kind, "options": asdict(rule.trigger.options)}
    return said


def policies_on(rule: Rule, said: Mapping[str, Any]) -> Rule:
    """Put policies on a rule; raises ValueError or LookupError for what are none."""
    made = {name: _made(kind, said[name]) for name, kind in _KINDS.items() if name in said}
    if "trigger" in said:
        kind = str(said["trigger"]["kind"])
        options = kinds.load("monitor.conditions", kind).Options
        made["trigger"] = Threshold(kind=kind, options=_made(options, said["trigger"]["options"]))
    return replace(rule, **made)


def _made(kind: type, given: object) -> Any:
    return _adapter(kind).validate_python(given)


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def bare(rule: Rule) -> Rule:
    """Give a rule without its policies."""
    return replace(rule, trigger=None, realert=None, budget=None, boost=None)
