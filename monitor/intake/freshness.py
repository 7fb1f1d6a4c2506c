"""Freshness: how long a server, or a document itself, says that nothing new is to be had."""

import email.utils
from collections.abc import Mapping
from datetime import UTC, datetime

_UNSAID = frozenset({"no-cache", "no-store"})  # to be asked each time, and no word about when


def left(
    headers: Mapping[str, str], *, now: datetime, ttl_s: float = 0.0, kept_s: float = 0.0
) -> float | None:
    """Give for how many seconds an answer is fresh yet; None if nobody says so.

    `ttl_s` is what the document says of itself, `kept_s` the max-age that stands when a 304 is
    silent about it. Nonsense says nothing; Cache-Control goes before Expires.
    """
    age_s = _number(headers.get("age", "")) or 0.0
    max_age_s = _max_age(headers) if _says(headers) else kept_s or None
    said = [None if max_age_s is None else max(0.0, max_age_s - age_s), ttl_s or None]
    if "cache-control" not in headers:
        said.append(_expires(headers, now))
    known = [seconds for seconds in said if seconds is not None]
    return max(known) if known else None


def kept(headers: Mapping[str, str], *, before_s: float) -> float:
    """Give the max-age that stands from now on; 0 = none."""
    return (_max_age(headers) or 0.0) if _says(headers) else before_s


def seconds(text: str) -> float:
    """Read what a document says of its own freshness; 0 = nothing, or nonsense."""
    return _number(text) or 0.0


def _says(headers: Mapping[str, str]) -> bool:
    return "cache-control" in headers or "expires" in headers


def _max_age(headers: Mapping[str, str]) -> float | None:
    directives = dict(
        part.strip().lower().partition("=")[::2]
        for part in headers.get("cache-control", "").split(",")
    )
    return (
        None if _UNSAID & directives.keys() else _number(directives.get("max-age", "").strip('"'))
    )


def _expires(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read Expires against the answer's own Date, or against our clock if it has none."""
    end = _http_date(headers.get("expires", ""))
    begin = _http_date(headers.get("date", "")) or now
    return max(0.0, (end - begin).total_seconds()) if end else None


def _http_date(text: str) -> datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
