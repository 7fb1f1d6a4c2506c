"""Care of an archive: days that are over become one file each, the oldest ones go.

Runs as a process of its own (`care.py`), so that neither its work nor its memory is the
daemon's. A kill at any moment loses nothing and doubles nothing: writers' files go only when
the merged one and its index are on disk, and what an index says was merged is read once.
"""

import errno
import fcntl
import heapq
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson

from monitor.ids import digest
from monitor.intake.disk import Free, free_bytes
from monitor.intake.frames import FRAME, frame, frames
from monitor.intake.lines import Line, from_json
from monitor.intake.segments import (
    ENDING,
    Entry,
    Part,
    Taken,
    head_of,
    header,
    id_mark,
    identity,
    index_file,
    index_lines,
    merged_file,
    parts,
    segments,
)
from monitor.points import Point, from_environment, quiet

LEVEL = 12
_NICE = 19
_DAY = len("2026-11-23")
_LONGEST_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How much of an archive is kept, and how many bytes of the disk are left free."""

    days: int
    most: int  # bytes
    spare: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cared:
    """What was done."""

    merged: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()
    size: int = 0  # bytes of all that is kept
    problem: str = ""


def care(
    folder: Path, *, today: date, keep: Keep, free: Free = free_bytes, point: Point = quiet
) -> Cared:
    """Merge what is over, and take away what is too much; today is left alone."""
    if not folder.is_dir():
        return Cared()
    merged: list[str] = []
    problem = ""
    with _locked(folder) as is_ours:
        if not is_ours:
            return Cared(problem="another process is at it")
        for day in (d for d in _listed(folder) if d < today.isoformat()):
            try:
                _needs_room(folder, day, keep.spare, free)
                if merge(folder, day, point=point):
                    merged.append(day)
            except OSError as error:
                problem = f"{day}: {error.strerror or error}"
        pruned = prune(folder, today=today, keep=keep, point=point)
    size = sum(_size(folder, day) for day in _listed(folder))
    return Cared(merged=tuple(merged), pruned=pruned, size=size, problem=problem)


def _needs_room(folder: Path, day: str, spare: int, free: Free) -> None:
    """Raise OSError when a merge could take the room that is to be left: both lie there a while."""
    if segments(folder, day) and free(folder) < spare + _size(folder, day):
        raise OSError(errno.ENOSPC, "not merged, too little room")


def merge(folder: Path, day: str, *, point: Point = quiet) -> bool:
    """Make a day's files one, the last line of each article and version of a source in it.

    False when there is nothing to do, or a writer still has its file open. OSError when it
    could not be written: all is as it was.
    """
    merged, index = merged_file(folder, day), index_file(folder, day)
    written = segments(folder, day)
    if not written and (not merged.exists() or header(merged, index) is not None):
        return False
    with ExitStack() as stack:
        if not all(stack.enter_context(_locked(path)) for path in written):
            return False
        taken = {path.name: Taken(end=_whole(path), head=head_of(path)) for path in written}
        temporary = merged.with_suffix(".new"), index.with_suffix(".new-idx")
        try:
            listed = _write_lines(temporary[0], parts(folder, day))
            _write(temporary[1], index_lines(temporary[0], taken, listed))
        except OSError:
            for path in temporary:
                path.unlink(missing_ok=True)
            raise
        point("archive.written")
        temporary[1].replace(index)
        _sync(folder)
        point("archive.indexed")
        temporary[0].replace(merged)
        _sync(folder)
        point("archive.merged")
        for path in written:
            path.unlink()
        _sync(folder)
    return True


def prune(folder: Path, *, today: date, keep: Keep, point: Point = quiet) -> tuple[str, ...]:
    """Take away days that are too old, and the oldest while all are too many bytes."""
    oldest = (today - timedelta(days=keep.days)).isoformat()
    sizes = {day: _size(folder, day) for day in _listed(folder)}
    gone: list[str] = []
    for day in sorted(sizes):
        if day >= today.isoformat() or (day >= oldest and sum(sizes.values()) <= keep.most):
            break
        index_file(folder, day).unlink(missing_ok=True)
        point("archive.pruned")
        for path in (*segments(folder, day), merged_file(folder, day)):
            path.unlink(missing_ok=True)
        del sizes[day]
        gone.append(day)
    return tuple(gone)


@dataclass(slots=True)
class _Gathered:
    """The lines of one frame, and what its entry will say."""

    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    times: list[datetime | None] = field(default_factory=list)
    sources: Counter[str] = field(default_factory=Counter)
    langs: Counter[str] = field(default_factory=Counter)
    ids: dict[str, None] = field(default_factory=dict)
    whole: list[bytes] = field(default_factory=list)

    def add(self, raw: bytes, line: Line) -> None:
        """Take a line."""
        article = line.article
        self.lines.append(raw + b"\n")
        self.size += len(raw) + 1
        self.times.append(article.seen)
        self.sources[article.source] += 1
        self.langs[article.lang] += 1
        self.ids[id_mark(article.id)] = None
        if article.text_from == "page":
            self.whole.append(identity(article))

    def entry(self, at: int) -> Entry:
        """Say what is in the frame that begins at an offset."""
        dated = [time for time in self.times if time is not None]
        is_dated = len(dated) == len(self.times)
        return Entry(
            at=at,
            first=min(dated).isoformat() if is_dated else "",
            last=max(dated).isoformat() if is_dated else "",
            sources=dict(self.sources),
            langs=dict(self.langs),
            ids="".join(self.ids),
            whole=b"".join(self.whole).hex(),
        )


def _write_lines(path: Path, read: Sequence[Part]) -> tuple[Entry, ...]:
    """Write the merged file; gives what each of its frames holds."""
    last = {_identity(line): number for number, (_, line) in enumerate(_lines(read))}
    listed: list[Entry] = []

    def written() -> Iterator[bytes]:
        gathered, at = _Gathered(), 0
        for number, (raw, line) in enumerate(_lines(read)):
            if last[_identity(line)] == number:
                gathered.add(raw, line)
            if gathered.size >= FRAME:
                yield (body := frame(b"".join(gathered.lines), level=LEVEL))
                listed.append(gathered.entry(at))
                gathered, at = _Gathered(), at + len(body)
        if gathered.lines:
            yield frame(b"".join(gathered.lines), level=LEVEL)
            listed.append(gathered.entry(at))

    _write(path, written())
    return tuple(listed)


def _lines(read: Sequence[Part]) -> Iterator[tuple[bytes, Line]]:
    """Give the lines of all files by the time they came in; damaged ones are left out."""

    def lines(part: Part) -> Iterator[tuple[bytes, Line]]:
        for raw in part.lines():
            line = from_json(raw)
            if line is not None:
                yield raw, line

    lots = [lines(part) for part in read]
    return heapq.merge(*lots, key=lambda one: one[1].article.seen or _LONGEST_AGO)


def _identity(line: Line) -> bytes:
    article = line.article
    return digest(article.source, article.id, article.version)


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        path.chmod(0o600)
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _whole(path: Path) -> int:
    with path.open("rb") as file:
        return max((end for end, _ in frames(file)), default=0)


def _listed(folder: Path) -> list[str]:
    """List the days of which there is a file, oldest first."""
    found: set[str] = set()
    for path in folder.glob(f"*{ENDING}"):
        try:
            found.add(date.fromisoformat(path.name[:_DAY]).isoformat())
        except ValueError:  # a file of somebody else
            continue
    return sorted(found)


def _size(folder: Path, day: str) -> int:
    kept = (*segments(folder, day), merged_file(folder, day), index_file(folder, day))
    return sum(path.stat().st_size for path in kept if path.exists())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold a file or folder against those who have it open; False when somebody has."""
    descriptor, is_ours = os.open(path, os.O_RDONLY), True
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            is_ours = False
        yield is_ours
    finally:
        os.close(descriptor)


def main(said: Sequence[str], environ: Mapping[str, str]) -> None:
    """Care for FOLDER as of TODAY, keeping DAYS, MOST and SPARE bytes; say what was done."""
    folder, today, days, most, spare = said
    os.nice(_NICE)
    done = care(
        Path(folder),
        today=date.fromisoformat(today),
        keep=Keep(days=int(days), most=int(most), spare=int(spare)),
        point=from_environment(environ),
    )
    sys.stdout.write(orjson.dumps(asdict(done)).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
