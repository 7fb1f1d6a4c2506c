"""Setbacks: what a failed send or a fruitless read-back makes of a row."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random

from monitor.delivery.ops import Notices
from monitor.errors import DeliveryError, Outcome
from monitor.outbox import Outbox
from monitor.outgoing import Delivery
from monitor.reasons import Reason

LATE_MS = 15 * 60_000  # a row in trouble for so long is told to the operators


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long is waited, in seconds."""

    first_s: float = 2.0  # after the first failure; doubles
    most_s: float = 300.0
    reads_s: tuple[float, ...] = (2.0, 6.0, 15.0)  # read-backs, counted from the failure
    probe_s: float = 300.0  # between probes of a broken receiver

    def wait_ms(self, attempt: int, random: Random) -> int:
        """Give the wait after the n-th attempt: half of the backoff, and up to as much again."""
        whole = min(self.most_s, self.first_s * 2.0 ** min(attempt - 1, 30))
        return round(1000 * (whole / 2 + random.uniform(0, whole / 2)))

    def next_read_ms(self, reads: int) -> int | None:
        """Give the wait for the read after so many; None when all have been made."""
        if reads >= len(self.reads_s):
            return None
        before = self.reads_s[reads - 1] if reads else 0.0
        return round(1000 * (self.reads_s[reads] - before))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a claimed row, for the log: the state it is in now, and why."""

    state: str  # a State, or `lost` when the lease was no longer ours
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """Writes failures to the outbox, each by its class."""

    outbox: Outbox
    pace: Pace
    random: Random
    notices: Notices

    async def failed(self, row: Delivery, error: DeliveryError, *, sent: bool = True) -> Ended:
        """Settle a row whose send raised; `sent` is False when nothing went on the wire."""
        if not sent:
            return await self._again(row, error.detail, wait_ms=0, counted=False)
        return await self._by_outcome()[error.outcome](row, error)

    def _by_outcome(
        self,
    ) -> Mapping[Outcome, Callable[[Delivery, DeliveryError], Awaitable[Ended]]]:
        return {
            Outcome.RETRY: self._retry,
            Outcome.AMBIGUOUS: self._doubt,
            Outcome.PARKED: self._park,
            Outcome.REFUSED: self._refused,
            Outcome.POINTLESS: self._pointless,
        }

    async def unopened(self, row: Delivery, why: str) -> Ended:
        """Park a row whose receiver has no notifier, or is in no file any more."""
        return await self._park(row, DeliveryError(Outcome.PARKED, why))

    async def absent(self, row: Delivery, *, repeat: bool = False) -> Ended:
        """Send again what was not found, or (`repeat`) what nobody can look for."""
        detail = "cannot be read back" if repeat else "read back: absent"
        return await self._again(row, detail, repeat=repeat)

    async def unread(self, row: Delivery, error: DeliveryError) -> Ended:
        """Keep a row unknown whose read-back failed; waits grow with the time in trouble."""
        now = await self.outbox.now_ms()
        wait = max(1000 * self.pace.first_s, min(1000 * self.pace.most_s, (now - row.begun_at) / 2))
        due = now + max(round(wait), round(1000 * (error.retry_after_s or 0)))
        await self._late(row, error.detail, now)
        ok = await self.outbox.doubt(row, error.detail, not_before=due, counted=False)
        return _ended(ok, "unknown", error.detail)

    async def _retry(self, row: Delivery, error: DeliveryError) -> Ended:
        wait = self.pace.wait_ms(row.attempts + 1, self.random)
        if error.retry_after_s is not None:
            asked = round(1000 * error.retry_after_s)
            await self.outbox.throttle(row.receiver, await self.outbox.now_ms() + asked)
            wait = max(asked, wait) + round(self.random.uniform(0, 1000))
        return await self._again(row, error.detail, wait_ms=wait)

    async def _doubt(self, row: Delivery, error: DeliveryError) -> Ended:
        if row.kind == "edit":  # absolute: saying it again does no harm
            return await self._again(row, error.detail)
        due = await self.outbox.now_ms() + (self.pace.next_read_ms(0) or 0)
        ok = await self.outbox.doubt(row, error.detail, not_before=due)
        return _ended(ok, "unknown", error.detail)

    async def _park(self, row: Delivery, error: DeliveryError) -> Ended:
        await self.notices.parked(row, error.detail)
        probe_at = await self.outbox.now_ms() + round(1000 * self.pace.probe_s)
        ok = await self.outbox.park(row, error.detail, probe_at=probe_at)
        return _ended(ok, "parked", error.detail)

    async def _refused(self, row: Delivery, error: DeliveryError) -> Ended:
        if not row.plain:
            now = await self.outbox.now_ms()
            ok = await self.outbox.fail(row, error.detail, not_before=now, plain=True)
            return _ended(ok, "queued", f"{error.detail}; plainly next")
        await self.notices.dead(row, error.detail)
        return _ended(await self.outbox.bury(row, error.detail), "dead", error.detail)

    async def _pointless(self, row: Delivery, error: DeliveryError) -> Ended:
        ok = await self.outbox.close(row, Reason.NOT_EDITABLE)
        return _ended(ok, "closed", error.detail)

    async def _again(
        self,
        row: Delivery,
        detail: str,
        *,
        wait_ms: int | None = None,
        counted: bool = True,
        repeat: bool = False,
    ) -> Ended:
        now = await self.outbox.now_ms()
        wait = self.pace.wait_ms(row.attempts + 1, self.random) if wait_ms is None else wait_ms
        await self._late(row, detail, now)
        ok = await self.outbox.fail(
            row, detail, not_before=now + wait, counted=counted, repeat=repeat
        )
        return _ended(ok, "queued", detail)

    async def _late(self, row: Delivery, detail: str, now: int) -> None:
        if row.first_begun_at and now - row.first_begun_at >= LATE_MS:
            await self.notices.late(row, detail)


def _ended(ok: bool, state: str, detail: str) -> Ended:
    return Ended(state=state, detail=detail) if ok else Ended(state="lost", detail=detail)
