"""Seen marks: 8 bytes an entry, and 28 bits of the version it was shown in."""

import hashlib
from collections.abc import Sequence

from monitor.ports import Freshness

VERSION_BITS = 28


class Marks:
    """Makes marks with the store's own key, so that nobody outside can make two meet."""

    def __init__(self, key: bytes) -> None:
        """Take the store's key."""
        self._key = key

    def digest(self, key: str) -> bytes:
        """Name an entry's identity in 8 bytes."""
        raw = key.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(raw, digest_size=8, key=self._key).digest()

    def bits(self, version: str) -> int:
        """Give the bits of a version that stand in a mark's score."""
        raw = hashlib.blake2b(version.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        return int.from_bytes(raw, "big") & ((1 << VERSION_BITS) - 1)

    def freshness(self, score: float | bytes | None, version: str) -> Freshness:
        """Read a mark: no score = new, other bits = changed."""
        if score is None:
            return "new"
        known = int(float(score)) & ((1 << VERSION_BITS) - 1)
        return "known" if known == self.bits(version) else "changed"

    def flat(self, shown: Sequence[tuple[str, str]]) -> list[bytes | int]:
        """Give digest and version bits of each entry, flat, as `settle` takes them."""
        return [part for key, v in shown for part in (self.digest(key), self.bits(v))]
