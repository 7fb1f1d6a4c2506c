"""Named points where a crash test may kill the process; no-ops in production."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping

Point = Callable[[str], None]


def quiet(_name: str) -> None:
    """Do nothing: what every point is unless `MONITOR_CHAOS=1`."""


def from_environment(environ: Mapping[str, str]) -> Point:
    """Make the point function that the environment asks for.

    `MONITOR_KILL_AT=name:nth` kills this process with SIGKILL when the point
    `name` is passed for the nth time (1 if left out), only under `MONITOR_CHAOS=1`.
    """
    if environ.get("MONITOR_CHAOS") != "1" or not environ.get("MONITOR_KILL_AT"):
        return quiet
    wanted, _, nth = environ["MONITOR_KILL_AT"].partition(":")
    passed: Counter[str] = Counter()

    def point(name: str) -> None:
        passed[name] += 1
        if name == wanted and passed[name] == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)

    return point
