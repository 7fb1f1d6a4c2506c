"""Hours: when a source is asked as usual, by the clock on the wall of its time zone. Pure.

A change of that clock neither loses nor doubles anything: a time that is left out opens with
the next one there is, and one that comes twice is open twice.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.manners import Hours, Span
from monitor.rulebook.suggest import suggest

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
FARTHEST = 16  # days in which each span begins at least once, whatever the clock does
MINUTES = 24 * 60
_WINDOW = re.compile(r"(?:([a-z,-]+) +)?(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
_TIME = re.compile(r"(?<![\d:])(\d{1,2})(?:[:.h](\d\d))?(?![\d:])", re.ASCII)
_DAY = re.compile(r"[a-z]{3,}", re.ASCII)


def read(text: str) -> Span | None:
    """Read `mon-fri 06:00-22:00`, `sat,sun 08:00-12:00` or `22:00-02:00`; None = it is none.

    Without days it is of every day; one that ends before it begins goes into the next day.
    """
    found = _WINDOW.fullmatch(text)
    if found is None:
        return None
    begin_h, begin_m, end_h, end_m = (int(part) for part in found.groups()[1:])
    begin, end = begin_h * 60 + begin_m, end_h * 60 + end_m
    days = frozenset(range(7)) if found[1] is None else _days(found[1])
    if not days or max(begin_m, end_m) > 59 or begin >= MINUTES or end > MINUTES:
        return None
    return Span(days=days, begin=begin, end=end)


def repaired(text: str) -> str:
    """Give the window that a text was probably meant for; empty when there is no telling."""
    better = re.sub(r"\s*[-\u2010-\u2015]\s*", "-", text.casefold().strip())
    better = re.sub(r"\s*,\s*", ",", better)
    better = _DAY.sub(lambda found: _near(found[0]), better)
    better = _TIME.sub(lambda found: f"{int(found[1]):02}:{found[2] or '00'}", better)
    return better if read(better) is not None else ""


def _near(word: str) -> str:
    """Give the day that a word begins with, or is nearest to."""
    return next((day for day in DAYS if word.startswith(day)), "") or suggest(word, DAYS) or word


def _days(text: str) -> frozenset[int]:
    """Read `mon-fri` or `sat,sun`; nothing when a part of it is no day."""
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            return frozenset()
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days |= {day % 7 for day in range(begin, end + 1 + 7 * (end < begin))}
    return frozenset(days)


def open_at(hours: Hours, zone: str, now: datetime) -> bool:
    """Tell whether a moment lies in the hours; without any all do."""
    if not hours.spans:
        return True
    local = now.astimezone(ZoneInfo(zone))
    minute, day = local.hour * 60 + local.minute, local.weekday()
    for span in hours.spans:
        today, yesterday = day in span.days, (day - 1) % 7 in span.days
        if span.begin < span.end:
            if today and span.begin <= minute < span.end:
                return True
        elif (today and minute >= span.begin) or (yesterday and minute < span.end):
            return True
    return False


def next_open(hours: Hours, zone: str, now: datetime) -> datetime:
    """Give the first moment from now on that lies in the hours, in UTC."""
    if open_at(hours, zone, now):
        return now
    today = now.astimezone(ZoneInfo(zone)).date()
    for n in range(FARTHEST):
        turns = sorted(_turns(hours, ZoneInfo(zone), today + n * DAY))
        for at in turns:
            if at > now and open_at(hours, zone, at):
                return at
    return now + FARTHEST * DAY


def _turns(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """Give each moment of a day at which hours may open: they begin, or the clock is changed."""
    yield from _changes(zone, day)
    for span in hours.spans:
        if day.weekday() in span.days:
            at = datetime.combine(day, time(*divmod(span.begin, 60)), zone)
            yield at.astimezone(UTC)
            yield at.replace(fold=1).astimezone(UTC)


def _changes(zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """Give when a zone's clock is changed in the 24 hours from a day's beginning."""
    begin = datetime.combine(day, time(), zone).astimezone(UTC)
    before = begin.astimezone(zone).utcoffset()
    low, high = 0, MINUTES
    if (begin + DAY).astimezone(zone).utcoffset() == before:
        return
    while high - low > 1:
        middle = (low + high) // 2
        is_before = (begin + timedelta(minutes=middle)).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if is_before else (low, middle)
    yield begin + timedelta(minutes=high)
