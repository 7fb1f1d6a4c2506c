"""A file of articles, one JSON object a line: every line is answered, readable or not."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import orjson

from monitor.cli import _output
from monitor.cli._past import progress
from monitor.errors import ParseError, SettingsError
from monitor.insight.playing import Play
from monitor.insight.rows import EMPTY, UNREADABLE, empty_row, row
from monitor.intake.lines import from_json
from monitor.model import Article
from monitor.parsing.building import MAX_BODY, MAX_LEAD, MAX_TITLE
from monitor.parsing.clean import clean, clean_line
from monitor.parsing.language import known_base
from monitor.parsing.records import MAX_NAME, article_from_record

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One line: its own id, and its article or what is wrong with it."""

    id: Any = None
    article: Article | None = None
    wrong: str = ""


def told(path: Path, play: Play) -> int:
    """Print a row for each line of a file, in order; 1 when a line could not be read.

    Rows wait in an unnamed file until the last article is played: only then are stories final.
    """
    broken = 0
    with TemporaryFile() as waiting:
        for given in progress(lines(path), "backtest"):
            broken += given.wrong == UNREADABLE
            waiting.write(orjson.dumps(_row(given, play)) + b"\n")
        waiting.seek(0)
        for raw in waiting:
            said = orjson.loads(raw)
            said["story"] = play.room.story_of(said["story"] or "") or None
            sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
    sys.stdout.buffer.flush()
    return int(broken > 0)


def readable(path: Path) -> Iterator[Article]:
    """Give the articles of a file."""
    return (given.article for given in lines(path) if given.article is not None)


def lines(path: Path) -> Iterator[Given]:
    """Read a file line by line (`-` is stdin); what is no article is told on stderr.

    Raises SettingsError when the file cannot be opened.
    """
    if str(path) == "-":
        yield from _lines(sys.stdin.buffer, "stdin")
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None
    with file:
        yield from _lines(file, str(path))


def _lines(file: BinaryIO, name: str) -> Iterator[Given]:
    for number, raw in enumerate(file, 1):
        given = _given(raw.removeprefix(_BOM), f"{name}:{number}")
        if given.wrong == UNREADABLE:
            _output.note(f"{name}:{number}: no JSON object; its row says {UNREADABLE}")
        yield given


def _given(raw: bytes, name: str) -> Given:
    """Read one line: of the archive, or of the fields a backtest needs."""
    try:
        record = orjson.loads(raw) if raw.strip() else {}
    except orjson.JSONDecodeError:
        return Given(wrong=UNREADABLE)
    if not isinstance(record, dict):
        return Given(wrong=UNREADABLE)
    own = record.get("id")
    archived = from_json(raw) if "v" in record else None
    if archived is not None:
        return Given(id=own, article=_cleaned(archived.article))
    try:
        return Given(id=own, article=article_from_record(record, name=name))
    except ParseError:
        return Given(id=own, wrong=EMPTY)


def _cleaned(article: Article) -> Article:
    """Clean an archived article again: the file may be anybody's."""
    return replace(
        article,
        source=clean_line(article.source, limit=MAX_NAME),
        outlet=clean_line(article.outlet, limit=MAX_NAME),
        outlet_id=clean_line(article.outlet_id, limit=MAX_NAME),
        title=clean_line(article.title, limit=MAX_TITLE),
        lead=clean(article.lead, limit=MAX_LEAD),
        body=clean(article.body, limit=MAX_BODY),
        lang=known_base(article.lang) or "und",
    )


def _row(given: Given, play: Play) -> Any:
    if given.article is None:
        return empty_row(given.id, given.wrong)
    return row(given.id, play.article(given.article))
