"""The clock of a scene: it moves only when everything that runs waits for it."""

import asyncio

from tests.fakes.clock import FakeClock


class SceneClock(FakeClock):
    """A fake clock that knows how many polls and answers wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0  # polls and answers; the keepers of leases do not count
        self.began_ms = self.now_ms()
        self.turns = 0  # goes up with each wait that begins or ends

    async def sleep(self, seconds: float) -> None:
        """Wait; a poll that does is counted."""
        running = asyncio.current_task()
        if running is not None and running.get_name().startswith("poll "):
            await self.hold(seconds)
        else:
            await super().sleep(seconds)

    async def hold(self, seconds: float) -> None:
        """Wait as somebody the clock may be moved for."""
        self.waiting += 1
        self.turns += 1
        try:
            await super().sleep(seconds)
        finally:
            self.waiting -= 1
            self.turns += 1

    def on(self) -> None:
        """Move to the next moment that somebody waits for."""
        wakes = [at for at, _, waiter in self._sleepers if not waiter.done()]
        if wakes:
            self.advance(max(0.0, min(wakes) - self.monotonic()))
