"""Capped decoders of content encodings, and the zstd frames of the archive.

A decoder never gives out more than it was allowed, however small its input: 16 kB of brotli
can hold 10 GB, and a vendor's decoder cannot be interrupted.
"""

import sys
import zlib
from collections.abc import Iterator
from typing import Protocol

from monitor.errors import ParseError

try:
    import brotli
except ImportError:  # it is an extra: five megabytes, and all servers know gzip
    brotli = None

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENCODINGS = ("gzip", "deflate", "br", "zstd") if brotli else ("gzip", "deflate", "zstd")
_DAMAGE = (zlib.error, zstd.ZstdError, EOFError, *((brotli.error,) if brotli else ()))
RATIO = 100  # over this, past FREE bytes of output, it is a bomb
FREE = 1_000_000
PIECE = 64 * 1024
WINDOW_LOG = 23  # 8 MB


class Decoder(Protocol):
    """What turns one piece of input into pieces of output of at most PIECE bytes."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Give the output that this input allows."""
        ...

    def is_done(self) -> bool:
        """Tell whether the input came to its proper end."""
        ...


class _Plain:
    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield data

    def is_done(self) -> bool:
        return True


class _Zlib:
    """gzip of any number of members, or deflate with or without its header."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._inner = zlib.decompressobj(31) if gzip else None
        self._begun = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inner is None or (self._inner.eof and self._gzip):
                if self._inner is not None and not data.startswith(b"\x1f"):
                    return  # padding after the last member
                self._inner = self._start(data)
            self._begun = True
            piece = self._inner.decompress(data, PIECE)
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            if piece:
                yield piece
            if self._inner.eof and not self._gzip:
                return

    def _start(self, data: bytes) -> "zlib._Decompress":
        if self._gzip:
            return zlib.decompressobj(31)
        wrapped = (
            len(data) > 1 and data[0] & 15 == zlib.DEFLATED and (data[0] * 256 + data[1]) % 31 == 0
        )
        return zlib.decompressobj(15 if wrapped else -15)

    def is_done(self) -> bool:
        return not self._begun or (self._inner is not None and self._inner.eof)


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()
        self._begun = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        self._begun = True
        piece: bytes = self._inner.process(data, output_buffer_limit=PIECE)
        while piece:  # output may be left though the input is all taken
            yield piece
            if self._inner.is_finished():
                return
            piece = self._inner.process(b"", output_buffer_limit=PIECE)

    def is_done(self) -> bool:
        return not self._begun or bool(self._inner.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._inner = self._start()
        self._begun = False

    @staticmethod
    def _start() -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: WINDOW_LOG}
        )

    def pieces(self, data: bytes) -> Iterator[bytes]:
        self._begun = True
        while True:
            if self._inner.eof:
                if not data:
                    return
                self._inner = self._start()
            piece = self._inner.decompress(data, PIECE)
            data = self._inner.unused_data if self._inner.eof else b""
            if piece:
                yield piece
            if not data and (self._inner.eof or self._inner.needs_input):
                return

    def is_done(self) -> bool:
        return not self._begun or self._inner.eof


def _decoder(encoding: str) -> Decoder:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Zlib(gzip=True)
        case "deflate":
            return _Zlib(gzip=False)
        case "br" if brotli:
            return _Brotli()
        case "zstd":
            return _Zstd()
        case other if "," in other:
            raise ParseError("bomb", f"more than one layer of content encoding ({other[:40]})")
        case other:
            raise ParseError("bomb", f"unknown content encoding {other[:40]!r}")


class Inflater:
    """Decodes a body as it comes in; refuses what grows past `cap` or 100:1.

    Raises ParseError: `too-large`, `bomb`, or `reset` when the stream is damaged or cut.
    """

    def __init__(self, encoding: str, *, cap: int) -> None:
        """Begin a body with this content encoding."""
        self._decoder = _decoder(encoding)
        self._cap = cap
        self._came = 0
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take the next piece of the body as it was sent."""
        self._came += len(data)
        try:
            for piece in self._decoder.pieces(data):
                self._take(piece)
        except _DAMAGE as error:
            raise ParseError("reset", f"damaged content encoding: {error}") from error

    def _take(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._cap:
            self._parts.append(piece[: self._cap - self._size])
            raise ParseError("too-large", f"body over {self._cap} bytes")
        if self._size > FREE and self._size > RATIO * self._came:
            raise ParseError("bomb", f"body grew more than {RATIO} times")
        self._parts.append(piece)

    def so_far(self) -> bytes:
        """Give what fitted before the limit ended it."""
        return b"".join(self._parts)

    def end(self) -> bytes:
        """Give the whole body once everything came in."""
        if not self._decoder.is_done():
            raise ParseError("reset", "the compressed body ends early")
        return b"".join(self._parts)


def inflate(data: bytes, encoding: str, *, cap: int) -> bytes:
    """Decode a body that is here as a whole."""
    inflater = Inflater(encoding, cap=cap)
    inflater.feed(data)
    return inflater.end()


def zstd_frame(data: bytes, *, level: int = 3) -> bytes:
    """Pack data into one independent zstd frame."""
    return zstd.compress(data, level)
