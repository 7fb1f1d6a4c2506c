"""Peer: feedparser in a process and an environment of its own, asked a feed at a time."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent / "peers"
ENVIRONMENT = HERE.parents[1] / ".peers" / "feedparser"  # git-ignored
WANTED = HERE / "feedparser.txt"


class Peer:
    """A running feedparser."""

    def __init__(self) -> None:
        """Start it, and make its environment if need be."""
        self._process = subprocess.Popen(
            (_python(), str(HERE / "feedparser_run.py")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.version = str(self._answer()["version"])

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.communicate()

    def parsed(self, path: Path) -> tuple[float, int]:
        """Let it parse a feed: the seconds of CPU it took, and how many entries it found."""
        if self._process.stdin is None:
            raise RuntimeError("a peer wants pipes")
        print(path, file=self._process.stdin, flush=True)
        answer = self._answer()
        return float(answer["seconds"]), int(answer["items"])

    def fields(self, path: Path) -> Sequence[Mapping[str, Any]]:
        """Let it parse a feed: what each entry says of itself."""
        if self._process.stdin is None:
            raise RuntimeError("a peer wants pipes")
        print("fields", path, file=self._process.stdin, flush=True)
        entries: Sequence[Mapping[str, Any]] = self._answer()["entries"]
        return entries

    def _answer(self) -> Mapping[str, Any]:
        if self._process.stdout is None:
            raise RuntimeError("a peer wants pipes")
        answer: Mapping[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _python() -> str:
    """Give the interpreter of its environment."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "stamp"
    if not stamp.exists() or stamp.read_text("utf-8") != WANTED.read_text("utf-8"):
        subprocess.check_call((sys.executable, "-m", "venv", str(ENVIRONMENT)))
        subprocess.check_call(
            (str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(WANTED))
        )
        stamp.write_text(WANTED.read_text("utf-8"), "utf-8")
    return str(python)
