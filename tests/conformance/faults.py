"""Where manners can be broken on purpose, so that every point is seen to fail."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Wrap = Callable[[Any], Any]


def whole(part: Any) -> Any:
    """Leave a part as it ships."""
    return part


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What is put around parts of intake: nothing, as it ships, or what breaks a manner."""

    fetch: Wrap = whole  # `Fetcher.get`, for sources and article pages
    read: Wrap = whole  # `Reader`
    pace: Wrap = whole  # when a source is due
    sources: Wrap = whole  # the due-queue and the hosts


SOUND = Faults()
