"""Room on the disk: below it nothing is archived, which ops is told when it begins and ends."""

import errno
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from monitor.intake.health import Notice

MB = 1_000_000
AGAIN = 1.1  # archiving goes on when this much more than the least is free

Free = Callable[[Path], int]
Tell = Callable[[Notice], Awaitable[None]]


def free_bytes(folder: Path) -> int:
    """Give how much can still be written where a folder is, or will be."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    at = os.statvfs(there)
    return at.f_bavail * at.f_frsize


class Room:
    """Tells whether there is room for more; once there was none, it takes a little more."""

    def __init__(self, folder: Path, *, spare: int, free: Free = free_bytes) -> None:
        """Take how many bytes must stay free."""
        self._folder = folder
        self._spare = spare
        self._free = free
        self._is_short = False

    def check(self) -> None:
        """Raise OSError when nothing more may be written."""
        if not self._spare:
            return
        left = self._free(self._folder)
        self._is_short = left < self._spare * (AGAIN if self._is_short else 1)
        if self._is_short:
            said = f"{left // MB} MB free, archive.spare_mb is {self._spare // MB}"
            raise OSError(errno.ENOSPC, said)


class Outage:
    """A time in which nothing is archived: one notice when it begins, one when it is over."""

    def __init__(self, tell: Tell) -> None:
        """Take whom to tell."""
        self._tell = tell
        self._since: datetime | None = None
        self._missed = 0
        self._told = False

    async def failed(self, error: OSError, lines: int, now: datetime) -> None:
        """Note that lines could not be archived."""
        self._since = self._since or now
        self._missed += lines
        if not self._told:
            text = f"archive stopped: {error.strerror or error}; alerts go on, make room"
            await self._say("stopped", text)

    async def over(self, now: datetime) -> None:
        """Note that lines were archived."""
        if self._since is None:
            return
        hours = (now - self._since).total_seconds() / 3600
        text = f"archive goes on after {hours:.1f} h; {self._missed} articles are not in it"
        self._told = False
        await self._say("resumed", text)
        self._since, self._missed, self._told = None, 0, False

    async def _say(self, what: str, text: str) -> None:
        """Tell once; when that fails, it is told by the next try."""
        at = round(self._since.timestamp() * 1000) if self._since else 0
        self._told = True
        try:
            await self._tell(Notice(id=f"n.archive.{what}.{at}", source="archive", text=text))
        except BaseException:
            self._told = False
            raise


async def nobody(_notice: Notice) -> None:
    """Tell nobody."""
