"""`monitor sources held`: the articles that floods hold back."""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError
from monitor.reasons import Reason

if TYPE_CHECKING:
    from monitor.store.opened import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One article, and the rules that would alert."""

    source: str
    id: str
    published: str
    title: str
    url: str
    rules: tuple[str, ...]


def held(
    source: Annotated[str, typer.Argument(help="A source's id; all without one.")] = "",
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Show what floods hold back, newest first; after seven days it is dropped."""
    from monitor.cli._workspace import reading
    from monitor.workspace import find

    space = find(directory)

    async def look() -> list[Held]:
        async with reading(space) as store:
            return await _found(store, source)

    found = asyncio.run(look())
    if json:
        _output.as_json([asdict(one) for one in found])
        return
    _output.table(
        ("source", "published", "would alert", "title"),
        [(h.source, _output.minute(h.published), " ".join(h.rules), h.title) for h in found],
        empty="nothing is held",
    )


async def _found(store: "Store", source: str) -> list[Held]:
    known = await store.sources.known()
    if source and source not in known:
        raise SettingsError(f'no source "{source}" is polled; see monitor sources list')
    found = []
    for name in (source,) if source else known:
        for article in await store.sources.held(name):
            trail = await store.articles.trail_of(article.id)
            found.append(
                Held(
                    source=name,
                    id=article.id,
                    published=article.published.isoformat() if article.published else "",
                    title=article.title,
                    url=article.url,
                    rules=tuple(r for r, why in trail.items() if why == Reason.FLOOD_HELD),
                )
            )
    return found
