"""Sources and documents for the tests of kinds: recorded-shape answers of our own making."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.model import Document, Source

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SEEN = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def golden(name: str) -> bytes:
    """Read a recorded-shape answer."""
    return (GOLDEN / name).read_bytes()


def made(kind: str, url: str, options: Any, **more: Any) -> Source:
    given: dict[str, Any] = {"id": "s", "outlet": "The Gazette", "outlet_id": "gazette"}
    return Source(kind=kind, url=url, options=options, **(given | more))


def answer(
    body: bytes | str, url: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> Document:
    raw = body.encode() if isinstance(body, str) else body
    return Document(url=url, status=200, headers=headers or {}, body=raw, fetched=SEEN, **more)
