"""Options that verbs share; importing this costs nothing."""

from pathlib import Path
from typing import Annotated

import typer

Dir = Annotated[Path, typer.Option("--dir", help="Workspace folder.", show_default="here")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Archives = Annotated[
    list[Path] | None,
    typer.Option("--archive", help="An archive's folder; again for each of a fleet."),
]
