"""The server: feeds under many hosts, from a process of its own.

    python -m benchmarks.fetching.server FOLDER [--tls CHAIN KEY] [--slow MS MS]

Every address of 127/8 is a host of it. `/feed/N` is a feed with an ETag, packed for who takes
gzip, and a 304 for who has it; it says nothing of how long it is fresh, which some would heed.
The latency of a feed is one of its own between the two. Prints its port; ends with its standard
input.
"""

import argparse
import asyncio
import gzip
import random
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.fetching.authority import Authority

DATE = "Tue, 24 Nov 2026 10:00:00 GMT"


class Feed:
    """One feed as it is answered: whole, packed, or not changed."""

    def __init__(self, body: bytes, number: int) -> None:
        """Write the three answers once."""
        etag = f'ETag: "feed-{number}"\r\n'
        self.etag = f'"feed-{number}"'.encode()
        packed = gzip.compress(body, 6)
        self.plain = _answer(200, etag, body)
        self.packed = _answer(200, etag + "Content-Encoding: gzip\r\n", packed)
        self.known = _answer(304, etag, b"")

    def to(self, head: bytes) -> bytes:
        """Answer a request."""
        low = head.lower()
        if b"if-none-match: " + self.etag in low:
            return self.known
        return self.packed if b"gzip" in low else self.plain


def _answer(status: int, lines: str, body: bytes) -> bytes:
    size = "" if status == 304 else f"Content-Length: {len(body)}\r\n"
    head = f"HTTP/1.1 {status} X\r\nDate: {DATE}\r\nServer: local\r\n{lines}{size}"
    kind = "Content-Type: application/rss+xml; charset=utf-8\r\n\r\n"
    return (head + kind).encode() + body


class Served(asyncio.Protocol):
    """One connection: each request answered after the latency of its feed."""

    def __init__(self, feeds: Sequence[Feed], slow_ms: tuple[int, int]) -> None:
        """Keep what is served."""
        self._feeds = feeds
        self._slow_ms = slow_ms
        self._came = b""
        self._out: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back; who is not of this machine is not answered."""
        assert isinstance(transport, asyncio.Transport)
        self._out = transport
        if not str(transport.get_extra_info("peername")[0]).startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer what is whole."""
        self._came += data
        while b"\r\n\r\n" in self._came:
            head, self._came = self._came.split(b"\r\n\r\n", 1)
            number = int(head.split(b" ", 2)[1].rsplit(b"/", 1)[1])
            late_s = random.Random(number).uniform(*self._slow_ms) / 1000
            answer = self._feeds[number % len(self._feeds)].to(head)
            asyncio.get_running_loop().call_later(late_s, self._out.write, answer)


@contextmanager
def serving(
    folder: Path, *, authority: Authority | None = None, slow_ms: tuple[int, int] = (50, 300)
) -> Iterator[int]:
    """Serve the files `*.xml` of a folder from another process; gives the port."""
    tls = ("--tls", str(authority.chain), str(authority.key)) if authority else ()
    words = (sys.executable, "-m", "benchmarks.fetching.server", str(folder), *tls)
    process = subprocess.Popen(
        (*words, "--slow", *map(str, slow_ms)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.communicate()


async def _serve(feeds: Sequence[Feed], slow_ms: tuple[int, int], tls: Sequence[str]) -> None:
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Served(feeds, slow_ms),
        "0.0.0.0",  # noqa: S104 - all of 127/8; others are hung up on
        0,
        ssl=context,
        backlog=4096,
    )
    async with server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve until the standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tls", nargs=2, default=())
    parser.add_argument("--slow", nargs=2, type=int, default=(50, 300))
    given = parser.parse_args()
    feeds = [
        Feed(path.read_bytes(), n) for n, path in enumerate(sorted(given.folder.glob("*.xml")))
    ]
    asyncio.run(_serve(feeds, tuple(given.slow), given.tls))


if __name__ == "__main__":
    main()
