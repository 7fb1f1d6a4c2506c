"""What `store.url` may be, and the pool of connections it stands for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.connection import Connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from monitor.errors import StoreError

CONNECTIONS = 32
CONNECT_S, ANSWER_S = 5.0, 10.0
FORMS = "embedded:, redis://, rediss:// or unix://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the server is: our own child, a socket, or a host."""

    embedded: bool = False
    socket: str = ""
    host: str = ""
    port: int = 6379
    tls: bool = False
    db: int = 0
    user: str = ""
    password: str = ""


def parse_address(url: str, *, password: str = "") -> Address:
    """Read `store.url`; `password` is `store.password`, which wins over the URL's.

    Raises StoreError for a form that does not exist, or not yet.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.replace("valkeys", "rediss").replace("valkey", "redis")
    if scheme == "embedded":
        return Address(embedded=True)
    kind = scheme.partition("+")[2]
    if kind in ("sentinel", "cluster"):
        raise StoreError(f"store.url: {kind.title()} comes later; give one server as redis://")
    try:
        db = _database(parts.path, parts.query, is_socket=scheme == "unix")
        port = parts.port or 6379
    except ValueError:
        raise StoreError(f"store.url: no number for port or database: {_hidden(url)}") from None
    user, secret = unquote(parts.username or ""), password or unquote(parts.password or "")
    if scheme == "unix" and parts.path:
        return Address(socket=unquote(parts.path), db=db, user=user, password=secret)
    if scheme not in ("redis", "rediss") or not parts.hostname:
        raise StoreError(f"store.url: {_hidden(url)} is no address; use {FORMS}")
    return Address(
        host=parts.hostname, port=port, tls=scheme == "rediss", db=db, user=user, password=secret
    )


def _database(path: str, query: str, *, is_socket: bool) -> int:
    given = parse_qs(query).get("db", [""])[0]
    return int(given or ("" if is_socket else path.strip("/")) or 0)


def _hidden(url: str) -> str:
    """Give the URL without what may be a password."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://...@{tail}" if at else url


def connect(address: Address) -> Redis:
    """Make the pool; connections are opened when they are needed."""
    common: dict[str, Any] = {
        "username": address.user or None,
        "password": address.password or None,
        "db": address.db,
        "protocol": 2,
        "socket_timeout": ANSWER_S,
        "socket_connect_timeout": CONNECT_S,
        "retry": Retry(NoBackoff(), 0),
        "max_connections": CONNECTIONS,
        "timeout": None,
    }
    if address.socket:
        pool = BlockingConnectionPool(
            connection_class=UnixDomainSocketConnection, path=address.socket, **common
        )
    else:
        kind = SSLConnection if address.tls else Connection
        pool = BlockingConnectionPool(
            connection_class=kind, host=address.host, port=address.port, **common
        )
    return Redis.from_pool(pool)


def socket_address(path: Path) -> Address:
    """Give the address of a server of ours."""
    return Address(socket=str(path))
