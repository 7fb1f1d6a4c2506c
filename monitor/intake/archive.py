"""The archive: every new article, appended to daily files of independent zstd frames.

A frame stands behind a zstd *skippable* frame that holds its length and checksum, so plain
`zstdcat` reads a file while we find torn or damaged frames without decoding. What `append`
has returned from is on disk: intake marks an article seen only after that.
"""

import asyncio
import os
import struct
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import orjson

from monitor.intake.lines import Line, from_json, to_json
from monitor.model import Article
from monitor.parsing.inflate import inflate, zstd_frame

FRAME = 256 * 1024  # bytes of lines in a frame
LONGEST_FRAME = 64 << 20  # one article's line is far shorter
_ENVELOPE = struct.Struct("<IIII")  # magic, bytes of content, length of the next frame, its CRC
_MAGIC, _CONTENT = 0x184D2A5E, 8


def segments(folder: Path, day: str) -> tuple[Path, ...]:
    """List the files of one UTC day (`2026-11-23`), one a writer."""
    return tuple(sorted(folder.glob(f"{day}.*.jsonl.zst")))


def frames(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give each whole frame's end and decoded lines; a damaged one is passed over.

    A torn last frame ends the walk: its writer was killed before anybody relied on it.
    """
    end = 0
    while len(head := file.read(_ENVELOPE.size)) == _ENVELOPE.size:
        magic, content, size, checksum = _ENVELOPE.unpack(head)
        if magic != _MAGIC or content != _CONTENT or size > LONGEST_FRAME:
            return
        body = file.read(size)
        if len(body) < size:
            return
        end += _ENVELOPE.size + size
        if zlib.crc32(body) == checksum:
            yield end, inflate(body, "zstd", cap=LONGEST_FRAME)


def read(path: Path, *, source: str = "") -> Iterator[Line]:
    """Stream a file's lines in constant memory, today's included; `source` picks one source's."""
    wanted = b'"source":' + orjson.dumps(source) if source else b""
    for raw in raw_lines(path):
        line = from_json(raw) if wanted in raw else None
        if line is not None:
            yield line


def raw_lines(path: Path) -> Iterator[bytes]:
    """Stream a file's lines as they are written, without their ends."""
    with path.open("rb") as file:
        for _, lines in frames(file):
            yield from lines.splitlines()


@dataclass(slots=True)
class _Batch:
    """Lines that one caller waits for."""

    day: str
    lines: list[bytes]
    error: OSError | None = None


class Archive:
    """Appends lines from one writer thread; readers need no part of it."""

    def __init__(self, folder: Path, *, writer: str = "main") -> None:
        """Keep the folder, made when first written to; `writer` tells several workers apart."""
        self._folder = folder
        self._writer = writer
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._waiting: deque[_Batch] = deque()
        self._day = ""
        self._descriptor = -1
        self._end = 0  # of the last whole frame

    async def append(self, lines: Sequence[Line], *, now: datetime) -> None:
        """Put lines on disk; they are safe when this returns. OSError when they are not.

        Whatever waits when the thread is free goes out together with one sync.
        """
        if lines:
            day = now.astimezone(UTC).date().isoformat()
            batch = _Batch(day, [to_json(line) for line in lines])
            self._waiting.append(batch)
            await asyncio.get_running_loop().run_in_executor(self._thread, self._flush)
            if batch.error is not None:
                raise batch.error

    async def since(self, source: str, at: datetime, *, now: datetime) -> tuple[Article, ...]:
        """Give our own lines of a source that came in after a time: intake's journal."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._since, source, at, now)

    def close(self) -> None:
        """Wait for the thread and close the file."""
        self._thread.shutdown()
        self._leave()

    # in the thread

    def _flush(self) -> None:
        """Write every batch that waits; one that came too late for this finds its own turn."""
        batches = [self._waiting.popleft() for _ in range(len(self._waiting))]
        for day in dict.fromkeys(batch.day for batch in batches):
            own = [batch for batch in batches if batch.day == day]
            try:
                self._write(day, [line for batch in own for line in batch.lines])
            except OSError as error:
                for batch in own:
                    batch.error = error

    def _write(self, day: str, lines: Sequence[bytes]) -> None:
        """Pack the lines into frames and sync the file; none of them stays in it on an error."""
        self._open(day)
        whole = b"".join(_packed(lines))
        try:
            left = memoryview(whole)
            while left:
                left = left[os.write(self._descriptor, left) :]
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self._end)
            raise
        self._end += len(whole)

    def _open(self, day: str) -> None:
        """Turn to the day's file, its torn last frame cut off."""
        if self._day == day:
            return
        self._leave()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path, whole = self._path(day), 0
        if path.exists():
            with path.open("rb") as file:
                whole = max((end for end, _ in frames(file)), default=0)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._day, self._end = day, whole
        os.ftruncate(self._descriptor, whole)
        self._sync_folder()

    def _leave(self) -> None:
        if self._day:
            os.close(self._descriptor)
            self._day = ""

    def _path(self, day: str) -> Path:
        return self._folder / f"{day}.{self._writer}.jsonl.zst"

    def _sync_folder(self) -> None:
        """Make a new file's name durable too."""
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _since(self, source: str, at: datetime, now: datetime) -> tuple[Article, ...]:
        day, found = at.astimezone(UTC).date(), dict[str, Article]()
        while day <= now.astimezone(UTC).date():
            path = self._path(day.isoformat())
            for line in read(path, source=source) if path.exists() else ():
                article = line.article
                if article.seen is None or article.seen >= at:
                    found[article.key] = article
            day += timedelta(days=1)
        return tuple(found.values())


def _packed(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Make frames of whole lines, each behind its envelope."""
    waiting: list[bytes] = []
    for number, line in enumerate(lines, 1):
        waiting.append(line)
        if number == len(lines) or sum(map(len, waiting)) >= FRAME:
            body = zstd_frame(b"".join(waiting))
            yield _ENVELOPE.pack(_MAGIC, _CONTENT, len(body), zlib.crc32(body)) + body
            waiting = []
