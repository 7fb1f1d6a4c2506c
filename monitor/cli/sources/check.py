"""`monitor sources check`: read sources now, show what would come, store nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import RuleError

if TYPE_CHECKING:
    from monitor.intake.checking import Checked, Checking
    from monitor.intake.sourcebook import Sourcebook
    from monitor.model import Source
    from monitor.workers import Compute
    from monitor.workspace import Files, Workspace

_TOGETHER = 20
_OFFLINE = 3  # servers that cannot be reached: it is us
_UNREACHED = frozenset({"dns", "connect", "timeout"})
_SHOWN = 100  # characters of a title


def check(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID|URL", help="Sources or addresses to check.")
    ] = None,
    *,
    every: Annotated[
        bool,
        typer.Option("--all", help="Check every enabled source, and note the day as `verified:`."),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Read what `fixture:` names; ask no server.")
    ] = False,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Read sources now as a poll would, and show what would come; nothing is stored.

    With --all the sources that are fine get today's `verified:` in their files. Exit status 0:
    all are fine; 1: one is not, or its file has a fault; 2: wrong usage.
    """
    from monitor.cli._world import harden
    from monitor.intake.reading import parse_document
    from monitor.workers import Compute
    from monitor.workspace import find

    if every == bool(ids):
        raise typer.BadParameter("name sources, or give --all", param_hint="ID")
    harden()
    space = find(directory)
    files = space.files()
    chosen = _chosen(files, ids or (), offline=offline)
    compute = Compute.start({"parse": parse_document}, workers=space.settings.workers.count)
    told = _nothing if json else _show
    found = asyncio.run(_looked(space, files, chosen, compute, offline=offline, told=told))
    if json:
        _output.as_json([asdict(one) for one in found])
    elif not found:
        print("no source names a fixture" if offline else "no sources; add some: monitor add URL")
    _sum_up(found)
    is_noted = _noted(space, files, found) if every and not offline else True
    if not is_noted or not all(one.is_fine for one in found):
        raise typer.Exit(1)


def _chosen(files: "Files", ids: Sequence[str], *, offline: bool) -> "list[Source | str]":
    """Give the sources to look at, and addresses that are none.

    A disabled source only when it is named.
    """
    from monitor.cli._article import is_address
    from monitor.intake.adding import already

    known = files.sources.sources
    if not ids:
        enabled = [s for s in known.values() if s.enabled]
        return [s for s in enabled if not offline or _fixture(s)]
    chosen: list[Source | str] = []
    for name in ids:
        if is_address(name) and not offline:
            chosen.append(already(name, known.values()) or name)
        else:
            chosen.append(_named(files, name))
    return chosen


def _named(files: "Files", name: str) -> "Source":
    from monitor.rulebook.suggest import suggest

    known = files.sources.sources
    if name in known:
        return known[name]
    for fault in files.faults.sorted():
        if "/sources/" in fault.file:
            _output.note(str(fault))
    hint = suggest(name, known)
    meant = f' (did you mean "{hint}"?)' if hint else ""
    raise typer.BadParameter(f'no source "{name}"{meant}', param_hint="ID")


async def _looked(
    space: "Workspace",
    files: "Files",
    chosen: "Sequence[Source | str]",
    compute: "Compute",
    *,
    offline: bool,
    told: "Callable[[Checked], None]",
) -> "list[Checked]":
    """Read several sources at a time; each is told in its turn."""
    from monitor.cli._fetching import fetching
    from monitor.cli._progress import progress
    from monitor.intake.checking import Checking

    places = asyncio.Semaphore(_TOGETHER)
    done: list[Checked] = []
    try:
        async with (
            fetching(space, hosts=files.sources.hosts) as fetcher,
            asyncio.TaskGroup() as group,
        ):
            looks = Checking(web=fetcher, compute=compute, secret=space.secret, clock=space.clock)

            async def look(one: "Source | str") -> "Checked":
                async with places:
                    return await _look(looks, one, space, offline=offline)

            waiting = [group.create_task(look(one)) for one in chosen]
            with progress() as shown:
                for number, one in enumerate(waiting, start=1):
                    shown.say(f"{number} of {len(waiting)}")
                    checked = await one
                    shown.clear()
                    done.append(checked)
                    told(checked)
    finally:
        await compute.close()
    return done


async def _look(
    looks: "Checking", one: "Source | str", space: "Workspace", *, offline: bool
) -> "Checked":
    from monitor.intake.checking import Checked

    if isinstance(one, str):
        return await looks.address(one)
    if not offline:
        return await looks(one)
    name = _fixture(one)
    if not name:
        return Checked(
            id=one.id, kind=one.kind, url=one.url, state="file", detail="it names no fixture"
        )
    path = (space.rules.parent / one.place.file).parent / name
    try:
        body = path.read_bytes()
    except OSError as error:
        why = f"{error.strerror}: {path}"
        return Checked(id=one.id, kind=one.kind, url=one.url, state="file", detail=why)
    return await looks.offline(one, body)


def _fixture(source: "Source") -> str:
    name: str = getattr(source.options, "fixture", "")
    return name


def _noted(space: "Workspace", files: "Files", found: "Sequence[Checked]") -> bool:
    """Write today's `verified:` to the files of sources that are fine; False when one cannot be."""
    from monitor.cli._files import write
    from monitor.intake.checking import OK
    from monitor.rulebook.editing import with_marks

    day = f"{space.clock.now():%Y-%m-%d}"
    book: Sourcebook = files.sources
    fine = [book.sources[one.id] for one in found if one.state == OK]
    good = True
    for file in dict.fromkeys(source.place.file for source in fine):
        ids = {source.id for source in fine if source.place.file == file}
        before = files.texts[file]
        try:
            after = with_marks(
                before, file, "sources", ("verified", day), ids, instead="unverified"
            )
        except RuleError as error:
            _output.note(f"{error}: verified is not noted there")
            good = False
            continue
        if after != before:
            write(space.rules.parent / file, after)
            _output.note(f"{file}: verified {day} for {_output.many(len(ids), 'source')}")
    return good


def _sum_up(found: "Sequence[Checked]") -> None:
    """Say how many of several are fine, and what it may mean that none is."""
    fine = sum(one.is_fine for one in found)
    if len(found) > 1:
        _output.note(f"{fine} of {len(found)} are fine")
    unreached = sum(one.state in _UNREACHED for one in found)
    if not fine and unreached >= _OFFLINE:
        _output.note("no server can be reached: is this machine online?")


def _nothing(_one: "Checked") -> None:
    """Say nothing: all is printed at the end."""


def _show(one: "Checked") -> None:
    """Print a source that works in a few lines, one that does not in one."""
    if not one.titles and not one.status:
        print(f"{one.id}: {one.state}: {one.detail}")
        return
    if one.state != "ok":
        print(f"{one.id}: {one.state}: {one.detail}{_robots(one)}")
        return
    what = [one.parser, _output.many(one.items, "item")]
    what += [f"newest {one.newest}"] if one.newest else []
    what += [f"{one.items - one.dated} undated"] if one.dated < one.items else []
    what += [one.language, f"contract {one.contract}", one.detail]
    print(f"{one.id}: ok ({one.status}): {', '.join(part for part in what if part)}{_robots(one)}")
    for title in one.titles:
        print(f"    {title[:_SHOWN]}")


def _robots(one: "Checked") -> str:
    return f", robots {one.robots}" if one.robots else ""
