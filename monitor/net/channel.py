"""Channel: one connected socket in the loop, whose bytes are read when the loop says so."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, Protocol

PIECE = 64 * 1024  # the most that one read gives

Told = Callable[[bytes], None]


class Stream(Protocol):
    """Bytes to and from a server, plain or secured; one side waits at a time.

    Failures are OSErrors, a wait that took too long a TimeoutError.
    """

    async def send(self, data: bytes, within_s: float) -> None:
        """Send everything."""
        ...

    async def receive(self, within_s: float) -> bytes:
        """Give the bytes that come next, empty when the other side has ended."""
        ...

    def rest(self, lost: Callable[[], None]) -> None:
        """Be idle; `lost` is called when the server ends the connection, or sends unasked."""
        ...

    def wake(self) -> None:
        """Be used again."""
        ...

    def close(self) -> None:
        """End it; who still waits is told."""
        ...


class Channel:
    """A Stream on a non-blocking socket.

    What the loop's event allows is done right there, so that a wait costs one turn of the
    loop. The socket stays registered while the channel is open: an idle one learns at once
    that its server has left.
    """

    def __init__(self, sock: socket.socket) -> None:
        """Take over a non-blocking socket; `close` closes it."""
        self._sock = sock
        self._fd = sock.fileno()
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[Any] | None = None
        self._told: Told | None = None
        self._is_watched = False
        self._has_more = False  # the last piece was as long as one can be

    @property
    def is_open(self) -> bool:
        """Tell whether the socket is still there."""
        return self._sock.fileno() >= 0

    async def receive(self, within_s: float) -> bytes:
        """Give the bytes that come next, empty when the other side has ended."""
        if self._has_more:
            try:
                return self._piece()
            except (BlockingIOError, InterruptedError):
                self._has_more = False
        self._watch()
        data: bytes = await self._waited(within_s)
        return data

    async def send(self, data: bytes, within_s: float) -> None:
        """Send everything."""
        left = memoryview(data)
        while left:
            try:
                left = left[self._sock.send(left) :]
            except (BlockingIOError, InterruptedError):
                await self.writable(within_s)

    async def writable(self, within_s: float) -> None:
        """Wait until the socket takes bytes, or has connected."""
        self._loop.add_writer(self._fd, self._on_writable)
        try:
            await self._waited(within_s)
        finally:
            self._loop.remove_writer(self._fd)

    def rest(self, lost: Callable[[], None]) -> None:
        """Be idle: whatever comes means that it is of no use any more."""
        self.listen(lambda _: lost())

    def listen(self, told: Told) -> None:
        """Be idle, and hand on what comes, empty when the connection has ended."""
        self._told = told
        self._watch()

    def wake(self) -> None:
        """Be used again."""
        self._told = None

    def close(self) -> None:
        """Close the socket; who still waits is told."""
        self._told = None
        if self._is_watched:
            self._loop.remove_reader(self._fd)
            self._is_watched = False
        self._sock.close()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(ConnectionAbortedError("closed by us"))

    def _watch(self) -> None:
        if not self._is_watched:
            self._loop.add_reader(self._fd, self._on_readable)
            self._is_watched = True

    async def _waited(self, within_s: float) -> Any:
        waiter = self._waiter = self._loop.create_future()
        late = self._loop.call_later(within_s, _too_late, waiter)
        try:
            return await waiter
        finally:
            late.cancel()
            self._waiter = None

    def _on_readable(self) -> None:
        waiter = self._waiter
        if self._told is not None:
            self._told(self._heard())
        elif waiter is None:  # nobody waits: the bytes can, too
            self._loop.remove_reader(self._fd)
            self._is_watched = False
        elif not waiter.done():
            try:
                waiter.set_result(self._piece())
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                waiter.set_exception(error)

    def _on_writable(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _piece(self) -> bytes:
        data = self._sock.recv(PIECE)
        self._has_more = len(data) == PIECE
        return data

    def _heard(self) -> bytes:
        try:
            return self._piece()
        except OSError:
            return b""


def _too_late(waiter: "asyncio.Future[Any]") -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
