"""A start as only owner: what earlier owners had leased is free at once."""

import hashlib
from collections.abc import Mapping, Sequence

from monitor.store.client import Arg, Client, Command
from monitor.store.keys import SHARDS, STORIES

CHUNK = 100


async def end_leases(client: Client, sources: Mapping[str, str]) -> tuple[int, int]:
    """End every lease of sources (id -> shard) and rows; answers how many of each."""
    overdue = await _overdue(client)
    freed = 0
    for tag in SHARDS:
        names = sorted(name for name, lies in sources.items() if lies == tag)
        for chunk in _chunks(names):
            flat: list[Arg] = [part for name in chunk for part in (name, _phase(name))]
            freed += int(await client.run("sources/boot", tag, overdue, *flat))
    lanes = (await client.ask([("ZRANGE", client.key(STORIES, "later"), 0, -1)]))[0]
    ended = 0
    for chunk in _chunks([lane.decode() for lane in lanes]):
        ended += int(await client.run("outbox/boot", STORIES, *chunk))
    return freed, ended


async def _overdue(client: Client) -> int:
    """Count the sources that were due before now, over all shards."""
    now = await client.time_ms()
    asked: list[Command] = [("ZCOUNT", client.key(tag, "due"), "-inf", now) for tag in SHARDS]
    return sum(int(n) for n in await client.ask(asked))


def _phase(name: str) -> float:
    """Give a source's place in a spread, from 0 to 1, always the same."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=2).digest(), "big") / 65536


def _chunks(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[i : i + CHUNK] for i in range(0, len(names), CHUNK)]
