"""The browser's only way out: a proxy on loopback that judges every address it connects to."""

import asyncio
import base64
import secrets
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from monitor.errors import FetchError
from monitor.net.addresses import PORTS, verdict
from monitor.net.connect import CONNECT_S, Resolve

MOST_BYTES = 50_000_000  # of all connections together
IDLE_S = 15.0
MOST_BODY = 1_000_000  # of a request
_HEAD = 32 * 1024
_PIECE = 64 * 1024
_ASK = b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=p\r\nContent-Length: 0\r\n\r\n"
_REFUSE = b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_THROUGH = b"HTTP/1.1 200 Through\r\n\r\n"
_OF_THE_WAY = (b"proxy-", b"connection:", b"keep-alive:", b"upgrade-insecure-requests:")


class CheckingProxy:
    """Serves one browser while its block is open; `refused` tells what it was kept from."""

    def __init__(
        self, *, allowed: Sequence[str], resolve: Resolve, own_port: int | None = None
    ) -> None:
        """Keep the address policy of one source; its own port is open besides the usual ones."""
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._ports = PORTS | ({own_port} if own_port else set())
        self._left = MOST_BYTES
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server
        self.user, self.password = "browser", secrets.token_urlsafe(16)
        self.refused: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._met, "127.0.0.1", 0, limit=_HEAD)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for one in tuple(self._open):
            one.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._serve(reader, writer))
        self._open.add(talk)
        talk.add_done_callback(self._open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
                await self._talk(reader, writer)
        except asyncio.LimitOverrunError:
            writer.write(_REFUSE)
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection: who does not know the password is asked for it once more."""
        head = await self._head(reader)
        while not self._is_known(head):
            writer.write(_ASK)
            head = await self._head(reader)
        method, where, _ = head[0].decode("ascii").split(" ")
        parts = urlsplit(f"//{where}" if method == "CONNECT" else where)
        host, port = parts.hostname or "", parts.port or 80
        try:
            address = await self._judged(host, port)
        except FetchError as error:
            self.refused.append(f"{host}:{port}: {error.detail}")
            writer.write(_REFUSE)
            return
        async with asyncio.timeout(CONNECT_S):
            far, out = await asyncio.open_connection(address, port)
        try:
            if method == "CONNECT":
                writer.write(_THROUGH)
            else:
                path = parts._replace(scheme="", netloc="").geturl() or "/"
                out.write(_alone(f"{method} {path} HTTP/1.1".encode("ascii"), head[1:]))
                out.write(await reader.readexactly(_length(head)))
                answer = await self._head(far)
                writer.write(_alone(answer[0], answer[1:]))
            await self._both(reader, writer, far, out)
        finally:
            out.close()

    async def _head(self, reader: asyncio.StreamReader) -> list[bytes]:
        async with asyncio.timeout(IDLE_S):
            return (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[:-2]

    def _is_known(self, head: list[bytes]) -> bool:
        wanted = b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode())
        said = dict(line.split(b":", 1) for line in head[1:] if b":" in line)
        given = [v for name, v in said.items() if name.lower() == b"proxy-authorization"]
        return any(secrets.compare_digest(one.strip(), wanted) for one in given)

    async def _judged(self, host: str, port: int) -> str:
        """Give the address to connect to; raises FetchError `address` or `dns`."""
        if port not in self._ports:
            raise FetchError("address", f"port {port} is not open")
        literal = ":" in host or host.replace(".", "").isdigit()
        addresses = [host] if literal else list(await self._resolve(host, port))
        for address in addresses:
            if refusal := verdict(address, self._allowed):
                raise FetchError("address", f"{refusal}")
        if not addresses:
            raise FetchError("dns", "has no address")
        return addresses[0]

    async def _both(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far: asyncio.StreamReader,
        out: asyncio.StreamWriter,
    ) -> None:
        """Carry bytes both ways until one side ends."""
        ways = [asyncio.create_task(self._carry(reader, out))]
        ways.append(asyncio.create_task(self._carry(far, writer)))
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while self._left > 0:
            async with asyncio.timeout(IDLE_S):
                piece = await reader.read(_PIECE)
            if not piece:
                return
            self._left -= len(piece)
            writer.write(piece)
            await writer.drain()


def _alone(first: bytes, lines: list[bytes]) -> bytes:
    """Write a head so that no second one follows: the next request may lead elsewhere."""
    kept = [line for line in lines if not line.lower().startswith(_OF_THE_WAY)]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


def _length(head: list[bytes]) -> int:
    """Give the bytes of a request's body."""
    said = [line for line in head if line.lower().startswith(b"content-length:")]
    return min(int(said[0].partition(b":")[2]), MOST_BODY) if said else 0
