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
    from monitor.cli._world import drop_proxies, outside
    from monitor.daemon import Daemon
    from monitor.telemetry import Secrets
    from monitor.workspace import find

    drop_proxies()
    secrets = Secrets()
    space = find(directory, os.environ, secrets)
    files = space.files()
    for fault in files.faults.sorted():
        _output.note(str(fault))
    if not files.routes.routes:
        raise SettingsError(f"{space.rules}/routes.yaml: no routes, so nobody would be told")
    daemon = Daemon(space, files, outside(space.settings.log, secrets))
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
