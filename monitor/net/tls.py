"""TLS over a channel: certificates checked by name, sessions taken up again."""

import ssl
from collections.abc import Callable

from monitor.errors import FetchError
from monitor.net.channel import Channel

RECORD = 16 * 1024  # the most that one TLS record holds
# A kept session spares the certificates: .4 ms of 1.1 ms a poll, and 3 kB on the wire. It holds
# 17 kB, so only so many are kept; with more servers than that a few are always spared.
MOST_SESSIONS, SESSION_S = 1_000, 4 * 3600.0

Server = tuple[str, int]


class Sessions:
    """TLS sessions by server, of one address policy; the first ones stay until they are old."""

    def __init__(self, *, most: int = MOST_SESSIONS) -> None:
        """Keep at most so many."""
        self._most = most
        self._kept: dict[Server, tuple[ssl.SSLSession, float]] = {}  # oldest first

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, server: Server, *, now: float) -> ssl.SSLSession | None:
        """Give the session of a server, if it is not too old to be trusted unseen."""
        session, until = self._kept.get(server, (None, 0.0))
        return session if now < until else None

    def keep(self, server: Server, secured: "Secured", *, now: float) -> None:
        """Keep the session of a connection that has answered, where there is room."""
        if secured.is_resumed:
            return
        while self._kept and next(iter(self._kept.values()))[1] <= now:
            del self._kept[next(iter(self._kept))]
        self._kept.pop(server, None)
        if len(self._kept) < self._most and (session := secured.session) is not None:
            self._kept[server] = (session, now + SESSION_S)

    def drop(self, server: Server) -> None:
        """Forget a server's session, with which it would not speak."""
        self._kept.pop(server, None)


class Secured:
    """A Stream that speaks TLS on a channel."""

    def __init__(
        self,
        channel: Channel,
        context: ssl.SSLContext,
        *,
        name: str,
        session: ssl.SSLSession | None = None,
    ) -> None:
        """Prepare to speak with a server of this name; raises ValueError when it is none."""
        self._channel = channel
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=name, session=session)

    @property
    def is_resumed(self) -> bool:
        """Tell whether the server took up the session it was offered."""
        return bool(self._tls.session_reused)

    @property
    def session(self) -> ssl.SSLSession | None:
        """Give the session; servers send what it needs just before their first answer."""
        return self._tls.session

    async def shake(self, within_s: float) -> None:
        """Shake hands; our last word goes out with the first request."""
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush(within_s)
                if not await self._fill(within_s):
                    raise ConnectionResetError(
                        "connection ended inside the TLS handshake"
                    ) from None
            else:
                return

    async def send(self, data: bytes, within_s: float) -> None:
        """Send everything."""
        self._tls.write(data)
        await self._flush(within_s)

    async def receive(self, within_s: float) -> bytes:
        """Give the bytes that come next, empty when the other side has ended."""
        while True:
            try:
                return self._tls.read(RECORD)
            except ssl.SSLWantReadError:
                if self._out.pending:
                    await self._flush(within_s)
            if not await self._fill(within_s):
                return b""

    def rest(self, lost: Callable[[], None]) -> None:
        """Be idle; what TLS has to say of its own is heard."""

        def told(data: bytes) -> None:
            self._in.write(data)
            if not data or not self._is_quiet():
                lost()

        self._channel.listen(told)
        if self._in.pending and not self._is_quiet():
            lost()

    def wake(self) -> None:
        """Be used again."""
        self._channel.wake()

    def close(self) -> None:
        """Close the socket."""
        self._channel.close()

    def _is_quiet(self) -> bool:
        """Tell whether what came holds nothing for us."""
        try:
            self._tls.read(1)
        except ssl.SSLWantReadError:
            return True
        except OSError:
            pass
        return False

    async def _flush(self, within_s: float) -> None:
        await self._channel.send(self._out.read(), within_s)

    async def _fill(self, within_s: float) -> bool:
        data = await self._channel.receive(within_s)
        self._in.write(data)
        return bool(data)


async def secure(
    channel: Channel,
    context: ssl.SSLContext,
    *,
    name: str,
    session: ssl.SSLSession | None,
    within_s: float,
) -> Secured:
    """Speak TLS on a channel; raises FetchError `tls`, or `connect` when the line was lost."""
    try:
        secured = Secured(channel, context, name=name, session=session)
        await secured.shake(within_s)
    except TimeoutError:
        raise FetchError("connect-timeout", f"no TLS handshake in {within_s:g} s") from None
    except ssl.SSLCertVerificationError as error:
        raise FetchError("tls", error.verify_message or str(error)) from error
    except ssl.SSLError as error:
        raise FetchError("tls", str(error.reason or error)) from error
    except OSError as error:
        raise FetchError("connect", error.strerror or str(error)) from error
    except ValueError as error:
        raise FetchError("tls", f"{name}: {error}") from error
    return secured
