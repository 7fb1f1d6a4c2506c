"""Dates told in a sentence: explicit ones compared with the article's own day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.events.clauses import Sentence
from monitor.events.marks import Mark
from monitor.events.scene import Scene

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RECENT = timedelta(days=7)
_LOOSE = timedelta(days=31)  # a bare month or year is told loosely
_DAYS = frozenset("日号號")
_DAY_AWAY = 2  # tokens between a month and its day
_WINDOW = 3  # tokens around a month in which its day and year stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A date told: as exactly as the text has it, and where."""

    index: int  # token
    text: str  # ISO day, month or year
    first: date
    last: date

    def is_early(self, published: date) -> bool:
        """Say whether all of it lies clearly before the article."""
        return self.last < published - (_RECENT if self.first == self.last else _LOOSE)

    def is_current(self, published: date) -> bool:
        """Say whether it begins no earlier than a week before the article."""
        return self.first >= published - _RECENT


def dates_in(scene: Scene, published: date | None) -> tuple[Told, ...]:
    """Give the dates of a sentence, a bare month read as the one nearest before the article."""
    months = scene.marks.of("month")
    found = [t for m in months if (t := _month(scene, m, published))]
    covered = {n for t in found for n in range(t.index - _WINDOW, t.index + _WINDOW + 1)}
    found += [t for t in _years(scene.sentence) if t.index not in covered]
    return tuple(sorted(found, key=lambda t: t.index))


def _month(scene: Scene, mark: Mark, published: date | None) -> Told | None:
    month = int(mark.value)
    day = 0
    year = 0
    low = max(scene.sentence.first, mark.start - _WINDOW)
    high = min(scene.sentence.last, mark.end + _WINDOW)
    for index in (*range(low, mark.start), *range(mark.end, high)):
        digits = scene.tokens.words[index].rstrip("日일年년.")
        if not digits.isdecimal():
            continue
        if _YEAR.fullmatch(digits):
            year = int(digits)
        elif 1 <= int(digits) <= 31 and not day and _is_day(scene, mark, index):
            day = int(digits)
    if not year:
        if published is None:
            return None
        year = published.year
        last_year = any(m.value == "before" for m in _times_near(scene, mark))
        ahead = month - published.month
        if ahead > 6 or (ahead > 0 and last_year):
            year -= 1
        elif ahead < -9:
            year += 1
    return _told(mark.start, year, month, day)


def _is_day(scene: Scene, mark: Mark, index: int) -> bool:
    """Say whether a number beside a month is its day; in `5月15日` it must be called one."""
    words = scene.tokens.words
    if mark.end - mark.start > 1:
        return index == mark.end and index + 1 < len(words) and words[index + 1] in _DAYS
    return abs(index - mark.start) <= _DAY_AWAY


def _times_near(scene: Scene, mark: Mark) -> list[Mark]:
    return [
        t
        for t in scene.marks.of("time")
        if -_WINDOW <= t.start - mark.end <= _WINDOW or -_WINDOW <= mark.start - t.end <= _WINDOW
    ]


def _told(index: int, year: int, month: int, day: int) -> Told | None:
    try:
        if day:
            exact = date(year, month, day)
            return Told(index=index, text=exact.isoformat(), first=exact, last=exact)
        first = date(year, month, 1)
    except ValueError:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return Told(
        index=index, text=first.isoformat()[:7], first=first, last=following - timedelta(days=1)
    )


def _years(sentence: Sentence) -> Iterator[Told]:
    """Give bare years, and days written in figures."""
    tokens = sentence.tokens
    start, end = tokens.starts[sentence.first], tokens.ends[sentence.last - 1]
    text = tokens.source[start:end]
    written = {m.start() + start: m for m in _ISO.finditer(text)}
    for index in range(sentence.first, sentence.last):
        if found := written.get(tokens.starts[index]):
            year, month, day = (int(g) for g in found.groups())
            if told := _told(index, year, month, day):
                yield told
        elif _YEAR.fullmatch(tokens.words[index]):
            year = int(tokens.words[index])
            yield Told(index=index, text=str(year), first=date(year, 1, 1), last=date(year, 12, 31))
