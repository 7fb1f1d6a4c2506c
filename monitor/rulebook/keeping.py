"""Good versions of files, kept as text so that a restart with a faulty file finds them.

Beside each lies what was last told of the file, so that nothing is told twice.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path


class Kept:
    """One folder of good versions, a file each, by a hash of the name."""

    def __init__(self, folder: Path) -> None:
        """Keep in `folder`, which is made when it is first needed."""
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        """Give the last good version of a file."""
        try:
            return self._path(name, "yaml").read_bytes()
        except OSError:
            return None

    def among(self, names: Collection[str]) -> frozenset[str]:
        """Give those of some files that have a good version."""
        there = set(self._names()) if names else set[str]()
        return frozenset(name for name in names if f"{_key(name)}.yaml" in there)

    def keep(self, good: Mapping[str, bytes]) -> None:
        """Keep these versions."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, text in good.items():
            if self.get(name) != text:
                _write(self._path(name, "yaml"), text)

    def keep_only(self, names: Collection[str]) -> None:
        """Forget all other files, unless there are none of these."""
        present = {_key(name) for name in names}
        for name in self._names() if present else ():
            if name.partition(".")[0] not in present:
                (self._folder / name).unlink(missing_ok=True)

    def forget(self, names: Iterable[str]) -> None:
        """Forget some files."""
        for name in names:
            for suffix in ("yaml", "told"):
                self._path(name, suffix).unlink(missing_ok=True)

    def is_news(self, name: str, told: bytes) -> bool:
        """Tell whether this was not yet told of a file; from now on it was."""
        path = self._path(name, "told")
        mark = _key(told).encode()
        if path.exists() and path.read_bytes() == mark:
            return False
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, mark)
        return True

    def _names(self) -> tuple[str, ...]:
        with suppress(OSError), os.scandir(self._folder) as entries:
            return tuple(entry.name for entry in entries)
        return ()

    def _path(self, name: str, suffix: str) -> Path:
        return self._folder / f"{_key(name)}.{suffix}"


def _key(name: str | bytes) -> str:
    raw = name.encode() if isinstance(name, str) else name
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Write a file by rename, so that a crash leaves the old or the new one."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
