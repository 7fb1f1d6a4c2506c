"""What stands behind the httpx API: our own connections, to judged addresses only."""

import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import httpx

from monitor.errors import FetchError
from monitor.net.channel import Stream
from monitor.net.connect import Connector, Dial, Resolve, dial
from monitor.net.framing import Framing, framing, stays_open
from monitor.net.idle import MOST, Idle, Origin
from monitor.net.wire import Head, HeadReader, request_head

FIRST_BYTE_S, WRITE_S = 10.0, 10.0
REPEATABLE = frozenset({"GET", "HEAD"})
RETRIED = "retried"  # an extension of a request that a connection kept too long did not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """An answer whose head is there."""

    head: Head
    body: Framing
    first: bytes  # of the body, came with the head


class _Body(httpx.AsyncByteStream):
    """The body of an answer; once it is closed its connection rests or ends."""

    def __init__(self, stream: Stream, begun: _Begun, *, origin: Origin, idle: Idle) -> None:
        self._stream: Stream | None = stream
        self._begun = begun
        self._origin = origin
        self._idle = idle

    async def __aiter__(self) -> AsyncIterator[bytes]:
        body, piece = self._begun.body, self._begun.first
        while True:
            if piece:
                yield piece
            if body.is_over or self._stream is None:
                return
            data = await _received(self._stream)
            if data:
                piece = body.feed(data)
            else:
                body.cut()
                return

    async def aclose(self) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        if stays_open(self._begun.head, self._begun.body):
            self._idle.keep(self._origin, stream)
        else:
            stream.close()


class CheckedTransport(httpx.AsyncBaseTransport):
    """An httpx transport over sockets of its own; every failure is a FetchError.

    One address policy: its connections serve no other one.
    """

    def __init__(
        self,
        *,
        allowed: Sequence[str],
        resolve: Resolve,
        tls: ssl.SSLContext,
        dial: Dial = dial,
        idle: int = MOST,
    ) -> None:
        """Connect under this policy; keep at most `idle` connections between requests."""
        self._connector = Connector(allowed=allowed, resolve=resolve, tls=tls, dial=dial)
        self._idle = Idle(most=idle)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body is still to be read.

        Only what may be sent twice goes over a connection that was used before: its server
        may be closing it just now, and then a fresh one is taken.
        """
        url = request.url
        is_secured = url.scheme == "https"
        origin = (url.scheme, url.host, url.port or (443 if is_secured else 80))
        written = request_head(request.method.encode(), url.raw_path, request.headers.raw)
        written += await request.aread()
        stream = self._idle.take(origin) if request.method in REPEATABLE else None
        begun = await _asked(stream, written, request.method) if stream else None
        if stream is not None and begun is None:
            request.extensions[RETRIED] = True
        if stream is None or begun is None:
            stream = await self._connector.open(origin[1], origin[2], secured=is_secured)
            begun = await _asked(stream, written, request.method)
            if begun is None:
                raise FetchError("reset", "connection closed before an answer")
            self._connector.answered(stream, origin[1], origin[2])
        return httpx.Response(
            status_code=begun.head.status,
            headers=begun.head.lines,
            stream=_Body(stream, begun, origin=origin, idle=self._idle),
        )

    async def aclose(self) -> None:
        """Close every idle connection; one in use is closed with its answer."""
        self._idle.close()


async def _asked(stream: Stream, written: bytes, method: str) -> _Begun | None:
    """Send a request and read the answer's head; None = the connection ended before any byte.

    In every other case but success the connection is closed here.
    """
    begun = None
    try:
        with suppress(ConnectionError):  # the answer may have come all the same
            await stream.send(written, WRITE_S)
        begun = await _headed(stream, method)
    except TimeoutError:
        raise FetchError("timeout", f"no byte taken in {WRITE_S:g} s") from None
    except OSError as error:
        raise FetchError("reset", error.strerror or str(error)) from error
    finally:
        if begun is None:
            stream.close()
    return begun


async def _headed(stream: Stream, method: str) -> _Begun | None:
    reader = HeadReader()
    while True:
        try:
            data = await _received(stream)
        except FetchError as error:
            if error.kind == "reset" and not reader.has_begun:
                return None
            raise
        if not data and not reader.has_begun:
            return None
        if not data:
            raise FetchError("reset", "connection ended inside the head of the answer")
        head = reader.feed(data)
        if head is not None:
            body = framing(head, method=method)
            first = reader.rest
            return _Begun(head=head, body=body, first=body.feed(first) if first else b"")


async def _received(stream: Stream) -> bytes:
    try:
        return await stream.receive(FIRST_BYTE_S)
    except TimeoutError:
        raise FetchError("timeout", f"no byte in {FIRST_BYTE_S:g} s") from None
    except OSError as error:
        raise FetchError("reset", error.strerror or str(error)) from error


def trusted_tls(protocol: str = "http/1.1") -> ssl.SSLContext:
    """Make the one TLS context: it costs 15 ms, so clients share it."""
    context: ssl.SSLContext = httpx.create_ssl_context(trust_env=False)
    context.set_alpn_protocols([protocol] if protocol else [])
    return context
