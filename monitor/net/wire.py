"""HTTP/1.1 as bytes: requests written, heads of answers read within their limits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.errors import FetchError

HEAD_LINE, HEAD_LINES, INTERIM = 8192, 100, 16
Lines = Sequence[tuple[bytes, bytes]]

_START = b"HTTP/"
_STATUS = re.compile(rb"HTTP/1\.([0-9]) ([0-9]{3})(?: .*)?")
_END = re.compile(rb"\n\r?\n")
_TOKEN = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a final answer, header lines as they came."""

    status: int
    minor: int  # of HTTP/1.x
    lines: tuple[tuple[bytes, bytes], ...]

    def named(self, name: bytes) -> list[bytes]:
        """Give the elements of a header that is a list, in lower case; `name` is so too."""
        found = [value for key, value in self.lines if key.lower() == name]
        return (
            [part.strip(b" \t").lower() for part in b",".join(found).split(b",")] if found else []
        )


def request_head(method: bytes, target: bytes, lines: Lines) -> bytes:
    """Write a request up to its body; raises FetchError `address` for what would end a line."""
    written = b"%b %b HTTP/1.1\r\n" % (method, target)
    written += b"".join([b"%b: %b\r\n" % line for line in lines]) + b"\r\n"
    ends = len(lines) + 2
    if written.count(b"\r") != ends or written.count(b"\n") != ends or b"\0" in written:
        raise FetchError("address", "a line end inside the request")
    return written


class HeadReader:
    """Takes bytes until the head of the final answer is there; interim answers are skipped.

    Raises FetchError: `too-large` over a limit, `reset` for what is no HTTP/1.
    """

    def __init__(self) -> None:
        """Begin before the first byte."""
        self._came = bytearray()
        self._seen = 0  # in here no head ends
        self._interim = 0

    @property
    def has_begun(self) -> bool:
        """Tell whether any byte came."""
        return bool(self._came or self._interim)

    @property
    def rest(self) -> bytes:
        """Give what came behind the head."""
        return bytes(self._came)

    def feed(self, data: bytes) -> Head | None:
        """Take more bytes; give the head once it is whole."""
        self._came += data
        while found := _END.search(self._came, self._seen):
            head = _read(bytes(self._came[: found.start() + 1]))
            del self._came[: found.end()]
            self._seen = 0
            if head.status >= 200 or head.status == 101:
                return head
            self._interim += 1
            if self._interim > INTERIM:
                raise FetchError("too-large", f"more than {INTERIM} interim answers")
        self._look()
        return None

    def _look(self) -> None:
        """Refuse a head that is over a limit, or none, before it has ended."""
        came = self._came
        if not _START.startswith(came[: len(_START)]):
            raise FetchError("reset", "what came is no HTTP answer")
        if len(came) - came.rfind(b"\n") - 1 > HEAD_LINE:
            raise FetchError("too-large", f"response header line over {HEAD_LINE} bytes")
        if came.count(b"\n") > HEAD_LINES + 1:
            raise FetchError("too-large", f"more than {HEAD_LINES} response header lines")
        self._seen = max(len(came) - 2, 0)


def _read(raw: bytes) -> Head:
    """Read a head with the end of its last line, without the empty one."""
    text = raw.replace(b"\r\n", b"\n")
    first, *lines = text[:-1].split(b"\n")
    status = _STATUS.fullmatch(first)
    if status is None or b"\r" in text or b"\0" in text:
        raise FetchError("reset", "bad status line or control character in the head")
    if len(lines) > HEAD_LINES:
        raise FetchError("too-large", f"more than {HEAD_LINES} response header lines")
    found: list[tuple[bytes, bytes]] = []
    for line in lines:
        if len(line) > HEAD_LINE:
            raise FetchError("too-large", f"response header line over {HEAD_LINE} bytes")
        name, colon, value = line.partition(b":")
        if line[:1] in (b" ", b"\t") and found:  # an old way to go on with the line before
            found[-1] = (found[-1][0], found[-1][1] + b" " + line.strip(b" \t"))
        elif not colon or not name or name.translate(None, _TOKEN):
            raise FetchError("reset", f"bad header line {ascii(line[:40])[2:-1]}")
        else:
            found.append((name, value.strip(b" \t")))
    return Head(status=int(status[2]), minor=int(status[1]), lines=tuple(found))
