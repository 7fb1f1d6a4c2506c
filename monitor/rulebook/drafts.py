"""Drafts: rules made of others' rules, as the text of our files."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.matching.syntax import Part
from monitor.model import Severity
from monitor.parsing.clean import clean
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.foreign import Left
from monitor.rulebook.format import formatted
from monitor.rulebook.quoting import in_quotes, is_plain
from monitor.rulebook.wrapping import plain_expression

Values = Mapping[str, "str | int | float | Sequence[str]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One rule to be written; `line` is where it begins in the other's file."""

    id: str
    title: str
    match: Part
    line: int = 1
    about: str = ""
    owner: str = ""
    severity: Severity = "normal"
    lets: Mapping[str, Part] = field(default_factory=dict)
    exceptions: Mapping[str, Part] = field(default_factory=dict)
    trigger: tuple[str, Values] | None = None
    realert: Values = field(default_factory=dict)
    story: Values = field(default_factory=dict)
    kept: Values = field(default_factory=dict)  # their keys that mean nothing to us: `x-...`


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What one file of others came to."""

    drafts: tuple[Draft, ...] = ()
    left: tuple[Left, ...] = ()


Convert = Callable[[bytes, str, Mapping[str, str]], Imported]
"""An importer's `convert(data, file, fields)`; `fields` is `--map`: their field -> ours."""


def slug(text: str, fallback: str) -> str:
    """Make an id of a title."""
    found = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60].strip("-")
    return found or fallback


def unique(drafts: Sequence[Draft], taken: Sequence[str] = ()) -> list[str]:
    """Give each draft an id that nothing else has."""
    used = set(taken)
    ids: list[str] = []
    for draft in drafts:
        name, number = draft.id, 2
        while name in used:
            name, number = f"{draft.id}-{number}", number + 1
        used.add(name)
        ids.append(name)
    return ids


def text_of(draft: Draft, id_: str, *, origin: str, deep: int = 0) -> str:
    """Write a draft as a rule file in canonical form; raises ValueError when it cannot be.

    `deep` = folders between `rules/` and the file.
    """
    rows = [
        f"# yaml-language-server: $schema={'../' * deep}schema/rule.schema.json",
        f"# From {_flat(origin)}, line {draft.line}: a draft; add tests, then promote it.",
        f"rule: {id_}",
        f"title: {_text(draft.title)}",
        *([f"about: {_text(draft.about)}"] if draft.about else []),
        *([f"owner: {_text(draft.owner)}"] if draft.owner else []),
        "status: draft",
        *_expressions("let", draft.lets),
        f"match: {in_quotes(plain_expression(draft.match))}",
        *_exceptions(draft.exceptions),
        *([f"story: {_mapping(draft.story)}"] if draft.story else []),
        *(
            [f"trigger:\n  {draft.trigger[0]}: {_mapping(draft.trigger[1])}"]
            if draft.trigger
            else []
        ),
        *([f"realert: {_mapping(draft.realert)}"] if draft.realert else []),
        f"alert: {{severity: {draft.severity}}}",
        *(f"x-{name}: {_value(value)}" for name, value in draft.kept.items()),
    ]
    faults = Faults()
    written = formatted("\n".join(rows).encode() + b"\n", id_, faults=faults)
    if written is None:
        raise ValueError("; ".join(str(fault) for fault in faults))
    return written


def _expressions(key: str, parts: Mapping[str, Part]) -> list[str]:
    rows = [f"  {name}: {in_quotes(plain_expression(part))}" for name, part in parts.items()]
    return [f"{key}:", *rows] if rows else []


def _exceptions(parts: Mapping[str, Part]) -> list[str]:
    rows = [
        f"  - name: {name}\n    why: A filter of the imported rule.\n"
        f"    match: {in_quotes(plain_expression(part))}"
        for name, part in parts.items()
    ]
    return ["except:", *rows] if rows else []


def _mapping(values: Values) -> str:
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in values.items()) + "}"


def _value(value: "str | int | float | Sequence[str]") -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return f"{value:g}"
    return "[" + ", ".join(map(_text, value)) + "]"


def _flat(text: str) -> str:
    return " ".join(clean(text).split())


def _text(text: str) -> str:
    shown = _flat(text)
    return shown if is_plain(shown) else in_quotes(shown)
