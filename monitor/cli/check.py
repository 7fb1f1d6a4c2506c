"""`monitor check`: what is wrong with analysts' files, one line a fault."""

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.clock import SystemClock


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Tell faults of these files or folders only.")
    ] = None,
    *,
    directory: Dir = Path(),
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How faults are printed.")
    ] = "text",
    stdin: Annotated[bool, typer.Option("--stdin", help="Read one file from stdin.")] = False,
    name: Annotated[str, typer.Option("--name", help="The file that stdin stands for.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    json: Json = False,
) -> None:
    """Check rules, concepts, lists, lexicons, sources, routes and receivers.

    Exit status 0: clean; 1: errors (with --strict warnings too); 2: wrong usage.
    """
    from monitor.workspace import find

    if stdin != bool(name):
        raise typer.BadParameter("--stdin and --name go together", param_hint="--name")
    clock = SystemClock()
    began = clock.monotonic()
    instead = {_inside(Path(name), directory): sys.stdin.buffer.read()} if stdin else None
    files = find(directory).files(instead=instead)
    wanted = [
        _inside(path, directory) for path in [*(paths or ()), *([Path(name)] if stdin else [])]
    ]
    for missing in wanted:
        if not any(_is_in(file, missing) for file in files.texts):
            raise typer.BadParameter(f"{missing} is no file of the rules", param_hint="PATH")
    found = [
        fault
        for fault in files.faults.sorted()
        if not wanted or any(_is_in(fault.file, path) for path in wanted)
    ]
    if json or form == "json":
        _output.as_json([{**asdict(fault), "fix": None} for fault in found])
    else:
        for fault in found:
            print(fault)
        took = clock.monotonic() - began
        rules = len(files.rulebook.rules)
        out = len(files.rulebook.left_out)
        counted = f"{_output.many(len(files.texts), 'file')}, {_output.many(rules, 'rule')}"
        counted += f", {out} left out" if out else ""
        print(f"{counted}: {_sum(found)} ({took:.1f} s)")
    if any(strict or fault.severity == "error" for fault in found):
        raise typer.Exit(1)


def _inside(path: Path, directory: Path) -> str:
    """Name a file as diagnostics do: from the workspace on."""
    for base in (directory.resolve(), Path.cwd()):
        whole = path if path.is_absolute() else base / path
        if whole.exists() and whole.resolve().is_relative_to(directory.resolve()):
            return whole.resolve().relative_to(directory.resolve()).as_posix()
    return path.as_posix()


def _is_in(file: str, path: str) -> bool:
    return path in {file, "."} or file.startswith(path.rstrip("/") + "/")


def _sum(found: Iterable[object]) -> str:
    severities = [str(getattr(fault, "severity", "error")) for fault in found]
    counted = [(severities.count(word), word) for word in ("error", "warning")]
    told = [_output.many(n, word) for n, word in counted if n]
    return ", ".join(told) or "no errors"
