"""`monitor sources release`: let through what floods of a source hold."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli._held import settle
from monitor.cli._options import Dir, Json


def release(
    source: Annotated[str, typer.Argument(help="The source's id.")],
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Let through what floods of a source hold: matched and told as if it had come now."""
    settle(source, "released", drop=False, directory=directory, json=json)
