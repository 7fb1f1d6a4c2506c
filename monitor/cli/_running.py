"""The lock a running daemon holds, so that verbs find its process."""

from monitor.store.locks import Lock
from monitor.workspace import Workspace


def running(space: Workspace) -> Lock:
    """Give the lock of the daemon that runs on a workspace, whatever its store."""
    space.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Lock(space.data / "run.lock")
