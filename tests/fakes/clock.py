"""A clock that stands still until a test moves it."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class FakeClock:
    """Wall time, elapsed time and waiting that only `advance` moves.

    With `driving=True` a `sleep` moves the clock itself and returns at once, so a loop that
    waits runs through in no time.
    """

    def __init__(self, start: datetime = START, *, driving: bool = False) -> None:
        self._start = start
        self._elapsed = 0.0
        self._driving = driving
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Give the wall time, aware, in UTC."""
        return self._start + timedelta(seconds=self._elapsed)

    def now_ms(self) -> int:
        """Give the wall time in epoch milliseconds: the store's clock in a test."""
        return round(self.now().timestamp() * 1000)

    def monotonic(self) -> float:
        """Give the seconds advanced so far."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was advanced that far."""
        if self._driving:
            self.advance(seconds)
            await asyncio.sleep(0)
            return
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), waiter))
        await waiter

    def advance(self, seconds: float) -> None:
        """Move the time on and wake whoever waited for it; they run at the next await."""
        self._elapsed += seconds
        while self._sleepers and self._sleepers[0][0] <= self._elapsed:
            waiter = heapq.heappop(self._sleepers)[2]
            if not waiter.done():
                waiter.set_result(None)

    @property
    def sleeping(self) -> int:
        """Give how many wait for the clock: a condition to wait on before advancing."""
        return sum(not waiter.done() for _, _, waiter in self._sleepers)
