"""The archive: every new article, appended to daily files of independent zstd frames.

What `append` has kept is on disk: intake marks an article seen only after that. Below the spare
room nothing is kept, nobody waits for it, and ops is told; it goes on by itself.
"""

import asyncio
import fcntl
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from monitor.intake.disk import Free, Outage, Room, Tell, free_bytes, nobody
from monitor.intake.frames import frames, packed
from monitor.intake.lines import Line, from_json, to_json
from monitor.intake.segments import Entry, parts
from monitor.model import Article


def read(folder: Path, day: str, *, source: str = "") -> Iterator[Line]:
    """Stream a day's lines in constant memory, today's included; `source` picks one source's."""

    def holds(entry: Entry) -> bool:
        return source in entry.sources

    wanted = b'"source":' + orjson.dumps(source) if source else b""
    for part in parts(folder, day):
        for raw in part.lines(holds if source else None):
            line = from_json(raw) if wanted in raw else None
            if line is not None:
                yield line


@dataclass(slots=True)
class _Batch:
    """Lines that one caller waits for."""

    day: str
    lines: list[bytes]
    error: OSError | None = None


class Archive:
    """Appends lines from one writer thread; readers need no part of it."""

    def __init__(
        self,
        folder: Path,
        *,
        writer: str = "main",
        spare: int = 0,
        free: Free = free_bytes,
        tell: Tell = nobody,
    ) -> None:
        """Keep the folder, made when first written to; `writer` tells several workers apart.

        `spare` bytes of the disk are left free; `tell` hears when there are not so many, and
        when there are again.
        """
        self._folder = folder
        self._writer = writer
        self._room = Room(folder, spare=spare, free=free)
        self._outage = Outage(tell)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._waiting: deque[_Batch] = deque()
        self._day = ""
        self._descriptor = -1
        self._end = 0  # of the last whole frame

    async def append(self, lines: Sequence[Line], *, now: datetime) -> int:
        """Put lines on disk; they are safe when this returns, but for the number it gives.

        Whatever waits when the thread is free goes out together with one sync.
        """
        if not lines:
            return 0
        day = now.astimezone(UTC).date().isoformat()
        batch = _Batch(day, [to_json(line) for line in lines])
        self._waiting.append(batch)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._flush)
        if batch.error is None:
            await self._outage.over(now)
            return 0
        await self._outage.failed(batch.error, len(lines), now)
        return len(lines)

    async def rest(self, *, now: datetime) -> None:
        """Let go of the file of a day that is over, so that it can be merged."""
        today = now.astimezone(UTC).date().isoformat()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._leave_before, today)

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
                self._room.check()
                self._write(day, [line for batch in own for line in batch.lines])
            except OSError as error:
                for batch in own:
                    batch.error = error

    def _write(self, day: str, lines: Sequence[bytes]) -> None:
        """Pack the lines into frames and sync the file; none of them stays in it on an error."""
        self._open(day)
        whole = b"".join(packed(lines))
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
        if self._day == day and os.fstat(self._descriptor).st_nlink:
            return
        self._leave()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path, descriptor = self._path(day), -1
        while descriptor < 0 or not os.fstat(descriptor).st_nlink:  # merged while we waited
            if descriptor >= 0:
                os.close(descriptor)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_SH)  # nobody merges what is being written
        with path.open("rb") as file:
            whole = max((end for end, _ in frames(file)), default=0)
        self._descriptor, self._day, self._end = descriptor, day, whole
        os.ftruncate(self._descriptor, whole)
        self._sync_folder()

    def _leave(self) -> None:
        if self._day:
            os.close(self._descriptor)
            self._day = ""

    def _leave_before(self, day: str) -> None:
        if self._day < day:
            self._leave()

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
            for line in read(self._folder, day.isoformat(), source=source):
                article = line.article
                if article.seen is None or article.seen >= at:
                    found[article.key] = article
            day += timedelta(days=1)
        return tuple(found.values())
