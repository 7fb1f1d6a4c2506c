"""A workspace: one folder with settings and analysts' files, read and checked together."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.clock import Clock, SystemClock, cpu_s
from monitor.delivery import routebook
from monitor.errors import SettingsError
from monitor.intake import sourcebook
from monitor.matching.patterns import Parking
from monitor.rulebook import Rulebook
from monitor.rulebook.commit import commit_of
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import Editor, Reads, nothing
from monitor.rulebook.folder import Named, contents, is_elsewhere
from monitor.rulebook.reload import Edits
from monitor.secrecy import Secrets
from monitor.settings import Settings, load_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Analysts' files as they stand: rules, sources, routes, and every fault in them."""

    folder: Path  # of the rules
    texts: Mapping[str, bytes]
    rulebook: Rulebook
    sources: sourcebook.Sourcebook
    routes: routebook.Routebook
    faults: Faults
    commit: str = ""  # of git, checked out when they were read


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One folder with its settings; `secret` reads what `env:NAME` and `file:PATH` stand for."""

    folder: Path
    settings: Settings
    secret: Callable[[str], str]
    clean: Callable[[str], str] = str  # takes secrets that were read out of a text
    clock: Clock = field(default_factory=SystemClock)
    parking: Parking = field(default_factory=lambda: Parking(cpu_s))  # of patterns that are slow

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

    def read(self, texts: Mapping[str, bytes], *, faults: Faults, whole: bool = True) -> Files:
        """Make all that these texts say; every fault of every file is noted.

        `whole` = with what only verbs need: the tests of rules, and their trees.
        """
        routes, sources = self.elsewhere(texts, faults)
        named = named_by(routes, sources, faults)
        rulebook = self.editor(named, faults=faults, whole=whole).load(texts)
        return Files(
            folder=self.rules,
            texts=texts,
            rulebook=rulebook,
            sources=sources,
            routes=routes,
            faults=faults,
            commit=commit_of(self.rules),
        )

    def edit(self, files: Files, edits: Edits, *, reads: Reads, faults: Faults) -> Files:
        """Make the files that follow: only what has changed and what refers to it is read."""
        texts = {name: text for name, text in files.texts.items() if is_elsewhere(name)}
        routes, sources, named = files.routes, files.sources, files.rulebook.named
        if any(map(is_elsewhere, edits.changes)):
            moved = {n: text for n, text in edits.changes.items() if is_elsewhere(n)}
            texts = {n: text for n, text in {**texts, **moved}.items() if text is not None}
            routes, sources = self.elsewhere(texts, faults)
            named = named_by(routes, sources, faults)
        editor = self.editor(named, faults=faults, reads=reads, whole=False)
        return Files(
            folder=files.folder,
            texts=texts,
            rulebook=editor.edit(files.rulebook, edits.changes, keep=edits.keep),
            sources=sources,
            routes=routes,
            faults=faults,
            commit=commit_of(self.rules),
        )

    def named(self, files: Files, changes: Mapping[str, bytes | None]) -> Named:
        """Give what rules may name once these changes are in force."""
        if not any(map(is_elsewhere, changes)):
            return files.rulebook.named
        texts = {n: text for n, text in {**files.texts, **changes}.items() if text is not None}
        faults = Faults()
        routes, sources = self.elsewhere(texts, faults)
        return files.rulebook.named if len(faults) else named_by(routes, sources, faults)

    def editor(
        self, named: Named, *, faults: Faults, reads: Reads = nothing, whole: bool
    ) -> Editor:
        """Make what rulebooks of this workspace are made with."""
        return Editor(
            folder=self.rules,
            named=named,
            faults=faults,
            timer=cpu_s,
            parking=self.parking,
            reads=reads,
            whole=whole,
        )

    def editing(self, files: Files) -> Editor:
        """Make what rulebooks are edited with that follow these files."""
        return self.editor(files.rulebook.named, faults=Faults(), whole=False)

    def elsewhere(
        self, texts: Mapping[str, bytes], faults: Faults
    ) -> tuple[routebook.Routebook, sourcebook.Sourcebook]:
        """Read what rules do not refer to but by name: routes and sources."""
        grants = self.settings.secrets
        routes = routebook.load(texts, grants=grants, faults=faults)
        contact = self.settings.sources.contact
        sources = sourcebook.load(
            texts,
            grants=grants,
            secret=self.secret,
            receivers=[receiver.id for receiver in routes.receivers],
            contact=contact,
            faults=faults,
        )
        return routes, sources


def named_by(routes: routebook.Routebook, sources: sourcebook.Sourcebook, faults: Faults) -> Named:
    """Give what rules may name; sources are not checked while a source file has a fault."""
    receivers = tuple(receiver.id for receiver in routes.receivers)
    if any(sourcebook.is_mine(fault.file) and fault.severity == "error" for fault in faults):
        return Named(receivers=receivers)
    return Named(receivers=receivers, sources=tuple(sources.sources), tags=sources.tags)


def find(
    folder: Path, environ: Mapping[str, str] = os.environ, secrets: Secrets | None = None
) -> Workspace:
    """Read a workspace's settings; secrets that are read register with `secrets`.

    Raises SettingsError when the settings are wrong or there are no rules, saying what to do.
    """
    secrets = secrets or Secrets()
    space = Workspace(
        folder=folder,
        settings=load_settings(folder, environ),
        secret=secret_reader(environ, secrets),
        clean=secrets.clean,
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
