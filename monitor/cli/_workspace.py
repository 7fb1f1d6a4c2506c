"""The workspace a verb works on: its folder, settings and store."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from monitor.settings import Settings, load_settings
from monitor.store import Store, open_store
from monitor.telemetry import no_log

Dir = Annotated[Path, typer.Option("--dir", help="Workspace folder.", show_default="here")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One folder with its settings."""

    folder: Path
    settings: Settings

    @property
    def rules(self) -> Path:
        """The folder of analysts' files."""
        return self.folder / self.settings.rules

    @property
    def data(self) -> Path:
        """The folder of store and archive."""
        return self.folder / self.settings.data_dir


def find(folder: Path) -> Workspace:
    """Read a workspace's settings; a folder without rules is refused with what to do."""
    settings = load_settings(folder, os.environ)
    found = Workspace(folder=folder, settings=settings)
    if not found.rules.is_dir():
        raise typer.BadParameter(
            f"{found.rules} is not there; `monitor init {folder}` writes a workspace",
            param_hint="--dir",
        )
    return found


@asynccontextmanager
async def reading(space: Workspace) -> AsyncIterator[Store]:
    """Open the store for one look: the running daemon's, or the one at rest."""
    settings = space.settings.store
    async with open_store(
        settings.url,
        data_dir=space.data,
        prefix=settings.prefix,
        password=settings.password.get_secret_value(),
        one_shot=True,
        log=no_log,
    ) as store:
        yield store
