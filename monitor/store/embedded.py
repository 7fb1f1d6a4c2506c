"""Who owns the data directory: a daemon keeps the server up, a verb only borrows it."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.clock import Clock
from monitor.errors import StoreError
from monitor.store.client import Log
from monitor.store.locks import Holder, Lock, in_use, own_folder
from monitor.store.server import EmbeddedServer, Options

PATIENCE_S = 10.0  # a verb's, with a daemon that starts; a daemon's, with a verb that ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """A server that runs, and whether the leases in it are all of dead owners."""

    server: EmbeddedServer
    is_first: bool


@asynccontextmanager
async def embedded(
    data_dir: Path, *, clock: Clock, log: Log, options: Options, one_shot: bool
) -> AsyncIterator[Borrowed]:
    """Have the embedded server up while the block runs.

    A daemon holds `daemon.lock`, which proves that every earlier owner is dead; a second one
    is refused. A verb uses the server that runs, else starts one and stops it.
    """
    lock = Lock(own_folder(data_dir) / "daemon.lock")
    server = EmbeddedServer(data_dir, clock=clock, log=log, options=options)
    if one_shot:
        is_owner = await _borrow(lock, server, clock)
    else:
        is_owner = await _own(lock, clock)
    if not is_owner:
        yield Borrowed(server=server, is_first=False)
        return
    try:
        what = "one-shot" if one_shot else "daemon"
        lock.sign(Holder(pid=os.getpid(), since=clock.now().isoformat(), what=what))
        async with _running(server, is_watched=not one_shot):
            yield Borrowed(server=server, is_first=not one_shot)
    finally:
        lock.drop()


async def _own(lock: Lock, clock: Clock) -> bool:
    """Take the daemon's lock; a verb that has it for a moment is waited for."""
    started = clock.monotonic()
    while not lock.take():
        holder = lock.holder()
        if holder.what == "daemon" or clock.monotonic() - started > PATIENCE_S:
            raise in_use(lock.path.parent, holder)
        await clock.sleep(0.05)
    return True


async def _borrow(lock: Lock, server: EmbeddedServer, clock: Clock) -> bool:
    """Take the lock if no daemon runs; else wait until the daemon's server answers."""
    started = clock.monotonic()
    while not lock.take():
        if await server.answers():
            return False
        if clock.monotonic() - started > PATIENCE_S:
            holder = lock.holder()
            raise StoreError(
                f"{lock.path.parent}: the store of pid {holder.pid} does not answer; restart it",
                kind="busy",
            )
        await clock.sleep(0.05)
    return True


@asynccontextmanager
async def _running(server: EmbeddedServer, *, is_watched: bool) -> AsyncIterator[None]:
    """Run the server for a block; one that a killed daemon left is left again by a verb."""
    how = ""
    watching: asyncio.Task[None] | None = None
    try:
        how = await server.start()
        watching = asyncio.create_task(server.watch()) if is_watched else None
        yield
    finally:
        if watching:
            server.leave()
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
        if is_watched or how != "adopted":
            await server.stop()
