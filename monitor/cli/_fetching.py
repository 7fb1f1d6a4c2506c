"""Fetching by hand: for verbs that look at a server now, outside the poll line."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version

from monitor.clock import SystemClock
from monitor.manners import HostLimit
from monitor.net.fetch import Fetcher, user_agent
from monitor.net.politeness import HostGate, free_slot
from monitor.workspace import Workspace


class _Eager(SystemClock):
    """A clock for somebody who waits at a terminal: the second try comes at once."""

    async def sleep(self, _seconds: float) -> None:
        """Do not wait."""


@asynccontextmanager
async def fetching(
    space: Workspace, *, hosts: Mapping[str, HostLimit] | None = None
) -> AsyncIterator[Fetcher]:
    """Open the daemon's fetcher, without the store's start slots, for a block."""
    sources = space.settings.sources
    agent = user_agent(
        version("newsmonitor"), project_url=sources.project_url, contact=sources.contact
    )
    fetcher = Fetcher(
        agent=agent,
        hosts=HostGate(slot=free_slot, clock=SystemClock(), hosts=hosts),
        clock=_Eager(),
        random=random.SystemRandom(),
    )
    try:
        yield fetcher
    finally:
        await fetcher.close()
