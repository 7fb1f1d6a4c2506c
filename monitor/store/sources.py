"""The due-queue in the store: claims, leases, seen marks, and what a poll leaves behind."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from monitor.manners import HostLimit
from monitor.model import Article, Source
from monitor.ports import Claim, Settlement, SourceState
from monitor.store.client import Arg, Client, Command
from monitor.store.keys import SHARDS, host_of, safe, shard_of
from monitor.store.packing import pack, unpack
from monitor.store.places import Places
from monitor.store.seen import Marks

LONGEST_LEASE_MS = 600_000
LONGEST_WAIT_S = 86_400.0
FIRST_WAIT_MS = 600_000  # as if failed, before an interval is known
SEEN_LEAST, SEEN_MOST = 200, 5000


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

    async def put(self, source: Source, *, first_due: int) -> None:
        """Make the source known; an existing one keeps its state and due time."""
        host = host_of(source.url)
        tag = shard_of(host)
        await self._places.move(source.id, tag)
        was = await self._client.run(
            "sources/put", tag, source.id, first_due, safe(host), source.priority
        )
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
            answers = await self._client.ask(calls)
            for tag, found in zip(shares, answers, strict=True):
                claims += [self._claimed(tag, raw) for raw in found]
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
        limits = {"*": HostLimit()} | {safe(h): v for h, v in hosts.items() if shard_of(h) == tag}
        flat = [
            part
            for host, limit in limits.items()
            for part in (host, round(limit.rate_s * 1000), limit.connections)
        ]
        return self._client.call("sources/claim", tag, n, self._lease_ms, worker, *flat)

    def _claimed(self, tag: str, raw: Sequence[Any]) -> Claim:
        source, token, tries, due, document_due, state = raw
        self._places.note(source.decode(), tag)
        return Claim(
            source=source.decode(),
            token=token,
            tries=tries,
            due=due,
            document_due=document_due,
            state=_state(state),
        )

    async def renew(self, claim: Claim) -> bool:
        """Prolong the lease; False when it was lost."""
        return await self._leased("renew", claim, self._lease_ms, LONGEST_LEASE_MS)

    async def settle(self, claim: Claim, settlement: Settlement) -> bool:
        """Write what the poll found and when it is due next; False when the lease was lost."""
        state, seen = settlement.state, settlement.seen
        wait_ms = round(min(LONGEST_WAIT_S, state.interval_s * (2 + state.failures)) * 1000)
        kept = max(SEEN_LEAST, min(SEEN_MOST, 2 * len(seen)), len(seen))
        head: list[Arg] = [settlement.next_due, wait_ms or FIRST_WAIT_MS, pack(state)]
        head.append(orjson.dumps(dict(settlement.log)) if settlement.log else b"")
        head += [kept, len(seen), len(settlement.texts), len(settlement.texts_done)]
        head.append(round(state.interval_s * 1000))
        texts = [part for a, at in settlement.texts for part in (a.id, at, pack(a))]
        lists = [*self._marks.flat(seen), *texts, *settlement.texts_done]
        return await self._leased("settle", claim, *head, *lists)

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

    async def slot(self, host: str, limit: HostLimit) -> int:
        """Take a start slot of a host; 0 = go, else the ms at which to try."""
        rate_ms = round(limit.rate_s * 1000)
        return int(await self._client.run("sources/slot", shard_of(host), safe(host), rate_ms))

    async def throttle(self, host: str, until: int) -> None:
        """Let no start on this host happen before `until` (a 429's Retry-After)."""
        await self._client.run("sources/throttle", shard_of(host), safe(host), until)

    async def state(self, source_id: str) -> tuple[SourceState, int] | None:
        """Give a source's state and due time, None if unknown."""
        tag = await self._places.find(source_id)
        if tag is None:
            return None
        state, due = await self._client.ask(
            [
                ("HGET", self._client.key(tag, f"src:{source_id}"), "state"),
                ("ZSCORE", self._client.key(tag, "due"), source_id),
            ]
        )
        return None if due is None else (_state(state), int(float(due)))

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
        return tuple(unpack(Article, raw) for raw in found if raw is not None)

    async def now_ms(self) -> int:
        """Give the store's clock."""
        return await self._client.time_ms()


def _shares(n: int, tags: Sequence[str]) -> dict[str, int]:
    """Deal n out over the tags: nobody gets more than one above another."""
    each, rest = divmod(n, len(tags))
    shares = {tag: each + (i < rest) for i, tag in enumerate(tags)}
    return {tag: k for tag, k in shares.items() if k}


def _score(head: Sequence[Any]) -> float:
    """Give the score of a one-entry ZRANGE, flat or as a pair."""
    last = head[-1]
    return float(last[1] if isinstance(last, tuple | list) else last)


def _state(raw: bytes | None) -> SourceState:
    return unpack(SourceState, raw) if raw else SourceState()
