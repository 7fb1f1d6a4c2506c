"""Names of keys: `<prefix>:{tag}:kind:id`, and which tag a source or a host lies under."""

import hashlib
import ipaddress
from urllib.parse import urlsplit

from monitor.model import Source

# Tag i hashes into the slots [1024 i, 1024 (i+1)): even on 1, 2, 4, 8, 16 primaries.
SHARDS = (
    *("q41", "q63", "q23", "q0", "q40", "q62", "q22", "q1"),
    *("q43", "q61", "q21", "q2", "q42", "q60", "q20", "q3"),
)
STORIES = "s"  # stories, rows, receivers
META = "m"  # schema
LONGEST_ID = 64


def safe(raw: str) -> str:
    """Give an id as a key may hold it: itself, or a digest if it is long or holds odd bytes."""
    encoded = raw.encode("utf-8", "surrogatepass")
    if len(encoded) <= LONGEST_ID and raw.isprintable() and not set(raw) & set("{} "):
        return raw
    return "~" + hashlib.blake2b(encoded, digest_size=16).hexdigest()


def host_of(url: str) -> str:
    """Give a URL's host as limits count it: its IDNA name, or address:port for IP literals."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _ascii(host)
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def edition(source: Source) -> str:
    """Name what a source's file asks for: what decides how it answers, not when it is asked."""
    how = (source.headers, source.auth, source.allow_private, source.max_body, source.max_time_s)
    said = f"{source.config_hash}{how}{source.expect}"
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _ascii(host: str) -> str:
    """Give the host's ASCII form; one that has none is kept apart by its digest."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return safe("\x00" + host)


def shard_of(host: str) -> str:
    """Give the tag that a host and the sources on it lie under."""
    raw = hashlib.blake2b(host.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return SHARDS[int.from_bytes(raw, "big") % len(SHARDS)]


def base(prefix: str, tag: str) -> str:
    """Give what every key of a tag begins with; a script builds the rest."""
    return f"{prefix}:{{{tag}}}:"
