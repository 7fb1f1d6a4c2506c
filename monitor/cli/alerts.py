"""`monitor alerts`: what was told, newest first."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json


def alerts(
    directory: Dir = Path(),
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 50,
    json: Json = False,
) -> None:
    """List the stories that were told, with their people and threads."""
    from monitor.cli._workspace import reading
    from monitor.insight.alerts import Alerted
    from monitor.insight.alerts import alerts as told
    from monitor.workspace import find

    async def look() -> tuple[Alerted, ...]:
        async with reading(find(directory)) as store:
            return await told(store.stories, store.outbox, limit=limit)

    found = asyncio.run(look())
    if json:
        _output.as_json([asdict(one) for one in found])
        return
    _output.table(
        ("first seen", "story", "severity", "headline", "outlets", "thread", "languages"),
        [
            (
                _output.minute(one.first_seen),
                one.story,
                one.severity,
                one.headline,
                str(len(one.outlets)),
                str(len(one.thread)),
                " ".join(one.languages),
            )
            for one in found
        ],
        empty="no alerts yet",
    )
