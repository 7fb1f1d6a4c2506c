"""Frames of the archive: lines packed by zstd, each frame readable without those before it.

A frame stands behind a zstd *skippable* frame that holds its length and checksum, so plain
`zstdcat` reads a file while we find torn or damaged frames without decoding.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from monitor.parsing.inflate import inflate, zstd_frame

FRAME = 256 * 1024  # bytes of lines in a frame
LONGEST_FRAME = 64 << 20  # one article's line is far shorter
HEAD = 16  # bytes before each frame: they name it, as its checksum is among them
_ENVELOPE = struct.Struct("<IIII")  # magic, bytes of content, length of the next frame, its CRC
_MAGIC, _CONTENT = 0x184D2A5E, 8


def frames(file: BinaryIO, *, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Give each whole frame's end and decoded lines; a damaged one is passed over.

    A torn last frame ends the walk: its writer was killed before anybody relied on it.
    """
    end = start
    while (found := _next(file)) is not None:
        body, checksum = found
        end += HEAD + len(body)
        if zlib.crc32(body) == checksum:
            yield end, inflate(body, "zstd", cap=LONGEST_FRAME)


def _next(file: BinaryIO) -> tuple[bytes, int] | None:
    """Read a frame and the checksum it should have; None at the end and where no frame is."""
    head = file.read(HEAD)
    if len(head) < HEAD:
        return None
    magic, content, size, checksum = _ENVELOPE.unpack(head)
    if magic != _MAGIC or content != _CONTENT or size > LONGEST_FRAME:
        return None
    body = file.read(size)
    return (body, checksum) if len(body) == size else None


def frame_at(file: BinaryIO, at: int) -> bytes:
    """Give the lines of the frame that begins at an offset; none when it is damaged."""
    file.seek(at)
    found = _next(file)
    if found is None or zlib.crc32(found[0]) != found[1]:
        return b""
    return inflate(found[0], "zstd", cap=LONGEST_FRAME)


def packed(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Make frames of whole lines, each behind its envelope."""
    waiting: list[bytes] = []
    size = 0
    for number, line in enumerate(lines, 1):
        waiting.append(line)
        size += len(line)
        if number == len(lines) or size >= FRAME:
            yield frame(b"".join(waiting))
            waiting, size = [], 0


def frame(lines: bytes, *, level: int = 3) -> bytes:
    """Pack lines into one frame behind its envelope."""
    body = zstd_frame(lines, level=level)
    return _ENVELOPE.pack(_MAGIC, _CONTENT, len(body), zlib.crc32(body)) + body
