"""The files of one day of an archive: one a writer, later one for all with its index.

`2026-11-23.<writer>.jsonl.zst` is written while the day lasts. Afterwards the writers' files are
merged into `2026-11-23.jsonl.zst`, and `2026-11-23.idx` says of each of its frames what is inside.
The index counts only beside the very file it was made of: it has that file's mark, and how much
of which writer's file is in it, so that a merge that was killed anywhere doubles nothing.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from monitor.ids import digest
from monitor.intake.frames import HEAD, frame_at, frames
from monitor.model import Article

FORMAT = 1
ENDING = ".jsonl.zst"
_TAIL = 4096
ID, WHOLE = 4, 8  # bytes by which an index knows an article, and one that its page completed


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How much of a writer's file was merged; `head` tells it from a later one of its name."""

    end: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is inside a frame of a merged file."""

    at: int
    first: str = ""  # ISO times of arrival; empty when a line has none
    last: str = ""
    sources: Mapping[str, int] = field(default_factory=dict)  # lines of each
    langs: Mapping[str, int] = field(default_factory=dict)
    ids: str = ""  # of articles, ID bytes of each in hex
    whole: str = ""  # of articles completed by their page, WHOLE bytes of each in hex

    def has_id(self, article: str) -> bool:
        """Tell whether an article may be inside: seldom yes when it is not."""
        wanted, step = id_mark(article), 2 * ID
        return any(self.ids[i : i + step] == wanted for i in range(0, len(self.ids), step))


Pick = Callable[[Entry], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a day, from where on it is to be read, and its index if it has one."""

    path: Path
    start: int = 0
    index: Path | None = None

    def lines(self, pick: Pick | None = None) -> Iterator[bytes]:
        """Stream its lines; an index leaves out the frames that `pick` does not want."""
        with self.path.open("rb") as file:
            if self.index is not None and pick is not None:
                for entry in entries(self.index):
                    if pick(entry):
                        yield from frame_at(file, entry.at).splitlines()
                return
            file.seek(self.start)
            for _, lines in frames(file, start=self.start):
                yield from lines.splitlines()


def merged_file(folder: Path, day: str) -> Path:
    """Name the file of a day that is over."""
    return folder / f"{day}{ENDING}"


def index_file(folder: Path, day: str) -> Path:
    """Name its index."""
    return folder / f"{day}.idx"


def segments(folder: Path, day: str) -> tuple[Path, ...]:
    """List the files of one UTC day (`2026-11-23`) as they were written, one a writer."""
    return tuple(sorted(folder.glob(f"{day}.*{ENDING}")))


def parts(folder: Path, day: str) -> tuple[Part, ...]:
    """Give what is to be read of a day, each line once."""
    merged, index = merged_file(folder, day), index_file(folder, day)
    taken = header(merged, index)
    found = [Part(path=path, start=_start(path, taken)) for path in segments(folder, day)]
    if merged.exists():
        found.insert(0, Part(path=merged, index=None if taken is None else index))
    return tuple(found)


def header(merged: Path, index: Path) -> Mapping[str, Taken] | None:
    """Read what a merged file was made of; None when its index is not of this very file."""
    try:
        with index.open("rb") as file:
            said = orjson.loads(file.readline())
        if said["v"] != FORMAT or said["mark"] != _mark(merged):
            return None
        return {name: Taken(**taken) for name, taken in said["from"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def entries(index: Path) -> Iterator[Entry]:
    """Stream what an index says of the frames, in their order."""
    with index.open("rb") as file:
        file.readline()
        for raw in file:
            said: dict[str, Any] = orjson.loads(raw)
            yield Entry(**said)


def index_lines(
    merged: Path, taken: Mapping[str, Taken], listed: Iterable[Entry]
) -> Iterator[bytes]:
    """Write the index of a merged file, line by line."""
    made_of = {name: asdict(one) for name, one in taken.items()}
    yield orjson.dumps({"v": FORMAT, "mark": _mark(merged), "from": made_of}) + b"\n"
    for entry in listed:
        yield orjson.dumps(asdict(entry)) + b"\n"


def head_of(path: Path) -> str:
    """Give what tells a writer's file from any other: the head of its first frame."""
    with path.open("rb") as file:
        return file.read(HEAD).hex()


def id_mark(article: str) -> str:
    """Give the hex by which an index knows an article."""
    return digest(article, size=ID).hex()


def identity(article: Article) -> bytes:
    """Name an article as its document showed it: the same before and after its text came."""
    return digest(article.id, article.shown, size=WHOLE)


def _mark(path: Path) -> str:
    """Name a merged file by its size and its last bytes, the checksums of frames among them."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        return f"{size}-{hashlib.blake2b(file.read(), digest_size=8).hexdigest()}"


def _start(path: Path, taken: Mapping[str, Taken] | None) -> int:
    known = (taken or {}).get(path.name)
    return known.end if known is not None and known.head == head_of(path) else 0
