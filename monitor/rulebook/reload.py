"""Hot reload: changed files come in, a faulty one stays out and its last good version stays in.

What was good is kept as text in the data directory, so that a restart with a faulty file finds
it too. A fault is told once per content of its file. A folder in which every file is gone at once
is an empty mount, no wish: the rules stay.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from monitor.rulebook.diagnostic import Diagnostic, Faults, Mark, Stretch
from monitor.rulebook.folder import contents, paths

T = TypeVar("T")
Texts = Mapping[str, bytes]
Load = Callable[[Texts], tuple[T, Iterable[Diagnostic]]]
"""Makes everything of all texts; faulty files are left out and told."""
_ROUNDS = 5  # a good version may need another's good version, and so on


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept(Generic[T]):
    """What one sweep came to: what is in force now, and what is not as its file says."""

    value: T
    stale: tuple[str, ...] = ()  # files whose last good version is in force
    out: tuple[str, ...] = ()  # faulty files that never had one
    diagnostics: tuple[Diagnostic, ...] = ()


class Reload(Generic[T]):
    """Watches one folder by size and time of its files."""

    def __init__(
        self,
        folder: Path,
        *,
        data: Path,
        load: Load[T],
        tell: Callable[[Diagnostic], None],
    ) -> None:
        """Take the folder, where good versions are kept, and whom to tell of faults."""
        self._folder = folder
        self._kept = data / "rules"
        self._load = load
        self._tell = tell
        self._seen: dict[str, tuple[int, int]] | None = None
        self._gone = False

    def sweep(self, *, force: bool = False) -> Swept[T] | None:
        """Look for changes; None when there are none (and it is not forced)."""
        seen = self._look()
        if seen == self._seen and not force:
            return None
        if self._seen and not seen:
            self._tell_gone()
            return None
        self._seen, self._gone = seen, False
        faults = Faults()
        texts = contents(self._folder, faults=faults)
        value, told = self._load(texts)
        for fault in told:
            faults.keep(fault)
        bad = _bad(faults)
        value, stale = self._with_good(texts, bad, value)
        self._keep({name: text for name, text in texts.items() if name not in bad})
        self._report(texts, faults.sorted())
        return Swept(
            value=value,
            stale=tuple(sorted(stale)),
            out=tuple(sorted(bad - stale)),
            diagnostics=faults.sorted(),
        )

    def _tell_gone(self) -> None:
        if self._gone:
            return
        self._gone = True
        faults = Faults()
        top = Stretch(file=self._folder.name, start=Mark(), end=Mark())
        faults.add(top, "E005", "every file is gone; the last rules stay in force")
        for fault in faults:
            self._tell(fault)

    def _look(self) -> dict[str, tuple[int, int]]:
        seen: dict[str, tuple[int, int]] = {}
        for name, path in paths(self._folder).items():
            try:
                found = path.stat()
            except OSError:  # deleted while we looked
                continue
            seen[name] = (found.st_size, found.st_mtime_ns)
        return seen

    def _with_good(self, texts: Texts, bad: set[str], value: T) -> tuple[T, set[str]]:
        """Load again with the last good version of every faulty file that has one."""
        stale: set[str] = set()
        wanting = bad
        for _ in range(_ROUNDS):
            good = {name: text for name in wanting if (text := self._good(name)) is not None}
            if not good:
                break
            stale |= good.keys()
            merged = {**texts, **{name: self._good(name) or b"" for name in stale}}
            value, told = self._load(merged)
            wanting = {fault.file for fault in told if fault.severity == "error"} - stale
        return value, stale & bad

    def _good(self, name: str) -> bytes | None:
        try:
            return self._path(name, "yaml").read_bytes()
        except OSError:
            return None

    def _keep(self, good: Texts) -> None:
        """Keep the good versions; those of deleted files go."""
        self._kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, text in good.items():
            if self._good(name) != text:
                _write(self._path(name, "yaml"), text)
        if not self._seen:
            return
        present = {_key(name) for name in self._seen}
        for path in self._kept.iterdir():
            if path.stem not in present:
                path.unlink(missing_ok=True)

    def _report(self, texts: Texts, faults: Iterable[Diagnostic]) -> None:
        """Tell each fault, once per content of its file."""
        fresh: dict[str, bool] = {}
        for fault in faults:
            if fault.file not in fresh:
                fresh[fault.file] = self._is_fresh(fault.file, texts.get(fault.file, b""))
            if fresh[fault.file]:
                self._tell(fault)

    def _is_fresh(self, name: str, text: bytes) -> bool:
        path = self._path(name, "told")
        mark = hashlib.blake2b(text, digest_size=16).hexdigest().encode()
        if path.exists() and path.read_bytes() == mark:
            return False
        _write(path, mark)
        return True

    def _path(self, name: str, suffix: str) -> Path:
        return self._kept / f"{_key(name)}.{suffix}"


def _bad(faults: Faults) -> set[str]:
    return {fault.file for fault in faults if fault.severity == "error"}


def _key(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Write a file by rename, so that a crash leaves the old or the new one."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
