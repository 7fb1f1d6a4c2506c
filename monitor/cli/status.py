"""`monitor status`: sources, stories and deliveries at a glance."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli import _output
from monitor.cli._options import Dir, Json

if TYPE_CHECKING:
    from monitor.insight.overview import SourceLine


def status(directory: Dir = Path(), json: Json = False) -> None:
    """Show how the monitor of this workspace stands; it need not be running."""
    from monitor.cli._workspace import reading
    from monitor.clock import SystemClock
    from monitor.insight.overview import Overview, overview
    from monitor.recalling import files_to_match
    from monitor.workspace import find

    space = find(directory)
    files = files_to_match(space)

    async def look() -> Overview:
        async with reading(space) as store:
            return await overview(
                at=SystemClock().now(),
                sources=tuple(files.sources.sources.values()),
                receivers=[r.id for r in files.routes.receivers],
                source_store=store.sources,
                articles=store.articles,
                stories=store.stories,
                outbox=store.outbox,
            )

    seen = asyncio.run(look())
    if json:
        _output.as_json(asdict(seen))
        return
    told = ", ".join(f"{n} {state}" for state, n in seen.rows.items()) or "none open"
    read = _output.many(seen.counts.get("articles", 0), "article")
    print(f"{read} read, {_output.many(len(seen.alerts), 'story')} told, deliveries: {told}")
    for name, how in seen.receivers.items():
        print(f"receiver {name}: {how}")
    for delivery, state, error in seen.waiting:
        print(f"delivery {delivery}: {state}: {error}")
    _output.table(
        ("source", "state", "since", "kind", "articles", "last success", "next", "note"),
        [_row(s) for s in seen.sources],
        empty="no sources; add some under rules/sources/",
    )


def _row(source: "SourceLine") -> tuple[str, ...]:
    return (
        source.id,
        source.health,
        _output.minute(source.since),
        source.kind,
        str(source.articles),
        _output.minute(source.last_success),
        _output.minute(source.next),
        source.error,
    )
