"""W702: a let, concept or list that nothing uses.

A list counts as used too where its names are read without being called by name: by
`entity(kind)`, or by an event whose slot of that kind is not narrowed to a list. A file with a
fault may use anything, so what it names counts as used.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from monitor.matching import syntax
from monitor.rulebook.folder import YamlFile
from monitor.rulebook.linting import Seen, Warned, expressions
from monitor.rulebook.nodes import Table, find, plain
from monitor.rulebook.rules import CheckedRule

_SLOTS = {"person": "person", "org": "org", "destination": "org", "victim": "org"}
_KINDS = frozenset({"org", "person", "place"})
_TERMS = (syntax.Word, syntax.Phrase)  # `org:acme` names by a word


def check(seen: Seen) -> Iterator[Warned]:
    """Tell what could be deleted, at the place where it is defined."""
    for rule in seen.checked.rules:
        yield from _lets(rule, seen.files[rule.rule.id])
    broken = _broken(seen)
    every = [written for rule in seen.checked.rules for written in expressions(rule)]
    naming = [part for written in every for part in written.naming]
    used = {part.id for part in naming if isinstance(part, syntax.Concept)}
    for concept in seen.checked.concepts.values():
        if concept.id not in used and f"@{concept.id}" not in broken:
            spot = concept.file.table.pairs[0][1]
            yield Warned(spot=spot, message=f'no rule uses "@{concept.id}"; use it or delete it')
    files = tuple(seen.checked.shelf.of("entities", "watch"))
    if files:
        words = (p.text for w in every for p in w.parts if isinstance(p, _TERMS))
        named = {*words, *(name for part in naming for name in _named(part))}
        yield from _lists(seen, files, naming, _used(seen, named, broken))


def _lets(rule: CheckedRule, file: YamlFile) -> Iterator[Warned]:
    outside = (rule.match, *rule.facts.values(), *(written for _, written in rule.exceptions))
    reached: set[str] = set()
    waiting = [let.name for written in outside for let in written.lets]
    while waiting:
        name = waiting.pop()
        if name in rule.lets and name not in reached:
            reached.add(name)
            waiting += [let.name for let in rule.lets[name].lets]
    lets = find(file.table, "let")
    for name in rule.keys.let:
        key = lets.key(name) if isinstance(lets, Table) else None
        if name not in reached and key is not None:
            yield Warned(spot=key, message=f'nothing uses "${name}"; use it or delete it')


def _lists(
    seen: Seen, files: Iterable[YamlFile], naming: Iterable[syntax.Part], used: set[str]
) -> Iterator[Warned]:
    lists = seen.checked.lists
    whole = {kind for part in naming for kind in _read_whole(part)}
    for file in files:
        if file.id not in lists.members or file.id in used:
            continue
        members = set(lists.members[file.id])
        everyone = members | {e.id for e in lists.entities if not members.isdisjoint(e.of)}
        read = any(lists.ids.get(one) in whole for one in everyone)
        if file.kind == "watch" or not (read or everyone & used):
            spot = file.table.pairs[0][1]
            message = f'no rule uses the list "{file.id}"; use it or delete it'
            yield Warned(spot=spot, message=message)


def _used(seen: Seen, named: set[str], broken: str) -> set[str]:
    """Give the lists and entities that rules name, themselves or by a watch list."""
    used = named | {f.id for f in seen.checked.shelf.of("entities", "watch") if f.id in broken}
    watches = {f.id: set(_chosen(plain(f.table))) for f in seen.checked.shelf.of("watch")}
    waiting = [name for name in watches if name in used]
    while waiting:
        more = watches[waiting.pop()] - used
        used |= more
        waiting += [name for name in more if name in watches]
    return used


def _read_whole(part: syntax.Part) -> frozenset[str]:
    """Give the kinds of names that a part reads from all lists."""
    if isinstance(part, syntax.Entities):
        return frozenset() if part.lists else frozenset({part.kind})
    if isinstance(part, syntax.EventCall):
        narrowed = {_SLOTS.get(test.slot, "") for test in part.tests if test.operator == "in"}
        return _KINDS - narrowed
    return frozenset()


def _named(part: syntax.Part) -> tuple[str, ...]:
    """Give the lists and entities that a part names."""
    if isinstance(part, syntax.Entities):
        return part.lists
    if isinstance(part, syntax.EventCall):
        return tuple(n for test in part.tests if test.operator == "in" for n in test.values)
    return ()


def _chosen(watch: Any) -> Iterator[str]:
    """Give what a watch list includes or excludes."""
    for key in ("include", "exclude"):
        for part in watch.get(key) or ():
            yield str(part["list"]) if isinstance(part, dict) else part.rpartition(":")[2]


def _broken(seen: Seen) -> str:
    """Give the text of rules with a fault: what they name, nobody knows."""
    whole = {rule.rule.id for rule in seen.checked.rules}
    rules = (file for file in seen.checked.shelf.of("rule") if file.id not in whole)
    return "\n".join(file.data.decode("utf-8", "replace") for file in rules)
