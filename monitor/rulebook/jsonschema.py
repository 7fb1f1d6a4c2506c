"""JSON Schema 2020-12 from the same typed models that read the files: closed, with sentences.

`$defs` hold one object per dataclass. A name that a workspace defines (a receiver, a list)
becomes an enum when `names` gives them; without, any name is fine.
"""

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from monitor.kinds import Says
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from monitor.rulebook.schema import Key, keys
from monitor.rulebook.schemadocs import DOCS, NAMES

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": ["string", "number", "boolean"]}  # a text key takes a scalar as written
_LANGUAGE = "^[a-z]{2}$"
_YOURS: Schema = {"^x-": {}}
_FORMS: Mapping[str, Schema] = {
    "id": {"type": ["string", "integer"], "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"},
    "duration": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,3})?(ms|s|m|h|d|w)$"},
    "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "lang": {"type": "string", "pattern": _LANGUAGE},
    "url": {"type": "string", "pattern": "^https?://"},
    "secret": {"type": "string", "pattern": "^(env|file):."},
    "cron": {"type": "string", "pattern": r"^\S+ +\S+ +\S+ +\S+ +\S+$"},
    "window": {"type": "string", "pattern": r"^([a-z,-]+ +)?[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"},
    "duration-or-pause": {
        "type": "string",
        "pattern": r"^(pause|[0-9]+(\.[0-9]{1,3})?(s|m|h|d|w))$",
    },
    "duration-or-words": {
        "type": "string",
        "pattern": r"^(auto|off|[0-9]+(\.[0-9]{1,3})?(h|d|w|m|s))$",
    },
}


@dataclass(slots=True, kw_only=True)
class Shapes:
    """Makes the schema of one kind of file.

    `names` = ids of this workspace by what they name (`receivers`, `lists`); `inside` says
    what stands where a model leaves a mapping to its reader, by class and field.
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    inside: Mapping[tuple[str, str], Callable[["Shapes"], Schema]] = field(default_factory=dict)
    defs: dict[str, Schema] = field(default_factory=dict)

    def document(self, root: Schema, *, title: str, about: str) -> Schema:
        """Give the whole schema document."""
        head = {"$schema": DRAFT, "title": title, "description": about}
        return {**head, **root, "$defs": {name: self.defs[name] for name in sorted(self.defs)}}

    def of(self, cls: type) -> Schema:
        """Refer to a dataclass; it is described once."""
        if cls.__name__ not in self.defs:
            self.defs[cls.__name__] = {}  # one that holds itself refers to itself
            self.defs[cls.__name__] = self.joined((cls,))
        return {"$ref": f"#/$defs/{cls.__name__}"}

    def joined(self, classes: Sequence[type], **fixed: Schema) -> Schema:
        """Describe a mapping that is read into several dataclasses; `fixed` keys are said so."""
        found = [(cls, key) for cls in classes for key in keys(cls)]
        patterns = dict(_YOURS)
        properties: dict[str, Schema] = {}
        for cls, key in found:
            if key.name == "<lang>":
                patterns[_LANGUAGE] = self._value(typing.get_args(key.type)[1], key.says)
            else:
                properties[key.name] = fixed.get(key.name) or self._key(cls, key)
        schema: Schema = {
            "description": _sentence(classes[-1]),
            "type": "object",
            "properties": properties,
            "patternProperties": patterns,
            "additionalProperties": False,
        }
        required = [key.name for _, key in found if key.required]
        return {**schema, "required": required} if required else schema

    def _key(self, cls: type, key: Key) -> Schema:
        """Describe one key: what stands there, and its sentence."""
        name = _owner(cls, key.field)
        doc = DOCS.get(name) or key.says.doc
        special = self.inside.get(name)
        if special is not None:
            return _described(self._in_list(key, special(self)), doc)
        known = self.names.get(NAMES.get(name, ""))
        found = self._value(key.type, key.says)
        if known is not None:
            found = _with_enum(found, tuple(known), plus=key.name == "to")
        return _described(found, doc)

    def _in_list(self, key: Key, below: Schema) -> Schema:
        origin = typing.get_origin(key.type)
        if origin is tuple:
            return {"type": "array", "items": below}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": below}
        return below

    def _value(self, kind: Any, says: Says) -> Schema:
        """Describe one type."""
        if typing.get_origin(kind) is typing.Annotated:
            kind, *marks = typing.get_args(kind)
            says = next((mark for mark in marks if isinstance(mark, Says)), says)
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if kind is Node:
            return {}
        if origin in {typing.Union, types.UnionType}:
            return _any_of([self._value(one, says) for one in inner])
        if origin is tuple:
            return self._items(inner[0], says)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(inner[1], says)
        if origin is Literal:
            return {"enum": list(inner)}
        if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
            return _node(kind) or self._model(kind)
        return _ranged(_scalar(kind, says), says)

    def _items(self, kind: Any, says: Says) -> Schema:
        one = self._value(kind, says)
        many = {"type": "array", "items": one}
        return _any_of([one, many]) if says.short else many

    def _mapping(self, kind: Any, says: Says) -> Schema:
        found: Schema = {"type": "object", "patternProperties": dict(_YOURS)}
        below = self._value(kind, says if says.form != "lang" else Says(doc=""))
        if says.form == "lang":
            found["patternProperties"]["^(any|[a-z]{2})$"] = below
            return {**found, "additionalProperties": False}
        return {**found, "additionalProperties": below}

    def _model(self, kind: type) -> Schema:
        """Describe a mapping, or the bare value that may stand for its one short key."""
        whole = self.of(kind)
        short = [key for key in keys(kind) if key.says.short]
        if len(short) != 1:
            return whole
        return _any_of([self._value(short[0].type, short[0].says), whole])


def _owner(cls: type, field_name: str) -> tuple[str, str]:
    """Name a field by the class that first says it."""
    bases = [one for one in cls.__mro__ if field_name in inspect.get_annotations(one)]
    return (bases[-1] if bases else cls).__name__, field_name


def _sentence(cls: type) -> str:
    return (cls.__doc__ or "").strip().split("\n", 1)[0]


def _described(schema: Schema, doc: str) -> Schema:
    return {"description": doc, **schema} if doc else schema


def _node(kind: type) -> Schema:
    if kind is Scalar:
        return dict(_TEXT)
    return {Table: {"type": "object"}, Items: {"type": "array"}}.get(kind, {})


def _scalar(kind: Any, says: Says) -> Schema:
    if kind is type(None):
        return {"type": "null"}
    if says.form in _FORMS:
        return dict(_FORMS[says.form])
    names = {bool: "boolean", int: "integer", float: "number"}
    return {"type": names[kind]} if kind in names else dict(_TEXT)


def _ranged(schema: Schema, says: Says) -> Schema:
    """Add the bounds of a number; a duration's are in seconds and cannot be said here."""
    if schema.get("type") not in ("integer", "number"):  # it may be a list
        return schema
    bounds = {"minimum": says.low, "maximum": says.high}
    return {**schema, **{name: value for name, value in bounds.items() if value is not None}}


def _any_of(members: Sequence[Schema]) -> Schema:
    flat = [one for member in members for one in member.get("anyOf", [member])]
    unique = [one for index, one in enumerate(flat) if one not in flat[:index]]
    return unique[0] if len(unique) == 1 else {"anyOf": unique}


def _with_enum(schema: Schema, known: tuple[str, ...], *, plus: bool) -> Schema:
    """Put names in the place of any text; `+name` too where receivers are added."""
    if schema == _TEXT:
        return {"enum": [*known, *(f"+{name}" for name in known if plus)]}
    if "anyOf" in schema:
        return {"anyOf": [_with_enum(one, known, plus=plus) for one in schema["anyOf"]]}
    if "items" in schema:
        return {**schema, "items": _with_enum(schema["items"], known, plus=plus)}
    return schema
