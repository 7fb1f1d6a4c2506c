"""Connecting: resolve, judge every address, connect to exactly the judged one.

A name with one refused address is refused whole. Host header, SNI and certificate stay the
name's.
"""

import asyncio
import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from monitor.errors import FetchError
from monitor.net.addresses import verdict
from monitor.net.channel import Channel, Stream
from monitor.net.tls import Secured, Sessions, secure

CONNECT_S, RESOLVE_S = 5.0, 5.0
MAX_ADDRESSES = 6
RESOLVING = 64  # names asked for at one time: some take long to fail

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Dial = Callable[[str, int, float], Awaitable[Channel]]  # address, port, seconds


class SystemResolver:
    """Asks the system for addresses, in threads of its own so that slow names block nobody."""

    def __init__(self) -> None:
        """Make the threads; they start when first needed."""
        self._threads = ThreadPoolExecutor(max_workers=RESOLVING, thread_name_prefix="resolve")

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


async def dial(address: str, port: int, within_s: float) -> Channel:
    """Connect to a literal address; raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel = Channel(sock)
        try:
            sock.connect((address, port))
        except BlockingIOError:
            await channel.writable(within_s)
            if failed := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(failed, os.strerror(failed)) from None
    except BaseException:
        sock.close()
        raise
    return channel


class Connector:
    """Opens connections under one address policy (`allow_private` ranges)."""

    def __init__(
        self,
        *,
        allowed: Sequence[str],
        resolve: Resolve,
        tls: ssl.SSLContext,
        dial: Dial = dial,
    ) -> None:
        """Keep the policy, and what resolves and connects."""
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._tls = tls
        self._dial = dial
        self._sessions = Sessions()

    async def open(self, host: str, port: int, *, secured: bool) -> Stream:
        """Connect to a name or literal address; raises FetchError."""
        try:
            async with asyncio.timeout(CONNECT_S):
                addresses = await self._checked(host, port)
                channel = await self._first(addresses, port)
        except TimeoutError:
            raise FetchError("connect-timeout", f"no connection in {CONNECT_S:g} s") from None
        return await self._secured(channel, host, port) if secured else channel

    def answered(self, stream: Stream, host: str, port: int) -> None:
        """Keep what makes the next connection to this server cheaper: it has answered."""
        if isinstance(stream, Secured):
            self._sessions.keep((host, port), stream, now=asyncio.get_running_loop().time())

    async def _secured(self, channel: Channel, host: str, port: int) -> Stream:
        """Speak TLS on a connection, which is closed when that fails."""
        session = self._sessions.take((host, port), now=asyncio.get_running_loop().time())
        try:
            return await secure(channel, self._tls, name=host, session=session, within_s=CONNECT_S)
        except BaseException:
            channel.close()
            self._sessions.drop((host, port))
            raise

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses of a host, all of them judged."""
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

    async def _first(self, addresses: Sequence[str], port: int) -> Channel:
        """Connect to the first address that answers; each has its share of the time."""
        last: OSError = OSError("no address")
        for address in addresses:
            try:
                return await self._dial(address, port, CONNECT_S / len(addresses))
            except OSError as error:
                last = error
        if isinstance(last, TimeoutError):
            raise last
        raise FetchError("connect", last.strerror or str(last)) from last
