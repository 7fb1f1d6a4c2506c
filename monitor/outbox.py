"""What the delivery line needs from the store: the outbox, as a protocol."""

from collections.abc import Sequence
from typing import Protocol

from monitor.outgoing import Begun, Counted, Delivery, Handle, ReceiverState, Standing
from monitor.reasons import Reason


class Outbox(Protocol):
    """The outbox's rows and the state table of `delivery.md` section 2.

    Every method but the readers is one atomic script that checks the row's token; they
    answer False (or `lost_lease`) when the lease is no longer ours, and change nothing.
    """

    async def claim(self, *, worker: str, rate_ms: int = 1000) -> Delivery | None:
        """Lease the next due row: oldest open row of its lane, receiver not parked or throttled.

        Rows whose lease ended come back: leased ones queued, sending ones `unknown`. The
        answer's state is `leased` (decide and send) or `unknown` (read back).
        """
        ...

    async def renew(self, row: Delivery) -> bool:
        """Prolong the lease."""
        ...

    async def close(self, row: Delivery, reason: Reason, waive: Sequence[str] = ()) -> bool:
        """End a row that need not be sent; `waive` are the facts a human's instruction waived."""
        ...

    async def hold(self, row: Delivery, reason: Reason, until: int) -> bool:
        """Keep a row until a time."""
        ...

    async def begin(
        self,
        row: Delivery,
        *,
        news: Sequence[str],
        version: int,
        floor: str,
        counted: Sequence[Counted] = (),
    ) -> Begun:
        """Freeze what this sending tells; the last write before the wire.

        A card counts in its rules; `held` for a digest: all of them are over their budgets.
        """
        ...

    async def record(
        self,
        row: Delivery,
        handle: Handle | None,
        *,
        newest_ts: str = "",
        found: bool = False,
        remind_ms: int = 0,
    ) -> bool:
        """Accepted: told grows by the news that `begin` stored, the handle is kept.

        With `remind_ms` a reminder is written, unless one waits or the story is acknowledged.
        """
        ...

    async def fail(
        self,
        row: Delivery,
        error: str,
        *,
        not_before: int,
        counted: bool = True,
        repeat: bool = False,
        plain: bool = False,
    ) -> bool:
        """Surely not accepted (or unreadable: `repeat`): queued again, no earlier than that."""
        ...

    async def doubt(
        self, row: Delivery, error: str, *, not_before: int, counted: bool = True
    ) -> bool:
        """Ambiguous, or read back once more without a result: unknown until it is found or not.

        From `sending` it starts with no reads; from `unknown` it counts a read that found
        nothing, `counted=False` one that failed itself.
        """
        ...

    async def park(self, row: Delivery, error: str, *, probe_at: int) -> bool:
        """The receiver is broken: it and its queued rows wait for a probe."""
        ...

    async def bury(self, row: Delivery, error: str) -> bool:
        """Refused in every rendering: dead, kept visible."""
        ...

    async def probed(self, receiver: str, *, works: bool, why: str, probe_at: int) -> int:
        """Note a probe; when it works the parked rows are queued. Answers how many."""
        ...

    async def throttle(self, receiver: str, until: int) -> None:
        """Claim nothing for this receiver before `until`."""
        ...

    async def receiver(self, receiver: str) -> ReceiverState:
        """Give a receiver's state."""
        ...

    async def standing(self, story: str, receiver: str) -> Standing:
        """Give what this receiver was told of this story."""
        ...

    async def notice(self, delivery: str, about: str, receiver: str, text: str) -> bool:
        """Write an ops notice's row; False when it is there already."""
        ...

    async def retry(self, delivery: str) -> bool:
        """Queue a dead, parked or held row again."""
        ...

    async def rows(
        self, *, story: str = "", receiver: str = "", state: str = "", limit: int = 200
    ) -> tuple[Delivery, ...]:
        """List rows, newest first."""
        ...

    async def next_due(self) -> int | None:
        """Give the ms at which the next row is due; None when only held rows and reminders wait."""
        ...

    async def flush(self) -> int:
        """Make every debounced edit and collected notice due now; answers how many."""
        ...

    async def for_digest(self, limit: int) -> tuple[Delivery, ...]:
        """Give the rows that were held for a digest whose time has come, oldest first."""
        ...

    async def cut(
        self, receiver: str, text: str, members: Sequence[tuple[Delivery, Sequence[str]]]
    ) -> str:
        """Fold held rows, each with its frozen news, into a digest; its id, empty if none is."""
        ...

    async def members(self, row: Delivery) -> tuple[Delivery, ...]:
        """Give the rows that a digest tells."""
        ...

    async def now_ms(self) -> int:
        """Give the store's clock."""
        ...
