"""The key `trigger:` of a rule: one condition by the name of its file, its options checked."""

from collections.abc import Mapping, Sequence
from types import ModuleType

from monitor import kinds
from monitor.policy import Threshold
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Items, Node, Scalar, Table, find
from monitor.rulebook.schema import read
from monitor.rulebook.suggest import legal, suggest
from monitor.windows import Scope

PACKAGE = "monitor.conditions"


def conditions() -> Mapping[str, ModuleType]:
    """Give the conditions that may stand under `trigger:`: those whose file says when they hold."""
    found = {name: kinds.load(PACKAGE, name) for name in kinds.names(PACKAGE)}
    return {name: module for name, module in found.items() if hasattr(module, "holds")}


def threshold(
    node: Table,
    *,
    captures: Sequence[str],
    same_if: Sequence[Scalar],
    sources: Sequence[str] | None,
    faults: Faults,
) -> Threshold | None:
    """Read `trigger:`; None when it has a fault.

    `captures` = what the rule binds, `same_if` = what it says of stories, `sources` = known ids.
    """
    before = len(faults)
    given = [pair for pair in node.pairs if not pair[0].text.startswith("x-")]
    known = conditions()
    for key, _ in given:
        if key.text not in known:
            message, hint = _unknown(key.text, known)
            faults.add(key, "E403", message, suggestion=hint)
    if len(given) != 1:
        _not_one(node, [key for key, _ in given], faults)
    if len(faults) > before:
        return None
    key, below = given[0]
    module = known[key.text]
    options = read(module.Options, below, faults=faults, name=key.text)
    if options is None:
        return None
    scope: Scope = module.scope(options)
    _captures(scope, below, captures, faults)
    _sources(scope, below, sources, faults)
    if scope.silent and same_if:
        message = f"{key.text} with same_if: what does not come makes no story"
        faults.add(same_if[0], "E402", message)
    return Threshold(kind=key.text, options=options) if len(faults) == before else None


def _unknown(word: str, known: Mapping[str, ModuleType]) -> tuple[str, str]:
    """Say that there is no such trigger, and which one was probably meant."""
    meant = (name for name, module in known.items() if word.casefold() in module.KNOWN_AS)
    hint = next(meant, "") or suggest(word, known)
    names = "" if hint else f"; known: {legal(known)}"
    return f'no trigger "{word}"{names}', hint


def _not_one(node: Table, keys: Sequence[Scalar], faults: Faults) -> None:
    if not keys:
        faults.add(node, "E403", f"no trigger; known: {legal(conditions())}")
    for key in keys[1:]:
        message = f"two triggers, {keys[0].text} and {key.text}: one of them"
        faults.add(key, "E403", message)


def _captures(scope: Scope, node: Node, captures: Sequence[str], faults: Faults) -> None:
    """Note options that name a capture the rule does not bind."""
    for option, name in scope.captures.items():
        if name not in captures:
            known = (*scope.words, *captures)
            hint = suggest(name, known)
            names = "" if hint or not known else f"; known: {legal(known)}"
            message = f'"{name}" is no capture{names}'
            faults.add(find(node, option), "E206", message, suggestion=hint)


def _sources(scope: Scope, node: Node, sources: Sequence[str] | None, faults: Faults) -> None:
    for number, name in enumerate(scope.sources if sources is not None else ()):
        if name not in (sources or ()):
            hint = suggest(name, sources or ())
            listed = find(node, "sources")
            spot = find(listed, number) if isinstance(listed, Items) else listed
            faults.add(spot, "E208", f'unknown source "{name}"', suggestion=hint)
