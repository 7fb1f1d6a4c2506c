"""Cache: what a build computed, as bytes for a file, so that a start need not compute it again.

    data = saved({"filed": rows, "texts": strings, "fields": b"..."}, key=key)
    kept = restored(data, key=key)       # None: of another key, cut, or damaged

Arrays and strings as they lie in memory, nothing that could run; a checksum over all of it.
"""

import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from monitor.matching.rows import Rows
from monitor.matching.strings import Strings

_MAGIC = b"newsmonitor cache 1\n"
_SUM = 16  # bytes of the checksum
_NUMBERS = f"{sys.byteorder} {array('I').itemsize}"  # how this machine writes numbers
Section = Rows | Strings | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Sections of a cache by name; one that is not there raises KeyError."""

    sections: Mapping[str, bytes]

    def data(self, name: str) -> bytes:
        """Give plain bytes."""
        return self.sections[name]

    def rows(self, name: str) -> Rows:
        """Give rows of numbers."""
        return Rows(numbers=self._numbers(f"{name}.numbers"), ends=self._numbers(f"{name}.ends"))

    def strings(self, name: str) -> Strings:
        """Give texts."""
        return Strings(
            data=bytearray(self.data(f"{name}.data")), ends=self._numbers(f"{name}.ends")
        )

    def _numbers(self, name: str) -> "array[int]":
        found = array("I")
        found.frombytes(self.sections[name])
        return found


def saved(sections: Mapping[str, Section], *, key: str) -> bytes:
    """Write sections down; `key` says what they were computed from, and by which version."""
    body = b"".join(
        part for name, data in _flat(sections) for part in (f"{name} {len(data)}\n".encode(), data)
    )
    return b"".join((_MAGIC, _checksum(key, body), body))


def restored(data: bytes, *, key: str) -> Kept | None:
    """Read sections back, None if they are not whole and of this key."""
    start = len(_MAGIC) + _SUM
    body = memoryview(data)[start:]
    if data[: len(_MAGIC)] != _MAGIC or data[len(_MAGIC) : start] != _checksum(key, body):
        return None
    sections: dict[str, bytes] = {}
    at = start
    while at < len(data):
        line = data.index(b"\n", at)
        name, size = data[at:line].decode().split(" ")
        at = line + 1 + int(size)
        sections[name] = data[line + 1 : at]
    return Kept(sections=sections)


def _flat(sections: Mapping[str, Section]) -> Iterator[tuple[str, bytes]]:
    for name, section in sections.items():
        if isinstance(section, Rows):
            yield f"{name}.numbers", section.numbers.tobytes()
            yield f"{name}.ends", section.ends.tobytes()
        elif isinstance(section, Strings):
            yield f"{name}.data", bytes(section.data)
            yield f"{name}.ends", section.ends.tobytes()
        else:
            yield name, section


def _checksum(key: str, body: bytes | memoryview) -> bytes:
    found = blake2b(f"{_NUMBERS} {len(key)} {key}".encode(), digest_size=_SUM)
    found.update(body)
    return found.digest()
