"""A kind is a file: `load("monitor.sources", "feed")` imports `monitor/sources/feed.py`.

Its `Options` is a frozen dataclass whose fields say, by `Annotated[type, Says(...)]`, what
they mean and which form their text has: that is the kind's schema and documentation.
"""

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

Form = Literal[
    "text",  # the scalar as written
    "duration",  # 90s 15m 2h 7d, read as seconds (float)
    "css",  # a selector that must compile, `css@attribute` allowed
    "re2",  # a pattern RE2 must compile
    "url",  # http(s), no user:password
    "secret",  # env:NAME or file:PATH, never a literal
    "id",  # [a-z0-9][a-z0-9-]{0,63}
    "cidr",  # an address range
    "cron",  # five fields
    "zone",  # an IANA time zone
    "window",  # mon-fri 06:00-22:00
    "duration-or-pause",  # 30m, or pause
    "duration-or-words",  # 30d, auto or off
    "day",  # 2026-12-31
    "lang",  # two small letters, ISO 639-1
    "regular",  # no check but the type's
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """What a field of an `Options` (or of a file's model) says to people and to the loader."""

    doc: str
    form: Form = "regular"
    low: float | None = None
    high: float | None = None
    short: bool = False  # in a nested mapping: a bare scalar stands for this field
    key: str = ""  # the key in YAML when it is no Python name (`if`, `not`, `else`)


@functools.cache
def names(package: str) -> tuple[str, ...]:
    """Give the kinds that stand in a package, sorted: its modules without a leading underscore."""
    path = importlib.import_module(package).__path__
    return tuple(sorted(m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")))


def load(package: str, name: str) -> ModuleType:
    """Import the kind `name` of `package`.

    Raises KeyError with the name and the known kinds when there is no such file; a name that
    is no plain identifier is unknown too, so nothing outside the package can be imported.
    """
    known = names(package)
    if name not in known:
        raise KeyError(name, known)
    return importlib.import_module(f"{package}.{name}")
