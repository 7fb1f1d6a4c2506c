"""Letters from an IMAP server: a folder read and left as it is, to a checked address, by TLS.

`imaplib` talks in a thread; when the time is over its socket is shut down under it.
"""

import asyncio
import base64
import binascii
import imaplib
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from monitor.clock import Clock
from monitor.errors import FetchError
from monitor.model import Document, Problem, Request
from monitor.net.addresses import verdict
from monitor.net.connect import Resolve
from monitor.net.problems import problem

SCHEME, PORT = "imaps", 993
AT_ONCE = 8  # folders read at one time
MOST = 50  # messages a poll
FIRST = 20  # of a folder not read before
IDLE_S = 10.0  # between two bytes
MAX_MESSAGE = 4_000_000  # bytes; a larger one is passed over
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


class _Checked(imaplib.IMAP4):
    """Connects to one address that was judged before; its name is what the certificate is for."""

    def __init__(self, name: str, address: str, port: int, tls: ssl.SSLContext) -> None:
        self._tls, self._name, self.most = tls, name, MAX_MESSAGE
        super().__init__(address, port, timeout=IDLE_S)

    def _create_socket(self, timeout: Any) -> socket.socket:
        sock = socket.create_connection((self.host, self.port), timeout)
        try:
            return self._tls.wrap_socket(sock, server_hostname=self._name)
        except BaseException:
            sock.close()
            raise

    def read(self, size: int) -> bytes:
        """Read what the server announced, if it is no more than was asked for."""
        if size > self.most:
            raise self.error(f"announces {size} bytes, at most {self.most} are taken")
        return super().read(size)


class Mailboxes:
    """Reads folders; every failure is a Problem."""

    def __init__(self, *, resolve: Resolve, tls: ssl.SSLContext, clock: Clock) -> None:
        """Keep how to resolve and whom to trust; threads start when first needed."""
        self._resolve = resolve
        self._tls = tls
        self._clock = clock
        self._threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="imap")

    async def get(
        self,
        request: Request,
        *,
        allow_private: Sequence[str] = (),
        auth: Mapping[str, str] | None = None,
        max_body: int = 20_000_000,
        max_time_s: float = 20.0,
    ) -> Document | Problem:
        """Give the messages after `?after=VALIDITY.UID` as a JSON document."""
        parts = urlsplit(request.url)
        host, port = parts.hostname or "", parts.port or PORT
        try:
            user, password = _login(auth or {})
            address = await self._judged(host, port, allow_private)
            reading = _Reading(
                folder=unquote(parts.path.removeprefix("/")),
                after=parse_qs(parts.query).get("after", [""])[0],
                most=max_body,
            )
            talk = _Talk(reading, user=user, password=password)
            open_ = (host, address, port, self._tls)
            running = asyncio.get_running_loop().run_in_executor(self._threads, talk.run, *open_)
            done, _ = await asyncio.wait((running,), timeout=max_time_s)
            if not done:
                talk.stop()
                await asyncio.wait((running,))  # at once, or when a connection gives up
            body = await running
        except FetchError as error:
            return problem(error.kind, f"{error.detail} at {SCHEME}://{host}:{port}")
        return Document(
            url=request.url, status=200, headers={}, body=body, fetched=self._clock.now()
        )

    async def _judged(self, host: str, port: int, allowed: Sequence[str]) -> str:
        """Resolve a name; raises FetchError when one of its addresses may not be connected to."""
        addresses = await self._resolve(host, port)
        for address in addresses:
            if refusal := verdict(address, allowed):
                raise FetchError("address", f"{host} is {refusal}")
        if not addresses:
            raise FetchError("dns", f"{host} has no address")
        return addresses[0]

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _login(auth: Mapping[str, str]) -> tuple[str, str]:
    """Read user and password out of what is sent as basic authentication."""
    scheme, _, coded = auth.get("Authorization", "").partition(" ")
    try:
        user, colon, password = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        scheme, user, colon, password = "", "", "", ""
    if scheme != "Basic" or not colon:
        raise FetchError("401", "a mailbox needs auth: {basic: [env:USER, env:PASSWORD]}")
    return user, password


class _Reading:
    """What is read, and how far."""

    def __init__(self, *, folder: str, after: str, most: int) -> None:
        self.folder = folder
        validity, _, last = after.partition(".")
        self.validity = int(validity) if validity.isdecimal() else 0
        self.last = int(last) if last.isdecimal() else 0
        self.most = most


class _Talk:
    """One conversation; `stop` ends it from another thread."""

    def __init__(self, reading: _Reading, *, user: str, password: str) -> None:
        self._reading = reading
        self._user, self._password = user, password
        self._client: _Checked | None = None
        self._stopped = False

    def stop(self) -> None:
        """Shut the line down: what waits on it fails at once."""
        self._stopped = True
        if self._client is not None:
            with suppress(OSError):
                self._client.sock.shutdown(socket.SHUT_RDWR)

    def run(self, host: str, address: str, port: int, tls: ssl.SSLContext) -> bytes:
        """Talk; raises FetchError."""
        try:
            self._client = client = _Checked(host, address, port, tls)
        except ssl.SSLCertVerificationError as error:
            raise FetchError("tls", error.verify_message or str(error)) from error
        except (OSError, imaplib.IMAP4.error) as error:
            raise FetchError("connect", f"{error}") from error
        try:
            if self._stopped:
                raise FetchError("timeout", "the server takes too long")
            return self._talked(client)
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            if self._stopped:
                raise FetchError("timeout", "the server takes too long") from error
            if isinstance(error, imaplib.IMAP4.abort | OSError):
                raise FetchError("reset", _said(error)) from error
            raise FetchError("contract", f"the server says: {_said(error)}") from error
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.shutdown()

    def _talked(self, client: _Checked) -> bytes:
        try:
            client.login(self._user, self._password)
        except client.abort:
            raise
        except (ValueError, client.error) as error:  # or a password that is not ASCII
            raise FetchError("401", "the server refuses user and password") from error
        quoted = '"' + self._reading.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        status, said = client.select(quoted, readonly=True)
        if status != "OK":
            raise FetchError("404", f"no folder {quoted}: {_said(said)}")
        validity = _number(client.response("UIDVALIDITY")[1])
        last = self._reading.last if validity == self._reading.validity else 0
        begin = last or max(0, _number(client.response("UIDNEXT")[1]) - 10 * FIRST)
        uids = [uid for uid in _uids(client, begin) if uid > begin]
        chosen = uids[:MOST] if last else uids[-FIRST:]
        letters, room = [], self._reading.most
        for uid in chosen:
            letter = _letter(client, uid, min(room, MAX_MESSAGE))
            if letter is None and room < MAX_MESSAGE:
                break  # of no room, not of its own size: the next poll's
            last = uid
            if letter is not None:
                letters.append(base64.b64encode(letter).decode())
                room -= len(letter)
        more = bool(uids) and last < uids[-1]
        return orjson.dumps({"messages": letters, "validity": validity, "last": last, "more": more})


def _uids(client: _Checked, last: int) -> list[int]:
    status, found = client.uid("SEARCH", "UID", f"{last + 1}:*")
    if status != "OK":
        raise client.error(_said(found))
    words = b" ".join(one for one in found if isinstance(one, bytes)).split()
    return sorted(int(word) for word in words if word.isdigit())


def _letter(client: _Checked, uid: int, most: int) -> bytes | None:
    """Read a message without marking it as read; None when it is gone or too large."""
    _, sized = client.uid("FETCH", f"{uid}", "(RFC822.SIZE)")
    size = _SIZE.search(b" ".join(one for one in sized if isinstance(one, bytes)))
    if size is None or int(size[1]) > most:
        return None
    _, found = client.uid("FETCH", f"{uid}", "(BODY.PEEK[])")
    return next((bytes(one[1]) for one in found if isinstance(one, tuple)), None)


def _number(found: Sequence[Any]) -> int:
    text = found[0] if found and isinstance(found[0], bytes) else b""
    return int(text) if text.isdigit() else 0


def _said(found: Any) -> str:
    """Give the server's words on one line, of bounded length."""
    first = found[0] if isinstance(found, list | tuple) and found else found
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else f"{first}"
    return " ".join(text.split())[:200]
