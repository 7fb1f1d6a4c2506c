"""Articles of the past, for the verbs that play rules over them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import typer

from monitor.cli import _output
from monitor.errors import RuleError, SettingsError
from monitor.intake.archived import Range, days, stream
from monitor.model import Article
from monitor.reasons import Reason
from monitor.rulebook.forms import Wrong, duration
from monitor.rulebook.suggest import legal, suggest
from monitor.workspace import Files, Workspace

T = TypeVar("T")
_TELL_EVERY = 50_000  # articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A stretch of archive: everything that came in since a time, but what was stale then."""

    folders: tuple[Path, ...]
    since: datetime
    now: datetime

    def articles(self) -> Iterator[Article]:
        """Stream what came in, in that order; of a new source's baseline only what was young."""
        for line in stream(self.folders, Range(since=self.since)):
            at = line.article.published or self.now
            is_old = line.why is Reason.BASELINE and at < self.since
            if line.why is not Reason.STALE and not is_old:
                yield line.article

    @property
    def days(self) -> int:
        """Count the days from the first archived one in the stretch on."""
        first = next((day for day in days(self.folders) if day >= self.since.date()), None)
        return 0 if first is None else (self.now.date() - first).days + 1


def past(space: Workspace, folders: Sequence[Path] | None, since: str) -> Past:
    """Open the archives; raises SettingsError when there is nothing in them."""
    seconds = duration(since)
    if isinstance(seconds, Wrong) or seconds <= 0:
        said = seconds.message if isinstance(seconds, Wrong) else "is no time to look back"
        raise typer.BadParameter(f'"{since}" {said}', param_hint="--since")
    given = tuple(folders or (space.data / "archive",))
    if not days(given):
        raise SettingsError(
            f"{', '.join(map(str, given))}: no article is archived here yet; `monitor run` "
            "archives what comes in"
        )
    now = space.clock.now()
    return Past(folders=given, since=now - timedelta(seconds=seconds), now=now)


def known_rule(files: Files, name: str) -> str:
    """Check that a rule is there; raises RuleError or SettingsError saying why it is not."""
    if name in files.rulebook.rules:
        return name
    own = [f for f in files.faults.sorted() if Path(f.file).stem == name and f.severity == "error"]
    if own:
        raise RuleError(str(own[0]))
    if name in files.rulebook.left_out:
        raise RuleError(f'rule "{name}" refers to a file with a fault; `monitor check` tells it')
    hint = suggest(name, files.rulebook.rules)
    said = f' (did you mean "{hint}"?)' if hint else f"; known: {legal(files.rulebook.rules)}"
    raise SettingsError(f'no rule "{name}"{said}')


def progress(things: Iterable[T], what: str) -> Iterator[T]:
    """Say on stderr how far it is, now and then."""
    for number, thing in enumerate(things, 1):
        yield thing
        if number % _TELL_EVERY == 0:
            _output.note(f"{what}: {number:,} articles")
