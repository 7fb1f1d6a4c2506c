"""The due-queue in the store: claims, leases, seen marks, and what a poll leaves behind."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import orjson

from monitor.manners import USUAL, HostLimit
from monitor.model import Article, Source
from monitor.parsing.inflate import inflate, zstd_frame
from monitor.ports import Claim, Glimpse, Settlement, SourceState
from monitor.store.client import Arg, Client, Command
from monitor.store.hours import Weekly
from monitor.store.keys import SHARDS, edition, host_of, safe, shard_of
from monitor.store.packing import pack, unpack
from monitor.store.places import Places
from monitor.store.seen import Marks

LONGEST_LEASE_MS = 600_000
LONGEST_WAIT_S = 86_400.0
FIRST_WAIT_MS = 600_000  # as if failed, before an interval is known
SEEN_LEAST, SEEN_MOST = 200, 5000
ZSTD = b"\x28\xb5\x2f\xfd"
LONGEST_ARTICLE = 16_000_000
PUSH_KEPT_MS = 900_000  # that a push came, as `mark.lua` has it


class StoredSources:
    """Keeps `ports.Sources`."""

    def __init__(
        self, client: Client, *, places: Places, marks: Marks, lease_ms: int, chance: random.Random
    ) -> None:
        """Take the collaborators; `chance` only spreads the order in which shards are asked."""
        self._client = client
        self._places = places
        self._marks = marks
        self._lease_ms = lease_ms
        self._chance = chance
        self._hosts: Mapping[str, HostLimit] | None = None
        self._limits: Mapping[str, Sequence[Arg]] = {}

    async def put(self, source: Source, *, first_due: int) -> None:
        """Make the source known; an existing one keeps its state and due time."""
        host = host_of(source.url)
        tag = shard_of(host)
        await self._places.move(source.id, tag)
        if source.was:
            await self._places.inherit(source.was, source.id, tag)
        asked = (first_due, safe(host), source.priority, edition(source))
        was = await self._client.run("sources/put", tag, source.id, *asked)
        self._places.note(source.id, tag)
        if was:
            await self._client.run("sources/forget", was.decode(), source.id)
            await self._client.run("sources/moved", tag, source.id)

    async def drop(self, source_id: str) -> None:
        """Take a deleted source off the queue; its state stays 30 days."""
        tag = await self._places.find(source_id)
        if tag:
            await self._client.run("sources/drop", tag, source_id)

    async def known(self) -> tuple[str, ...]:
        """List the ids on the queue."""
        return tuple(sorted(await self._places.all()))

    async def claim(
        self, n: int, *, worker: str, hosts: Mapping[str, HostLimit]
    ) -> tuple[Claim, ...]:
        """Lease up to n due sources whose host has a free slot; the others move to its slot."""
        tags = await self._due_tags()
        claims: list[Claim] = []
        while tags and len(claims) < n:
            shares = _shares(n - len(claims), tags)
            calls = [self._claim_call(tag, k, worker, hosts) for tag, k in shares.items()]
            answers, now = await self._client.ask_at(calls)
            for tag, found in zip(shares, answers, strict=True):
                claims += [self._claimed(tag, raw, now) for raw in found]
            full = {t for (t, k), a in zip(shares.items(), answers, strict=True) if len(a) == k}
            tags = [tag for tag in tags if tag in full or tag not in shares]
        return tuple(claims)

    async def _due_tags(self) -> list[str]:
        """Give the shards that have something due, in random order."""
        heads: list[Command] = [
            ("ZRANGE", self._client.key(tag, "due"), 0, 0, "WITHSCORES") for tag in SHARDS
        ]
        found, now = await self._client.ask_at(heads)
        due = [t for t, head in zip(SHARDS, found, strict=True) if head and _score(head) < now + 1]
        self._chance.shuffle(due)
        return due

    def _claim_call(self, tag: str, n: int, worker: str, hosts: Mapping[str, HostLimit]) -> Command:
        if hosts is not self._hosts:  # dealt out once, not for every claim
            self._hosts, self._limits = hosts, _dealt(hosts)
        return self._client.call(
            "sources/claim", tag, n, self._lease_ms, worker, *self._limits[tag]
        )

    def _claimed(self, tag: str, raw: Sequence[Any], now: int) -> Claim:
        source, token, tries, due, document_due, state, hours, early, texts = raw
        self._places.note(source.decode(), tag)
        return Claim(
            source=source.decode(),
            token=token,
            tries=tries,
            due=due,
            document_due=document_due,
            hours=Weekly(hours, now_ms=now),
            texts_only=bool(early),
            texts_wait=bool(texts),
            state=_state(state),
        )

    async def renew(self, claim: Claim) -> bool:
        """Prolong the lease; False when it was lost."""
        return await self._leased("renew", claim, self._lease_ms, LONGEST_LEASE_MS)

    async def settle(self, claim: Claim, settlement: Settlement) -> bool:
        """Write what the poll found and when it is due next; False when the lease was lost."""
        state, seen = settlement.state, settlement.seen
        kept = max(SEEN_LEAST, min(SEEN_MOST, 2 * len(seen)), len(seen))
        wait_ms = round(min(LONGEST_WAIT_S, state.interval_s * (2 + state.failures)) * 1000)
        head = (settlement.next_due, wait_ms or FIRST_WAIT_MS)
        return await self._leased("settle", claim, *head, *self._left(settlement, kept=kept))

    async def glimpse(self, source_id: str, *, push: str) -> Glimpse | None:
        """Give a source as a claim would, without one; None when it is not on the queue."""
        tag = await self._places.find(source_id)
        if tag is None:
            return None
        src = self._client.key(tag, f"src:{source_id}")
        hook = self._client.key(tag, f"hook:{source_id}")
        wanted: list[Command] = [
            ("HMGET", src, "token", "document", "state", "hours", "paused"),
            ("ZSCORE", self._client.key(tag, "due"), source_id),
            ("ZSCORE", hook, self._marks.digest(push)),
        ]
        ((token, document, state, hours, paused), due, marked), now = await self._client.ask_at(
            wanted
        )
        if due is None:
            return None
        claim = Claim(
            source=source_id,
            token=int(token or 0),
            tries=0,
            due=int(float(due)),
            document_due=int(float(document or 0)),
            hours=Weekly(hours or b"", now_ms=now),
            state=_state(state),
        )
        is_known = float(marked or 0) > now - PUSH_KEPT_MS
        return Glimpse(claim=claim, paused_until=int(paused or 0), is_known=is_known)

    async def mark(
        self, claim: Claim, settlement: Settlement, *, push: str
    ) -> Literal["ok", "known", "gone"]:
        """Write what a push brought, and that it came; no lease is held."""
        tag = await self._places.find(claim.source)
        if tag is None:
            return "gone"
        left = self._left(settlement, kept=SEEN_MOST)  # it does not show all that is known
        head = (claim.source, claim.token, self._marks.digest(push) if push else b"", 0)
        answer = await self._client.run("sources/mark", tag, *head, *left)
        said: Literal["ok", "known", "gone"] = answer.decode()
        return said

    def _left(self, settlement: Settlement, *, kept: int) -> list[Arg]:
        """Give what a poll or a push leaves behind, as their scripts take it."""
        seen = settlement.seen
        left: list[Arg] = [pack(settlement.state)]
        left.append(orjson.dumps(dict(settlement.log)) if settlement.log else b"")
        left += [kept, len(seen), len(settlement.texts), len(settlement.texts_done)]
        left.append(round(settlement.state.interval_s * 1000))
        left += [len(settlement.held), len(settlement.held_done), settlement.prints]
        left += settlement.hour or (b"", 0)
        texts = [part for a, at in settlement.texts for part in (a.id, at, pack(a))]
        held = [part for a in settlement.held for part in (a.id, zstd_frame(pack(a)))]
        left += [*self._marks.flat(seen), *texts, *settlement.texts_done]
        return [*left, *held, *settlement.held_done]

    async def hasten(self, source_id: str, due: int) -> bool:
        """Make a source's document due no later than `due` (ms); False when it was not later."""
        tag = await self._places.find(source_id)
        if tag is None:
            return False
        return bool(await self._client.run("sources/hasten", tag, source_id, due) == b"ok")

    async def give_back(self, claim: Claim) -> bool:
        """Make the source due now and drop the lease: at shutdown."""
        return await self._leased("give_back", claim)

    async def _leased(self, script: str, claim: Claim, *args: Arg) -> bool:
        tag = await self._places.find(claim.source)
        if tag is None:
            return False
        answer = await self._client.run(f"sources/{script}", tag, claim.source, claim.token, *args)
        return bool(answer == b"ok")

    async def slot(self, host: str, limit: HostLimit, *, holder: str = "", hold_ms: int = 0) -> int:
        """Take a start slot of a host and a connection; 0 = go, else the ms at which to try."""
        asked = (*_limited(safe(host), limit), holder, hold_ms)
        return int(await self._client.run("sources/slot", shard_of(host), *asked))

    async def leave(self, host: str, holder: str) -> None:
        """Free a holder's connection to a host."""
        await self._client.run("sources/leave", shard_of(host), safe(host), holder)

    async def throttle(self, host: str, until: int) -> None:
        """Let no start on this host happen before `until` (a 429's Retry-After)."""
        await self._client.run("sources/throttle", shard_of(host), safe(host), until)

    async def pause(self, source_id: str, *, until: int, why: str) -> bool:
        """Claim a source not before `until` (ms), a person's wish; False if it is not polled."""
        tag = await self._places.find(source_id)
        if tag is None:
            return False
        said = why.encode("utf-8", "replace")
        return bool(await self._client.run("sources/pause", tag, source_id, until, said) == b"ok")

    async def resume(self, source_id: str) -> bool:
        """End a person's pause: the source is due now; False if it is not polled."""
        tag = await self._places.find(source_id)
        if tag is None:
            return False
        return bool(await self._client.run("sources/resume", tag, source_id) == b"ok")

    async def state(self, source_id: str) -> tuple[SourceState, int] | None:
        """Give a source's state and due time, None if unknown; `paused` while a person wants it."""
        tag = await self._places.find(source_id)
        if tag is None:
            return None
        src = self._client.key(tag, f"src:{source_id}")
        wanted: list[Command] = [
            ("HMGET", src, "state", "paused", "paused_at", "paused_why"),
            ("ZSCORE", self._client.key(tag, "due"), source_id),
        ]
        ((packed, until, since, why), due), now = await self._client.ask_at(wanted)
        state = _state(packed)
        if int(until or 0) > now:
            said = why.decode("utf-8", "replace")
            state = replace(state, health="paused", since=int(since), error=said)
        return None if due is None else (state, int(float(due)))

    async def log(self, source_id: str) -> tuple[Mapping[str, Any], ...]:
        """Give the last fetch events, newest first."""
        tag = await self._places.find(source_id)
        if tag is None:
            return ()
        key = self._client.key(tag, f"log:{source_id}")
        return tuple(orjson.loads(e) for e in (await self._client.ask([("LRANGE", key, 0, -1)]))[0])

    async def texts(self, source_id: str) -> tuple[Article, ...]:
        """Give the articles whose text is due now."""
        tag = await self._places.find(source_id)
        if tag is None:
            return ()
        now = await self._client.time_ms()
        key = self._client.key(tag, f"text:{source_id}")
        names = (await self._client.ask([("ZRANGE", key, "-inf", now, "BYSCORE")]))[0]
        if not names:
            return ()
        packed = self._client.key(tag, f"art:{source_id}")
        found = (await self._client.ask([("HMGET", packed, *names)]))[0]
        return tuple(_article(raw) for raw in found if raw is not None)

    async def held(self, source_id: str) -> tuple[Article, ...]:
        """Give the articles that floods of a source hold, newest first."""
        tag = await self._places.find(source_id)
        if tag is None:
            return ()
        key = self._client.key(tag, f"held:{source_id}")
        found = [_article(raw) for raw in (await self._client.ask([("HVALS", key)]))[0]]
        return tuple(sorted(found, key=lambda a: (str(a.published), a.id), reverse=True))

    async def release(self, source_id: str, *, drop: bool) -> int:
        """Let held articles through the line, or forget them; gives how many."""
        tag = await self._places.find(source_id)
        if tag is None:
            return 0
        what = "drop" if drop else "release"
        return int(await self._client.run("sources/release", tag, source_id, what))

    async def prints(self, source_id: str) -> bytes:
        """Give what the last settlement kept of the articles known."""
        tag = await self._places.find(source_id)
        if tag is None:
            return b""
        key = self._client.key(tag, f"prints:{source_id}")
        return bytes((await self._client.ask([("GET", key)]))[0] or b"")

    async def now_ms(self) -> int:
        """Give the store's clock."""
        return await self._client.time_ms()


def _dealt(hosts: Mapping[str, HostLimit]) -> dict[str, list[Arg]]:
    """Give for each shard the limits of its hosts as the claim script takes them."""
    dealt = {tag: _limited("*", USUAL) for tag in SHARDS}
    for host, limit in hosts.items():
        dealt[shard_of(host)] += _limited(safe(host), limit)
    return dealt


def _limited(host: str, limit: HostLimit) -> list[Arg]:
    return [host, round(limit.rate_s * 1000), limit.connections, int(limit.is_usual)]


def _shares(n: int, tags: Sequence[str]) -> dict[str, int]:
    """Deal n out over the tags: nobody gets more than one above another."""
    each, rest = divmod(n, len(tags))
    shares = {tag: each + (i < rest) for i, tag in enumerate(tags)}
    return {tag: k for tag, k in shares.items() if k}


def _score(head: Sequence[Any]) -> float:
    """Give the score of a one-entry ZRANGE, flat or as a pair."""
    last = head[-1]
    return float(last[1] if isinstance(last, tuple | list) else last)


def _article(raw: bytes) -> Article:
    """Read a packed article: those held are compressed."""
    whole = inflate(raw, "zstd", cap=LONGEST_ARTICLE) if raw.startswith(ZSTD) else raw
    return unpack(Article, whole)


def _state(raw: bytes | None) -> SourceState:
    return unpack(SourceState, raw) if raw else SourceState()
