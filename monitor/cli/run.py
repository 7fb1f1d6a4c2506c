"""`monitor run`: the daemon."""

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli import _output
from monitor.cli._options import Dir
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.daemon import Daemon


def run(directory: Dir = Path()) -> None:
    """Watch the sources and tell the stories until stopped (Ctrl-C, SIGTERM).

    A faulty file is told and left out; the rest goes on. Stopping twice ends at once.
    """
    from monitor.cli._running import running
    from monitor.cli._world import harden, outside
    from monitor.daemon import Daemon
    from monitor.reloading import Reloading, rules_of
    from monitor.secrecy import Secrets
    from monitor.store.locks import Holder
    from monitor.workspace import find

    harden()
    secrets = Secrets()
    space = find(directory, os.environ, secrets)
    world = outside(space.settings.log, secrets)

    watch = Reloading(space)
    swept = watch.start()
    if not swept.value.routes.routes:
        raise SettingsError(f"{space.rules}/routes.yaml: no routes, so nobody would be told")
    for fault in swept.diagnostics:  # at a start all are told, whenever they were told before
        _output.note(str(fault))
    for file in swept.stale:
        _output.note(f"{file}: its last good version is in force")

    world.metrics.not_in_force(rules_of(swept))
    watch.keep()  # before there is a loop that a fork would hold up
    daemon = Daemon(space, swept.value, world, watch=watch)
    lock = running(space)
    if lock.take():  # the store refuses a second one; a foreign store may be shared
        lock.sign(Holder(pid=os.getpid(), since=world.clock.now().isoformat(), what="daemon"))
    try:
        asyncio.run(_until_stopped(daemon))
    except OSError as error:
        web = space.settings.web
        raise SettingsError(
            f"{web.host}:{web.port}: {error.strerror}; set MONITOR_WEB__PORT to a free one, or 0"
        ) from None


async def _until_stopped(daemon: "Daemon") -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopping() -> None:
        if stop.is_set():
            os._exit(1)  # asked twice: as hard as SIGKILL, and as safe
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping)
    again: set[asyncio.Task[None]] = set()

    def reloading() -> None:
        again.add(asked := loop.create_task(daemon.reload()))
        asked.add_done_callback(again.discard)

    loop.add_signal_handler(signal.SIGHUP, reloading)
    await daemon.until(stop)
