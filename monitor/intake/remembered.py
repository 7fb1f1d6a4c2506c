"""What a source remembers between polls: its kind's own memory, and requests that still wait.

Both stand in one text of the state. While nothing waits that text is the kind's memory alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from monitor.model import Request

MOST = 16_000  # bytes of all of it
TRIES = 5  # polls that ask for a document that does not come
_MARK = "\x1e"  # before what waits: no kind begins its memory with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request that a poll had no time for, or that got no answer."""

    request: Request
    tries: int = 0


def packed(memory: str, waiting: Sequence[Waiting]) -> str:
    """Put both into one text; what does not fit any more is left out, the last first.

    Raises ValueError when a kind's memory alone is over the limit.
    """
    left = MOST - len(memory.encode("utf-8", "surrogatepass"))
    if left < 0:
        raise ValueError(f"its memory is {MOST - left} bytes, at most {MOST}")
    rows: list[bytes] = []
    left -= 4  # both marks and the brackets
    for one in waiting:
        row = orjson.dumps(_row(one))
        left -= len(row) + 1
        if left < 0:
            break
        rows.append(row)
    if not rows:
        return memory
    return f"{_MARK}[{b','.join(rows).decode()}]{_MARK}{memory}"


def unpacked(text: str) -> tuple[str, tuple[Waiting, ...]]:
    """Give a kind's memory and what waits; what cannot be read any more is forgotten."""
    if not text.startswith(_MARK):
        return text, ()
    rows, _, memory = text[1:].partition(_MARK)
    try:
        return memory, tuple(_waiting(row) for row in orjson.loads(rows))
    except (orjson.JSONDecodeError, ValueError, TypeError, KeyError):
        return memory, ()


def _row(one: Waiting) -> dict[str, Any]:
    request = one.request
    said = {
        "u": request.url,
        "r": request.role,
        "m": "" if request.method == "GET" else request.method,
        "h": dict(request.headers),
        "b": (request.body or b"").decode("utf-8", "replace"),
        "n": one.tries,
    }
    return {name: value for name, value in said.items() if value}


def _waiting(row: dict[str, Any]) -> Waiting:
    url, body = str(row["u"]), row.get("b")
    request = Request(
        url=url,
        method="POST" if row.get("m") == "POST" else "GET",
        headers={str(k): str(v) for k, v in row.get("h", {}).items()},
        body=str(body).encode() if body else None,
        role=str(row.get("r", "")),
    )
    return Waiting(request=request, tries=int(row.get("n", 0)))
