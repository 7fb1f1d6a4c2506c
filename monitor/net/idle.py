"""Idle connections: kept a little for their next request, few in all."""

import asyncio
from collections import OrderedDict

from monitor.net.channel import Stream

KEPT_S = 30.0
MOST = 100  # an idle TLS connection holds 80 to 330 kB

Origin = tuple[str, str, int]  # scheme, host, port


class Idle:
    """Keeps connections whose answers were read to the end, the last used in front."""

    def __init__(self, *, most: int = MOST, kept_s: float = KEPT_S) -> None:
        """Keep at most so many, each so long."""
        self._most = most
        self._kept_s = kept_s
        self._kept: OrderedDict[Stream, tuple[Origin, float]] = OrderedDict()  # oldest first
        self._by_origin: dict[Origin, list[Stream]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, origin: Origin, stream: Stream) -> None:
        """Take a connection that is good for another request."""
        loop = asyncio.get_running_loop()
        self._kept[stream] = (origin, loop.time() + self._kept_s)
        self._by_origin.setdefault(origin, []).append(stream)
        stream.rest(lambda: self._close(stream))
        if len(self._kept) > self._most:
            self._close(next(iter(self._kept)))
        if self._kept and self._timer is None:
            self._timer = loop.call_later(self._kept_s, self._expire)

    def take(self, origin: Origin) -> Stream | None:
        """Give the connection of an origin that rested least."""
        streams = self._by_origin.get(origin)
        if not streams:
            return None
        stream = streams[-1]
        self._forget(stream)
        stream.wake()
        return stream

    def close(self) -> None:
        """Close all, and from now on each that is done."""
        self._most = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for stream in list(self._kept):
            self._close(stream)

    def _forget(self, stream: Stream) -> None:
        origin, _ = self._kept.pop(stream)
        streams = self._by_origin[origin]
        streams.remove(stream)
        if not streams:
            del self._by_origin[origin]

    def _close(self, stream: Stream) -> None:
        self._forget(stream)
        stream.close()

    def _expire(self) -> None:
        """Close what has rested long enough, and look again when the next one has."""
        loop = asyncio.get_running_loop()
        self._timer = None
        while self._kept:
            stream, (_, until) = next(iter(self._kept.items()))
            if until > loop.time():
                self._timer = loop.call_at(until, self._expire)
                return
            self._close(stream)
