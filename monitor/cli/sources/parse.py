"""`monitor sources parse`: what documents would give as sources, without touching the store."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json

if TYPE_CHECKING:
    from monitor.intake.previewing import Preview
    from monitor.model import Document, Source
    from monitor.workers import Compute
    from monitor.workspace import Workspace

Kind = Literal["feed", "list", "sitemap", "json", "page", "article"]
MAX_FILE = 50_000_000
DEADLINE_S = 10.0
TOGETHER = 4


def parse(
    inputs: Annotated[list[str], typer.Argument(metavar="FILE|URL...", help="What to read.")],
    *,
    kind: Annotated[Kind | None, typer.Option(help="Read it as this; else sniffed.")] = None,
    selectors: Annotated[
        str, typer.Option(metavar="SOURCE", help="Id of a source, or a file with one.")
    ] = "",
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Show what files or addresses would give as a source; nothing is stored.

    Exit status 0: all could be read; 1: one could not, `error` says why; 2: wrong usage.
    """
    from monitor.cli._world import harden
    from monitor.intake.previewing import preview
    from monitor.workers import Compute

    harden()
    source = _source(directory, selectors, kind)
    compute = Compute.start({"preview": preview}, workers=2)
    failed = asyncio.run(_run(inputs, source, directory, compute, json=json))
    if failed:
        raise typer.Exit(1)


async def _run(
    inputs: Sequence[str], source: "Source", directory: Path, compute: "Compute", *, json: bool
) -> int:
    """Read the inputs a few at a time and print each in its turn; gives how many failed."""
    failed = 0
    try:
        async for name, got in _previews(inputs, source, directory, compute):
            failed += isinstance(got, str)
            if json:
                _output.as_json(_record(name, source.kind, got))
            else:
                _show(name, got)
    finally:
        await compute.close()
    return failed


async def _previews(
    inputs: Sequence[str], source: "Source", directory: Path, compute: "Compute"
) -> "AsyncIterator[tuple[str, Preview | str]]":
    from monitor.cli._fetching import fetching
    from monitor.workspace import find

    if not any(map(_is_address, inputs)):
        for at in range(0, len(inputs), TOGETHER):
            some = inputs[at : at + TOGETHER]
            read = [_one(name, _file(name, source), source, compute) for name in some]
            for name, got in zip(some, await asyncio.gather(*read), strict=True):
                yield name, got
        return
    async with fetching(find(directory)) as fetcher:
        for name in inputs:
            is_far = _is_address(name)
            came = await _fetched(name, source, fetcher) if is_far else _file(name, source)
            yield name, await _one(name, came, source, compute)


async def _one(
    name: str, got: "Document | str", source: "Source", compute: "Compute"
) -> "Preview | str":
    """Parse a document, or hand on why there is none."""
    from monitor.errors import ParseError

    if isinstance(got, str):
        return got
    try:
        found: Preview = await compute.call("preview", source, got, deadline_s=DEADLINE_S)
    except ParseError as error:
        return f"{error.kind}: {' '.join(error.detail.split())}"
    except Exception as error:  # noqa: BLE001 - a kind is a plug-in: its bug is this input's error
        return f"bug: {type(error).__name__}: {error} in {name}"
    return found


def _is_address(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _file(name: str, source: "Source") -> "Document | str":
    """Read a file as the document a server would have sent for the source's address."""
    from monitor.clock import SystemClock
    from monitor.model import Document

    try:
        with Path(name).open("rb") as opened:
            body = opened.read(MAX_FILE + 1)
    except OSError as error:
        return f"file: {error.strerror or error}: {name}"
    if len(body) > MAX_FILE:
        return f"too-large: over {MAX_FILE} bytes: {name}"
    return Document(url=source.url, status=200, headers={}, body=body, fetched=SystemClock().now())


async def _fetched(name: str, source: "Source", fetcher: Any) -> "Document | str":
    from monitor.model import Document, Request

    got = await fetcher.get(
        Request(url=name, headers=source.headers),
        allow_private=source.allow_private,
        max_body=source.max_body,
        max_time_s=source.max_time_s,
    )
    return got if isinstance(got, Document) else f"{got.kind}: {got.detail}"


def _source(directory: Path, selectors: str, kind: Kind | None) -> "Source":
    """Give the source that documents are read as."""
    from monitor.model import Source

    if not selectors:
        return Source(id="parse", kind=kind or "", url="", outlet="", outlet_id="parse")
    found = _from_file(Path(selectors)) if Path(selectors).is_file() else None
    known = found if found is not None else _from_workspace(directory)
    chosen = [s for s in known if found is not None or s.id == selectors]
    fitting = [s for s in chosen if kind in (None, "article", s.kind)]
    if not fitting:
        what = f"no source {selectors!r}" if not chosen else f"{selectors} is no {kind}"
        raise typer.BadParameter(what, param_hint="--selectors")
    return replace(fitting[0], kind="article") if kind == "article" else fitting[0]


def _from_workspace(directory: Path) -> "list[Source]":
    from monitor.workspace import find

    space: Workspace = find(directory)
    return list(space.files().sources.sources.values())


def _from_file(path: Path) -> "list[Source]":
    """Read the sources of one file; its faults are told."""
    from monitor.intake import sourcebook
    from monitor.rulebook.diagnostic import Faults

    faults = Faults()
    texts = {f"rules/sources/{path.name}": path.read_bytes()}
    book = sourcebook.load(texts, grants={}, secret=str, faults=faults, contact="parse")
    for fault in faults.sorted():
        _output.note(str(fault))
    return list(book.sources.values())


def _record(name: str, kind: str, got: "Preview | str") -> dict[str, Any]:
    """Give the line of one input."""
    from dataclasses import asdict

    if isinstance(got, str):
        return {"file": name, "kind": kind or None, "error": got, "articles": []}
    rows = [asdict(row) for row in got.rows]
    dated = [{**row, **{k: row[k] or None for k in ("published", "updated")}} for row in rows]
    return {"file": name, "kind": got.kind, "error": None, "articles": dated}


def _show(name: str, got: "Preview | str") -> None:
    if isinstance(got, str):
        print(f"{name}: {got}")
        return
    print(f"{name}: {got.kind}, {_output.many(len(got.rows), 'article')}")
    _output.table(
        ("published", "lang", "title", "address"),
        [(_output.minute(row.published), row.lang, row.title, row.url) for row in got.rows],
        empty="    nothing in it",
    )
