"""Dates as feeds and pages write them: one function, never an exception."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.parsing.months import AFTERNOON, MORNING, all_months

LONGEST = 120
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=10)

_ISO = re.compile(
    r"([+-]?\d{4})-?(\d\d)(?:-?(\d\d))?(?:[T _]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?"
    r"\s*(Z|[A-Za-z]{1,5}|[+-]\d\d:?\d\d|[+-]\d\d)?)?$"
)
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (GMT|[+-]\d{4})"
)
_MAIL_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日號号일])?")
_PLAIN = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})\b")
_CLOCK = re.compile(r"(\d{1,2})[:h時时点點시]\s?(\d{1,2})?(?:[:分분]\s?(\d{1,2}))?")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?\s*(?:\([A-Z]{1,5}\))?$")
_ZONE = re.compile(r"\b([A-Z]{1,5})\b(?:\s*\d{4})?$")
_WORD = re.compile(r"[^\W\d_][^\W\d_.\u0900-\u0903]*[\w\u0900-\u097f.]*", re.UNICODE)
_NUMBER = re.compile(r"\d+")
_DIGITS = re.compile(r"-?\d{1,20}(?:\.\d{1,9})?$")
_ZONES: Mapping[str, int] = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60,
    "CEST": 120, "MESZ": 120, "EET": 120, "SAST": 120, "EEST": 180, "MSK": 180, "IST": 330,
    "WIB": 420, "WITA": 480, "WIT": 540, "HKT": 480, "SGT": 480, "PHT": 480, "AWST": 480,
    "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "EST": -300,
    "EDT": -240, "ET": -300, "CST": -360, "CDT": -300, "CT": -360, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "PT": -480, "BRT": -180, "ART": -180,
}  # fmt: skip


def parse_date(text: str, *, now: datetime, timezone: str = "UTC") -> datetime | None:
    """Read a date from 1995 to ten minutes ahead, in UTC; None for anything else."""
    found = read_date(text, timezone=timezone)
    return found if found is not None and EARLIEST <= found <= now + AHEAD else None


def read_date(text: str, *, timezone: str = "UTC") -> datetime | None:
    """Read a date in any of the known forms, whatever the year; None when it is none.

    A date without a zone is the source's. Day before month where both could be; a day alone
    is its first minute, a month alone its first day.
    """
    text = " ".join(text[: LONGEST * 2].split())[:LONGEST].strip(" ,;|·—–")
    if not text or not any(c.isdigit() for c in text):
        return None
    text = ascii_digits(text)
    for form in (_mail, _epoch, _iso, _cjk, _named, _numeric):
        try:
            found = form(text, as_zone(timezone))
            if found is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return None


@cache
def _months() -> Mapping[str, int]:
    return all_months()


@cache
def as_zone(name: str) -> ZoneInfo:
    """Give a time zone, UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def ascii_digits(text: str) -> str:
    """Write digits of any script as ours."""
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdigit() and c.isdecimal() else c for c in text)


def _mail(text: str, _zone: ZoneInfo) -> datetime | None:
    """Read RFC 822 as nearly all feeds write it."""
    found = _MAIL.fullmatch(text)
    month = _MAIL_MONTHS.find(found[2]) if found else -1
    if found is None or month < 0 or month % 3:
        return None
    at = datetime(int(found[3]), month // 3 + 1, int(found[1]), tzinfo=UTC)
    at = _at_time(at, int(found[4]), int(found[5]), int(found[6]))
    return _shifted(at, "" if found[7] == "GMT" else found[7])


def _epoch(text: str, _zone: ZoneInfo) -> datetime | None:
    """Read seconds or milliseconds since 1970; eight digits are a day, not an epoch."""
    if not _DIGITS.match(text) or len(text.partition(".")[0]) < 9:
        return None
    value = float(text)
    if abs(value) >= 1e14:
        value /= 1e6
    elif abs(value) >= 1e11:
        value /= 1e3
    return datetime.fromtimestamp(value, UTC)


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    if day is None and "-" not in text:
        return None
    at = datetime(int(year), int(month), int(day or 1), tzinfo=zone)
    at = _at_time(at, int(hour or 0), int(minute or 0), int(second or 0))
    return _shifted(at, offset or "")


def _cjk(text: str, zone: ZoneInfo) -> datetime | None:
    found = _CJK.search(text)
    if found is None:
        return None
    at = datetime(int(found[1]), int(found[2]), int(found[3] or 1), tzinfo=zone)
    return _with_clock(at, text[found.end() :])


def _named(text: str, zone: ZoneInfo) -> datetime | None:
    """Read a date with a month's name: RFC 822 and what people write, in any order."""
    month, start, end = _month_in(text)
    if not month:
        return None
    clock = _CLOCK.search(text)
    head = text[:start]
    tail = text[end:]
    before, after = _numbers(head, clock, 0), _numbers(tail, clock, end)
    if before and len(before[-1]) <= 2:  # 6 August 2024
        day, year = before[-1], (after or before[:-1] or [""])[0]
    elif before:  # 2024 August 6
        day, year = (after or ["1"])[0], before[-1]
    elif len(after) >= 2:  # August 6, 2024
        day, year = after[0], after[1]
    elif after and len(after[0]) == 4:  # August 2024
        day, year = "1", after[0]
    else:
        return None
    at = datetime(_year(year), month, int(day), tzinfo=zone)
    return _with_clock(at, text[clock.start() :] if clock else "")


def _month_in(text: str) -> tuple[int, int, int]:
    for found in _WORD.finditer(text):
        name = found[0].lower().rstrip(".")
        month = _months().get(name)
        if month is not None:
            return month, found.start(), found.end()
    return 0, 0, 0


def _numbers(part: str, clock: re.Match[str] | None, offset: int) -> list[str]:
    """Give the numbers of a part that are not the clock's or a zone's."""
    kept = []
    for found in _NUMBER.finditer(part):
        at = found.start() + offset
        in_clock = clock is not None and clock.start() <= at < clock.end()
        signed = at > 0 and part[found.start() - 1 : found.start()] in ("+", "-")
        if not in_clock and not (signed and clock is not None and at > clock.start()):
            kept.append(found[0])
    return kept


def _numeric(text: str, zone: ZoneInfo) -> datetime | None:
    """Read 07.09.2013, 2024/08/06, 8/25/2024: day first unless that cannot be."""
    found = _PLAIN.search(text)
    if found is None:
        return None
    first, _, second, third = found.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    else:
        year, month, day = _year(third), int(second), int(first)
        if month > 12 >= day:
            month, day = day, month
    at = datetime(year, month, day, tzinfo=zone)
    return _with_clock(at, text[found.end() :])


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _with_clock(at: datetime, rest: str) -> datetime:
    """Add the time of day and the zone that follow a date."""
    clock = _CLOCK.search(rest)
    if clock is None:
        return at
    hour, minute = int(clock[1]), int(clock[2] or 0)
    around = rest[: clock.end() + 8].lower()
    halves = set(around.replace("\u202f", " ").split()) | _halves_in(around)
    if halves & AFTERNOON and hour < 12:
        hour += 12
    elif halves & MORNING and hour == 12:
        hour = 0
    at = _at_time(at, hour, minute, int(clock[3] or 0))
    return _shifted(at, rest[clock.end() :].strip())


def _halves_in(text: str) -> set[str]:
    """Find half-day words that no space parts from the digits."""
    return {word for word in AFTERNOON | MORNING if not word.isascii() and word in text} | {
        word for word in ("am", "pm") if re.search(r"\d\s?(am|pm)\b", text) and word in text
    }


def _at_time(at: datetime, hour: int, minute: int, second: int) -> datetime:
    """Set the time of day; 24:00 is the next day's start, a leap second the minute's last."""
    if hour == 24 and minute == 0:
        return at.replace(hour=0) + timedelta(days=1)
    return at.replace(hour=hour, minute=minute, second=min(second, 59))


def _shifted(at: datetime, offset: str) -> datetime:
    """Put a time into the zone that is written after it."""
    if not offset:
        return at
    found = _OFFSET.search(offset)
    if found:
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 15:
            raise ValueError(offset)
        shift = timedelta(hours=hours, minutes=minutes) * (-1 if found[1] == "-" else 1)
        return at.replace(tzinfo=timezone(shift))
    named = _ZONE.search(offset.upper())
    if named and named[1] in _ZONES:
        return at.replace(tzinfo=timezone(timedelta(minutes=_ZONES[named[1]])))
    return at
