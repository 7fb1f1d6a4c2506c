"""A real HTTP server on loopback that answers each path by a script.

    async with WebServer() as web:
        web.on("/feed", Answer(body=b"..."))
        web.on("/slow", Answer(hang="head"))
        ... web.url("/feed") ... web.requests

Several answers for a path are given one after the other, the last one again and again.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request as it came in; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    names: tuple[str, ...] = ()  # header names as written, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a path answers. `raw` replaces the whole wire answer, head included."""

    status: int = 200
    headers: Mapping[str, str] | Sequence[tuple[str, str]] = field(default_factory=dict)
    body: bytes = b""
    raw: bytes | None = None
    delay_s: float = 0.0  # before the head
    pieces: Sequence[bytes] | None = None  # body sent piece by piece, with chunked coding
    piece_delay_s: float = 0.0
    hang: Literal["", "head", "body"] = ""  # nothing comes (any more) until we stop
    reset: Literal["", "head", "body"] = ""  # connection reset before the head, or inside the body
    close: bool = False  # close after the answer
    endless: bytes = b""  # repeated after the head until the client is gone


Script = Answer | Callable[[Received], Answer]


class WebServer:
    """Serves scripted answers on a free port of 127.0.0.1, over TLS if given a context."""

    def __init__(self, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self._host = host
        self._tls = tls
        self._scripts: dict[str, list[Script]] = {}
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.requests: list[Received] = []
        self.connections = 0
        self.at_once = 0
        self.most_at_once = 0

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def base(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}"

    def url(self, path: str) -> str:
        return self.base + path

    def on(self, path: str, *answers: Script) -> None:
        self._scripts[path] = list(answers)

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._accept, self._host, 0, ssl=self._tls, limit=1 << 20
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for serving in list(self._open):
            serving.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = asyncio.current_task()
        assert serving is not None
        self._open.add(serving)
        self.connections += 1
        try:
            while await self._serve(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
            self._open.discard(serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when the connection is to be closed."""
        request = await _read(reader)
        if request is None:
            return False
        self.requests.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = await self._ready(request, self._answer(request))
            await self._send(writer, answer)
        finally:
            self.at_once -= 1
        gone = answer.raw is not None or answer.close or answer.reset or answer.endless
        return not gone

    def _answer(self, request: Received) -> Answer:
        scripts = self._scripts.get(request.path) or self._scripts.get(
            request.path.partition("?")[0]
        )
        if not scripts:
            return Answer(status=404, body=b"no script")
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return script if isinstance(script, Answer) else script(request)

    async def _ready(self, request: Received, answer: Answer) -> Answer:
        """Give the answer when it is time for it."""
        if answer.delay_s:
            await asyncio.sleep(answer.delay_s)
        return answer

    async def _send(self, writer: asyncio.StreamWriter, answer: Answer) -> None:
        if answer.hang == "head":
            await asyncio.Event().wait()
        if answer.reset == "head":
            _reset(writer)
            return
        if answer.raw is not None:
            writer.write(answer.raw)
        else:
            writer.write(_head(answer))
            await self._send_body(writer, answer)
        await writer.drain()
        while answer.endless:
            writer.write(answer.endless)
            await writer.drain()

    async def _send_body(self, writer: asyncio.StreamWriter, answer: Answer) -> None:
        if answer.pieces is None:
            half = len(answer.body) // 2
            broken = answer.hang == "body" or answer.reset == "body"
            writer.write(answer.body[:half] if broken else answer.body)
        else:
            for piece in answer.pieces:
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
                await asyncio.sleep(answer.piece_delay_s)
            if not answer.hang:
                writer.write(b"0\r\n\r\n")
        await writer.drain()
        if answer.hang == "body":
            await asyncio.Event().wait()
        if answer.reset == "body":
            _reset(writer)


def _head(answer: Answer) -> bytes:
    given = answer.headers.items() if isinstance(answer.headers, Mapping) else answer.headers
    lines = [f"HTTP/1.1 {answer.status} Scripted", *(f"{name}: {value}" for name, value in given)]
    named = {name.lower() for name, _ in given}
    if answer.pieces is not None:
        lines.append("Transfer-Encoding: chunked")
    elif "content-length" not in named and answer.status not in (204, 304):
        lines.append(f"Content-Length: {len(answer.body)}")
    if answer.close:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _reset(writer: asyncio.StreamWriter) -> None:
    """Send a TCP reset instead of a proper end."""
    transport = writer.transport
    transport.abort()


async def _read(reader: asyncio.StreamReader) -> Received | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head.strip():
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = [line.partition(": ") for line in lines if line]
    headers = {name.lower(): value for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    names = tuple(name for name, _, _ in pairs)
    return Received(method=method, path=path, headers=headers, body=body, names=names)
