"""Frozen dataclasses to bytes and back: JSON without the fields that hold their defaults."""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar, cast

import orjson

T = TypeVar("T")
Hints = Mapping[str, Any]


def pack(value: object) -> bytes:
    """Give the JSON of a dataclass, or of what may stand in one of its fields.

    Half a surrogate pair, which a hostile document can bring, becomes a question mark.
    """
    plain = _plain(value)
    try:
        return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return orjson.dumps(_sound(plain), option=orjson.OPT_SORT_KEYS)


def unpack(kind: type[T], raw: bytes | str) -> T:
    """Read what `pack` wrote: each field is built as its type says.

    Fields that this program does not know are left out, so that a newer one's records
    can be read.
    """
    return cast("T", _built(kind, orjson.loads(raw)))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        named = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: _plain(v) for f, v in named if v != _default(f)}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(v) for v in cast("frozenset[str]", value))  # type: ignore[type-var]
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _sound(plain: object) -> object:
    if isinstance(plain, str):
        return plain.encode("utf-8", "replace").decode()
    if isinstance(plain, dict):
        return {_sound(k): _sound(v) for k, v in plain.items()}
    return [_sound(v) for v in plain] if isinstance(plain, list) else plain


def _default(field: Field[Any]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def _hints(kind: type) -> Hints:
    return typing.get_type_hints(kind)


def _built(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        hints = _hints(cast("type", kind))
        return cast("Any", kind)(**{k: _built(hints[k], v) for k, v in value.items() if k in hints})
    if kind is datetime:
        return datetime.fromisoformat(value)
    origin = typing.get_origin(kind)
    if value is None or origin in (None, Literal):
        return value
    return _collected(origin, typing.get_args(kind), value)


def _collected(origin: Any, args: tuple[Any, ...], value: Any) -> Any:
    """Build a union, tuple, frozenset or mapping from its members' types."""
    if origin in (types.UnionType, typing.Union):
        return _built(next(a for a in args if a is not type(None)), value)
    if origin is tuple and args[-1] is not Ellipsis:
        return tuple(_built(a, v) for a, v in zip(args, value, strict=True))
    if origin in (tuple, frozenset):
        return origin(_built(args[0], v) for v in value)
    return {k: _built(args[1], v) for k, v in value.items()}
