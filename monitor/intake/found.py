"""What a good look at a source brings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.model import Article, Hop, Request

PARTIAL = "+"  # behind the hash of a baseline some of which waits for the next poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a good poll brought; an unchanged document brings no articles and `is_new` is off."""

    articles: tuple[Article, ...] = ()
    is_new: bool = True  # the body differs from the last one
    etag: str = ""
    modified: str = ""
    body_hash: str = ""
    memory: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # of the first answer
    hints: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    size: int = 0  # bytes of all documents
    skipped: int = 0
    is_conditional: bool = False  # the first request carried validators
    is_audit: bool = False  # it left them out to see whether they are worth belief
    hops: tuple[Hop, ...] = ()  # redirects that led to the first answer
    follow: tuple[Request, ...] = ()  # what its last document leads to
    waiting: int = 0  # requests this poll had no time for, kept in the memory
