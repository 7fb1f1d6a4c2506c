"""The archive read back: a range by time, source or language, in constant memory.

Every file of a day is read frame by frame, today's included, and the lines of all are merged by
the time they came in; an index leaves out frames in which nothing wanted is. An article whose
page's text came later has two lines: only the whole one is given, as it was matched.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson

from monitor.intake.lines import Line, from_json
from monitor.intake.segments import ENDING, WHOLE, Entry, Part, entries, identity, parts
from monitor.model import Article

_DAY = len("2026-11-23")
_COMPLETED = b'"text_from":"page"'
_LONGEST_AGO = datetime.min.replace(tzinfo=UTC)
_AFTER = timedelta(days=1)  # a text may be written down after midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Which lines are wanted: when they came in, from which source, in which languages."""

    since: datetime | None = None
    until: datetime | None = None
    source: str = ""
    langs: tuple[str, ...] = ()

    def has(self, line: Line) -> bool:
        """Tell whether a line is of the range; one without a time is of any."""
        article = line.article
        if self.langs and article.lang not in self.langs:
            return False
        if self.source and article.source != self.source:
            return False
        if article.seen is None:
            return True
        late = self.until is not None and article.seen >= self.until
        return not late and (self.since is None or article.seen >= self.since)

    def may_be_in(self, entry: Entry) -> bool:
        """Tell whether a line of the range may be in a frame."""
        if self.source and self.source not in entry.sources:
            return False
        if self.langs and not any(lang in entry.langs for lang in self.langs):
            return False
        if not entry.first:
            return True
        late = self.until is not None and datetime.fromisoformat(entry.first) >= self.until
        return not late and (self.since is None or datetime.fromisoformat(entry.last) >= self.since)


def days(folders: Iterable[Path]) -> tuple[date, ...]:
    """List the UTC days of which there is a file, oldest first."""
    return tuple(sorted({day for folder in folders for day in _days(folder)}))


def stream(folders: Sequence[Path], wanted: Range | None = None) -> Iterator[Line]:
    """Give the lines of several archives in the order in which they came in."""
    wanted = wanted or Range()
    later: dict[date, frozenset[bytes]] = {}
    for day in (d for d in days(folders) if _may_hold(d, wanted)):
        for near in (day, day + _AFTER):
            if near not in later:
                later[near] = frozenset(_completed(_parts(folders, near)))
        whole = later.pop(day) | later[day + _AFTER]
        lots = [_lines(part, wanted, whole) for part in _parts(folders, day)]
        yield from heapq.merge(*lots, key=_came)


def articles(folders: Sequence[Path], since: datetime, until: datetime) -> Iterator[Article]:
    """Give the articles that came in between two moments, those nobody was told of too."""
    return (line.article for line in stream(folders, Range(since=since, until=until)))


def find(folders: Sequence[Path], article: str) -> Article | None:
    """Look an article up by its id, the last day first; its last line counts.

    Of days that are over only frames are read in which the article may be.
    """
    wanted = b'"id":' + orjson.dumps(article)
    for day in reversed(days(folders)):
        own: list[Article] = []
        for part in _parts(folders, day):
            for raw in part.lines(lambda entry: entry.has_id(article)):
                line = from_json(raw) if wanted in raw else None
                if line is not None and line.article.id == article:
                    own.append(line.article)
        if own:
            return max(reversed(own), key=lambda one: one.seen or _LONGEST_AGO)
    return None


def _days(folder: Path) -> Iterator[date]:
    for path in folder.glob(f"*{ENDING}"):
        try:
            yield date.fromisoformat(path.name[:_DAY])
        except ValueError:  # a file of somebody else
            continue


def _parts(folders: Sequence[Path], day: date) -> list[Part]:
    return [part for folder in folders for part in parts(folder, day.isoformat())]


def _may_hold(day: date, wanted: Range) -> bool:
    """Tell whether a day's files may hold lines of the range: a text comes a day late at most."""
    begins = wanted.since is None or day >= wanted.since.astimezone(UTC).date()
    ends = wanted.until is None or day <= wanted.until.astimezone(UTC).date() + _AFTER
    return begins and ends


def _lines(part: Part, wanted: Range, whole: frozenset[bytes]) -> Iterator[Line]:
    """Give a file's lines of the range, but those of which the whole text came later."""
    source = b'"source":' + orjson.dumps(wanted.source) if wanted.source else b""
    for raw in part.lines(wanted.may_be_in):
        line = from_json(raw) if source in raw else None
        if line is None or not wanted.has(line):
            continue
        if whole and line.article.text_from != "page" and identity(line.article) in whole:
            continue
        yield line


def _completed(files: Iterable[Part]) -> Iterator[bytes]:
    """Name the articles whose page's text stands in these files."""
    for part in files:
        if part.index is not None:
            for entry in entries(part.index):
                raw = bytes.fromhex(entry.whole)
                yield from (raw[i : i + WHOLE] for i in range(0, len(raw), WHOLE))
            continue
        for line in part.lines():
            found = from_json(line) if _COMPLETED in line else None
            if found is not None:
                yield identity(found.article)


def _came(line: Line) -> datetime:
    return line.article.seen or _LONGEST_AGO
