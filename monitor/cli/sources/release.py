"""`monitor sources release`: let through what floods of a source hold."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError


def release(
    source: Annotated[str, typer.Argument(help="The source's id.")],
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Let through what floods of a source hold: matched and told as if it had come now."""
    from monitor.cli._workspace import reading
    from monitor.workspace import find

    space = find(directory)

    async def do() -> int:
        async with reading(space) as store:
            if source not in await store.sources.known():
                raise SettingsError(f'no source "{source}" is polled; see monitor sources list')
            return await store.sources.release(source, drop=False)

    n = asyncio.run(do())
    if json:
        _output.as_json({"source": source, "released": n})
        return
    print(f"{source}: {n} released" if n else f"{source}: nothing is held")
