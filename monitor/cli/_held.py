"""What the verbs do that end a flood: let its articles through, or forget them."""

import asyncio
from pathlib import Path

from monitor.cli import _output
from monitor.errors import SettingsError


def settle(source: str, word: str, *, drop: bool, directory: Path, json: bool) -> None:
    """Release or drop what is held of a source and tell how many; `word` says what they are."""
    from monitor.cli._workspace import reading
    from monitor.workspace import find

    space = find(directory)

    async def do() -> int:
        async with reading(space) as store:
            if source not in await store.sources.known():
                raise SettingsError(f'no source "{source}" is polled; see monitor sources list')
            return await store.sources.release(source, drop=drop)

    n = asyncio.run(do())
    if json:
        _output.as_json({"source": source, word: n})
        return
    print(f"{source}: {n} {word}" if n else f"{source}: nothing is held")
