"""Checks of a server that somebody else runs: what would lose alerts is refused."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import StoreError
from monitor.store.binary import OLDEST
from monitor.store.client import Client, Log

WANTED = ("maxmemory-policy", "appendonly", "zset-max-listpack-entries")
LISTPACK = 512


async def check_server(client: Client, *, log: Log) -> str:
    """Refuse a server that cannot keep the promise, warn of one that keeps it badly.

    Answers what it is, for people. Raises StoreError.
    """
    server, replication = await client.ask([("INFO", "server"), ("INFO", "replication")])
    version = str(server.get("valkey_version") or server.get("redis_version") or "0")
    name = "valkey" if "valkey_version" in server else "redis"
    if tuple(int(n) for n in version.split(".")[:2]) < OLDEST:
        raise StoreError(f"store: {name} {version} is too old; 6.2 or newer is needed")
    if replication.get("role") in ("slave", "replica"):
        raise StoreError("store: the server is a replica; give its primary in store.url")
    _judge(await _config(client), log)
    return f"{name} {version}"


async def _config(client: Client) -> Mapping[str, Any] | None:
    """Read the options that matter; None when our user may not."""
    try:
        found = await client.ask([("CONFIG GET", name) for name in WANTED])
    except StoreError:
        return None
    return {name: value for part in found for name, value in part.items()}


def _judge(config: Mapping[str, Any] | None, log: Log) -> None:
    if config is None:
        log("store.not_verified", why="CONFIG GET is not permitted; eviction and fsync unknown")
        return
    policy = config.get("maxmemory-policy", "noeviction")
    if policy != "noeviction":
        raise StoreError(
            f"store: maxmemory-policy is {policy}, which would drop alerts; set it to noeviction"
        )
    if config.get("appendonly") == "no":
        log("store.warned", why="appendonly is no: a restart of the server loses alerts")
    if int(config.get("zset-max-listpack-entries", LISTPACK)) < LISTPACK:
        log("store.warned", why="zset-max-listpack-entries below 512: seen marks take 4-6x memory")
