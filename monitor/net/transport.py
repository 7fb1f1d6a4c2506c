"""What stands behind the httpx API: connects only to addresses that were resolved and checked here.

A name with one refused address is refused whole. Host header, SNI and certificate stay the
name's. Response heads are watched while they come in: line length, lines, interim answers.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
import httpx

from monitor.clock import SystemClock
from monitor.errors import FetchError
from monitor.net.addresses import verdict

IN_FLIGHT = 100  # stock httpx collapses past a few hundred
CONNECT_S, FIRST_BYTE_S, RESOLVE_S = 5.0, 10.0, 5.0
IDLE_S, IDLE_CONNECTIONS = 30.0, 20
HEAD_LINE, HEAD_LINES, INTERIM = 8192, 100, 16
MAX_ADDRESSES = 6

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class SystemResolver:
    """Asks the system for addresses, in threads of its own so that slow names block nobody."""

    def __init__(self) -> None:
        """Make the threads; they start when first needed."""
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses of a name; raises FetchError `dns`."""
        loop = asyncio.get_running_loop()
        ask = loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        try:
            found = await asyncio.wait_for(ask, RESOLVE_S)
        except TimeoutError:
            raise FetchError("dns", f"no answer for {host} in {RESOLVE_S:g} s") from None
        except (OSError, UnicodeError) as error:
            raise FetchError("dns", f"{host} does not resolve ({error})") from error
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _HeadWatch:
    """Reads along until the final response head has ended; raises when it exceeds a limit."""

    def __init__(self) -> None:
        self._left = b""
        self._lines = 0
        self._interim = 0
        self._is_interim = False
        self._over = False

    def feed(self, data: bytes) -> None:
        """Look at bytes as they come in."""
        if self._over:
            return
        *lines, self._left = (self._left + data).split(b"\n")
        for line in lines:
            self._line(line)
            if self._over:
                return
        if len(self._left) > HEAD_LINE:
            raise FetchError("too-large", f"response header line over {HEAD_LINE} bytes")

    def _line(self, line: bytes) -> None:
        if len(line) > HEAD_LINE:
            raise FetchError("too-large", f"response header line over {HEAD_LINE} bytes")
        self._lines += 1
        if self._lines == 1:
            status = [*line.split(b" ", 2), b""][1]
            self._is_interim = status[:1] == b"1" and status != b"101"
        if self._lines > HEAD_LINES + 1:
            raise FetchError("too-large", f"more than {HEAD_LINES} response header lines")
        if line in (b"", b"\r"):
            self._over = not self._is_interim
            self._interim += self._is_interim
            self._lines = 0
        if self._interim > INTERIM:
            raise FetchError("too-large", f"more than {INTERIM} interim answers")


class _WatchedStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._watch = _HeadWatch()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        data = await self._inner.read(max_bytes, timeout)
        self._watch.feed(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        self._watch = _HeadWatch()  # a new request, a new head
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        return _WatchedStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections: resolve, judge every address, connect to the judged address."""

    def __init__(
        self,
        *,
        allowed: Sequence[str],
        resolve: Resolve,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        """Keep one address policy (`allow_private` ranges) and what resolves and connects."""
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a name or literal address; raises FetchError `dns` or `address`."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked(host, port)
                return await self._first(addresses, port, timeout or CONNECT_S, socket_options)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"no connection to {host}") from None

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        literal = ":" in host or host.replace(".", "").isdigit()
        addresses = [host] if literal else list(await self._resolve(host, port))
        if not addresses:
            raise FetchError("dns", f"{host} has no address")
        for address in addresses:
            refusal = verdict(address, self._allowed)
            if refusal is not None:
                shown = str(refusal) if literal else f"{host} is {refusal}"
                raise FetchError("address", shown)
        return addresses[:MAX_ADDRESSES]

    async def _first(
        self,
        addresses: Sequence[str],
        port: int,
        within_s: float,
        options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; each has its share of the time."""
        last: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = await self._inner.connect_tcp(
                    address, port, within_s / len(addresses), None, options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _WatchedStream(stream)
        raise last

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - httpcore's signature
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no URL leads to a socket file."""
        raise FetchError("address", "no unix sockets")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the pool asks between its own retries (of which it has none)."""
        await SystemClock().sleep(seconds)


class _Body(httpx.AsyncByteStream):
    """A response body whose failures are ours."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._inner:
                yield piece
        except _FAILURES as error:
            raise translated(error) from error

    async def aclose(self) -> None:
        await self._inner.aclose()


class CheckedTransport(httpx.AsyncBaseTransport):
    """An httpx transport over httpcore's pool; every failure is a FetchError."""

    def __init__(self, *, allowed: Sequence[str], resolve: Resolve, tls: ssl.SSLContext) -> None:
        """Make a pool of one address policy: its connections serve no other one."""
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=IN_FLIGHT,
            max_keepalive_connections=IDLE_CONNECTIONS,
            keepalive_expiry=IDLE_S,
            network_backend=CheckedBackend(allowed=allowed, resolve=resolve),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body is still to be read."""
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = await self._pool.handle_async_request(asked)
        except _FAILURES as error:
            raise translated(error) from error
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    ssl.SSLError,
    OSError,
    ValueError,
)


def translated(error: BaseException) -> FetchError:
    """Say in our words what failed: the first cause that has a name of its own."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or at.__context__
    secured = next((e for e in chain if isinstance(e, ssl.SSLError)), None)
    if isinstance(error, httpcore.ConnectTimeout):
        return FetchError("connect-timeout", f"no connection in {CONNECT_S:g} s")
    if secured is not None and isinstance(error, httpcore.ConnectError | ssl.SSLError):
        return FetchError("tls", getattr(secured, "verify_message", "") or str(secured))
    if isinstance(error, httpcore.ConnectError):
        return FetchError("connect", _text(chain))
    if isinstance(error, httpcore.TimeoutException):
        return FetchError("timeout", f"no byte in {FIRST_BYTE_S:g} s")
    return FetchError("reset", _text(chain))


def _text(chain: Sequence[BaseException]) -> str:
    """Give the most telling words of a chain of causes."""
    refused = next((e for e in chain if isinstance(e, OSError) and e.strerror), None)
    if refused is not None:
        return str(refused.strerror)
    return next((str(e) for e in chain if str(e)), type(chain[0]).__name__)


def trusted_tls() -> ssl.SSLContext:
    """Make the one TLS context: it costs 15 ms, so clients share it."""
    return httpx.create_ssl_context(trust_env=False)
