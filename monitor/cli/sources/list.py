"""`monitor sources list`: every source with its health, worst first."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json


def list(  # noqa: A001 - the verb's name
    directory: Dir = Path(),
    tag: Annotated[str, typer.Option(help="Only sources with this tag.")] = "",
    state: Annotated[str, typer.Option(help="Only sources in this state.")] = "",
    json: Json = False,
) -> None:
    """List the sources: state, since, newest success, interval and why, next poll."""
    from monitor.cli._workspace import reading
    from monitor.insight.overview import SourceLine, source_lines
    from monitor.workspace import find

    space = find(directory)
    chosen = [s for s in space.files().sources.sources.values() if not tag or tag in s.tags]

    async def look() -> tuple[SourceLine, ...]:
        async with reading(space) as store:
            return await source_lines(chosen, store.sources)

    lines = [s for s in asyncio.run(look()) if not state or s.health.startswith(state)]
    if json:
        _output.as_json([asdict(one) for one in lines])
        return
    _output.table(
        ("source", "state", "outlet", "tier", "every", "articles", "last success", "next", "note"),
        [
            (
                s.id + (" (private)" if s.private else ""),
                s.health,
                s.outlet,
                s.tier,
                s.every,
                str(s.articles),
                _output.minute(s.last_success),
                _output.minute(s.next),
                s.error,
            )
            for s in lines
        ],
        empty="no sources; add some under rules/sources/",
    )
