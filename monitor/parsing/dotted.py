"""Places in JSON by dotted paths (`data.items.0.title`), and templates made of them."""

import re
from collections.abc import Callable
from typing import Any

MAX_TEXT = 200_000
_PLACE = re.compile(r"\{([^{}]{1,200})\}")


def look(value: Any, path: str) -> Any:
    """Give what stands at a path, None when nothing does; the empty path is the value itself."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdecimal() and len(step) < 7:
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def text(value: Any) -> str:
    """Write a text or a number; everything else tells nothing."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


def texts(value: Any) -> tuple[str, ...]:
    """Give the texts of a list, or the one text there is."""
    given = value[:200] if isinstance(value, list) else [value]
    return tuple(one for one in map(text, given) if one)


def fill(template: str, of: Callable[[str], str], *, escape: Callable[[str], str] = str) -> str:
    """Put values in the places of a template; empty when one of them has none."""
    names = _PLACE.findall(template)
    values = {name: of(name) for name in names}
    if not all(values.values()):
        return ""
    return _PLACE.sub(lambda found: escape(values[found[1]]), template)


def places(template: str) -> tuple[str, ...]:
    """Give the names of a template's places."""
    return tuple(_PLACE.findall(template))


def is_template(written: str) -> bool:
    """Tell a template from a path."""
    return _PLACE.search(written) is not None
