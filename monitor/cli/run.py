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
    from monitor.workspace import Files


def run(directory: Dir = Path()) -> None:
    """Watch the sources and tell the stories until stopped (Ctrl-C, SIGTERM).

    A faulty file is told and left out; the rest goes on. Stopping twice ends at once.
    """
    from monitor.cli._world import harden, outside
    from monitor.daemon import Daemon
    from monitor.rulebook.diagnostic import Diagnostic
    from monitor.telemetry import Secrets
    from monitor.workspace import find, watching

    harden()
    secrets = Secrets()
    space = find(directory, os.environ, secrets)
    world = outside(space.settings.log, secrets)

    fresh: list[Diagnostic] = []
    reload = watching(space, fresh.append)
    swept = reload.sweep(force=True)
    if swept is None or not swept.value.routes.routes:
        raise SettingsError(f"{space.rules}/routes.yaml: no routes, so nobody would be told")
    for fault in swept.diagnostics:  # at a start all are told, whenever they were told before
        _output.note(str(fault))
    for file in swept.stale:
        _output.note(f"{file}: its last good version is in force")

    def watch() -> "Files | None":
        fresh.clear()
        again = reload.sweep()
        for fault in fresh:
            world.log("rules.faulty", fault=str(fault), level="warning")
        return again.value if again else None

    daemon = Daemon(space, swept.value, world, watch=watch)
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
    await daemon.until(stop)
