"""One HTTP exchange with a configured far end: bounded, watched, and abortable from outside.

It knows what urllib hides and a sender must know: whether a failure came before or after the
first byte of the request went out. No redirect is followed, no proxy and no variable of the
environment is looked at.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import DeliveryError, Outcome

TOO_LATE = "too little of the lease is left; nothing was sent"
MOST_BYTES = 20_000_000  # a page of 200 messages with blocks is some hundred kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers with names as sent, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request, run in a thread and watched from outside.

    `guard` is asked right before the first byte goes out; `accepted` is called when the far
    end's status is there, before anything is made of it.
    """

    connect_s: float = 5.0
    read_s: float = 15.0
    guard: Callable[[], bool] = lambda: True
    accepted: Callable[[int], None] = lambda _status: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _connection: http.client.HTTPConnection | None = None
    _aborted: bool = False
    _sent: bool = False

    def run(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST and read the whole answer; blocks.

        Raises DeliveryError (retry) when nothing of the request left this machine; any other
        exception came after the first byte.
        """
        parts = urlsplit(url)
        connection = self._open(parts.scheme, parts.hostname or "", parts.port)
        try:
            self._go(connection)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path or "/", body=body, headers=dict(headers))
            response = connection.getresponse()
            self.accepted(response.status)
            return Answer(
                status=response.status, headers=dict(response.getheaders()), body=_whole(response)
            )
        finally:
            connection.close()

    def abort(self) -> bool:
        """Give up from another thread; tells whether anything had been sent."""
        with self._lock:
            self._aborted = True
            sock: Any = self._connection.sock if self._connection else None
            if sock is not None:
                with suppress(OSError):  # it was closed meanwhile
                    sock.shutdown(socket.SHUT_RDWR)
            return self._sent

    def _open(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        made: http.client.HTTPConnection
        if scheme == "https":
            context = ssl.create_default_context()
            made = http.client.HTTPSConnection(host, port, timeout=self.connect_s, context=context)
        else:
            made = http.client.HTTPConnection(host, port, timeout=self.connect_s)
        try:
            made.connect()
        except OSError as error:
            made.close()
            detail = f"{type(error).__name__}: {host} cannot be reached"
            raise DeliveryError(Outcome.RETRY, detail) from error
        made.sock.settimeout(self.read_s)
        return made

    def _go(self, connection: http.client.HTTPConnection) -> None:
        """Pass the point after which something is on the wire, unless it is too late."""
        with self._lock:
            if self._aborted or not self.guard():
                raise DeliveryError(Outcome.RETRY, TOO_LATE)
            self._connection = connection
            self._sent = True


def _whole(response: http.client.HTTPResponse) -> bytes:
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise OSError(f"an answer of more than {MOST_BYTES} bytes")
    return body
