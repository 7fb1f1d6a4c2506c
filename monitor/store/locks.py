"""Locks of a data directory: one owner, one server, told apart by the kernel."""

import fcntl
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What the holder of a lock wrote into it; text for people, the lock itself is the kernel's."""

    pid: int = 0
    since: str = ""
    what: str = ""  # daemon, one-shot or server


class Lock:
    """An `flock` on a file: it ends with the last process that has the descriptor."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self.path = path
        self.fd = -1

    def take(self) -> bool:
        """Take the lock if it is free."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(fd)
            return False
        self.fd = fd
        return True

    def is_free(self) -> bool:
        """Tell whether nobody holds it."""
        if not self.take():
            return False
        self.drop()
        return True

    def sign(self, holder: Holder) -> None:
        """Write who holds it."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, f"{holder.pid} {holder.since} {holder.what}\n".encode(), 0)

    def holder(self) -> Holder:
        """Read who holds it."""
        try:
            text = self.path.read_text("utf-8")
        except OSError:
            return Holder()
        found = re.match(r"(\d+) (\S+) (\S+)", text)
        if not found:
            return Holder()
        return Holder(pid=int(found[1]), since=found[2], what=found[3])

    def drop(self) -> None:
        """Close our descriptor; others that have it keep the lock."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def in_use(data_dir: Path, holder: Holder) -> StoreError:
    """Say who has the data directory, and what to do."""
    since = "?"
    if holder.since:
        since = datetime.fromisoformat(holder.since).astimezone().strftime("%H:%M")
    return StoreError(
        f"{data_dir}: in use by pid {holder.pid} since {since}; stop it or set data_dir"
    )


def own_folder(path: Path) -> Path:
    """Make a folder that only we can read, or check that it is one.

    Raises StoreError for a symbolic link, another owner, or no permission.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        stat = path.lstat()
        if path.is_symlink() or not path.is_dir():
            raise StoreError(f"{path}: is no folder of its own; set data_dir to a real one")
        if stat.st_uid != os.getuid():
            raise StoreError(f"{path}: belongs to uid {stat.st_uid}, we are {os.getuid()}")
        path.chmod(0o700)
    except OSError as error:
        raise StoreError(
            f"{path}: {error.strerror}; set data_dir to a folder we can write"
        ) from None
    return path
