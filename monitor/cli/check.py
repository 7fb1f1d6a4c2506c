"""`monitor check`: what is wrong with analysts' files, one line a fault."""

import gc
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.clock import SystemClock

if TYPE_CHECKING:
    from monitor.rulebook.diagnostic import Diagnostic
    from monitor.rulebook.linting import Linted, Seen
    from monitor.workspace import Files, Workspace

OUTPUTS = "monitor.rulebook.outputs"


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Tell faults of these files or folders only.")
    ] = None,
    *,
    directory: Dir = Path(),
    form: Annotated[
        Literal["text", "json", "sarif", "github"],
        typer.Option("--format", help="How faults are printed."),
    ] = "text",
    stdin: Annotated[bool, typer.Option("--stdin", help="Read one file from stdin.")] = False,
    name: Annotated[str, typer.Option("--name", help="The file that stdin stands for.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    archive: Annotated[
        bool, typer.Option("--archive", help="Judge rules by the archived articles too.")
    ] = False,
    json: Json = False,
) -> None:
    """Check rules, concepts, lists, lexicons, sources, routes and receivers.

    Exit status 0: clean; 1: errors (with --strict warnings too); 2: wrong usage.
    """
    from monitor import kinds
    from monitor.workspace import find

    if stdin != bool(name):
        raise typer.BadParameter("--stdin and --name go together", param_hint="--name")
    clock = SystemClock()
    began = clock.monotonic()
    instead = {_inside(Path(name), directory): sys.stdin.buffer.read()} if stdin else None
    space = find(directory)
    files = space.files(instead=instead)
    wanted = _wanted([*(paths or ()), *([Path(name)] if stdin else [])], directory, files)
    linted = _lint(space, files, clock, archive=archive)
    found = _found(files, wanted)
    output = kinds.load(OUTPUTS, "json" if json else form)
    if shown := output.render(found, root=_root(directory)):
        print(shown)
    for code, days in linted.lacking.items():
        _output.note(f"{code}: not enough history, it wants {days} days of archive")
    if output.SUMMED:
        print(f"{_counted(files)}: {_sum(found)} ({clock.monotonic() - began:.1f} s)")
    if any(strict or fault.severity == "error" for fault in found):
        raise typer.Exit(1)


def _wanted(paths: Iterable[Path], directory: Path, files: "Files") -> list[str]:
    wanted = [_inside(path, directory) for path in paths]
    for missing in wanted:
        if not any(_is_in(file, missing) for file in files.texts):
            raise typer.BadParameter(f"{missing} is no file of the rules", param_hint="PATH")
    return wanted


def _lint(space: "Workspace", files: "Files", clock: SystemClock, *, archive: bool) -> "Linted":
    """Ask the lints; with the archive those too that count in it."""
    from monitor.rulebook.linting import Linted, Seen, lint
    from monitor.rulebook.overlaps import tell_vetoes

    book = files.rulebook
    if book.checked is None:
        return Linted()
    seen = Seen(
        checked=book.checked,
        forms=book.compiler.forms,
        today=clock.now().date(),
        sources=tuple(s for s in files.sources.sources.values() if s.enabled),
    )
    if archive:
        seen = _with_history(space, files, seen)
    collecting = gc.isenabled()
    gc.disable()  # lints make no cycles, and the collector would go through every tree again
    try:
        tell_vetoes(seen.checked, seen.forms, faults=files.faults)
        return lint(seen, faults=files.faults)
    finally:
        if collecting:
            gc.enable()


def _with_history(space: "Workspace", files: "Files", seen: "Seen") -> "Seen":
    """Count what lints ask of the archive, in one pass over ninety days of it."""
    from dataclasses import replace

    from monitor.cli._past import past, progress
    from monitor.intake.archived import days
    from monitor.rulebook.counting import Counting
    from monitor.rulebook.history import History
    from monitor.rulebook.linting import terms_of

    if not days([space.data / "archive"]):
        return replace(seen, history=History())
    book = files.rulebook
    counting = Counting(match=book.engine.match, rules=book.rules, terms=terms_of(seen))
    for article in progress(past(space, None, "90d").articles(), "check"):
        counting.add(article)
    return replace(seen, history=counting.history())


def _found(files: "Files", wanted: Sequence[str]) -> "tuple[Diagnostic, ...]":
    from monitor.rulebook.fixes import with_fix

    chosen = [
        fault
        for fault in files.faults.sorted()
        if not wanted or any(_is_in(fault.file, path) for path in wanted)
    ]
    lines = {
        name: files.texts.get(name, b"").decode("utf-8-sig", "replace").splitlines()
        for name in {fault.file for fault in chosen}
    }
    return tuple(with_fix(fault, lines[fault.file]) for fault in chosen)


def _inside(path: Path, directory: Path) -> str:
    """Name a file as diagnostics do: from the workspace on."""
    for base in (directory.resolve(), Path.cwd()):
        whole = path if path.is_absolute() else base / path
        if whole.exists() and whole.resolve().is_relative_to(directory.resolve()):
            return whole.resolve().relative_to(directory.resolve()).as_posix()
    return path.as_posix()


def _root(directory: Path) -> str:
    """Give what leads from here to the workspace, for tools that look at the repository."""
    return "" if directory == Path() else f"{directory.as_posix()}/"


def _is_in(file: str, path: str) -> bool:
    return path in {file, "."} or file.startswith(path.rstrip("/") + "/")


def _counted(files: "Files") -> str:
    rules = len(files.rulebook.rules)
    out = len(files.rulebook.left_out)
    counted = f"{_output.many(len(files.texts), 'file')}, {_output.many(rules, 'rule')}"
    return counted + (f", {out} left out" if out else "")


def _sum(found: Iterable[object]) -> str:
    severities = [str(getattr(fault, "severity", "error")) for fault in found]
    counted = [(severities.count(word), word) for word in ("error", "warning")]
    told = [_output.many(n, word) for n, word in counted if n]
    return ", ".join(told) or "no errors"
