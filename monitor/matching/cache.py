"""Cache: what a build computed, as bytes for a file, so that a start need not compute it again.

    data = saved({"filed": rows, "texts": strings, "fields": b"..."}, key=key)
    kept = restored(data, key=key)       # None: of another key, cut, or damaged

Arrays and strings as they lie in memory, nothing that could run; a checksum over all of it.
A file with a right checksum may have been made by anybody: its arrays are looked at as well.
"""

import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from operator import le

from monitor.matching.rows import Rows
from monitor.matching.strings import Strings

_MAGIC = b"newsmonitor cache 1\n"
_SUM = 16  # bytes of the checksum
_DIGITS = 15  # fewer than these in the size of a section
_NUMBERS = f"{sys.byteorder} {array('I').itemsize}"  # how this machine writes numbers
Section = Rows | Strings | bytes
DAMAGE = (LookupError, ValueError, TypeError, OverflowError, RecursionError)
"""What reading sections raises that are not what they should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Sections of a cache by name; one of DAMAGE is raised where they are not as written."""

    sections: Mapping[str, bytes]

    def data(self, name: str) -> bytes:
        """Give plain bytes."""
        return self.sections[name]

    def rows(self, name: str) -> Rows:
        """Give rows of numbers."""
        numbers = self.numbers(f"{name}.numbers")
        return Rows(numbers=numbers, ends=self._ends(name, len(numbers)))

    def strings(self, name: str) -> Strings:
        """Give texts."""
        data = bytearray(self.data(f"{name}.data"))
        return Strings(data=data, ends=self._ends(name, len(data)))

    def numbers(self, name: str, *, below: int | None = None) -> "array[int]":
        """Give an array of numbers, each `below` a bound."""
        found = array("I")
        found.frombytes(self.sections[name])
        if below is not None:
            within(found, below)
        return found

    def _ends(self, name: str, size: int) -> "array[int]":
        ends = self.numbers(f"{name}.ends")
        if not ends or ends[0] or ends[-1] != size or not all(map(le, ends, ends[1:])):
            raise ValueError(name)
        return ends


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
        line = data.find(b"\n", at)
        name, _, size = data[at : max(line, at)].partition(b" ")
        end = line + 1 + (int(size) if size.isdigit() and len(size) < _DIGITS else -1)
        if line < 0 or not line < end <= len(data):
            return None
        sections[name.decode("ascii", "replace")] = data[line + 1 : end]
        at = end
    return Kept(sections=sections)


def within(numbers: "array[int]", below: int) -> "array[int]":
    """Give numbers that are all below a bound; raises ValueError if one is not."""
    if numbers and max(numbers) >= below:
        raise ValueError(below)
    return numbers


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
