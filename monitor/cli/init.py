"""`monitor init`: write a workspace that runs."""

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Json

_SETTINGS = """\
# newsmonitor: settings of this workspace. `MONITOR_SECTION__NAME` in the environment wins.

[sources]
# contact = "desk@example.org"        # goes into the User-Agent, so that servers can reach you

[web]
port = 8080

[store]
# url = "redis://127.0.0.1:6379/0"    # default: our own server on a socket in data/

# Secrets that rules/sources and rules/receivers may name, and the hosts they may be sent to.
[secrets]
# HN_KEY = ["hn.algolia.com"]
"""


def shipped_rules() -> Path:
    """Give the folder of rules that comes with the program."""
    inside = Path(str(files("monitor"))) / "_rules"
    return inside if inside.is_dir() else Path(str(files("monitor"))).parent / "rules"


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make; existing files are kept.")],
    json: Json = False,
) -> None:
    """Write a workspace: settings, starter rules, sources, routes and receivers."""
    folder.mkdir(parents=True, exist_ok=True)
    written = kept = 0
    for source in sorted(shipped_rules().rglob("*")):
        target = folder / "rules" / source.relative_to(shipped_rules())
        if source.is_dir() or source.name.startswith("."):
            continue
        if target.exists():
            kept += 1
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        written += 1
    for name, text in (("monitor.toml", _SETTINGS), (".gitignore", "data/\n")):
        if not (folder / name).exists():
            (folder / name).write_text(text, "utf-8")
            written += 1
    if json:
        _output.as_json({"folder": folder, "written": written, "kept": kept})
        return
    print(f"{folder}: {written} files written" + (f", {kept} kept" if kept else ""))
    print(f"next: monitor check --dir {folder}; monitor run --dir {folder}")
