"""A daemon as far as the store sees one: owns a data directory, claims, writes, never stops."""

import asyncio
import sys
from pathlib import Path

from monitor.clock import SystemClock
from monitor.manners import HostLimit
from monitor.store import open_store
from tests.fakes.rows import row, source, write_rows

ONE_AT_A_TIME = {"acme.example": HostLimit(rate_s=0, connections=1)}


async def own(data_dir: Path) -> None:
    """Hold a leased source, a leased row and one being sent; then count until killed."""
    async with open_store("embedded:", data_dir=data_dir, clock=SystemClock()) as store:
        await store.sources.put(source(), first_due=0)
        await store.sources.claim(1, worker="dead", hosts=ONE_AT_A_TIME)
        await write_rows(store, row("s1.1@desk"), row("s2.1@desk"))
        begun = await store.outbox.claim(worker="dead", rate_ms=0)
        if begun:
            await store.outbox.begin(begun, news=["out:ada"], version=1, floor="")
        await store.outbox.claim(worker="dead", rate_ms=0)
        for n in range(1, sys.maxsize):
            await store.articles.count({"n": 1})
            print(n, flush=True)


if __name__ == "__main__":
    asyncio.run(own(Path(sys.argv[1])))
