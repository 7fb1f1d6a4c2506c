"""Politeness: a start slot of the host, and few connections to it at one time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from monitor.clock import Clock
from monitor.errors import FetchError
from monitor.manners import HostLimit
from monitor.parsing.urls import host_of

PATIENCE_S = 30.0
SHORTEST_S, LONGEST_S = 0.05, 5.0  # of one wait, whatever the clocks say
SLOWEST_S = 60.0  # between starts, whatever a robots.txt asks for
MOST_SLOW = 5_000

Slot = Callable[[str, HostLimit], Awaitable[int]]
Throttle = Callable[[str, int], Awaitable[None]]  # host, ms before which nothing starts


async def free_slot(_host: str, _limit: HostLimit) -> int:
    """Give every start at once: for single commands that talk to one server."""
    return 0


class HostGate:
    """Lets requests start one by one per host, over all workers, and few run at one time.

    `slot` takes a start slot in the store (`ports.Sources.slot`): 0 = go, else the ms of its
    clock at which to ask again. `throttle` stops a host there (`ports.Sources.throttle`).
    """

    def __init__(
        self,
        *,
        slot: Slot,
        throttle: Throttle | None = None,
        clock: Clock,
        hosts: Mapping[str, HostLimit] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Keep what `hosts:` says; a host it does not name has the default limit."""
        self._slot = slot
        self._throttle = throttle
        self._clock = clock
        self._hosts = dict(hosts or {})
        self._patience_s = patience_s
        self._open: dict[str, tuple[asyncio.Semaphore, int]] = {}
        self._slow: dict[str, float] = {}

    def limit(self, host: str) -> HostLimit:
        """Give what holds for this host."""
        usual = HostLimit()
        slow = HostLimit(rate_s=max(self._slow.get(host, 0.0), usual.rate_s))
        return self._hosts.get(host) or slow

    def slow(self, url: str, delay_s: float) -> None:
        """Heed the Crawl-delay of a host that `hosts:` says nothing of."""
        self._slow.pop(host_of(url), None)
        self._slow[host_of(url)] = min(delay_s, SLOWEST_S)
        if len(self._slow) > MOST_SLOW:
            del self._slow[next(iter(self._slow))]

    def learn(self, hosts: Mapping[str, HostLimit]) -> None:
        """Take over what reloaded files say; requests that run keep their place."""
        self._hosts = dict(hosts)

    async def hold_off(self, url: str, wait_s: float) -> None:
        """Let a 429 stop the whole host, unless `hosts:` says that only the URL is meant."""
        host = host_of(url)
        if self._throttle is not None and self.limit(host).throttle == "host":
            until_s = self._clock.now().timestamp() + wait_s
            await self._throttle(host, round(until_s * 1000))

    @asynccontextmanager
    async def enter(self, url: str, *, claimed: bool = False) -> AsyncIterator[None]:
        """Hold one connection to the URL's host; `claimed` = the start slot is ours already.

        Raises FetchError `429` when the host gives no start slot for too long.
        """
        host = host_of(url)
        if not claimed:
            await self._wait(host)
        gate, users = self._open.get(host) or (
            asyncio.Semaphore(self.limit(host).connections),
            0,
        )
        self._open[host] = (gate, users + 1)
        try:
            async with gate:
                yield
        finally:
            self._leave(host)

    async def _wait(self, host: str) -> None:
        """Ask for a start slot until there is one or patience ends."""
        waited = 0.0
        while at_ms := await self._slot(host, self.limit(host)):
            ahead_s = at_ms / 1000 - self._clock.now().timestamp()
            pause_s = min(max(ahead_s, SHORTEST_S), LONGEST_S)
            if waited + pause_s > self._patience_s:
                raise FetchError("429", f"{host} has no free start in {self._patience_s:g} s")
            await self._clock.sleep(pause_s)
            waited += pause_s

    def _leave(self, host: str) -> None:
        gate, users = self._open[host]
        if users == 1:
            del self._open[host]
        else:
            self._open[host] = (gate, users - 1)
