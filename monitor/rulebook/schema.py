"""YAML nodes into typed values: a dataclass is schema, validation and documentation.

`read(Options, node, faults=faults)` makes an `Options` of a mapping, or notes every fault in
it and answers None. What a dataclass may hold:

- `str` (the scalar as written), `int`, `float`, `bool`, `Literal[...]`, `date`,
- `tuple[X, ...]` (a list; under `Says(short=True)` a bare value stands for one element),
- `Mapping[str, X]`, another dataclass (a bare value stands for its one field that is marked
  `Says(short=True)`), `X | None` (an empty value is None), `X | Y` (told apart by the shape),
- `Node`: whatever stands there, to be read by the caller.

`Annotated[type, Says(...)]` adds the form (durations become seconds, days dates), the range
and the key when it is no Python name. A field without default is a required key. `x-...` keys
are let through everywhere; a mapping under `Says(key="<lang>")` takes every key that is a
language. `read_all` reads one mapping into several dataclasses at once, such
as what all sources share and a kind's own `Options`. `forms` replaces or adds readers of forms
(`css`, `re2`, `secret` have none here: the caller brings them).
"""

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from monitor.kinds import Says
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.forms import FORMS, FormReader, Wrong
from monitor.rulebook.nodes import Items, Node, Scalar, Table, shape
from monitor.rulebook.suggest import legal, suggest

T = TypeVar("T")
_NOTHING = object()
_NONE = type(None)
_NODE_TYPES = {Scalar, Items, Table}
_LANG = "<lang>"
_MOST_UNKNOWN = 50  # keys of one mapping that are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key a mapping may have: which field it fills, and with what."""

    name: str
    field: str
    type: Any
    says: Says
    required: bool
    plan: "_Plan" = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How a node becomes a value of one type, found out once a type and not once a node."""

    kind: Any
    shape: Literal["scalar", "node", "model", "list", "mapping", "optional", "union"]
    says: Says | None  # what the type itself says, before what its key says
    below: tuple["_Plan", ...] = ()  # of elements, values, or members


@functools.cache
def keys(cls: type) -> tuple[Key, ...]:
    """List the keys a dataclass reads, in its own order."""
    hints = typing.get_type_hints(cls, include_extras=True)
    found: list[Key] = []
    for field in dataclasses.fields(cls):
        kind, says = _annotation(hints[field.name])
        required = (
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        )
        name = says.key or field.name
        found.append(
            Key(
                name=name,
                field=field.name,
                type=kind,
                says=says,
                required=required,
                plan=_plan(kind),
            )
        )
    return tuple(found)


def _plan(hint: Any) -> _Plan:
    """Find out how nodes are read as a type; a dataclass's own keys are found when it is read."""
    kind, inner = _annotation(hint)
    says = inner if inner.doc or inner.form != "regular" else None
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if kind in _NODE_TYPES or kind == Node:
        return _Plan(kind=kind, shape="node", says=says)
    if origin in (typing.Union, types.UnionType):
        members = tuple(_plan(member) for member in inside if member is not _NONE)
        if len(members) == 1:
            return _Plan(kind=kind, shape="optional", says=says, below=members)
        return _Plan(kind=kind, shape="union", says=says, below=tuple(map(_plan, inside)))
    if origin is tuple:
        return _Plan(kind=kind, shape="list", says=says, below=(_plan(inside[0]),))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _Plan(kind=kind, shape="mapping", says=says, below=(_plan(inside[1]),))
    return _Plan(kind=kind, shape="model" if _is_model(kind) else "scalar", says=says)


@functools.cache
def _known(classes: tuple[type, ...]) -> Mapping[str, Key]:
    return {key.name: key for cls in classes for key in keys(cls)}


@functools.cache
def _required(classes: tuple[type, ...]) -> Mapping[str, Key]:
    return {name: key for name, key in _known(classes).items() if key.required}


@functools.cache
def _short(cls: type) -> tuple[Key, ...]:
    return tuple(key for key in keys(cls) if key.says.short)


def read(
    cls: type[T],
    node: Node,
    *,
    faults: Faults,
    name: str = "",
    forms: Mapping[str, FormReader] | None = None,
) -> T | None:
    """Read a node as a dataclass; None when anything in it is wrong (all of it is noted)."""
    before = len(faults)
    reader = _Reader(faults=faults, forms={**FORMS, **forms} if forms else FORMS)
    value = reader.model(cls, node, name or cls.__name__.lower())
    return value if len(faults) == before and isinstance(value, cls) else None


def read_all(
    classes: Sequence[type],
    node: Table,
    *,
    faults: Faults,
    forms: Mapping[str, FormReader] | None = None,
) -> tuple[Any, ...]:
    """Read one mapping into several dataclasses; a None for each that has a fault."""
    reader = _Reader(faults=faults, forms={**FORMS, **(forms or {})})
    return reader.tables(tuple(classes), node)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads nodes by types; what is wrong goes to `faults`, and `_NOTHING` comes back."""

    faults: Faults
    forms: Mapping[str, FormReader]

    def tables(self, classes: tuple[type, ...], node: Table) -> tuple[Any, ...]:
        known = _known(classes)
        given = {key.text: below for key, below in node.pairs}
        explained = set() if given.keys() <= known.keys() else self._unknown(node, known)
        for name in _required(classes):
            if name not in given and name not in explained:
                self.faults.add(node.first, "E102", f'missing key "{name}"')
        if _LANG in known:
            given[_LANG] = _languages(node)
        return tuple([self._fill(cls, given) for cls in classes])

    def _unknown(self, node: Table, known: Mapping[str, Key]) -> set[str]:
        """Note keys nobody knows; give the keys that their suggestions explain as missing."""
        explained: set[str] = set()
        present = {key.text for key, _ in node.pairs}
        free = [name for name in known if name not in present and name != _LANG]
        strange = [key for key, _ in node.pairs if not _is_known(key.text, known)]
        for key in strange[_MOST_UNKNOWN:][:1]:
            more = len(strange) - _MOST_UNKNOWN
            self.faults.add(key, "E101", f"and {more:,} more keys that nobody knows")
        for key in strange[:_MOST_UNKNOWN]:
            if key.is_rest:
                message = f'a comma ends a text inside {{ }}: quote the text before "{key.text}"'
                self.faults.add(key, "E101", message)
                continue
            hint = suggest(key.text, free) or _below(key.text, known)
            names = "" if hint else f"; known: {legal(known)}"
            message = f'unknown key "{key.text}"{names}'
            self.faults.add(key, "E101", message, suggestion=hint)
            explained.add(hint)
        return explained

    def _fill(self, cls: type, given: Mapping[str, Node]) -> Any:
        values: dict[str, Any] = {}
        known = _known((cls,))
        whole = _required((cls,)).keys() <= given.keys()
        for name, below in given.items():
            key = known.get(name)
            if key is None:
                continue
            value = self.value(key.plan, below, key.says, name)
            values[key.field] = value
            whole = whole and value is not _NOTHING
        return cls(**values) if whole else None

    def value(self, plan: _Plan, node: Node, says: Says, name: str) -> Any:
        """Read one node as one type."""
        says, kind = plan.says or says, plan.kind
        match plan.shape:
            case "scalar":
                return self._scalar(kind, node, says, name)
            case "node":
                right = kind == Node or isinstance(node, kind)
                return node if right else self._shape(kind, node, name)
            case "model":
                return self.model(kind, node, name)
            case "list":
                return self._items(plan.below[0], node, says, name)
            case "mapping":
                return self._mapping(plan.below[0], node, says, name)
            case "optional":
                empty = isinstance(node, Scalar) and node.is_empty
                return None if empty else self.value(plan.below[0], node, says, name)
        return self._union(plan.below, node, says, name)

    def _union(self, members: tuple[_Plan, ...], node: Node, says: Says, name: str) -> Any:
        rest = [member for member in members if member.kind is not _NONE]
        if len(rest) < len(members) and isinstance(node, Scalar) and node.is_empty:
            return None
        fitting = [member for member in rest if _fits(member.kind, node)] or rest
        if len(fitting) == 1:
            return self.value(fitting[0], node, says, name)
        tried = Faults()
        for member in fitting:
            tried = Faults()
            attempt = _Reader(faults=tried, forms=self.forms)
            value = attempt.value(member, node, says, name)
            if not len(tried):
                return value
        self.faults.take(tried)
        return _NOTHING

    def _items(self, plan: _Plan, node: Node, says: Says, name: str) -> Any:
        kind = plan.kind
        if isinstance(node, Items):
            values = [self.value(plan, item, says, name) for item in node.items]
            return _NOTHING if _NOTHING in values else tuple(values)
        if says.short and (isinstance(node, Table) is _is_table(kind) or _has_short(kind, node)):
            value = self.value(plan, node, says, name)
            return _NOTHING if value is _NOTHING else (value,)
        return self._shape("a list", node, name)

    def _mapping(self, plan: _Plan, node: Node, says: Says, name: str) -> Any:
        if not isinstance(node, Table):
            return self._shape("a mapping", node, name)
        pairs = [(key, below) for key, below in node.pairs if not key.text.startswith("x-")]
        for key, _ in pairs if says.form == "lang" else ():
            if key.text != "any" and not is_language(key.text):
                self._formed(self.forms["lang"](key.text), key, says, name)
        values = {key.text: self.value(plan, below, says, key.text) for key, below in pairs}
        return _NOTHING if _NOTHING in values.values() else values

    def model(self, kind: type, node: Node, name: str) -> Any:
        """Read a mapping, or the bare value that stands for it, as a dataclass."""
        if isinstance(node, Table):
            value = self.tables((kind,), node)[0]
            return _NOTHING if value is None else value
        short = _short(kind)
        if not _has_short(kind, node):
            return self._shape("a mapping", node, name)
        value = self.value(short[0].plan, node, short[0].says, name)
        return _NOTHING if value is _NOTHING else kind(**{short[0].field: value})

    def _scalar(self, kind: Any, node: Node, says: Says, name: str) -> Any:
        if not isinstance(node, Scalar) or node.is_empty:
            return self._shape(_wanted(kind, says), node, name)
        form = self.forms.get(says.form)
        if form is not None:
            return self._formed(form(node.text), node, says, name)
        if kind is str:
            return node.text
        if typing.get_origin(kind) is Literal:
            return self._choice(typing.get_args(kind), node, name)
        value = node.value
        right = isinstance(value, bool) if kind is bool else _is_number(value, kind)
        if kind is Any or right:
            return self._ranged(value if kind is not float else float(value), node, says, name)  # type: ignore[arg-type]
        return self._shape(_wanted(kind, says), node, name)

    def _formed(self, value: Any, node: Scalar, says: Says, name: str) -> Any:
        if not isinstance(value, Wrong):
            return self._ranged(value, node, says, name)
        message = value.message if value.whole else f"{shape(node)} {value.message}"
        self.faults.add(node, value.code, message, suggestion=value.suggestion)
        return _NOTHING

    def _choice(self, allowed: tuple[Any, ...], node: Scalar, name: str) -> Any:
        for choice in allowed:
            if choice == node.text or (not isinstance(choice, str) and choice == node.value):
                return choice
        words = [str(choice) for choice in allowed]
        hint = suggest(node.text, words)
        names = "" if hint else f"; write {', '.join(words[:6])}"
        self.faults.add(node, "E104", f"{shape(node)} is no {name}{names}", suggestion=hint)
        return _NOTHING

    def _ranged(self, value: Any, node: Scalar, says: Says, name: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        low, high, unit = says.low, says.high, "s" if says.form.startswith("duration") else ""
        fits = (low is None or value >= low) and (high is None or value <= high)
        if fits and math.isfinite(value):
            return value
        if low is not None and high is not None:
            wanted = f"{low:g}{unit} to {high:g}{unit}"
        else:
            wanted = f">= {low:g}{unit}" if low is not None else f"<= {high:g}{unit}"
        self.faults.add(node, "E106", f"{name} must be {wanted}, is {node.text}")
        return _NOTHING

    def _shape(self, wanted: Any, node: Node, name: str) -> Any:
        word = wanted if isinstance(wanted, str) else _NODE_WORDS.get(wanted, "something else")
        self.faults.add(node, "E103", f'"{name}" wants {word}, got {shape(node)}')
        return _NOTHING


_NODE_WORDS: Mapping[Any, str] = {Scalar: "text", Items: "a list", Table: "a mapping"}


def _is_known(key: str, known: Mapping[str, Key]) -> bool:
    return key in known or key.startswith("x-") or (_LANG in known and is_language(key))


def is_language(key: str) -> bool:
    """Tell whether a key is a language: two small letters (ISO 639-1)."""
    return len(key) == 2 and key.isascii() and key.isalpha() and key.islower()


def _languages(node: Table) -> Table:
    pairs = tuple((key, below) for key, below in node.pairs if is_language(key.text))
    return dataclasses.replace(node, pairs=pairs)


@functools.cache
def _annotation(hint: Any) -> tuple[Any, Says]:
    if typing.get_origin(hint) is not typing.Annotated:
        return hint, Says(doc="")
    kind, *marks = typing.get_args(hint)
    return kind, next((mark for mark in marks if isinstance(mark, Says)), Says(doc=""))


def _below(word: str, known: Mapping[str, Key]) -> str:
    """Find a key of a nested mapping, to be written as `story.window`."""
    for key in known.values():
        for member in (key.type, *typing.get_args(key.type)):
            inner = keys(member) if _is_model(member) else ()
            if word in {below.name for below in inner}:
                return f"{key.name}.{word}"
    return ""


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind not in _NODE_TYPES


def _has_short(kind: Any, node: Node) -> bool:
    """Tell whether a node may stand for the one short field of a dataclass."""
    short = _short(kind) if _is_model(kind) else ()
    empty = isinstance(node, Scalar) and node.is_empty
    return len(short) == 1 and not empty and _fits(short[0].type, node)


def _is_table(kind: Any) -> bool:
    kind, _ = _annotation(kind)
    origin = typing.get_origin(kind)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return True
    return kind is Table or _is_model(kind)


def _fits(kind: Any, node: Node) -> bool:
    """Tell whether a node has the shape of a type at all."""
    if isinstance(node, Table):
        return _is_table(kind)
    is_list = typing.get_origin(_annotation(kind)[0]) is tuple
    if isinstance(node, Items):
        return is_list
    return not is_list and not _is_table(kind)


def _is_number(value: object, kind: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (kind is float and isinstance(value, float))


def _wanted(kind: Any, says: Says) -> str:
    if says.form not in {"regular", "text"}:
        return {"id": "an id", "lang": "a language", "url": "an address", "css": "a selector"}.get(
            says.form, f"a {says.form}"
        )
    names = {bool: "true or false", int: "a whole number", float: "a number", date: "a day"}
    return names.get(kind, "text")
