"""What verbs share in printing: tables, JSON, times; no verb of its own."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


def as_json(value: Any) -> None:
    """Print one JSON document, one line, in the languages' own letters."""
    print(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset | set) else str(value)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Print a table as wide as its content when piped, as wide as the terminal otherwise."""
    rows = list(rows)
    if not rows:
        print(empty)
        return
    from rich.console import Console  # only tables need it, and it takes 20 ms
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 200)
    drawn = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)


def note(line: str) -> None:
    """Say something beside the result, on stderr."""
    print(line, file=sys.stderr)


def many(number: int, word: str) -> str:
    """Say how many: `1 story`, `2 stories`, `4,100 files`."""
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number:,} {word if number == 1 else plural}"


def minute(iso: str) -> str:
    """Shorten an ISO time for a table: `2026-11-24 09:00`."""
    return iso[:16].replace("T", " ")
