"""`monitor sources check`: fetch sources now, show what would come, store nothing."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json

if TYPE_CHECKING:
    from monitor.intake.found import Found
    from monitor.model import Problem, Source
    from monitor.ports import Freshness
    from monitor.workers import Compute
    from monitor.workspace import Files, Workspace

_TITLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one source gave just now; `state` is ok, or the word for what went wrong."""

    id: str
    kind: str
    url: str
    state: str
    detail: str = ""
    status: int | None = None
    items: int = 0
    newest: str = ""
    language: str = ""
    titles: tuple[str, ...] = ()
    contract: str = ""  # holds, broken; empty when no document came


def check(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Sources to check.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Check every enabled source.")] = False,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Fetch sources now and show what would come; nothing is stored.

    Exit status 0: all are fine; 1: one is not, or its file has a fault; 2: wrong usage.
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
    chosen = _chosen(files, ids or ())
    compute = Compute.start({"parse": parse_document}, workers=space.settings.workers.count)
    found = asyncio.run(_looked(space, files, chosen, compute))
    if json:
        _output.as_json([asdict(one) for one in found])
    else:
        for one in found:
            _show(one)
        if not found:
            print("no sources; add some under rules/sources/")
    if any(one.state != "ok" for one in found):
        raise typer.Exit(1)


def _chosen(files: "Files", ids: Sequence[str]) -> "list[Source]":
    """Give the sources to look at; a disabled one only when it is named."""
    from monitor.rulebook.suggest import suggest

    known = files.sources.sources
    for name in ids:
        if name not in known:
            for fault in files.faults.sorted():
                if "/sources/" in fault.file:
                    _output.note(str(fault))
            hint = suggest(name, known)
            meant = f' (did you mean "{hint}"?)' if hint else ""
            raise typer.BadParameter(f'no source "{name}"{meant}', param_hint="ID")
    return [known[name] for name in ids] or [s for s in known.values() if s.enabled]


async def _looked(
    space: "Workspace", files: "Files", chosen: "Sequence[Source]", compute: "Compute"
) -> "list[Checked]":
    """Read every source as a poll would, at the same time; give them in their order."""
    from monitor.cli._fetching import fetching
    from monitor.clock import SystemClock
    from monitor.intake.reading import Reader
    from monitor.ports import SourceState

    try:
        async with fetching(space, hosts=files.sources.hosts) as fetcher:
            read = Reader(
                fetch=fetcher.get,
                compute=compute,
                unseen=_all_known,
                secret=space.secret,
                clock=SystemClock(),
            )
            looks = [read(s, SourceState()) for s in chosen if not s.paused_why]
            seen = iter(await asyncio.gather(*looks))
            return [
                _failed(s, "paused", s.paused_why) if s.paused_why else _checked(s, next(seen))
                for s in chosen
            ]
    finally:
        await compute.close()


async def _all_known(_source: str, shown: Sequence[tuple[str, str]]) -> "tuple[Freshness, ...]":
    """Call every entry known, so that no further page is fetched."""
    return tuple("known" for _ in shown)


def _checked(source: "Source", got: "Found | Problem") -> Checked:
    """Sum up what came."""
    from monitor.model import Problem

    if isinstance(got, Problem):
        return _failed(source, got.kind, got.detail)
    dates = [a.published for a in got.articles if a.published]
    langs = Counter(a.lang for a in got.articles)
    skipped = f"{got.skipped} skipped: no title or link" if got.skipped else ""
    return Checked(
        id=source.id,
        kind=source.kind,
        url=source.url,
        state="ok",
        detail=skipped,
        status=got.status,
        items=len(got.articles),
        newest=max(dates).isoformat(timespec="minutes") if dates else "",
        language=langs.most_common(1)[0][0] if langs else "",
        titles=tuple(a.title for a in got.articles[:_TITLES]),
        contract="holds",
    )


def _failed(source: "Source", state: str, detail: str) -> Checked:
    said = re.search(r"\bstatus (\d{3})\b", detail)
    return Checked(
        id=source.id,
        kind=source.kind,
        url=source.url,
        state=state,
        detail=" ".join(detail.split()),
        status=int(said[1]) if said else None,
        contract="broken" if state == "contract" else "",
    )


def _show(one: Checked) -> None:
    """Print a source that works in a few lines, one that does not in one."""
    if one.state != "ok":
        print(f"{one.id}: {one.state}: {one.detail}")
        return
    what = [_output.many(one.items, "item"), one.newest and f"newest {one.newest}", one.language]
    what += [f"contract {one.contract}", one.detail]
    print(f"{one.id}: ok ({one.status}): {', '.join(part for part in what if part)}")
    for title in one.titles:
        print(f"    {title}")
