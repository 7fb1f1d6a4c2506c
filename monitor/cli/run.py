"""`monitor run`: the daemon."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from monitor.cli import _output
from monitor.cli._options import Dir
from monitor.errors import SettingsError


def run(directory: Dir = Path()) -> None:
    """Watch the sources and tell the stories until stopped (Ctrl-C, SIGTERM).

    A faulty file is told and left out; the rest goes on. Stopping twice ends at once.
    """
    from monitor.daemon import Daemon
    from monitor.workspace import find

    space = find(directory)
    files = space.files()
    for fault in files.faults.sorted():
        _output.note(str(fault))
    if not files.routes.routes:
        raise SettingsError(f"{space.rules}/routes.yaml: no routes, so nobody would be told")
    try:
        asyncio.run(_until_stopped(Daemon(space, files, outside(space.settings.log))))
    except OSError as error:
        web = space.settings.web
        raise SettingsError(
            f"{web.host}:{web.port}: {error.strerror}; set MONITOR_WEB__PORT to a free one, or 0"
        ) from None


async def _until_stopped(daemon: "Daemon") -> None:  # type: ignore[name-defined]  # noqa: F821 - imported when called
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopping() -> None:
        if stop.is_set():
            os._exit(1)  # asked twice: as hard as SIGKILL, and as safe
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping)
    await daemon.until(stop)


def outside(log: "LogSettings") -> "Outside":  # type: ignore[name-defined]  # noqa: F821 - imported when called
    """Make what a daemon takes from the world around it."""
    import random

    from monitor import points
    from monitor.clock import SystemClock
    from monitor.daemon import Outside
    from monitor.telemetry import Metrics, Secrets, open_log

    secrets = Secrets()
    environ = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return Outside(
        environ=environ,
        clock=SystemClock(),
        random=random.SystemRandom(),
        log=open_log(secrets=secrets, level=log.level, form=log.form),
        secrets=secrets,
        metrics=Metrics(),
        stream=sys.stdout,
        point=points.from_environment(os.environ),
    )
