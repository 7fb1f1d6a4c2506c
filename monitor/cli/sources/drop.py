"""`monitor sources drop`: forget what floods of a source hold."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli._held import settle
from monitor.cli._options import Dir, Json


def drop(
    source: Annotated[str, typer.Argument(help="The source's id.")],
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Forget what floods of a source hold; it stays in the archive."""
    settle(source, "dropped", drop=True, directory=directory, json=json)
