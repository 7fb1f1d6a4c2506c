"""`monitor sources pause`: ask sources nothing for a while, or until they are resumed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json

LONGEST_WHY = 200


def pause(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Sources to pause.")] = None,
    *,
    tag: Annotated[str, typer.Option(help="Every source with this tag.")] = "",
    lasting: Annotated[str, typer.Option("--for", help="How long: 2h, 3d.")] = "",
    why: Annotated[str, typer.Option(help="For those who read the list.")] = "",
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Pause sources: they are asked nothing until then, or until `monitor sources resume`.

    Nothing is forgotten: a poll under way ends as usual, and texts that wait go on waiting.
    """
    from monitor.cli._pausing import each
    from monitor.clock import SystemClock
    from monitor.ports import NO_END, Sources
    from monitor.workspace import find

    now_ms = round(SystemClock().now().timestamp() * 1000)
    until = now_ms + _ms(lasting) if lasting else NO_END
    said = " ".join(why.split())[:LONGEST_WHY] or "by hand"

    async def one(store: Sources, name: str) -> bool:
        return await store.pause(name, until=until, why=said)

    done = asyncio.run(each(find(directory), ids or (), tag, one))
    if json:
        end = datetime.fromtimestamp(until / 1000, UTC).isoformat(timespec="seconds")
        _output.as_json({"paused": done, "until": end if lasting else "", "why": said})
        return
    end = f"for {lasting}" if lasting else "until monitor sources resume"
    for name in done:
        print(f"{name}: paused {end}: {said}")
    if not done:
        print("none of them is polled")


def _ms(lasting: str) -> int:
    """Read a length of time in ms; a wrong one is wrong usage."""
    from monitor.rulebook.forms import Wrong, duration

    found = duration(lasting)
    if isinstance(found, Wrong) or found <= 0:
        raise typer.BadParameter(f'"{lasting}" is no time like 90m, 2h, 3d', param_hint="--for")
    return round(found * 1000)
