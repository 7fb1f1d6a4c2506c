"""The outbox in the store: one script per event of the state table."""

from collections.abc import AsyncIterator, Sequence

from monitor.outgoing import Begun, Counted, Delivery, Handle, ReceiverState, Standing
from monitor.reasons import Reason
from monitor.store.client import Arg, Client, Command
from monitor.store.keys import STORIES
from monitor.store.packing import pack
from monitor.store.rows import as_asked, delivery, fields_of, one_line, standing

MOST = 200  # items a script moves at one time
PAGE = 200  # rows read at one time
LISTED = ("held", "parked", "dead", "unknown")  # states that have an index


class StoredOutbox:
    """Keeps `ports.Outbox`."""

    def __init__(self, client: Client, *, lease_ms: int, notice_delay_ms: int) -> None:
        """Take the client, the length of a lease and how long notices are collected."""
        self._client = client
        self._lease_ms = lease_ms
        self._notice_delay_ms = notice_delay_ms

    async def claim(self, *, worker: str, rate_ms: int = 1000) -> Delivery | None:
        """Lease the next due row: oldest open row of its lane, receiver not parked or throttled."""
        wake = self._client.call("outbox/wake", STORIES, MOST)
        claim = self._client.call("outbox/claim", STORIES, self._lease_ms, worker, rate_ms)
        flat = (await self._client.ask([wake, claim]))[1]
        if flat is None:
            return None
        fields = fields_of(flat)
        return delivery(fields["id"], fields)

    async def renew(self, row: Delivery) -> bool:
        """Prolong the lease."""
        return await self._event("renew", row, self._lease_ms)

    async def close(self, row: Delivery, reason: Reason, waive: Sequence[str] = ()) -> bool:
        """End a row that need not be sent; `waive` are the facts a human's instruction waived."""
        return await self._event("close", row, str(reason), *waive)

    async def hold(self, row: Delivery, reason: Reason, until: int) -> bool:
        """Keep a row until a time."""
        return await self._event("hold", row, str(reason), until)

    async def begin(
        self,
        row: Delivery,
        *,
        news: Sequence[str],
        version: int,
        floor: str,
        counted: Sequence[Counted] = (),
    ) -> Begun:
        """Freeze what this sending tells; the last write before the wire."""
        rules = [as_asked(one) for one in counted]
        args = (row.id, row.token, pack(tuple(news)), version, floor, pack(rules))
        answer = (await self._client.run("outbox/begin", STORIES, *args)).decode()
        return answer if answer in ("ok", "held") else "lost_lease"

    async def record(
        self,
        row: Delivery,
        handle: Handle | None,
        *,
        newest_ts: str = "",
        found: bool = False,
        remind_ms: int = 0,
    ) -> bool:
        """Accepted: told grows by the news that `begin` stored, the handle is kept."""
        at = (handle.channel, handle.ts) if handle else ("", "")
        return await self._event("record", row, *at, newest_ts, int(found), remind_ms)

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
        flags = (int(counted), int(repeat), int(plain))
        return await self._event("fail", row, one_line(error), not_before, *flags)

    async def doubt(
        self, row: Delivery, error: str, *, not_before: int, counted: bool = True
    ) -> bool:
        """Ambiguous, or read back once more without a result: unknown until it is found or not."""
        return await self._event("doubt", row, one_line(error), not_before, int(counted))

    async def park(self, row: Delivery, error: str, *, probe_at: int) -> bool:
        """The receiver is broken: it and its queued rows wait for a probe."""
        return await self._event("park", row, one_line(error), probe_at)

    async def bury(self, row: Delivery, error: str) -> bool:
        """Refused in every rendering: dead, kept visible."""
        return await self._event("bury", row, one_line(error))

    async def _event(self, script: str, row: Delivery, *args: Arg) -> bool:
        """Let an event happen to a row under our token; False when the lease is lost."""
        answer = await self._client.run(f"outbox/{script}", STORIES, row.id, row.token, *args)
        return bool(answer == b"ok")

    async def probed(self, receiver: str, *, works: bool, why: str, probe_at: int) -> int:
        """Note a probe; when it works the parked rows are queued. Answers how many."""
        args = (receiver, int(works), one_line(why), probe_at, MOST)
        return await self._all_of("probed", *args)

    async def flush(self) -> int:
        """Make every debounced edit and collected notice due now; answers how many."""
        return await self._all_of("flush", MOST)

    async def for_digest(self, limit: int) -> tuple[Delivery, ...]:
        """Give the rows that were held for a digest whose time has come, oldest first."""
        names = (await self._client.ask([("ZRANGE", self._key("digests"), 0, limit - 1)]))[0]
        now = await self._client.time_ms() if names else 0
        rows = await self._read([name.decode() for name in names])
        return tuple(row for row in rows if row.not_before <= now)

    async def cut(
        self, receiver: str, text: str, members: Sequence[tuple[Delivery, Sequence[str]]]
    ) -> str:
        """Fold held rows, each with its frozen news, into a digest; its id, empty if none is."""
        flat = [part for row, news in members for part in (row.id, pack(tuple(news)))]
        return str((await self._client.run("outbox/cut", STORIES, receiver, text, *flat)).decode())

    async def members(self, row: Delivery) -> tuple[Delivery, ...]:
        """Give the rows that a digest tells."""
        return await self._read(row.members)

    async def _read(self, names: Sequence[str]) -> tuple[Delivery, ...]:
        asked: list[Command] = [("HGETALL", self._key(f"row:{name}")) for name in names]
        found = await self._client.ask(asked) if asked else []
        return tuple(
            delivery(n, fields_of(flat)) for n, flat in zip(names, found, strict=True) if flat
        )

    async def _all_of(self, script: str, *args: Arg) -> int:
        """Run a script that moves at most MOST items until it moves fewer."""
        total = 0
        while True:
            moved = int(await self._client.run(f"outbox/{script}", STORIES, *args))
            total += moved
            if moved < MOST:
                return total

    async def throttle(self, receiver: str, until: int) -> None:
        """Claim nothing for this receiver before `until`."""
        await self._client.run("outbox/throttle", STORIES, receiver, until)

    async def receiver(self, receiver: str) -> ReceiverState:
        """Give a receiver's state."""
        fields = fields_of(
            (await self._client.ask([("HGETALL", self._key(f"recv:{receiver}"))]))[0]
        )
        return ReceiverState(
            parked=fields.get("parked") == "1",
            why=fields.get("why", ""),
            probe_at=int(fields.get("probe", 0)),
            newest_ts=fields.get("newest", ""),
            throttled_until=int(fields.get("throttled", 0)),
        )

    async def standing(self, story: str, receiver: str) -> Standing:
        """Give what this receiver was told of this story."""
        key = self._key(f"told:{story}@{receiver}")
        return standing(fields_of((await self._client.ask([("HGETALL", key)]))[0]))

    async def notice(self, delivery: str, about: str, receiver: str, text: str) -> bool:
        """Write an ops notice's row; False when it is there already."""
        args = (delivery, about, receiver, text, self._notice_delay_ms)
        return bool(await self._client.run("outbox/notice", STORIES, *args) == b"ok")

    async def retry(self, delivery: str) -> bool:
        """Queue a dead, parked, held or waiting row again."""
        return bool(await self._client.run("outbox/retry", STORIES, delivery) == b"ok")

    async def rows(
        self, *, story: str = "", receiver: str = "", state: str = "", limit: int = 200
    ) -> tuple[Delivery, ...]:
        """List rows, newest first."""
        index = _index(story, state)
        found: list[Delivery] = []
        async for row in self._newest(index):
            if _fits(row, story, receiver, state):
                found.append(row)
            if len(found) >= limit and not index.startswith("state:"):
                break
        found.sort(key=lambda row: (row.created, row.id), reverse=True)
        return tuple(found[:limit])

    async def _newest(self, index: str) -> AsyncIterator[Delivery]:
        """Read an index from its newest row on."""
        start = 0
        while True:
            listed: Command = ("ZREVRANGE", self._key(index), start, start + PAGE - 1)
            names = [name.decode() for name in (await self._client.ask([listed]))[0]]
            for row in await self._read(names):
                yield row
            if len(names) < PAGE:
                return
            start += PAGE

    async def next_due(self) -> int | None:
        """Give the ms at which the next row is due, None when only held rows and reminders wait."""
        answer = await self._client.run("outbox/next_due", STORIES)
        return None if answer is None else int(answer)

    async def now_ms(self) -> int:
        """Give the store's clock."""
        return await self._client.time_ms()

    def _key(self, name: str) -> str:
        return self._client.key(STORIES, name)


def _index(story: str, state: str) -> str:
    """Give the smallest index that holds all rows asked for."""
    if story:
        return f"of:{story}"
    return f"state:{state}" if state in LISTED else "rows"


def _fits(row: Delivery, story: str, receiver: str, state: str) -> bool:
    wanted = ((story, row.story), (receiver, row.receiver), (state, row.state))
    return all(want in ("", has) for want, has in wanted)
