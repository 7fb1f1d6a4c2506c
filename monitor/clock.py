"""Time comes in as an argument: the only file that asks the system for it."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time, elapsed time, and waiting."""

    def now(self) -> datetime:
        """Give the wall time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that only grow, over a suspended process too."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait without holding the loop."""
        ...


def cpu_s() -> float:
    """Give the CPU seconds of this thread: what its work cost, whoever else wanted the machine."""
    return time.thread_time()


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds since boot: they run on while we are stopped or the machine sleeps."""
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boottime is None else time.clock_gettime(boottime)

    async def sleep(self, seconds: float) -> None:
        """Wait without holding the loop."""
        await asyncio.sleep(seconds)
