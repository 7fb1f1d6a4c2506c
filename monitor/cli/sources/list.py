"""`monitor sources list`: every source with its health, worst first."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json

if TYPE_CHECKING:
    from monitor.insight.overview import SourceLine

_WELL = frozenset({"ok", "new", "disabled"})


def list(  # noqa: A001 - the verb's name
    *,
    health: Annotated[
        bool, typer.Option("--health", help="Only those that are not well, and what is wrong.")
    ] = False,
    state: Annotated[str, typer.Option(help="Only sources in this state: broken, quiet ...")] = "",
    tag: Annotated[str, typer.Option(help="Only sources with this tag.")] = "",
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """List the sources, worst first: state, newest article, interval and why, next poll, counts."""
    from monitor.cli._workspace import reading
    from monitor.insight.overview import source_lines
    from monitor.workspace import find

    space = find(directory)
    files = space.files()
    chosen = [s for s in files.sources.sources.values() if not tag or tag in s.tags]

    async def look() -> "tuple[SourceLine, ...]":
        async with reading(space) as store:
            return await source_lines(chosen, store.sources)

    found = asyncio.run(look())
    lines = [s for s in found if s.health.startswith(state) and not (health and _is_well(s))]
    if json:
        _output.as_json([asdict(one) for one in lines])
        return
    columns = _HEALTH if health else _ALL
    _output.table(
        tuple(columns),
        [tuple(cell(line) for cell in columns.values()) for line in lines],
        empty=_empty(len(files.sources.sources), len(found), health=health and not state),
    )


def _is_well(line: "SourceLine") -> bool:
    return line.health in _WELL


def _empty(there: int, tagged: int, *, health: bool) -> str:
    """Say why the list is empty."""
    if not there:
        return "no sources; add some: monitor add URL"
    return f"all {tagged} are well" if health and tagged else f"none of {there} is like that"


def _name(line: "SourceLine") -> str:
    marks = [word for word in _MARKS if getattr(line, word)]
    return f"{line.id} ({', '.join(marks)})" if marks else line.id


_MARKS = ("private", "unverified")
_ALL: "Mapping[str, Callable[[SourceLine], str]]" = {
    "source": _name,
    "state": lambda line: line.health,
    "since": lambda line: _output.minute(line.since),
    "newest": lambda line: _output.minute(line.newest),
    "every": lambda line: line.every,
    "next": lambda line: _output.minute(line.next),
    "polls": lambda line: str(line.polls),
    "articles": lambda line: str(line.articles),
    "note": lambda line: line.error,
}
_HEALTH: "Mapping[str, Callable[[SourceLine], str]]" = {
    "source": _name,
    "state": lambda line: line.health,
    "since": lambda line: _output.minute(line.since),
    "good until": lambda line: _output.minute(line.last_success),
    "next try": lambda line: _output.minute(line.next),
    "what is wrong": lambda line: line.error,
}
