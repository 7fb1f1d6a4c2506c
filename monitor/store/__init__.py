"""The store: all state in Redis, one atomic script per event. The only room that knows redis."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from monitor.clock import Clock
from monitor.store.address import Address, connect, parse_address, socket_address
from monitor.store.checks import check_server
from monitor.store.client import Client, Log, Reach, server_time
from monitor.store.embedded import embedded
from monitor.store.opened import Store, Terms, open_parts
from monitor.store.scripts import load_scripts
from monitor.store.server import Options

PATIENCE_S = 10.0  # of a verb, and of a daemon's first look at a server


def _silent(_event: str, **_fields: object) -> None:
    """Log nothing."""


@asynccontextmanager
async def open_store(
    url: str,
    *,
    data_dir: Path,
    clock: Clock,
    prefix: str = "nm",
    password: str = "",
    lease_ms: int = 60_000,
    source_lease_ms: int = 60_000,
    notice_delay_ms: int = 60_000,
    options: Options | None = None,
    one_shot: bool = False,
    now_ms: Callable[[], int] = server_time,
    log: Log = _silent,
) -> AsyncIterator[Store]:
    """Open the store at `url`: `embedded:`, redis://, rediss:// or unix://.

    The embedded server is started in `data_dir`, watched while the store is open, and stopped
    at the end; `one_shot` is for verbs that only look: they use the server that runs, else
    start one and stop it. A call waits while the server is away (a verb's at most 10 s).
    `now_ms` replaces the server's clock in tests. Raises StoreError.
    """
    address = parse_address(url, password=password)
    terms = Terms(
        lease_ms=lease_ms, source_lease_ms=source_lease_ms, notice_delay_ms=notice_delay_ms
    )
    patience_s = PATIENCE_S if one_shot else None
    if not address.embedded:
        reach = Reach(clock=clock, log=log, patience_s=PATIENCE_S)
        async with _client(address, prefix, now_ms, reach) as client:
            server = await check_server(client, log=log)
        reach = Reach(clock=clock, log=log, patience_s=patience_s)
        async with _client(address, prefix, now_ms, reach) as client:
            yield await open_parts(client, terms, server=server, is_first=False)
        return
    own = embedded(data_dir, clock=clock, log=log, options=options or Options(), one_shot=one_shot)
    async with own as ours:
        reach = Reach(
            clock=clock,
            log=log,
            patience_s=patience_s,
            lost=ours.server.suspect,
            gone=lambda: ours.server.broken,
        )
        local = socket_address(ours.server.socket)
        async with _client(local, prefix, now_ms, reach) as client:
            yield await open_parts(client, terms, server="embedded", is_first=ours.is_first)


@asynccontextmanager
async def _client(
    address: Address, prefix: str, now_ms: Callable[[], int], reach: Reach
) -> AsyncIterator[Client]:
    """Connect for a block."""
    client = Client(
        connect(address), scripts=load_scripts(), prefix=prefix, reach=reach, now_ms=now_ms
    )
    try:
        yield client
    finally:
        await client.aclose()
