"""`monitor new`: a starter rule that passes its own tests."""

import subprocess
from pathlib import Path
from typing import Annotated, Literal

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json


def new(
    rule: Annotated[str, typer.Argument(help="Id of the rule: small letters, digits, hyphens.")],
    *,
    kind: Annotated[
        Literal["keyword", "event"],
        typer.Option("--from", help="By words, or by what a sentence says happened."),
    ] = "keyword",
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Write a commented starter rule; it passes `check` and its own two tests.

    A rule that is there already is never overwritten.
    """
    from monitor.rulebook.forms import Wrong, identifier
    from monitor.rulebook.starter import PACK, starter
    from monitor.workspace import find

    wrong = identifier(rule)
    if isinstance(wrong, Wrong):
        raise typer.BadParameter(f'"{rule}" {wrong.message}', param_hint="RULE")
    space = find(directory)
    files = space.files()
    path = space.rules / f"{rule}.yaml"
    there = files.rulebook.rules.get(rule)
    if path.exists() or there is not None:
        where = there.place.file if there is not None and there.place else path
        raise typer.BadParameter(f'"{rule}" is there already: {where}', param_hint="RULE")
    if kind == "event" and PACK not in files.rulebook.packs:
        raise typer.BadParameter(f"this workspace has no pack {PACK}", param_hint="--from")
    text = starter(rule, kind, owner=_owner(directory))
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    here = "" if directory == Path() else f" --dir {directory}"
    then = [
        f"monitor check{here}",
        f"monitor test {rule}{here}",
        f"monitor try --rule {rule}{here} -",
    ]
    if json:
        _output.as_json({"file": path, "next": then})
        return
    print(f"{path}: written, a draft with two tests")
    print("next, after an editor: " + "; ".join(then))


def _owner(directory: Path) -> str:
    """Name who writes: as git knows them in this folder, else as the machine does."""
    import getpass

    try:
        said = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 - whichever git the analyst uses
            cwd=directory,
            capture_output=True,
            text=True,
            check=False,
            timeout=5,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        said = ""
    try:
        return said or getpass.getuser()
    except (OSError, KeyError):  # nobody is logged in: a container
        return "desk"
