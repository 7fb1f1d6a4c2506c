"""`monitor export`: our sources for feed readers, for spreadsheets, or as one file of ours."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from monitor.cli import _output
from monitor.cli._options import Dir
from monitor.errors import SettingsError


def export(
    *,
    form: Annotated[
        Literal["opml", "csv", "yaml"], typer.Option("--format", help="opml, csv or yaml.")
    ] = "opml",
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Only sources with it.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; else stdout.")] = None,
    directory: Dir = Path(),
) -> None:
    """Write the sources, switched off ones too: OPML has the feeds, CSV their plain keys, YAML all.

    Secrets are in none of them: a source names its credentials, it never holds them. A source
    with a fault is left out, as it is when polled.
    """
    from monitor import kinds
    from monitor.intake.merged import merged
    from monitor.workspace import find

    files = find(directory).files()
    wanted = set(tag or ())
    sources = [s for s in files.sources.sources.values() if not wanted or wanted & set(s.tags)]
    if form == "yaml":
        text = merged(files.texts, {source.id for source in sources})
    else:
        text = kinds.load("monitor.intake.exchange", form).write(sources)
    if out is None:
        print(text, end="")
    else:
        _write(out, text)
    feeds = sum(source.kind == "feed" for source in sources)
    count = feeds if form == "opml" else len(sources)
    rest = f", {len(sources) - feeds} are no feeds" if form == "opml" else ""
    _output.note(f"{_output.many(count, 'source')} written{rest}")


def _write(out: Path, text: str) -> None:
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise SettingsError(f"{out}: {error.strerror}") from None
