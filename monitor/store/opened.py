"""An open store: the ports over one client."""

import random
import secrets
from dataclasses import dataclass

from monitor.errors import StoreError
from monitor.outbox import Outbox
from monitor.ports import Articles, Sources, Stories
from monitor.store.articles import StoredArticles
from monitor.store.boot import end_leases
from monitor.store.client import Client
from monitor.store.keys import META
from monitor.store.outbox import StoredOutbox
from monitor.store.places import Places
from monitor.store.seen import Marks
from monitor.store.sources import StoredSources
from monitor.store.stories import StoredStories
from monitor.store.windows import StoredWindows
from monitor.windows import Windows

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """What the lines take apart: each port may be handed on alone."""

    sources: Sources
    articles: Articles
    stories: Stories
    outbox: Outbox
    windows: Windows
    server: str = ""  # what answers, and where, for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Lengths of leases and of collecting, in milliseconds."""

    lease_ms: int = 60_000  # of an outbox row
    source_lease_ms: int = 60_000
    notice_delay_ms: int = 60_000  # ops notices are collected that long


async def open_parts(client: Client, terms: Terms, *, server: str, is_first: bool) -> Store:
    """Check the schema, end the leases of dead owners if we are the only one, build the ports."""
    marks = Marks(await _store_key(client))
    places = Places(client)
    await places.all()
    if is_first:
        await end_leases(client, await places.all())
    return Store(
        sources=StoredSources(
            client,
            places=places,
            marks=marks,
            lease_ms=terms.source_lease_ms,
            chance=random.Random(),  # noqa: S311 - an order of asking, no secret
        ),
        articles=StoredArticles(client, places=places, marks=marks),
        stories=StoredStories(client),
        windows=StoredWindows(client),
        outbox=StoredOutbox(client, lease_ms=terms.lease_ms, notice_delay_ms=terms.notice_delay_ms),
        server=server,
    )


async def _store_key(client: Client) -> bytes:
    """Give the key of this store's seen marks, made when the store is new.

    Raises StoreError when the store was written by a newer program.
    """
    schema = client.key(META, "schema")
    version, key = (
        await client.ask(
            [
                ("HSETNX", schema, "version", SCHEMA),
                ("HSETNX", schema, "key", secrets.token_hex(16)),
                ("HMGET", schema, "version", "key"),
            ]
        )
    )[2]
    if int(version) > SCHEMA:
        raise StoreError(
            f"store is at version {int(version)}, this program knows {SCHEMA}: "
            "upgrade, or restore an older backup"
        )
    return bytes.fromhex(key.decode())
