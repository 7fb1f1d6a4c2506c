"""The invented outlets of the demo newsroom, read from `articles/*.yaml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from monitor.errors import RuleError
from monitor.kinds import Says
from monitor.model import Tier
from monitor.rulebook import schema, yamlfile
from monitor.rulebook.diagnostic import Faults

Serve = Literal["rss", "rss-short", "rdf", "atom", "json", "list"]
FIRST_DAY = datetime(2024, 8, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of an outlet, in our own words."""

    slug: Annotated[str, Says(doc="last part of its address", form="id")]
    date: Annotated[str, Says(doc="when it was published, ISO 8601 with a zone")]
    title: Annotated[str, Says(doc="headline")]
    lead: Annotated[str, Says(doc="first sentence or two")]
    body: Annotated[str, Says(doc="paragraphs, an empty line between them")]
    story: Annotated[
        Literal["", "main", "follow-up", "later"], Says(doc="its part in the story told, if any")
    ] = ""
    tells: Annotated[tuple[str, ...], Says(doc="types of the new events it tells")] = ()
    why: Annotated[str, Says(doc="why it must not alert; empty for the story's own")] = ""
    later: Annotated[bool, Says(doc="served only after the first card was sent")] = False

    @property
    def published(self) -> datetime:
        """When it was published."""
        return datetime.fromisoformat(self.date)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its text, paragraph by paragraph."""
        return tuple(" ".join(part.split()) for part in self.body.split("\n\n") if part.strip())

    @property
    def text(self) -> str:
        """Its paragraphs as one text."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One invented publisher: what it is called, how it serves, what it wrote."""

    outlet: Annotated[str, Says(doc="id, first part of its addresses", form="id")]
    name: Annotated[str, Says(doc="name a reader sees")]
    lang: Annotated[str, Says(doc="ISO 639-1 code of its language")]
    serve: Annotated[Serve, Says(doc="feed format, or `list` for HTML pages only")]
    articles: Annotated[tuple[Piece, ...], Says(doc="what it wrote")]
    tier: Annotated[Tier, Says(doc="kind of publisher")] = "outlet"

    def front(self, *, later: bool) -> tuple[Piece, ...]:
        """Give what stands on its front page, newest first; later pieces only when `later`."""
        shown = (piece for piece in self.articles if later or not piece.later)
        return tuple(sorted(shown, key=lambda piece: piece.published, reverse=True))


def load_outlets(folder: Traversable | None = None) -> tuple[Outlet, ...]:
    """Read the outlets that ship with the demo, or those of another folder, sorted by id.

    Raises RuleError with a line per fault.
    """
    where = folder or resources.files("monitor.demo").joinpath("articles")
    faults = Faults()
    found = [_outlet(file, faults) for file in where.iterdir() if file.name.endswith(".yaml")]
    if faults:
        raise RuleError("\n".join(str(fault) for fault in faults))
    return tuple(sorted((o for o in found if o is not None), key=lambda o: o.outlet))


def languages(outlets: Sequence[Outlet]) -> tuple[str, ...]:
    """List the languages the outlets write in."""
    return tuple(sorted({outlet.lang for outlet in outlets}))


def _outlet(file: Traversable, faults: Faults) -> Outlet | None:
    node = yamlfile.parse(file.read_bytes(), f"articles/{file.name}", faults=faults)
    return None if node is None else schema.read(Outlet, node, faults=faults, name="outlet")
