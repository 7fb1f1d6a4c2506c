"""Politeness: a start slot of the host, and few connections to it at one time."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Protocol

from monitor.clock import Clock
from monitor.errors import FetchError, StoreError
from monitor.manners import USUAL, HostLimit
from monitor.parsing.urls import host_of

PATIENCE_S = 30.0
SHORTEST_S, LONGEST_S = 0.05, 5.0  # of one wait, whatever the clocks say
SLOWEST_S = 60.0  # between starts, whatever a robots.txt asks for
MOST_SLOW = 5_000
USUAL_S = 30.0  # a request is done by then, unless more is said
SPARE_S = 10.0  # for what surrounds a request

Throttle = Callable[[str, int], Awaitable[None]]  # host, ms before which nothing starts
Leave = Callable[[str, str], Awaitable[None]]  # host, holder


class Slot(Protocol):
    """Takes a start slot and a connection in the store (`ports.Sources.slot`)."""

    def __call__(
        self, host: str, limit: HostLimit, /, *, holder: str, hold_ms: int
    ) -> Awaitable[int]:
        """Give 0 = go, else the ms of the store's clock at which to ask again."""
        ...


async def free_slot(_host: str, _limit: HostLimit, *, holder: str, hold_ms: int) -> int:  # noqa: ARG001 - a Slot's words
    """Give every start at once: for single commands that talk to one server."""
    return 0


async def _left(_host: str, _holder: str) -> None:
    """Leave nothing, where no connection is counted."""


class HostGate:
    """Lets requests start one by one per host, over all workers, and few run at one time.

    `slot` takes a start and a connection in the store, `leave` gives the connection back there
    (`ports.Sources`), and `throttle` stops a host. `holder` names on whose behalf a request is
    made: the source whose poll is under way, which holds a connection to its own host by its
    claim, and asks one thing after the other. '' = nobody's.
    """

    def __init__(
        self,
        *,
        slot: Slot,
        leave: Leave = _left,
        throttle: Throttle | None = None,
        holder: Callable[[], str] = str,
        clock: Clock,
        hosts: Mapping[str, HostLimit] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Keep what `hosts:` says; a host it does not name has the default limit."""
        self._slot = slot
        self._leave = leave
        self._holder = holder
        self._own = secrets.token_hex(4)  # so that holders of two workers never meet
        self._order = itertools.count()
        self._throttle = throttle
        self._clock = clock
        self._hosts = dict(hosts or {})
        self._patience_s = patience_s
        self._open: dict[str, tuple[asyncio.Semaphore, int]] = {}
        self._slow: dict[str, float] = {}
        self._unsaid: set[str] = set()  # hosts whose delay the store has not heard of

    def limit(self, host: str) -> HostLimit:
        """Give what holds for this host."""
        limit = self._hosts.get(host, USUAL)
        slow_s = self._slow.get(host, 0.0) if limit.is_usual else 0.0
        return limit if slow_s <= limit.rate_s else replace(limit, rate_s=slow_s)

    def rate_s(self, url: str) -> float:
        """Give the seconds between two starts on a URL's host."""
        return self.limit(host_of(url)).rate_s

    def slow(self, url: str, delay_s: float) -> None:
        """Heed the Crawl-delay of a host that `hosts:` says nothing of."""
        self._slow.pop(host_of(url), None)
        self._slow[host_of(url)] = min(delay_s, SLOWEST_S)
        self._unsaid.add(host_of(url))
        if len(self._slow) > MOST_SLOW:
            gone = next(iter(self._slow))
            del self._slow[gone]
            self._unsaid.discard(gone)

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
    async def enter(
        self, url: str, *, claimed: bool = False, at_most_s: float = USUAL_S
    ) -> AsyncIterator[None]:
        """Hold one connection to the URL's host; `claimed` = start and connection are ours already.

        Raises FetchError `429` when the host gives no start slot for too long.
        """
        host = host_of(url)
        if claimed:
            await self._say_slow(host)
            async with self._one(host):
                yield
            return
        holder = self._holder() or f"~{self._own}.{next(self._order)}"
        await self._wait(host, holder, at_most_s)
        try:
            async with self._one(host):
                yield
        finally:
            with suppress(StoreError):  # else its time runs out
                await self._leave(host, holder)

    async def _say_slow(self, host: str) -> None:
        """Let the store hear of a delay though this start came with a claim: it gives the next."""
        if host not in self._unsaid:
            return
        self._unsaid.discard(host)
        holder = f"~{self._own}.{next(self._order)}"
        if not await self._slot(host, self.limit(host), holder=holder, hold_ms=1_000):
            await self._leave(host, holder)

    @asynccontextmanager
    async def _one(self, host: str) -> AsyncIterator[None]:
        """Be one of the few of this process on a host."""
        gate, users = self._open.get(host) or (
            asyncio.Semaphore(self.limit(host).connections),
            0,
        )
        self._open[host] = (gate, users + 1)
        try:
            async with gate:
                yield
        finally:
            gate, users = self._open.pop(host)
            if users > 1:
                self._open[host] = (gate, users - 1)

    async def _wait(self, host: str, holder: str, at_most_s: float) -> None:
        """Ask for a start slot until there is one or patience ends."""
        waited, hold_ms = 0.0, round(1000 * (at_most_s + SPARE_S))
        while at_ms := await self._slot(host, self.limit(host), holder=holder, hold_ms=hold_ms):
            ahead_s = at_ms / 1000 - self._clock.now().timestamp()
            pause_s = min(max(ahead_s, SHORTEST_S), LONGEST_S)
            if waited + pause_s > self._patience_s:
                raise FetchError("429", f"{host} has no free start in {self._patience_s:g} s")
            await self._clock.sleep(pause_s)
            waited += pause_s
