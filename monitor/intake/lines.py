"""A line of the archive: an article as it came in, and why nobody was told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from monitor.model import Article
from monitor.reasons import Reason

FORMAT = 1
_TIMES = ("published", "seen")
_LISTS = ("authors", "tags")
_FIELDS = (
    *("id", "version", "shown", "key", "source", "outlet", "outlet_id", "tier", "url", "title"),
    *("lead", "body", "published", "published_from", "seen", "lang", "lang_sure"),
    *("authors", "tags", "text_from"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the archive: an article as it came, and why it was only archived."""

    article: Article
    why: Reason | None = None  # baseline, flood_held, stale; None = told of by rules


def to_json(line: Line) -> bytes:
    """Write a line: valid input of `backtest --articles` too."""
    article = line.article
    fields: dict[str, Any] = {name: getattr(article, name) for name in _FIELDS}
    held = line.why is Reason.FLOOD_HELD
    flags = {"baseline": line.why is Reason.BASELINE, "held": held, "why": line.why}
    return orjson.dumps({"v": FORMAT, **fields, **flags}) + b"\n"


def from_json(raw: bytes) -> Line | None:
    """Read a line; None when it is of a newer format or damaged."""
    try:
        said = orjson.loads(raw)
        if said["v"] != FORMAT:
            return None
        fields = {name: said[name] for name in _FIELDS if name in said}
        fields |= {name: tuple(fields.get(name) or ()) for name in _LISTS}
        for name in _TIMES:
            fields[name] = _time(fields[name]) if fields.get(name) else None
        if not _is_sound(fields):
            return None
        return Line(article=Article(**fields), why=Reason(said["why"]) if said.get("why") else None)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _time(written: str) -> datetime:
    """Read a time; raises ValueError for one of nowhere: it compares with no other."""
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise ValueError("no offset")
    return found


def _is_sound(fields: Mapping[str, Any]) -> bool:
    """Tell whether every text is one: damage may leave JSON that reads, or somebody wrote it."""
    given = [value for name, value in fields.items() if name not in (*_TIMES, *_LISTS, "lang_sure")]
    given += [value for name in _LISTS for value in fields[name]]
    sure = fields.get("lang_sure", 0.0)
    return isinstance(sure, int | float) and all(isinstance(value, str) for value in given)
