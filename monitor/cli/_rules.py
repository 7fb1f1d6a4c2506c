"""What verbs share that read analysts' files: all of them at once, with every fault."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from monitor.delivery import routebook
from monitor.intake import sourcebook
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named, contents
from monitor.settings import Settings, load_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """A workspace's analysts' files, read and checked together."""

    folder: Path  # of the rules
    texts: Mapping[str, bytes]
    rulebook: Rulebook
    sources: sourcebook.Sourcebook
    routes: routebook.Routebook
    faults: Faults


def read(directory: Path, *, instead: Mapping[str, bytes] | None = None) -> Files:
    """Read everything under a workspace's rules; `instead` replaces or adds files by name."""
    settings = load_settings(directory, os.environ)
    folder = rules_folder(directory, settings)
    faults = Faults()
    texts = {**contents(folder, faults=faults), **(instead or {})}
    routes = routebook.load(texts, grants=settings.secrets, faults=faults)
    sources = sourcebook.load(texts, grants=settings.secrets, faults=faults)
    named = Named(receivers=tuple(receiver.id for receiver in routes.receivers))
    rulebook = load(texts, folder=folder, named=named, faults=faults)
    return Files(
        folder=folder,
        texts=texts,
        rulebook=rulebook,
        sources=sources,
        routes=routes,
        faults=faults,
    )


def rules_folder(directory: Path, settings: Settings) -> Path:
    """Give the folder of analysts' files; without one, say what to do."""
    folder = directory / settings.rules
    if not folder.is_dir():
        raise typer.BadParameter(
            f"{folder} is not there; `monitor init {directory}` writes a workspace",
            param_hint="--dir",
        )
    return folder
