"""Where a body ends: at a length, after the last chunk, or with the connection."""

import re
from typing import Protocol

from monitor.errors import FetchError
from monitor.net.wire import HEAD_LINE, Head

SKIPPED = 64 * 1024  # bytes of chunk extensions and trailers that nobody wants
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_LENGTH = re.compile(rb"[0-9]{1,18}")


class Framing(Protocol):
    """What takes the bytes of a connection and gives those of one body."""

    is_over: bool
    has_more: bool  # bytes came that belong to no body

    def feed(self, data: bytes) -> bytes:
        """Take bytes, give what of them is body; raises FetchError for bad framing."""
        ...

    def cut(self) -> None:
        """Take the end of the connection; raises FetchError `reset` when the body has not ended."""
        ...


class Length:
    """A body of so many bytes."""

    def __init__(self, size: int) -> None:
        """Begin; a body of none is over at once."""
        self._left = size
        self.is_over = size == 0
        self.has_more = False

    def feed(self, data: bytes) -> bytes:
        """Take bytes up to the length."""
        self.has_more = len(data) > self._left
        piece = data[: self._left]
        self._left -= len(piece)
        self.is_over = self._left == 0
        return piece

    def cut(self) -> None:
        """Refuse: some are missing."""
        raise FetchError("reset", f"connection ended {self._left} bytes early")


class UntilClose:
    """A body that ends with its connection."""

    is_over = False
    has_more = False

    def feed(self, data: bytes) -> bytes:
        """Take all."""
        return data

    def cut(self) -> None:
        """Be content: that is how it ends."""
        self.is_over = True


class Chunked:
    """A body in chunks; extensions and trailers are read over, within limits."""

    def __init__(self) -> None:
        """Begin before the first size."""
        self._came = bytearray()
        self._left = 0  # of the chunk begun
        self._skipped = 0
        self._in_trailer = False
        self._after_chunk = False
        self.is_over = False
        self.has_more = False

    def feed(self, data: bytes) -> bytes:
        """Take bytes, give what of them lay in chunks."""
        self._came += data
        parts: list[bytes] = []
        at = 0
        while not self.is_over:
            if self._left:
                piece = bytes(self._came[at : at + self._left])
                parts.append(piece)
                at += len(piece)
                self._left -= len(piece)
                if self._left:
                    break
            end = self._came.find(b"\r\n", at)
            if end < 0:
                self._wait(len(self._came) - at)
                break
            self._line(bytes(self._came[at:end]))
            at = end + 2
        del self._came[:at]
        self.has_more = self.is_over and bool(self._came)
        return b"".join(parts)

    def _wait(self, length: int) -> None:
        """Refuse data where a chunk has its end, or a line that would not end."""
        if self._after_chunk and length > 1:
            raise FetchError("reset", "a chunk is longer than it says")
        if length > HEAD_LINE:
            raise FetchError("too-large", f"line between chunks over {HEAD_LINE} bytes")

    def _line(self, line: bytes) -> None:
        """Take a line between chunks: the end of one, the size of the next, a trailer."""
        if self._after_chunk:
            if line:
                raise FetchError("reset", "a chunk is longer than it says")
            self._after_chunk = False
        elif self._in_trailer:
            self.is_over = not line
            self._skip(len(line))
        else:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise FetchError("reset", f"bad chunk size {ascii(line[:20])[2:-1]}")
            self._skip(len(line) - len(size[1]))
            self._left = int(size[1], 16)
            self._in_trailer = self._left == 0
            self._after_chunk = self._left > 0

    def _skip(self, length: int) -> None:
        self._skipped += length
        if self._skipped > SKIPPED:
            raise FetchError("too-large", f"more than {SKIPPED} bytes beside the chunks")

    def cut(self) -> None:
        """Refuse: the last chunk never came."""
        raise FetchError("reset", "connection ended inside a chunked body")


def framing(head: Head, *, method: str) -> Framing:
    """Choose how a body ends; raises FetchError `reset` when the head does not say it clearly."""
    if method == "HEAD" or head.status in (101, 204, 304):
        return Length(0)
    coding = head.named(b"transfer-encoding")
    if coding:
        if coding != [b"chunked"]:
            raise FetchError("reset", f"transfer encoding {ascii(b','.join(coding)[:40])[2:-1]}")
        return Chunked()
    lengths = set(head.named(b"content-length"))
    if not lengths:
        return UntilClose()
    length = lengths.pop()
    if lengths or not _LENGTH.fullmatch(length):
        raise FetchError("reset", "bad Content-Length, or two that differ")
    return Length(int(length))


def stays_open(head: Head, body: Framing) -> bool:
    """Tell whether the connection may be used again once the body has ended."""
    if head.status == 101 or not body.is_over or body.has_more or isinstance(body, UntilClose):
        return False
    said = head.named(b"connection")
    if b"close" in said or (head.minor == 0 and b"keep-alive" not in said):
        return False
    # Both framings at once is how answers are smuggled: read it, then trust the rest no more.
    return not (head.named(b"transfer-encoding") and head.named(b"content-length"))
