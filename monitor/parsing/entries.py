"""A feed as its readers give it: entries as raw fields, and what it says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.parsing.building import Raw

MAX_ENTRIES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed, whatever its format was."""

    entries: Sequence[Raw]
    title: str = ""
    home: str = ""  # the page it belongs to
    hub: str = ""  # WebSub
    own: str = ""  # its own URL as it says
    ttl_s: float | None = None

    def hints(self) -> Mapping[str, str]:
        """Give what intake may use: only what the feed said."""
        said = {
            "title": self.title,
            "home": self.home,
            "hub": self.hub,
            "self": self.own,
            "ttl_s": "" if self.ttl_s is None else f"{self.ttl_s:.0f}",
        }
        return {name: value for name, value in said.items() if value}
