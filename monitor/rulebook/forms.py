"""Forms of text: durations, days, times of a schedule, zones; each read or explained."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from monitor.rulebook.suggest import suggest

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DURATION = re.compile(r"(-?\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d|w)", re.ASCII)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_WORDY = re.compile(
    r"(\d{1,9})\s*(ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)",
    re.ASCII | re.IGNORECASE,
)
_LANG = re.compile(r"[a-z]{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OTHER_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
_CRON_FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day", 1, 31),
    ("month", 1, 12),
    ("day of week", 0, 7),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days of the months
_CRON_NAMES = {"month": _MONTHS, "day of week": _WEEKDAYS}
_CRON_PART = re.compile(r"(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:/(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Why a text does not have its form; `message` goes after the text in quotes."""

    message: str
    code: str = "E105"
    suggestion: str = ""
    whole: bool = False  # the message is complete: it does not follow the text in quotes


FormReader = Callable[[str], object]
"""Reads a text of one form: gives the value, or a `Wrong`."""


def duration(text: str) -> float | Wrong:
    """Read `90s`, `15m`, `2h`, `7d`, `2w` as seconds."""
    found = _DURATION.fullmatch(text)
    if found:
        return float(found[1]) * _UNITS[found[2]]
    wordy = _WORDY.fullmatch(text.strip())
    example = f"{wordy[1]}{wordy[2][0].lower()}" if wordy else "90s, 15m, 2h or 7d"
    return Wrong(message=f"is no duration; write {example}")


def day(text: str) -> date | Wrong:
    """Read an ISO day."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        return Wrong(message="is no day of the calendar")
    other = _OTHER_DAY.fullmatch(text)
    example = f"{other[3]}-{int(other[2]):02}-{int(other[1]):02}" if other else "2026-12-31"
    return Wrong(message=f"is no day; write {example}")


def identifier(text: str) -> str | Wrong:
    """Check an id: small letters, digits and hyphens."""
    if _ID.fullmatch(text):
        return text
    if len(text) > 64:
        return Wrong(message="is too long for an id; at most 64 characters", code="E108")
    better = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
    hint = f"; write {better}" if _ID.fullmatch(better) else ""
    return Wrong(message=f"is no id{hint}", code="E108")


def zone(text: str) -> str | Wrong:
    """Check the name of an IANA time zone."""
    known = available_timezones()
    if text in known:
        return text
    last = {name.rsplit("/", 1)[-1].casefold(): name for name in sorted(known)}
    city = text.rsplit("/", 1)[-1].casefold()
    near = suggest(text, sorted(known)) or last.get(suggest(city, last), "")
    return Wrong(message="is no time zone", suggestion=near)


def cron(text: str) -> str | Wrong:
    """Check a schedule of five fields."""
    parts = text.casefold().split()
    if len(parts) != len(_CRON_FIELDS):
        return Wrong(message=f"is no schedule; it has {len(parts)} fields, wanted 5")
    given: dict[str, set[int]] = {}
    for part, (name, low, high) in zip(parts, _CRON_FIELDS, strict=True):
        named = [_cron_part(piece, name, low, high) for piece in part.split(",")]
        if not all(named):
            return Wrong(message=f'is no schedule; "{part}" is no {name} ({low}-{high})')
        given[name] = {number for numbers in named for number in numbers}
    first = min(given["day"])
    if all(first > _LONGEST[month - 1] for month in given["month"]):
        return Wrong(message=f'is no schedule; month "{parts[3]}" has no day {first}')
    return text


def _cron_part(piece: str, name: str, low: int, high: int) -> range:
    """Give the numbers that a part of a field names; none if it is wrong."""
    found = _CRON_PART.fullmatch(piece)
    if not found or found[3] == "0":
        return range(0)
    step, words = int(found[3] or 1), _CRON_NAMES.get(name, ())
    ends = [low + words.index(end) if end in words else end for end in found.groups()[:2] if end]
    if ends[0] == "*":
        return range(low, high + 1, step) if len(ends) == 1 else range(0)
    numbers = [int(end) for end in ends if str(end).isdigit()]
    in_range = all(low <= number <= high for number in numbers)
    if len(numbers) < len(ends) or not in_range or numbers != sorted(numbers):
        return range(0)
    last = high if found[3] and len(numbers) == 1 else numbers[-1]
    return range(numbers[0], last + 1, step)


def url(text: str) -> str | Wrong:
    """Check an http or https address without a password in it."""
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username
        _ = parts.port
    except ValueError:
        return Wrong(message="is no address; write https://host/path")
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", text):
        return Wrong(message="is no address; write https://host/path")
    if user is not None or parts.password is not None:
        return Wrong(message="has a user or password in it; write auth: instead")
    return text


def language(text: str) -> str | Wrong:
    """Check a language: two small letters (ISO 639-1)."""
    return text if _LANG.fullmatch(text) else Wrong(message="is no language; write en, it or zh")


def cidr(text: str) -> str | Wrong:
    """Check a range of addresses."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return Wrong(message="is no range of addresses; write 10.0.0.0/8")
    return text


FORMS: Mapping[str, FormReader] = {
    "duration": duration,
    "day": day,
    "id": identifier,
    "zone": zone,
    "cron": cron,
    "url": url,
    "cidr": cidr,
    "lang": language,
}
