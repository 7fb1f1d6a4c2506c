"""Cache file: where the rules in force lie as bytes, for the next start; it may vanish any time.

What others may have written is not read: a link, a file of another owner, one that group or
world may write to. What cannot be written is left: a cache never stops anybody.
"""

import os
import stat
import sys
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

MOST = 1 << 30  # bytes of a file: 100,000 rules take 70 MB
_ROOMS = ("conditions", "events", "matching", "rulebook")  # what compiles rules and reads them
_GROUND = ("ids.py", "kinds.py", "model.py", "policy.py")


@dataclass(frozen=True)
class CacheFile:
    """One file of bytes, replaced as a whole."""

    path: Path

    @cached_property
    def program(self) -> str:
        """Name the code that writes it: any other code, or Python, reads nothing of it."""
        found = blake2b(digest_size=16)
        home = Path(__file__).parents[1]
        inside = (path for room in _ROOMS for path in (home / room).rglob("*"))
        files = [*(home / name for name in _GROUND), *inside]
        for path in sorted(f for f in files if f.suffix != ".pyc" and f.is_file()):
            data = path.read_bytes()
            found.update(f"{path.relative_to(home)} {len(data)}\n".encode())
            found.update(data)
        tables = f"{sys.version} {unicodedata.unidata_version}"
        return f"{version('newsmonitor')} {found.hexdigest()} {tables}"

    def read(self) -> bytes | None:
        """Give what was written last; None if nothing was, or it may be another's."""
        try:
            found = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            if not _is_ours(os.fstat(found)):
                return None
            with os.fdopen(found, "rb", closefd=False) as file:
                return file.read(MOST)
        except OSError:
            return None
        finally:
            os.close(found)

    def write(self, data: bytes) -> bool:
        """Replace it, or leave all as it was and give False."""
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._sweep()
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError:
            with suppress(OSError):
                fresh.unlink()
            return False
        return True

    def _sweep(self) -> None:
        """Remove what writers left that were killed."""
        for left in self.path.parent.glob(f"{self.path.name}.*.new"):
            left.unlink(missing_ok=True)


def _is_ours(found: os.stat_result) -> bool:
    """Tell whether nobody else can have written a file, and it is of a size that we write."""
    mine = stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid()
    return mine and not found.st_mode & 0o022 and found.st_size <= MOST
