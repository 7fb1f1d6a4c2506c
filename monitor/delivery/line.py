"""Delivery: a due row in, one message out, told once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo

from monitor.clock import Clock
from monitor.delivery.digest import gathered
from monitor.delivery.gates import Closed, closed, gate
from monitor.delivery.lease import Lease
from monitor.delivery.policies import Policies
from monitor.delivery.readback import read_back, withdraw
from monitor.delivery.render import bare, render
from monitor.delivery.setback import Ended, Setback
from monitor.errors import DeliveryError, Outcome
from monitor.outbox import Outbox
from monitor.outgoing import Alert, Begun, Delivery, Handle, Message, Notifier
from monitor.ports import Stories
from monitor.reasons import Reason
from monitor.stories.decide import decide

Point = Callable[[str], None]
NO_POLICIES = Policies()


async def deliver(
    row: Delivery,
    *,
    outbox: Outbox,
    stories: Stories,
    far: Notifier,
    lease: Lease,
    setback: Setback,
    clock: Clock,
    point: Point,
    policies: Policies = NO_POLICIES,
    zone: tzinfo = UTC,
) -> Ended:
    """Tell one receiver what it has not yet been told of one story.

    `begin` freezes what is told: from there on a crash is settled by reading the far end
    back. `record` comes last, and only under our lease.
    """
    point("delivery.claimed")
    if row.state == "unknown":
        return await read_back(
            row,
            outbox=outbox,
            stories=stories,
            far=far,
            setback=setback,
            policies=policies,
            point=point,
        )
    decided = _decided(row, outbox=outbox, stories=stories, policies=policies)
    alert = await decided  # by kind; a card: facts - told - waived
    point("delivery.decided")
    if isinstance(alert, Reason):
        return await _close(closed(alert), row, outbox)
    verdict = gate(alert, far.abilities)
    if isinstance(verdict, Closed):
        return await _close(verdict, row, outbox)
    message = await _rendered(alert, row, clock=clock, zone=zone, setback=setback)
    sending = Sending(
        alert=alert, message=message, far=far, lease=lease, policies=policies, point=point
    )
    return await sending.run(row, outbox=outbox, setback=setback, clock=clock)


async def _decided(
    row: Delivery, *, outbox: Outbox, stories: Stories, policies: Policies
) -> Alert | Reason:
    if row.kind == "digest":
        return await gathered(row, outbox=outbox, stories=stories)
    story, standing = await stories.story(row.story), await outbox.standing(row.story, row.receiver)
    reminds = story is not None and policies.realert(story) is not None
    return decide(row, story, standing, reminds=reminds)


async def _close(verdict: Closed, row: Delivery, outbox: Outbox) -> Ended:
    """Write that a row is not sent."""
    done = await outbox.close(row, verdict.reason, verdict.waive)
    return Ended(state="closed" if done else "lost", detail=verdict.reason)


async def _rendered(
    alert: Alert, row: Delivery, *, clock: Clock, zone: tzinfo, setback: Setback
) -> Message:
    try:
        return render(alert, row, now=clock.now(), zone=zone, plain=row.plain)
    except Exception as error:  # noqa: BLE001 - a fault in drawing must not cost the alert
        await setback.notices.undrawn(row, repr(error)[:200])
        return bare(alert, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One message on its way to one receiver, under one lease."""

    alert: Alert
    message: Message
    far: Notifier
    lease: Lease
    policies: Policies
    point: Point

    async def run(self, row: Delivery, *, outbox: Outbox, setback: Setback, clock: Clock) -> Ended:
        """Freeze what is told, send it, write that it was told."""
        if not self.lease.alive():
            return await setback.failed(row, _too_late(), sent=False)
        try:
            floor = await self._floor(row, outbox)
        except DeliveryError as error:
            return await setback.failed(row, _before_wire(error))
        news = tuple(fact.id for fact in self.alert.news)
        version = self.alert.story.version if self.alert.story else 0
        counted = self.policies.counted(self.alert)
        begun = await outbox.begin(row, news=news, version=version, floor=floor, counted=counted)
        if begun != "ok":
            return _not_begun(begun)
        self.point("delivery.begun")
        asked: list[bool] = [True]
        try:
            handle = await self._send(asked)
        except DeliveryError as error:
            return self._noted(await setback.failed(row, error, sent=asked[-1]))
        except Exception as error:  # noqa: BLE001 - a notifier is a plug-in: whatever it raises is ambiguous
            unclear = DeliveryError(Outcome.AMBIGUOUS, f"{type(error).__name__} in the notifier")
            return self._noted(await setback.failed(row, unclear))
        self.point("delivery.answered")
        return await self._record(row, handle, outbox=outbox, clock=clock)

    async def _floor(self, row: Delivery, outbox: Outbox) -> str:
        """Give the far end's newest ts before this row ever began: where a read-back starts."""
        if row.floor or row.kind == "edit" or not self.far.abilities.read:
            return row.floor
        return (await outbox.receiver(row.receiver)).newest_ts or await self.far.floor()

    async def _send(self, asked: list[bool]) -> Handle | None:
        def alive() -> bool:
            asked.append(self.lease.alive())
            return asked[-1]

        under = self.alert.under
        if self.alert.kind == "edit" and under:
            if not alive():
                raise _too_late()
            await self.far.edit(under, self.message)
            return under
        under = under if self.far.abilities.thread else None
        return await self.far.send(self.message, under=under, alive=alive)

    def _noted(self, ended: Ended) -> Ended:
        if ended.state == "unknown":
            self.point("delivery.ambiguous")
        return ended

    async def _record(
        self, row: Delivery, handle: Handle | None, *, outbox: Outbox, clock: Clock
    ) -> Ended:
        newest = handle.ts if handle and self.far.abilities.read else ""
        remind_ms = self.policies.remind_ms(row, self.alert.story, self.alert.kind)
        if not await outbox.record(row, handle, newest_ts=newest, remind_ms=remind_ms):
            if handle and self.alert.kind != "edit":
                await withdraw(row, handle, outbox=outbox, far=self.far, clock=clock)
            return Ended(state="lost", detail="after the send")
        self.point("delivery.recorded")
        return Ended(state="sent", detail=self.alert.reason)


def _not_begun(begun: Begun) -> Ended:
    if begun == "held":
        return Ended(state="held", detail=Reason.BUDGET)
    return Ended(state="lost", detail="before the send")


def _too_late() -> DeliveryError:
    return DeliveryError(Outcome.RETRY, "too little of the lease is left; nothing was sent")


def _before_wire(error: DeliveryError) -> DeliveryError:
    """Nothing was sent yet, so what is unclear here is no more than a failed try."""
    outcome = error.outcome if error.outcome is Outcome.PARKED else Outcome.RETRY
    return DeliveryError(outcome, error.detail, retry_after_s=error.retry_after_s)
