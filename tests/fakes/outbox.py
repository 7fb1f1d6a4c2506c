"""The outbox in plain Python: the same answers as the store's scripts, row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from monitor.outgoing import (
    OPEN_STATES,
    Begun,
    Counted,
    Delivery,
    Handle,
    ReceiverState,
    Standing,
)
from monitor.ports import NewRow
from monitor.reasons import Reason

IN_FLIGHT = ("leased", "sending", "unknown")
CLASSES = {"reply": 1, "realert": 1, "card": 2, "notice": 2, "edit": 3, "digest": 4}
DAY_MS, WEEK_MS = 86_400_000, 7 * 86_400_000
CAPACITY = 3  # posts a receiver's bucket holds
READ_BACK_MS = 2000  # an ended sending is read back no earlier


@dataclass
class _Kept:
    """A row, and what only the store knows of it."""

    row: Delivery
    done: str = ""  # `<event>:<token>` of the last event, so that a repeat is known
    timer: bool = False  # stands outside its lane until due
    was_unknown: bool = False  # when it was parked
    for_digest: bool = False  # held until a digest is cut
    urged: bool = False  # goes whatever the budget


@dataclass
class _Pair:
    """What one receiver was told of one story."""

    told: dict[str, None] = field(default_factory=dict)
    waived: dict[str, str] = field(default_factory=dict)
    version: int = 0
    card: Handle | None = None
    edit: str = ""
    remind: str = ""


@dataclass
class _Receiver:
    """A receiver's state, when its bucket is full again, and when it has a post to give."""

    state: ReceiverState = field(default_factory=ReceiverState)
    full_at: int = 0
    free_at: int = 0


class MemoryOutbox:
    """Rows, lanes, receivers and what was told."""

    def __init__(self, *, now_ms: Callable[[], int], lease_ms: int, notice_delay_ms: int) -> None:
        self._now = now_ms
        self._lease_ms = lease_ms
        self._notice_delay_ms = notice_delay_ms
        self._rows: dict[str, _Kept] = {}
        self._pairs: dict[tuple[str, str], _Pair] = {}
        self._receivers: dict[str, _Receiver] = {}
        self._ready: dict[str, tuple[int, int]] = {}
        self._served = 0
        self._digests: dict[str, int] = {}
        self._counted: dict[tuple[str, str], str] = {}
        self._budgets: dict[tuple[str, int], int] = {}
        self.verdict: Callable[[str, str], None] = lambda _rule, _what: None
        self.number: Callable[[str], int] = lambda _story: 0  # its next alert number, 0 = none

    # --- written by a join -----------------------------------------------------------------

    def add(self, new: NewRow) -> None:
        """Write a join's row unless it is there, or an edit already waits."""
        pair = self._pairs.setdefault((new.story, new.receiver), _Pair())
        if new.delivery in self._rows or (new.kind == "edit" and self._edit_waits(pair)):
            return
        now = self._now()
        row = Delivery(
            id=new.delivery, story=new.story, receiver=new.receiver, kind=new.kind, n=new.n,
            facts=tuple(new.facts), created=now, not_before=now + new.delay_ms,
            history=(f"{now} queued",),
        )  # fmt: skip
        self._rows[row.id] = _Kept(row=row, timer=new.delay_ms > 0)
        if new.kind == "edit":
            pair.edit = row.id
        self._mark_ready()

    def _edit_waits(self, pair: _Pair) -> bool:
        kept = self._rows.get(pair.edit)
        return kept is not None and kept.row.state in ("queued", "held", "parked")

    async def notice(self, delivery: str, about: str, receiver: str, text: str) -> bool:
        """Write an ops notice's row; False when it is there already."""
        return self._note(delivery, about, receiver, text, self._notice_delay_ms)

    def _note(self, delivery: str, about: str, receiver: str, text: str, delay_ms: int) -> bool:
        if delivery in self._rows:
            return False
        row = Delivery(
            id=delivery, story=about, receiver=receiver, kind="notice", n=self._now(), text=text
        )
        self._insert(row, delay_ms)
        return True

    def _insert(self, row: Delivery, delay_ms: int = 0) -> None:
        now = self._now()
        row = replace(row, created=now, not_before=now + delay_ms, history=(f"{now} queued",))
        self._rows[row.id] = _Kept(row=row, timer=delay_ms > 0)
        self._mark_ready()

    # --- lanes -----------------------------------------------------------------------------

    def _heads(self) -> dict[tuple[str, str], _Kept]:
        """Give what stands first in each lane: a row in flight, else the oldest open one."""
        heads: dict[tuple[str, str], _Kept] = {}
        for kept in self._rows.values():
            if kept.timer or kept.row.state not in OPEN_STATES:
                continue
            lane = (kept.row.story, kept.row.receiver)
            if lane not in heads or _rank(kept) < _rank(heads[lane]):
                heads[lane] = kept
        return heads

    def _due(self) -> dict[str, list[_Kept]]:
        """Give each receiver's due rows, the next one first."""
        now = self._now()
        due: dict[str, list[_Kept]] = {}
        for kept in self._heads().values():
            row = kept.row
            waits = max(row.not_before, row.lease_until if row.state == "unknown" else 0)
            if row.state in ("queued", "unknown") and waits <= now:
                due.setdefault(row.receiver, []).append(kept)
        for rows in due.values():
            rows.sort(key=lambda k: (CLASSES[k.row.kind], k.row.created, k.row.story))
        return due

    def _mark_ready(self) -> None:
        for receiver in self._due():
            kept = self._receivers.setdefault(receiver, _Receiver())
            if not kept.state.parked and receiver not in self._ready:
                free_at = max(self._now(), kept.state.throttled_until, kept.free_at)
                self._ready[receiver] = (free_at, 0)

    def _wake(self) -> None:
        """Bring back what is due: timers, ended leases, held rows whose time has come."""
        now = self._now()
        for kept in self._rows.values():
            if kept.timer and kept.row.not_before <= now:
                kept.timer = False
        for kept in self._heads().values():
            row = kept.row
            if row.state == "leased" and row.lease_until <= now:
                self._move(kept, "lease-ended", state="queued", lease_until=0)
            elif row.state == "sending" and row.lease_until <= now:
                self._move(kept, "lease-ended", state="unknown", lease_until=0, reads=0,
                           not_before=now + READ_BACK_MS)  # fmt: skip
            elif row.state == "held" and row.not_before <= now and not kept.for_digest:
                self._move(kept, "released", state="queued", reason="")
        self._mark_ready()

    async def claim(self, *, worker: str, rate_ms: int = 1000) -> Delivery | None:
        """Lease the next due row of the receiver that was served longest ago."""
        self._wake()
        now, due = self._now(), self._due()
        for receiver, (ready_at, _) in sorted(self._ready.items(), key=lambda kv: (kv[1], kv[0])):
            if ready_at > now:
                continue
            if receiver not in due:
                del self._ready[receiver]
                continue
            kept = due[receiver][0]
            state = "unknown" if kept.row.state == "unknown" else "leased"
            if state == "leased":
                self._take_from_bucket(receiver, rate_ms)
            known = self._receivers[receiver]
            self._served += 1
            known.free_at = known.full_at - (CAPACITY - 1) * rate_ms
            free_at = max(now, known.free_at, known.state.throttled_until)
            self._ready[receiver] = (free_at, self._served)
            return self._move(kept, "claimed", worker, state=state, token=kept.row.token + 1,
                              lease_until=now + self._lease_ms)  # fmt: skip
        return None

    def _take_from_bucket(self, receiver: str, rate_ms: int) -> None:
        known = self._receivers[receiver]
        known.full_at = max(known.full_at, self._now()) + rate_ms

    def _move(self, kept: _Kept, event: str, detail: str = "", **changes: object) -> Delivery:
        entry = f"{self._now()} {event} {_line(detail)}".strip()
        row = replace(kept.row, history=(*kept.row.history, entry)[-20:], **changes)  # type: ignore[arg-type]
        kept.row = row
        kept.done = f"{event}:{row.token}"
        return row

    def _event(
        self, row: Delivery, event: str, states: Sequence[str], detail: str = "", **changes: object
    ) -> bool:
        """Do one event of the state table if the token is ours and the state allows it."""
        kept = self._rows.get(row.id)
        if kept is None or kept.row.token != row.token:
            return False
        if kept.done == f"{event}:{row.token}":
            return True
        if kept.row.state not in states:
            return False
        self._move(kept, event, detail, **changes)
        self._mark_ready()
        return True

    # --- the state table -------------------------------------------------------------------

    async def renew(self, row: Delivery) -> bool:
        """Prolong the lease."""
        kept = self._rows.get(row.id)
        if kept is None or kept.row.token != row.token or kept.row.state not in IN_FLIGHT:
            return False
        if kept.row.lease_until == 0:
            return False
        kept.row = replace(kept.row, lease_until=self._now() + self._lease_ms)
        return True

    async def close(self, row: Delivery, reason: Reason, waive: Sequence[str] = ()) -> bool:
        """End a row that need not be sent."""
        before = self._rows[row.id].row if row.id in self._rows else row
        if not self._event(row, "closed", IN_FLIGHT, str(reason), state="closed",
                           reason=str(reason), lease_until=0):  # fmt: skip
            return False
        if before.state != "closed":
            for one in self._folded(before):
                self._move(one, "closed", before.id, state="closed", reason=str(reason))
            pair = self._pairs.setdefault((row.story, row.receiver), _Pair())
            for fact in waive:
                pair.waived[fact] = str(reason)
        return True

    async def hold(self, row: Delivery, reason: Reason, until: int) -> bool:
        """Keep a row until a time."""
        done = self._event(row, "held", ("leased",), str(reason), state="held", lease_until=0,
                           reason=str(reason), not_before=until)  # fmt: skip
        if done:
            self._rows[row.id].for_digest = False
        return done

    async def begin(
        self, row: Delivery, *, news: Sequence[str], version: int, floor: str,
        counted: Sequence[Counted] = (),
    ) -> Begun:  # fmt: skip
        """Freeze what this sending tells; a card counts in its rules, or is held."""
        kept, now = self._rows.get(row.id), self._now()
        if kept is None or kept.row.token != row.token:
            return "lost_lease"
        old = kept.row
        if kept.done == f"held:{row.token}" and kept.for_digest:
            return "held"
        repeated = kept.done == f"begun:{row.token}"
        if old.state == "leased" and old.lease_until <= now and not repeated:
            return "lost_lease"
        if counted and not kept.urged and old.state == "leased" and not self._count(old, counted):
            self._hold_for_digest(kept, counted)
            return "held"
        first = old.first_begun_at == 0
        done = self._event(
            row, "begun", ("leased",), state="sending", begun_at=now, attempts=old.attempts + 1,
            news=old.news if old.repeat else tuple(news),
            news_version=old.news_version if old.repeat else version,
            first_begun_at=now if first else old.first_begun_at,
            floor=floor if first else old.floor, reads=0,
        )  # fmt: skip
        return "ok" if done else "lost_lease"

    def _count(self, row: Delivery, rules: Sequence[Counted]) -> bool:
        """Count a story once in each of its rules, if one of them has room or has told it."""
        fresh = [r for r in rules if self._counted.get((row.story, r.rule)) != "card"]
        may = len(fresh) < len(rules) or any(
            r.limit == 0 or self._budgets.get((r.rule, self._period(r)[0]), 0) < r.limit
            for r in fresh
        )
        for rule in fresh if may else ():
            key = rule.rule, self._period(rule)[0] if rule.limit else 0
            self._budgets[key] = self._budgets.get(key, 0) + 1
            self._counted[row.story, rule.rule] = "card"
            self.verdict(rule.rule, "card")
        return may

    def _period(self, rule: Counted) -> tuple[int, int]:
        shift = 3 * DAY_MS if rule.period_ms == WEEK_MS else 0
        n = (self._now() + shift) // rule.period_ms
        return n, (n + 1) * rule.period_ms - shift

    def _hold_for_digest(self, kept: _Kept, rules: Sequence[Counted]) -> None:
        ends = min(self._period(rule)[1] for rule in rules)
        for rule in rules:
            if (kept.row.story, rule.rule) not in self._counted:
                self._counted[kept.row.story, rule.rule] = "budget"
                self.verdict(rule.rule, "budget")
            if rule.to:
                name = f"n.{rule.rule}.budget.{self._period(rule)[1]}"
                self._note(name, rule.rule, rule.to, rule.note, 0)
        kept.for_digest = True
        self._digests[kept.row.id] = ends
        self._move(kept, "held", "budget", state="held", reason="budget", not_before=ends,
                   lease_until=0)  # fmt: skip

    async def for_digest(self, limit: int) -> tuple[Delivery, ...]:
        """Give the rows that were held for a digest whose time has come, oldest first."""
        names = sorted(self._digests, key=lambda name: (self._digests[name], name))[:limit]
        return tuple(self._rows[name].row for name in names if self._digests[name] <= self._now())

    async def cut(
        self, receiver: str, text: str, members: Sequence[tuple[Delivery, Sequence[str]]]
    ) -> str:
        """Fold held rows, each with its frozen news, into a digest; its id, empty if none is."""
        due = [(self._rows[row.id], news) for row, news in members
               if self._digests.get(row.id, self._now() + 1) <= self._now()]  # fmt: skip
        due = [(kept, news) for kept, news in due if kept.row.receiver == receiver]
        if not due:
            return ""
        n = 1 + sum(k.row.kind == "digest" and k.row.receiver == receiver
                    for k in self._rows.values())  # fmt: skip
        name = f"digest.{n}@{receiver}"
        names = tuple(kept.row.id for kept, _ in due)
        self._insert(Delivery(id=name, story="digest", receiver=receiver, kind="digest", n=n,
                              text=text, members=names))  # fmt: skip
        for kept, news in due:
            del self._digests[kept.row.id]
            self._move(kept, "folded", name, state="folded", news=tuple(news))
        self._mark_ready()
        return name

    async def members(self, row: Delivery) -> tuple[Delivery, ...]:
        """Give the rows that a digest tells."""
        return tuple(self._rows[name].row for name in row.members)

    def _folded(self, row: Delivery) -> list[_Kept]:
        kept = [self._rows[name] for name in row.members]
        return [one for one in kept if one.row.state == "folded"]

    async def record(
        self, row: Delivery, handle: Handle | None, *, newest_ts: str = "", found: bool = False,
        remind_ms: int = 0,
    ) -> bool:  # fmt: skip
        """Accepted: told grows by the news that `begin` stored, the handle is kept."""
        kept = self._rows.get(row.id)
        was = kept.row if kept else row
        done = self._event(row, "recorded", IN_FLIGHT, "found" if found else "", state="sent",
                           lease_until=0, handle=handle, error="")  # fmt: skip
        if not done or was.state == "sent":
            return done
        self._note_newest(row.receiver, newest_ts)
        for one in self._folded(was):
            pair = self._pairs.setdefault((one.row.story, one.row.receiver), _Pair())
            pair.told |= dict.fromkeys(one.row.news)
            self._move(one, "recorded", was.id, state="sent")
        if was.kind not in ("notice", "digest"):
            self._tell(was, handle)
            if remind_ms:
                self._remind(was, remind_ms)
        self._mark_ready()
        return True

    def _tell(self, was: Delivery, handle: Handle | None) -> None:
        pair = self._pairs.setdefault((was.story, was.receiver), _Pair())
        pair.told |= dict.fromkeys(was.news or (was.facts if was.state == "leased" else ()))
        if was.kind == "realert":
            return
        if was.kind != "reply" or pair.card is None:  # a reply leaves the card as it was
            pair.version = max(pair.version, was.news_version)
        if was.kind != "edit" and pair.card is None:
            pair.card = handle

    def _remind(self, was: Delivery, delay_ms: int) -> None:
        pair = self._pairs.setdefault((was.story, was.receiver), _Pair())
        last = self._rows.get(pair.remind)
        if last is not None and last.row.state in OPEN_STATES:
            return
        n = self.number(was.story)
        if n:
            pair.remind = f"{was.story}.{n}@{was.receiver}"
            rounds = was.round + 1 if was.kind == "realert" else 0
            self._insert(Delivery(id=pair.remind, story=was.story, receiver=was.receiver,
                                  kind="realert", n=n, round=rounds), delay_ms)  # fmt: skip

    def _note_newest(self, receiver: str, ts: str) -> None:
        known = self._receivers.setdefault(receiver, _Receiver())
        old = known.state.newest_ts
        if (len(ts), ts) > (len(old), old):
            known.state = replace(known.state, newest_ts=ts)

    async def fail(
        self, row: Delivery, error: str, *, not_before: int, counted: bool = True,
        repeat: bool = False, plain: bool = False,
    ) -> bool:  # fmt: skip
        """Surely not accepted (or unreadable: `repeat`): queued again, no earlier than that."""
        old = self._rows[row.id].row if row.id in self._rows else row
        begun = old.state in ("sending", "unknown")
        return self._event(
            row, "failed", IN_FLIGHT, error, state="queued", lease_until=0, error=_line(error),
            attempts=old.attempts - (0 if counted or not begun else 1), not_before=not_before,
            repeat=old.repeat or repeat, plain=old.plain or plain, reads=0,
        )  # fmt: skip

    async def doubt(
        self, row: Delivery, error: str, *, not_before: int, counted: bool = True
    ) -> bool:
        """Ambiguous, or read back once more without a result."""
        old = self._rows[row.id].row if row.id in self._rows else row
        return self._event(
            row, "doubted", ("sending", "unknown"), error, state="unknown", lease_until=0,
            error=_line(error), not_before=not_before,
            reads=old.reads + counted if old.state == "unknown" else 0,
        )  # fmt: skip

    async def park(self, row: Delivery, error: str, *, probe_at: int) -> bool:
        """The receiver is broken: it and its queued rows wait for a probe."""
        old = self._rows[row.id].row if row.id in self._rows else row
        if not self._event(row, "parked", IN_FLIGHT, error, state="parked", lease_until=0,
                           error=_line(error)):  # fmt: skip
            return False
        if old.state != "parked":
            self._rows[row.id].was_unknown = old.state == "unknown"
            known = self._receivers.setdefault(row.receiver, _Receiver())
            known.state = replace(known.state, parked=True, why=_line(error), probe_at=probe_at)
            self._ready.pop(row.receiver, None)
        return True

    async def bury(self, row: Delivery, error: str) -> bool:
        """Refused in every rendering: dead, kept visible."""
        left = self._folded(row)
        more = {"members": ()} if left else {}
        done = self._event(row, "buried", IN_FLIGHT, error, state="dead", lease_until=0,
                           error=_line(error), **more)  # fmt: skip
        for one in left if done else ():
            one.for_digest, one.urged = False, True
            self._move(one, "released", row.id, state="queued", reason="", news=())
        self._mark_ready()
        return done

    async def retry(self, delivery: str) -> bool:
        """Queue a dead, parked or held row again."""
        kept = self._rows.get(delivery)
        if kept is None or kept.row.state not in ("dead", "parked", "held", "queued"):
            return False
        if self._digests.pop(delivery, None):
            kept.urged = True
        self._release(kept, "retried")
        self._mark_ready()
        return True

    def _release(self, kept: _Kept, event: str) -> None:
        state = "unknown" if kept.was_unknown else "queued"
        kept.was_unknown = kept.timer = False
        self._move(kept, event, state=state, not_before=self._now(), reason="")

    # --- receivers -------------------------------------------------------------------------

    async def probed(self, receiver: str, *, works: bool, why: str, probe_at: int) -> int:
        """Note a probe; when it works the parked rows are queued. Answers how many."""
        known = self._receivers.setdefault(receiver, _Receiver())
        if not works:
            known.state = replace(known.state, parked=True, why=_line(why), probe_at=probe_at)
            self._ready.pop(receiver, None)
            return 0
        known.state = replace(known.state, parked=False, why="", probe_at=0)
        parked = [
            kept for kept in self._rows.values()
            if kept.row.receiver == receiver and kept.row.state == "parked"
        ]  # fmt: skip
        for kept in parked:
            self._release(kept, "unparked")
        self._mark_ready()
        return len(parked)

    async def throttle(self, receiver: str, until: int) -> None:
        """Claim nothing for this receiver before `until`."""
        known = self._receivers.setdefault(receiver, _Receiver())
        until = max(until, known.state.throttled_until)
        known.state = replace(known.state, throttled_until=until)
        if receiver in self._ready:
            self._ready[receiver] = max(self._ready[receiver], (until, 0))

    async def receiver(self, receiver: str) -> ReceiverState:
        """Give a receiver's state."""
        return self._receivers.get(receiver, _Receiver()).state

    # --- readers ---------------------------------------------------------------------------

    async def standing(self, story: str, receiver: str) -> Standing:
        """Give what this receiver was told of this story."""
        pair = self._pairs.get((story, receiver), _Pair())
        return Standing(told=frozenset(pair.told), waived=dict(pair.waived),
                        version=pair.version, card=pair.card)  # fmt: skip

    async def rows(
        self, *, story: str = "", receiver: str = "", state: str = "", limit: int = 200
    ) -> tuple[Delivery, ...]:
        """List rows, newest first."""
        found = [
            kept.row for kept in self._rows.values()
            if story in ("", kept.row.story) and receiver in ("", kept.row.receiver)
            and state in ("", kept.row.state)
        ]  # fmt: skip
        found.sort(key=lambda row: (row.created, row.id), reverse=True)
        return tuple(found[:limit])

    async def next_due(self) -> int | None:
        """Give the ms at which the next row is due; None when only held rows and reminders wait."""
        times = [self._next_of(kept) for kept in self._heads().values()
                 if kept.row.state not in ("held", "folded")]  # fmt: skip
        times += [kept.row.not_before for kept in self._timers()]
        return min(times, default=None)

    def _timers(self) -> list[_Kept]:
        return [k for k in self._rows.values() if k.timer and k.row.kind != "realert"]

    def _next_of(self, kept: _Kept) -> int:
        row = kept.row
        known = self._receivers.get(row.receiver, _Receiver())
        if row.state in ("leased", "sending"):
            return row.lease_until
        waits = max(row.not_before, row.lease_until)
        if row.state != "parked" and waits > self._now():
            return waits
        if known.state.parked:
            return known.state.probe_at
        return max(waits, self._ready.get(row.receiver, (0, 0))[0])

    def end_leases(self) -> None:
        """Do what a start as only owner does: leased rows are queued, sending ones unknown."""
        now = self._now()
        for kept in self._heads().values():
            row = kept.row
            if row.state not in IN_FLIGHT or not row.lease_until:
                continue
            state = {"leased": "queued", "sending": "unknown"}.get(row.state, row.state)
            self._move(kept, "lease-ended", state=state, lease_until=0)
            if row.state == "sending":
                kept.row = replace(kept.row, reads=0, not_before=now + READ_BACK_MS)
        self._mark_ready()

    async def now_ms(self) -> int:
        """Give the store's clock."""
        return self._now()

    async def flush(self) -> int:
        """Make every debounced edit and collected notice due now; answers how many."""
        waiting = self._timers()
        for kept in waiting:
            kept.timer = False
            kept.row = replace(kept.row, not_before=self._now())
        self._mark_ready()
        return len(waiting)


def _rank(kept: _Kept) -> tuple[bool, int, str]:
    return (kept.row.state not in IN_FLIGHT, kept.row.n, kept.row.id)


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
