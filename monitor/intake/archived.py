"""The archive read back: a range by time, source or language, in constant memory.

Every writer's file of a day is read frame by frame, today's included, and the lines of all are
merged by the time they came in. An article whose page's text came later has two lines: only the
whole one is given, as it was matched.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson

from monitor.ids import digest
from monitor.intake.archive import raw_lines
from monitor.intake.lines import Line, from_json
from monitor.model import Article

_ENDING = ".jsonl.zst"
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


def days(folders: Iterable[Path]) -> tuple[date, ...]:
    """List the UTC days of which there is a file, oldest first."""
    found = {day for folder in folders for day, _ in _files(folder)}
    return tuple(sorted(found))


def stream(folders: Sequence[Path], wanted: Range | None = None) -> Iterator[Line]:
    """Give the lines of several archives in the order in which they came in."""
    wanted = wanted or Range()
    files: dict[date, list[Path]] = {}
    for folder in folders:
        for day, path in _files(folder):
            files.setdefault(day, []).append(path)
    later: dict[date, frozenset[bytes]] = {}
    for day in sorted(d for d in files if _may_hold(d, wanted)):
        for near in (day, day + _AFTER):
            if near not in later:
                later[near] = frozenset(_completed(files.get(near, ())))
        whole = later.pop(day) | later[day + _AFTER]
        lots = [_lines(path, wanted, whole) for path in files[day]]
        yield from heapq.merge(*lots, key=_came)


def articles(folders: Sequence[Path], since: datetime, until: datetime) -> Iterator[Article]:
    """Give the articles that came in between two moments, those nobody was told of too."""
    return (line.article for line in stream(folders, Range(since=since, until=until)))


def find(folders: Sequence[Path], article: str) -> Article | None:
    """Look an article up by its id, the last day first; its last line counts."""
    wanted = b'"id":' + orjson.dumps(article)
    files = [(day, path) for folder in folders for day, path in _files(folder)]
    for _, path in sorted(files, reverse=True):
        found = [line for raw in raw_lines(path) if wanted in raw and (line := from_json(raw))]
        own = [line.article for line in found if line.article.id == article]
        if own:
            return own[-1]
    return None


def _files(folder: Path) -> Iterator[tuple[date, Path]]:
    for path in sorted(folder.glob(f"*{_ENDING}")):
        try:
            yield date.fromisoformat(path.name[:_DAY]), path
        except ValueError:  # a file of somebody else
            continue


def _may_hold(day: date, wanted: Range) -> bool:
    """Tell whether a day's files may hold lines of the range: a text comes a day late at most."""
    begins = wanted.since is None or day >= wanted.since.astimezone(UTC).date()
    ends = wanted.until is None or day <= wanted.until.astimezone(UTC).date() + _AFTER
    return begins and ends


def _lines(path: Path, wanted: Range, whole: frozenset[bytes]) -> Iterator[Line]:
    """Give a file's lines of the range, but those of which the whole text came later."""
    source = b'"source":' + orjson.dumps(wanted.source) if wanted.source else b""
    for raw in raw_lines(path):
        line = from_json(raw) if source in raw else None
        if line is None or not wanted.has(line):
            continue
        if whole and line.article.text_from != "page" and _identity(line.article) in whole:
            continue
        yield line


def _completed(files: Iterable[Path]) -> Iterator[bytes]:
    """Name the articles whose page's text stands in these files."""
    for path in files:
        for raw in raw_lines(path):
            line = from_json(raw) if _COMPLETED in raw else None
            if line is not None:
                yield _identity(line.article)


def _identity(article: Article) -> bytes:
    """Name an article as its document showed it: the same before and after its text came."""
    return digest(article.id, article.shown, size=8)


def _came(line: Line) -> datetime:
    return line.article.seen or _LONGEST_AGO
