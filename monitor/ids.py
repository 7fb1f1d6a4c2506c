"""Ids: short, stable names made from what a thing is, never from when it was seen."""

import base64
import hashlib
import uuid
from collections.abc import Iterable


def digest(*parts: str, size: int = 16) -> bytes:
    """Hash the parts with BLAKE2b; a part's length is hashed too, so no two lists collide."""
    state = hashlib.blake2b(digest_size=size)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        state.update(len(raw).to_bytes(8, "big"))
        state.update(raw)
    return state.digest()


def article_id(canonical_url: str, generation: str = "0") -> str:
    """Name an article: 32 hex characters of its canonical URL and generation."""
    return digest(canonical_url, generation).hex()


def article_version(title: str, lead: str, body: str) -> str:
    """Name what an article says now: 16 hex characters over title, lead and body."""
    return digest(title, lead, body, size=8).hex()


def story_id(key: str, first_report: str, attempt: int = 0) -> str:
    """Name a story: `s` and 7 base32 characters over its key and first report.

    The same after a lost write if the same report comes first; `attempt` counts up when
    another story already has the name.
    """
    raw = digest(key, first_report, str(attempt) if attempt else "", size=5)
    return "s" + base64.b32encode(raw).decode().lower()[:7]


def alert_id(story: str, n: int) -> str:
    """Name the n-th decision about a story: `s7kq2m4x.1`."""
    return f"{story}.{n}"


def delivery_id(alert: str, receiver: str) -> str:
    """Name a delivery and its row: `s7kq2m4x.1@exec-moves`."""
    return f"{alert}@{receiver}"


def message_id(delivery: str, news: Iterable[str], version: int = 0) -> str:
    """Name a message on the wire: delivery, and 8 characters over the facts it tells.

    Other content, other id, so that no far end drops a new fact as a repeat; `version`
    is the story's version for messages whose content is the whole story (edits).
    """
    raw = digest(str(version), *sorted(news), size=6)
    return f"{delivery}-{base64.urlsafe_b64encode(raw).decode()}"


def fact_digest(story_key: str, fact: str) -> str:
    """Name a fact inside message metadata: 8 URL-safe characters over story key and fact id."""
    return base64.urlsafe_b64encode(digest(story_key, fact, size=6)).decode()


def client_msg_id(message: str) -> str:
    """Give the UUID that accompanies a message to Slack, the same for the same message id."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, message))
