"""Fetching by hand: for verbs that look at a server now, outside the poll line."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version

from monitor.clock import Clock, SystemClock
from monitor.errors import FetchError
from monitor.manners import HostLimit
from monitor.net.fetch import Fetcher, user_agent
from monitor.net.outward import Outward
from monitor.net.politeness import HostGate
from monitor.workspace import Workspace

PATIENCE_S = 3600.0  # somebody waits who can see how far it is


class Starts:
    """Start slots of one command, spaced as the store spaces those of a fleet; they may run out."""

    def __init__(self, clock: Clock, *, most: int | None = None) -> None:
        """Let so many requests start, redirects, robots.txt and second tries among them."""
        self._clock = clock
        self._most = most
        self._free: dict[str, int] = {}  # host -> ms at which the next one may start
        self.granted = 0

    async def __call__(self, host: str, limit: HostLimit, /, *, holder: str, hold_ms: int) -> int:
        """Take a start slot: 0 = go, else the ms at which to try again.

        Raises FetchError when none are left.
        """
        del holder, hold_ms  # within one process the gate itself counts connections
        if self._most is not None and self.granted >= self._most:
            raise FetchError("429", f"{self._most} requests are made, which is enough")
        now = round(self._clock.now().timestamp() * 1000)
        free = self._free.get(host, 0)
        if free > now:
            return free
        self._free[host] = now + round(limit.rate_s * 1000)
        self.granted += 1
        return 0

    def left(self) -> int:
        """Count the requests that may still start."""
        return 1_000_000 if self._most is None else self._most - self.granted


class _Eager(SystemClock):
    """A clock for somebody who waits at a terminal: the second try comes at once."""

    async def sleep(self, _seconds: float) -> None:
        """Do not wait."""


@asynccontextmanager
async def fetching(
    space: Workspace, *, hosts: Mapping[str, HostLimit] | None = None, starts: Starts | None = None
) -> AsyncIterator[Fetcher]:
    """Open the daemon's fetcher, without the store's start slots, for a block."""
    sources, clock = space.settings.sources, SystemClock()
    agent = user_agent(
        version("newsmonitor"), project_url=sources.project_url, contact=sources.contact
    )
    fetcher = Outward(
        chromium=sources.chromium,
        agent=agent,
        hosts=HostGate(
            slot=starts or Starts(clock), clock=clock, hosts=hosts, patience_s=PATIENCE_S
        ),
        clock=_Eager(),
        clean=space.clean,
        random=random.SystemRandom(),
    )
    try:
        yield fetcher
    finally:
        await fetcher.close()
