"""`monitor fmt`: analysts' files in canonical form."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json

if TYPE_CHECKING:
    from monitor.rulebook.diagnostic import Diagnostic
    from monitor.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What formatting came to: new texts by file, and files left alone because of faults."""

    changed: Mapping[str, str]
    faults: "tuple[Diagnostic, ...]"
    count: int


def fmt(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Format these files or folders only.")
    ] = None,
    *,
    directory: Dir = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    stdin: Annotated[bool, typer.Option("--stdin", help="Format stdin to stdout.")] = False,
    json: Json = False,
) -> None:
    """Put files under rules/ in canonical form: order of keys, quotes, expressions, indentation.

    Comments are kept, and what a file says. A file with an error is never written.
    Exit status 0: done, or nothing to do; 1: errors, or with --check files that would change.
    """
    from monitor.workspace import find

    if stdin:
        _stdin()
        return
    space = find(directory)
    result = _formatted(space.rules, [_resolved(path, directory) for path in paths or ()], space)
    if json:
        faults = [str(fault) for fault in result.faults]
        _output.as_json({"changed": sorted(result.changed), "faults": faults})
    for fault in () if json else result.faults:
        print(fault)
    written = not (check or diff)
    for name, text in sorted(result.changed.items()):
        path = space.rules.parent / name
        if diff and not json:
            _show(name, path.read_text("utf-8-sig"), text)
        if written:
            _write(path, text)
    if not json:
        verb = "formatted" if written else "would change"
        print(f"{_output.many(result.count, 'file')}: {len(result.changed)} {verb}")
    if result.faults or (check and result.changed):
        raise typer.Exit(1)


def _formatted(rules: Path, wanted: list[Path], space: "Workspace") -> _Result:
    """Format what is asked for; files with errors are left out, their faults told."""
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.format import formatted

    files = space.files()
    names = [
        name
        for name in sorted(files.texts)
        if not wanted or any((rules.parent / name).resolve().is_relative_to(p) for p in wanted)
    ]
    told = [fault for fault in files.faults.sorted() if fault.severity == "error"]
    faulty = {fault.file for fault in told}
    changed: dict[str, str] = {}
    faults = Faults()
    for name in names:
        if name in faulty:
            continue
        text = formatted(files.texts[name], name, faults=faults)
        if text is not None and text.encode() != files.texts[name]:
            changed[name] = text
    mine = [fault for fault in told if fault.file in names]
    return _Result(changed=changed, faults=(*mine, *faults.sorted()), count=len(names))


def _resolved(path: Path, directory: Path) -> Path:
    found = path if path.is_absolute() or path.exists() else directory / path
    if not found.exists():
        raise typer.BadParameter(f"{path} is not there", param_hint="PATH")
    return found.resolve()


def _stdin() -> None:
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.format import formatted

    faults = Faults()
    text = formatted(sys.stdin.buffer.read(), "stdin", faults=faults)
    if text is None:
        for fault in faults.sorted():
            _output.note(str(fault))
        raise typer.Exit(1)
    print(text, end="")


def _show(name: str, before: str, after: str) -> None:
    import difflib

    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), name, f"{name} (formatted)", lineterm=""
    )
    for line in lines:
        print(line)


def _write(path: Path, text: str) -> None:
    """Write beside the file and rename: it is never half there."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
