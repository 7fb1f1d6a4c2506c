"""A workspace: one folder with settings and analysts' files, read and checked together."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.clock import Clock, SystemClock
from monitor.delivery import routebook
from monitor.errors import SettingsError
from monitor.intake import sourcebook
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Diagnostic, Faults
from monitor.rulebook.folder import Named, contents
from monitor.rulebook.reload import Reload
from monitor.settings import Settings, load_settings
from monitor.telemetry import Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Analysts' files as they stand: rules, sources, routes, and every fault in them."""

    folder: Path  # of the rules
    texts: Mapping[str, bytes]
    rulebook: Rulebook
    sources: sourcebook.Sourcebook
    routes: routebook.Routebook
    faults: Faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One folder with its settings; `secret` reads what `env:NAME` and `file:PATH` stand for."""

    folder: Path
    settings: Settings
    secret: Callable[[str], str]
    clock: Clock = field(default_factory=SystemClock)  # times doubtful patterns

    @property
    def rules(self) -> Path:
        """The folder of analysts' files."""
        return self.folder / self.settings.rules

    @property
    def data(self) -> Path:
        """The folder of store and archive."""
        return self.folder / self.settings.data_dir

    def files(self, *, instead: Mapping[str, bytes] | None = None) -> Files:
        """Read everything under the rules; `instead` replaces or adds files by name."""
        faults = Faults()
        texts = {**contents(self.rules, faults=faults), **(instead or {})}
        return self.read(texts, faults=faults)

    def read(self, texts: Mapping[str, bytes], *, faults: Faults) -> Files:
        """Make all that these texts say; every fault of every file is noted."""
        grants = self.settings.secrets
        routes = routebook.load(texts, grants=grants, faults=faults)
        sources = sourcebook.load(texts, grants=grants, secret=self.secret, faults=faults)
        named = Named(receivers=tuple(receiver.id for receiver in routes.receivers))
        rulebook = load(
            texts,
            folder=self.rules,
            named=named,
            faults=faults,
            timer=self.clock.monotonic,
        )
        return Files(
            folder=self.rules,
            texts=texts,
            rulebook=rulebook,
            sources=sources,
            routes=routes,
            faults=faults,
        )


def watching(space: Workspace, tell: Callable[[Diagnostic], None]) -> Reload[Files]:
    """Watch a workspace's files: what a faulty one said when it was last good stays in force."""

    def load_all(texts: Mapping[str, bytes]) -> tuple[Files, tuple[Diagnostic, ...]]:
        faults = Faults()
        return space.read(texts, faults=faults), tuple(faults.sorted())

    return Reload(space.rules, data=space.data, load=load_all, tell=tell)


def find(
    folder: Path, environ: Mapping[str, str] = os.environ, secrets: Secrets | None = None
) -> Workspace:
    """Read a workspace's settings; secrets that are read register with `secrets`.

    Raises SettingsError when the settings are wrong or there are no rules, saying what to do.
    """
    space = Workspace(
        folder=folder,
        settings=load_settings(folder, environ),
        secret=secret_reader(environ, secrets or Secrets()),
    )
    if not space.rules.is_dir():
        raise SettingsError(
            f"{space.rules} is not there; `monitor init {folder}` writes a workspace"
        )
    return space


def secret_reader(environ: Mapping[str, str], secrets: Secrets) -> Callable[[str], str]:
    """Make the function that reads `env:NAME` and `file:PATH`.

    What it reads is registered, so that no log shows it. It raises KeyError with the name
    when the secret is unset, and SettingsError when its file may be read by others.
    """

    def read(reference: str) -> str:
        form, _, name = reference.partition(":")
        value = environ.get(name, "") if form == "env" else _from_file(Path(name))
        if not value:
            raise KeyError(name)
        secrets.add(name, value)
        return value

    return read


def _from_file(path: Path) -> str:
    try:
        mode = path.stat()
        text = path.read_text("utf-8").strip()
    except OSError:
        return ""
    if mode.st_mode & 0o007 or (mode.st_mode & 0o070 and mode.st_uid != 0):
        raise SettingsError(f"{path}: secret file may be read by others; chmod 600 {path}")
    return text
