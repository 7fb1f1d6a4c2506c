"""The delivery pool: claims due rows, sends several at a time, renews leases, probes receivers."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, tzinfo

from monitor.clock import Clock
from monitor.delivery.digest import cut_due
from monitor.delivery.lease import Lease
from monitor.delivery.line import NO_POLICIES, Point, deliver
from monitor.delivery.policies import Policies
from monitor.delivery.punctual import Punctual
from monitor.delivery.receivers import Opened
from monitor.delivery.setback import Ended, Setback
from monitor.errors import DeliveryError, StoreError
from monitor.outbox import Outbox
from monitor.outgoing import Delivery
from monitor.points import quiet
from monitor.ports import Stories

Report = Callable[[Delivery, Ended], None]


def _unreported(_row: Delivery, _ended: Ended) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much at a time, and how often."""

    senders: int = 8
    lease_s: float = 60.0  # as the store was opened with
    poll_s: float = 0.25
    rate_ms: int = 1000  # between posts to one receiver
    cut_s: float = 1.0  # between looks for digests
    retry_s: float = 1.0  # after the store could not be asked


class DeliveryPool:
    """Runs the delivery line until it is stopped."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        stories: Stories,
        opened: Opened,
        setback: Setback,
        clock: Clock,
        worker: str,
        load: Load | None = None,
        point: Point = quiet,
        policies: Policies = NO_POLICIES,
        zone: tzinfo = UTC,
        report: Report = _unreported,
    ) -> None:
        """Take the collaborators; `report` hears what became of every row."""
        self._load = load or Load()
        self.reopen(opened)
        self._outbox = outbox
        self._stories = stories
        self._setback = setback
        self._clock = clock
        self._worker = worker
        self._point = point
        self._policies = policies
        self._zone = zone
        self._report = report
        self._woken = asyncio.Event()
        self._stopping = False

    def reopen(self, opened: Opened) -> None:
        """Go over to other receivers; a send under way ends as it began."""
        request_s = self._load.lease_s / 2
        self._opened = opened
        self._far = {
            name: Punctual(far, limit_s=request_s) for name, far in opened.notifiers.items()
        }

    def wake(self) -> None:
        """Look for due rows at once: something was joined."""
        self._woken.set()

    def stop(self) -> None:
        """Begin no further send; `run` returns when those under way are settled."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Claim and deliver until stopped."""
        free = asyncio.Semaphore(self._load.senders)
        async with asyncio.TaskGroup() as group:
            probing = group.create_task(self._probe_for_ever())
            cutting = group.create_task(self._cut_for_ever())
            while not self._stopping:
                await free.acquire()
                since = self._clock.monotonic()
                row = await self._claim()
                if row is None:
                    free.release()
                    await self._pause()
                    continue
                sender = group.create_task(self._one(row, since, group))
                sender.add_done_callback(lambda _done: free.release())
            probing.cancel()
            cutting.cancel()

    async def _claim(self) -> Delivery | None:
        self._woken.clear()
        if self._stopping:
            return None
        try:
            return await self._outbox.claim(worker=self._worker, rate_ms=self._load.rate_ms)
        except StoreError:
            await self._clock.sleep(self._load.retry_s)
            return None

    async def _pause(self) -> None:
        if not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._load.poll_s)

    async def _one(self, row: Delivery, since: float, group: asyncio.TaskGroup) -> None:
        lease = Lease(
            length_s=self._load.lease_s,
            since=since,
            elapsed=self._clock.monotonic,
            stopping=lambda: self._stopping,
        )
        renewing = group.create_task(self._renew(row, lease))
        try:
            ended = await self._deliver(row, lease)
        except StoreError as error:
            ended = Ended(state="lost", detail=f"store: {error}")  # comes back when the lease ends
        except Exception as error:  # noqa: BLE001 - the loop's edge: one row must not stop the others
            ended = Ended(state="lost", detail=repr(error))
        finally:
            renewing.cancel()
        self._report(row, ended)
        self._woken.set()

    async def _deliver(self, row: Delivery, lease: Lease) -> Ended:
        far = self._far.get(row.receiver)
        if far is None:
            why = self._opened.broken.get(row.receiver, "is not in receivers.yaml any more")
            return await self._setback.unopened(row, why)
        return await deliver(
            row,
            outbox=self._outbox,
            stories=self._stories,
            far=far,
            lease=lease,
            setback=self._setback,
            clock=self._clock,
            point=self._point,
            policies=self._policies,
            zone=self._zone,
        )

    async def _renew(self, row: Delivery, lease: Lease) -> None:
        """Renew every third of the lease, until three quarters of it after the claim."""
        for _turn in range(2):
            await self._clock.sleep(self._load.lease_s / 3)
            since = self._clock.monotonic()
            try:
                kept = await self._outbox.renew(row)
            except StoreError:
                continue
            if not kept:
                lease.lost = True
                return
            lease.renewed(since)

    async def _cut_for_ever(self) -> None:
        """Cut the digests whose time has come."""
        while not self._stopping:
            with suppress(StoreError):  # the next round asks again
                made = await cut_due(
                    outbox=self._outbox,
                    stories=self._stories,
                    policies=self._policies,
                    point=self._point,
                )
                if made:
                    self.wake()
            await self._clock.sleep(max(self._load.poll_s, self._load.cut_s))

    async def _probe_for_ever(self) -> None:
        """Probe all receivers at start, then those that are parked when their time comes.

        The flag is looked at besides: a cancellation that meets a finished wait can be lost.
        """
        for name in self._far:
            await self._probe(name, at_start=True)
        while not self._stopping:
            await self._clock.sleep(max(self._load.poll_s, self._setback.pace.probe_s / 20))
            for name in self._far:
                await self._probe(name)

    async def _probe(self, name: str, *, at_start: bool = False) -> None:
        try:
            state = await self._outbox.receiver(name)
            now = await self._outbox.now_ms()
            if not at_start and not (state.parked and state.probe_at <= now):
                return
            why = await self._why_broken(name)
            if not state.parked:
                return  # a first look: what it can do is known now; a failing send parks it
            probe_at = now + round(1000 * self._setback.pace.probe_s)
            waited = await self._outbox.probed(name, works=not why, why=why, probe_at=probe_at)
            if not why:
                await self._setback.notices.recovered(name, waited, now)
                self.wake()
        except StoreError:
            return  # the next round asks again

    async def _why_broken(self, name: str) -> str:
        """Probe one receiver; empty when it works."""
        try:
            await self._far[name].probe()
        except DeliveryError as error:
            return error.detail
        except Exception as error:  # noqa: BLE001 - a notifier is a plug-in: a probe that raises has failed
            return type(error).__name__
        return ""
