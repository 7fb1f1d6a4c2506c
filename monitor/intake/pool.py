"""The intake pool: claims due sources into free places and keeps their leases while they run."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from monitor.clock import Clock
from monitor.errors import StoreError
from monitor.intake.line import Outcome
from monitor.manners import HostLimit
from monitor.model import Source
from monitor.ports import Claim, Sources

PLACES = 100
LEASE_S = 60.0
STOP_S = 25.0
LAST_S = 2.0  # what a poll does after it has settled takes less


class IntakePool:
    """Runs polls side by side; `async with` it, call `tick` regularly, `stop` it before the end.

    `poll` runs one claimed source; `done` takes its outcome, or the exception it ended in: one
    source's trouble never ends the others, and its lease simply runs out.
    """

    def __init__(
        self,
        *,
        sources: Sources,
        poll: Callable[[Claim, Source], Awaitable[Outcome]],
        done: Callable[[str, Outcome | Exception], None],
        clock: Clock,
        worker: str,
        places: int = PLACES,
        lease_s: float = LEASE_S,
        polling: Callable[[str], object] = str,
    ) -> None:
        """Start empty, with no source known; each poll begins by telling `polling` its source."""
        self._sources = sources
        self._poll = poll
        self._done = done
        self._clock = clock
        self._worker = worker
        self._places = places
        self._lease_s = lease_s
        self._polling = polling
        self._known: Mapping[str, Source] = {}
        self._hosts: Mapping[str, HostLimit] = {}
        self._group = asyncio.TaskGroup()
        self._running: dict[asyncio.Task[None], Claim] = {}
        self._keeping: asyncio.Task[None] | None = None
        self._stopping = False

    def learn(self, known: Mapping[str, Source], hosts: Mapping[str, HostLimit]) -> None:
        """Take over what the source files say; polls that run keep what they began with."""
        self._known, self._hosts = known, hosts

    @property
    def running(self) -> int:
        """Give how many polls run now."""
        return len(self._running)

    async def __aenter__(self) -> Self:
        """Open the group the polls run in."""
        await self._group.__aenter__()
        self._keeping = self._group.create_task(self._keep(), name="leases")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End with the last poll."""
        self._stopping = True
        self._rest()
        await self._group.__aexit__(kind, error, trace)

    async def tick(self) -> int:
        """Claim into the free places; gives how many polls were started."""
        free = self._places - len(self._running)
        if self._stopping or free <= 0:
            return 0
        claims = await self._sources.claim(free, worker=self._worker, hosts=self._hosts)
        for claim in claims:
            running = self._group.create_task(self._run(claim), name=f"poll {claim.source}")
            self._running[running] = claim
            running.add_done_callback(self._ended)
        return len(claims)

    async def stop(self, *, grace_s: float = STOP_S) -> None:
        """Claim nothing more, let polls finish for a while, and give the rest back."""
        self._stopping = True
        if self._running:
            await asyncio.wait(set(self._running), timeout=grace_s)
        for running in tuple(self._running):
            running.cancel()
        if self._running:
            await asyncio.wait(set(self._running))

    async def _run(self, claim: Claim) -> None:
        """Poll one source under a lease that is renewed until it is done."""
        self._polling(claim.source)
        try:
            source = self._known.get(claim.source)
            if source is None or not source.enabled:  # its file is gone
                await self._sources.drop(claim.source)
            else:
                self._done(claim.source, await self._poll(claim, source))
        except asyncio.CancelledError:
            if self._stopping:
                await self._give_back(claim)
            raise
        except Exception as error:  # noqa: BLE001 - the line's edge: the other sources go on
            self._done(claim.source, error)

    def _ended(self, polling: asyncio.Task[None]) -> None:
        self._running.pop(polling)
        self._rest()

    def _rest(self) -> None:
        """Keep no leases once nothing runs any more and nothing will."""
        if self._stopping and not self._running and self._keeping:
            self._keeping.cancel()

    async def _keep(self) -> None:
        """Prolong all leases every third of one, for most polls end before."""
        while True:
            await self._clock.sleep(self._lease_s / 3)
            running = tuple(self._running.items())
            lost = [
                (polling, claim)
                for polling, claim in running
                if not polling.done() and not await self._renewed(claim)
            ]
            if lost:  # one that has just settled still counts what it did, and ends by itself
                await self._clock.sleep(LAST_S)
            for polling, claim in lost:
                if not polling.done():
                    self._done(claim.source, Outcome(source=claim.source, result="lost_lease"))
                    polling.cancel()

    async def _renewed(self, claim: Claim) -> bool:
        """Prolong one lease; False when it was lost, or given up by its poll."""
        with suppress(StoreError):  # the store fences the settlement, so trying on is safe
            return await self._sources.renew(claim)
        return True

    async def _give_back(self, claim: Claim) -> None:
        """Make a source due at once for whoever comes next."""
        with suppress(StoreError):  # else its lease runs out
            await self._sources.give_back(claim)
