"""`monitor reload`: the running daemon looks for changed files at once."""

import os
import signal
from pathlib import Path

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError


def reload(directory: Dir = Path(), json: Json = False) -> None:
    """Have the running daemon look for changed files now; it does so each second anyhow."""
    from monitor.cli._running import running
    from monitor.workspace import find

    space = find(directory)
    lock = running(space)
    if lock.is_free():
        raise SettingsError(f"{space.data}: no daemon runs here; start one with `monitor run`")
    pid = lock.holder().pid
    os.kill(pid, signal.SIGHUP)
    if json:
        _output.as_json({"pid": pid})
    else:
        print(f"asked pid {pid}; faults are in its log, and `monitor check` shows them here")
