"""A source that is not yet in a file: found by a search, or carried over from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.parsing.urls import domain_of
from monitor.rulebook.quoting import in_quotes, is_plain

LONGEST_ID = 64
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a source; `more` holds further keys as plain data."""

    kind: str
    url: str
    id: str = ""
    outlet: str = ""
    tier: str = ""
    langs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    every_s: float | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0  # where it stood

    def keys(self, id_: str) -> dict[str, Any]:
        """Give its YAML keys in their usual order, without what is not said."""
        said = {
            "id": id_,
            "kind": self.kind,
            "url": self.url,
            "outlet": self.outlet,
            "tier": self.tier,
            "lang": list(self.langs) if len(self.langs) > 1 else "".join(self.langs),
            "tags": list(self.tags),
            "every": "" if self.every_s is None else duration(self.every_s),
            **self.more,
        }
        return {name: value for name, value in said.items() if value not in ("", [], {}, None)}


def entry(draft: Draft, id_: str) -> str:
    """Write a source as one line of YAML."""
    return flow(draft.keys(id_))


def flow(value: Any) -> str:
    """Write plain data in brackets on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, str):
        return value if is_plain(value) else in_quotes(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(flow, value)) + "]"
    return f"{value}"


def duration(seconds: float) -> str:
    """Write seconds as people do: `15m`, `2h`, `90s`."""
    whole = max(1, round(seconds))
    for unit, size in _UNITS:
        if whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}s"


def name_for(draft: Draft) -> str:
    """Make an id out of a name or an address: `acme-news`."""
    text = draft.id or draft.outlet
    slug = _slug(text)
    if len(slug) < 2:
        slug = _slug(domain_of(draft.url).rpartition(".")[0] or domain_of(draft.url))
    return slug if len(slug) > 1 else f"source-{slug or 'x'}"


def _slug(text: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in text.lower())
    return "-".join(plain.split())[: LONGEST_ID - 4].strip("-")


def unique(drafts: Sequence[Draft], taken: Iterable[str]) -> tuple[str, ...]:
    """Give each draft an id that no other source has."""
    known, found = set(taken), []
    for draft in drafts:
        name, number = name_for(draft), 2
        whole = name
        while whole in known:
            whole, number = f"{name}-{number}", number + 1
        known.add(whole)
        found.append(whole)
    return tuple(found)
