"""Importer of Sigma rules: selections become lets, filters exceptions, correlations triggers.

Without a counterpart, and so noted: log source, `endswith cidr base64 windash` and other
modifiers, temporal correlation, placeholders. What only describes a rule is kept as `x-...`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.matching.syntax import And, Let, Near, Not, NotNear, Or, Part
from monitor.matching.syntax import Fielded as InField
from monitor.matching.syntax import Named as Captured
from monitor.model import Severity
from monitor.rulebook.diagnostic import Faults, Mark
from monitor.rulebook.drafts import Draft, Imported, Values, slug
from monitor.rulebook.foreign import Notes, all_of, any_of, in_field, none_of, pattern, term
from monitor.rulebook.importers._conditions import Condition, let_name
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from monitor.rulebook.yamlfile import parse

_LEVELS: Mapping[str, Severity] = {
    "informational": "low",
    "low": "low",
    "medium": "normal",
    "high": "high",
    "critical": "critical",
}
_TAKEN = ("title", "description", "author", "level", "detection", "correlation", "name")
_MOST_DOCUMENTS = 200
_FILTERS = ("filter", "falsepositive", "exclusion")
_SPAN = re.compile(r"([0-9]{1,6})(s|m|h|d)")
_PLACEHOLDER = re.compile(r"%[\w-]+%")


@dataclass(slots=True, kw_only=True)
class _Rule:
    """A Sigma rule as far as it is read; `names` are what a correlation may call it."""

    draft: Draft
    names: tuple[str, ...]
    denied: dict[str, Part] = field(default_factory=dict)


def convert(data: bytes, file: str, fields: Mapping[str, str]) -> Imported:
    """Read the rules of a file, and the correlations over them."""
    notes = Notes(file=file, fields=fields)
    rules: dict[str, _Rule] = {}
    single: list[_Rule] = []
    counted: list[Table] = []
    for table in _documents(data, file, notes):
        if table.get("correlation") is not None:
            counted.append(table)
        elif (rule := _rule(table, notes)) is not None:
            single.append(rule)
            rules |= {name: rule for name in rule.names if name}
    drafts: list[Draft] = []
    used: set[int] = set()
    for table in counted:
        draft, under = _correlated(table, rules, notes)
        used |= {id(rule) for rule in under}
        drafts += [draft] if draft else []
    alone = [rule.draft for rule in single if id(rule) not in used]
    return Imported(drafts=(*alone, *drafts), left=tuple(notes.left))


def _documents(data: bytes, file: str, notes: Notes) -> Iterator[Table]:
    """Read each document by itself; lines keep their numbers."""
    chunks = re.split(rb"(?m)^---[ \t]*\r?$", data)
    if len(chunks) > _MOST_DOCUMENTS:
        notes.leave(Mark(), f"the whole file: over {_MOST_DOCUMENTS} documents")
        return
    above = 0
    for chunk in chunks:
        if chunk.strip():
            faults = Faults()
            root = parse(b"\n" * above + chunk, file, faults=faults)
            for fault in faults.sorted():
                notes.leave(
                    Mark(line=fault.line, column=fault.column), f"{fault.code} {fault.message}"
                )
            if isinstance(root, Table) and not len(faults):
                yield root
        above += chunk.count(b"\n")


# --- one rule ------------------------------------------------------------------------------------


def _rule(table: Table, notes: Notes) -> _Rule | None:
    detection = table.get("detection")
    if not isinstance(detection, Table):
        notes.leave(table.start, "a document without detection")
        return None
    lets = _selections(detection, notes)
    match, denied = _condition(detection, lets, notes)
    if match is None:
        notes.leave(detection.start, "the rule: nothing that must stand in an article is left")
        return None
    used = {let.name for part in (match, *denied.values()) for let in _lets(part)}
    lets = {name: part for name, part in lets.items() if part is not None and name in used}
    draft = replace(
        _described(table, match, notes),
        lets={name: part for name, part in lets.items() if part is not None},
        exceptions=denied,
    )
    names = (_text(table, "name"), _text(table, "id"), _text(table, "title"))
    return _Rule(draft=draft, names=names, denied=denied)


def _described(table: Table, match: Part, notes: Notes) -> Draft:
    """Carry over what a rule says of itself."""
    title = _text(table, "title") or "Imported rule"
    level = _text(table, "level")
    if level and level not in _LEVELS:
        notes.leave(_at(table, "level"), f'level "{level}"')
    return Draft(
        id=slug(title, "sigma-rule"),
        title=title,
        match=match,
        line=table.start.line,
        about=_text(table, "description"),
        owner=_text(table, "author"),
        severity=_LEVELS.get(level, "normal"),
        kept=_kept(table, notes),
    )


def _kept(table: Table, notes: Notes) -> Values:
    """Keep what only describes a rule; what would have narrowed it is noted."""
    kept: dict[str, str | Sequence[str]] = {}
    for key, value in table.pairs:
        name = re.sub(r"[^a-z0-9]+", "-", key.text.casefold()).strip("-")
        if key.text in _TAKEN:
            continue
        if isinstance(value, Scalar):
            kept[f"sigma-{name}"] = value.text
        elif isinstance(value, Items) and all(isinstance(item, Scalar) for item in value):
            kept[f"sigma-{name}"] = [item.text for item in value if isinstance(item, Scalar)]
        else:
            notes.leave(key.start, key.text)
    return kept


# --- selections ----------------------------------------------------------------------------------


def _selections(detection: Table, notes: Notes) -> dict[str, Part | None]:
    found: dict[str, Part | None] = {}
    for key, value in detection.pairs:
        if key.text == "timeframe":
            notes.leave(key.start, "timeframe without a correlation")
        elif key.text != "condition":
            found[let_name(key.text)] = _selection(value, notes)
    return found


def _selection(node: Node, notes: Notes) -> Part | None:
    """Read keywords, a mapping of fields (all of them), or a list of mappings (any of them)."""
    if isinstance(node, Table):
        return all_of([_entry(key, value, notes) for key, value in node.pairs])
    if isinstance(node, Items):
        return any_of([_selection(item, notes) for item in node])
    return _value(node, (), notes)


def _entry(key: Scalar, value: Node, notes: Notes) -> Part | None:
    name, *modifiers = key.text.split("|")
    ours = notes.field_of(name, key.start) if name else ""
    strange = [word for word in modifiers if word not in {"contains", "startswith", "re", "all"}]
    if strange:
        notes.leave(key.start, f"modifier {', '.join(strange)} of {name or 'keywords'}")
        return None
    if ours is None:
        return None
    values = list(value) if isinstance(value, Items) else [value]
    parts = [
        in_field(ours, _value(one, modifiers, notes), one.start, notes)
        for one in values
        if isinstance(one, Scalar) or _is_odd(one, notes)
    ]
    return all_of(parts) if "all" in modifiers else any_of(parts)


def _is_odd(node: Node, notes: Notes) -> bool:
    notes.leave(node.start, "a value that is no text")
    return False


def _value(node: Node, modifiers: Sequence[str], notes: Notes) -> Part | None:
    if not isinstance(node, Scalar) or node.value is None:
        notes.leave(node.start, "an empty value")
        return None
    if "re" in modifiers:
        return pattern(node.text, node.start, notes)
    if _PLACEHOLDER.search(node.text):
        notes.leave(node.start, f"placeholder {node.text}")
        return None
    text = re.sub(r"\\([*?\\])", r" \1 ", node.text) if "\\" in node.text else node.text
    if len(text) > 2 and text[0] == text[-1] == "*":  # `*word*` is what `contains` says
        text = text.strip("*")
    return term(f"{text}*" if "startswith" in modifiers else text, node.start, notes)


# --- conditions ----------------------------------------------------------------------------------


def _condition(
    detection: Table, lets: Mapping[str, Part | None], notes: Notes
) -> tuple[Part | None, dict[str, Part]]:
    """Read the condition; filters denied on its top level become exceptions."""
    node = detection.get("condition")
    nodes = list(node) if isinstance(node, Items) else [node] if node is not None else []
    parts: list[Part | None] = []
    for one in nodes:
        if isinstance(one, Scalar):
            parts.append(Condition(one, lets, notes).whole())
        else:
            notes.leave(detection.start, "a condition that is no text")
    match = any_of(parts)
    if not isinstance(match, And):
        return match, {}
    kept: list[Part] = []
    denied: dict[str, Part] = {}
    for part in match.parts:
        inner = part.part if isinstance(part, Not) else None
        names = [let.name for let in _lets(inner)] if inner is not None else []
        if inner is not None and names and all(name.startswith(_FILTERS) for name in names):
            singles = inner.parts if isinstance(inner, Or) else (inner,)
            denied |= {slug("-".join(n.name for n in _lets(one)), "filter"): one for one in singles}
        else:
            kept.append(part)
    return all_of(kept), denied


# --- correlations --------------------------------------------------------------------------------


def _correlated(
    table: Table, rules: Mapping[str, _Rule], notes: Notes
) -> tuple[Draft | None, list[_Rule]]:
    """Make a rule with a trigger of a correlation, and tell which rules it stands on."""
    keys = table.get("correlation")
    if not isinstance(keys, Table):
        notes.leave(table.start, "a correlation that is no mapping")
        return None, []
    under = [rules[name] for name in _names(keys, "rules") if name in rules]
    for name in _names(keys, "rules"):
        if name not in rules:
            notes.leave(_at(keys, "rules"), f'rule "{name}" is not in this file')
    trigger = _trigger(keys, notes)
    if trigger is None or not under:
        return None, []
    for name in _names(keys, "group-by"):
        notes.leave(_at(keys, "group-by"), f"group-by {name}: counted over all")
    if len(under) == 1:
        base = under[0].draft
        described = _described(table, base.match, notes)
        draft = replace(described, lets=base.lets, exceptions=base.exceptions, trigger=trigger)
        kept = {**base.kept, **described.kept}
        return replace(draft, about=draft.about or base.about, kept=kept), under
    match = any_of([_whole(rule.draft) for rule in under])
    return replace(_described(table, match or under[0].draft.match, notes), trigger=trigger), under


def _trigger(keys: Table, notes: Notes) -> tuple[str, Values] | None:
    kind, at = _text(keys, "type"), _at(keys, "type")
    span = _SPAN.fullmatch(_text(keys, "timespan"))
    condition = keys.get("condition")
    least = _least(condition, notes) if isinstance(condition, Table) else None
    if kind not in {"event_count", "value_count"} or least is None or span is None:
        notes.leave(at, f"correlation {kind or 'without a type'}")
        return None
    within = span.group()
    if kind == "event_count":
        return "count", {"of": "article", "at_least": least, "within": within}
    theirs = _text(condition, "field") if isinstance(condition, Table) else ""
    ours = notes.field_of(theirs, at)
    if ours not in {"outlet", "lang"}:
        notes.leave(at, f"value_count of {theirs}: outlets and languages are counted")
        return None
    return "distinct", {"of": ours, "at_least": least, "within": within}


def _least(condition: Table, notes: Notes) -> int | None:
    for key, value in condition.pairs:
        if key.text not in {"gte", "gt", "eq"}:
            if key.text != "field":
                notes.leave(key.start, f"{key.text} of a correlation")
            continue
        if not isinstance(value, Scalar) or not isinstance(value.value, int) or value.value < 0:
            return None
        if key.text == "eq":
            notes.leave(key.start, "eq of a correlation: at least so many")
        return max(1, value.value + (key.text == "gt"))
    return None


def _whole(draft: Draft) -> Part | None:
    """Write a rule as one expression: lets put in, exceptions denied."""
    denied = [none_of(_filled(part, draft.lets)) for part in draft.exceptions.values()]
    return all_of([_filled(draft.match, draft.lets), *denied])


def _filled(part: Part, lets: Mapping[str, Part]) -> Part:
    """Put what `$names` stand for in their places."""
    if isinstance(part, Let):
        return lets.get(part.name, part)
    if isinstance(part, And | Or):
        return replace(part, parts=tuple(_filled(one, lets) for one in part.parts))
    return replace(part, part=_filled(part.part, lets)) if isinstance(part, Not) else part


def _lets(part: Part) -> Iterator[Let]:
    if isinstance(part, Let):
        yield part
    elif isinstance(part, And | Or | Near):
        for one in part.parts:
            yield from _lets(one)
    elif isinstance(part, Not | InField | Captured | NotNear):  # pragma: no branch - all are joints
        yield from _lets(part.part)


# --- nodes ---------------------------------------------------------------------------------------


def _text(table: Table, name: str) -> str:
    node = table.get(name)
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def _names(table: Table, name: str) -> list[str]:
    node = table.get(name)
    nodes = list(node) if isinstance(node, Items) else [node]
    return [one.text for one in nodes if isinstance(one, Scalar)]


def _at(table: Table, name: str) -> Mark:
    key = table.key(name)
    return key.start if key is not None else table.start
