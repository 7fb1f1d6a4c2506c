"""`monitor sources resume`: end a person's pause of sources."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json


def resume(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Sources to resume.")
    ] = None,
    *,
    tag: Annotated[str, typer.Option(help="Every source with this tag.")] = "",
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """End a pause: the sources are asked again when they would have been, at the earliest now."""
    from monitor.cli._pausing import each
    from monitor.ports import Sources
    from monitor.workspace import find

    async def one(store: Sources, name: str) -> bool:
        found = await store.state(name)
        is_paused = found is not None and found[0].health == "paused"
        return await store.resume(name) and is_paused

    done = asyncio.run(each(find(directory), ids or (), tag, one))
    if json:
        _output.as_json({"resumed": done})
        return
    for name in done:
        print(f"{name}: resumed")
    if not done:
        print("none of them was paused")
