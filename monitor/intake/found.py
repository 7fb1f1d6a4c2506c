"""What a good look at a source brings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.model import Article


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
