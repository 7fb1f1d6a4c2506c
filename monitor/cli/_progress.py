"""How far a verb is, for somebody who watches a terminal; nothing is said anywhere else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

_LONGEST = 70


class Progress:
    """One line on stderr, written over again and again."""

    def __init__(self, console: Console) -> None:
        """Write to a terminal; to anything else, nothing."""
        self._console = console

    def say(self, text: str) -> None:
        """Show what is being done now."""
        if self._console.is_terminal:
            short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
            self._write(short)

    def clear(self) -> None:
        """Take the line away."""
        if self._console.is_terminal:
            self._write("")

    def _write(self, text: str) -> None:
        self._console.file.write(f"\r\x1b[2K{text}")
        self._console.file.flush()


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress on stderr until the block ends."""
    shown = Progress(Console(file=sys.stderr))
    try:
        yield shown
    finally:
        shown.clear()
