"""The store of the workspace a verb works on, opened for one look."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from monitor.clock import SystemClock
from monitor.store import open_store
from monitor.store.opened import Store
from monitor.telemetry import no_log
from monitor.workspace import Workspace


@asynccontextmanager
async def reading(space: Workspace) -> AsyncIterator[Store]:
    """Open the store for one look: the running daemon's, or the one at rest."""
    settings = space.settings.store
    async with open_store(
        settings.url,
        data_dir=space.data,
        prefix=settings.prefix,
        password=settings.password.get_secret_value(),
        clock=SystemClock(),
        one_shot=True,
        log=no_log,
    ) as store:
        yield store
