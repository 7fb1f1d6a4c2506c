"""Run: peers in processes and environments of their own, a batch at a time, beside ours."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import thread_time
from typing import Any, Self

from benchmarks import fair
from benchmarks.matching.peers.queries import folded, fts5, tantivy
from monitor.matching import Engine
from monitor.matching.syntax import Part
from monitor.model import Article

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".peers"  # git-ignored
BATCHES = (50, 400)
ROUNDS = 5
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A peer: its runner, what it needs, and how it is asked."""

    name: str
    runner: str
    requirements: str
    written: Callable[[Part], str]


KINDS = (
    Kind(name="tantivy", runner="tantivy_batch.py", requirements="tantivy.txt", written=tantivy),
    Kind(name="SQLite FTS5", runner="sqlite_fts5.py", requirements="", written=fts5),
)


class Peer:
    """A running peer."""

    def __init__(self, kind: Kind, articles: Sequence[Article], rules: Mapping[str, Part]) -> None:
        """Start it and hand it the articles and the rules."""
        self.kind = kind
        self._process = subprocess.Popen(
            (_python(kind), str(HERE / kind.runner)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        job = {
            "articles": [{"title": folded(a.title), "body": folded(a.body)} for a in articles],
            "rules": [kind.written(part) for part in rules.values()],
        }
        self.version = str(self._asked(json.dumps(job))["version"])

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.communicate()

    def batch(self, size: int) -> Mapping[str, Any]:
        """Let it do a batch; gives `seconds` of CPU and `matches`."""
        return self._asked(str(size))

    def _asked(self, line: str) -> Mapping[str, Any]:
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a peer wants pipes")
        print(line, file=process.stdin, flush=True)
        answer: Mapping[str, Any] = json.loads(process.stdout.readline())
        return answer


def _python(kind: Kind) -> str:
    """Give the interpreter of a peer's own environment, made if need be."""
    if not kind.requirements:
        return sys.executable
    folder = ENVIRONMENTS / kind.requirements.removesuffix(".txt")
    python = folder / "bin" / "python"
    wanted = HERE / kind.requirements
    stamp = folder / "stamp"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted.read_text("utf-8"):
        subprocess.check_call((sys.executable, "-m", "venv", str(folder)))
        subprocess.check_call(
            (str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(wanted))
        )
        stamp.write_text(wanted.read_text("utf-8"), "utf-8")
    return str(python)


def compared(
    engine: Engine, articles: Sequence[Article], rules: Mapping[str, Part], *, told: Told
) -> list[dict[str, Any]]:
    """Time all peers and ours on the same batches, in each round in another order."""
    with ExitStack() as stack:
        peers: list[Peer] = []
        for kind in KINDS:
            try:
                peers.append(stack.enter_context(Peer(kind, articles, rules)))
            except (OSError, ValueError, subprocess.CalledProcessError) as error:
                told(f"{kind.name} is left out: {error}")
        sizes = [min(size, len(articles)) for size in BATCHES]
        return [_row(peer, size, engine, articles, told) for peer in peers for size in sizes]


def _row(
    peer: Peer, size: int, engine: Engine, articles: Sequence[Article], told: Told
) -> dict[str, Any]:
    told(f"{peer.kind.name}, batches of {size}")
    rng = random.Random(size)
    own: list[float] = []
    theirs: list[float] = []
    matches = 0
    for _ in range(ROUNDS):
        for mine in rng.sample((True, False), 2):
            if mine:
                own.append(_ours(engine, articles[:size]))
            else:
                answer = peer.batch(size)
                theirs.append(float(answer["seconds"]))
                matches = int(answer["matches"])
    ratio = fair.ratio(theirs, own)
    return {
        "peer": peer.kind.name,
        "version": peer.version,
        "batch": size,
        "us": round(1e6 * sorted(theirs)[ROUNDS // 2] / size, 1),
        "x_ours": [round(v, 2) for v in (ratio.median, ratio.low, ratio.high)],
        "matches": round(matches / size, 2),
    }


def _ours(engine: Engine, articles: Sequence[Article]) -> float:
    began = thread_time()
    for article in articles:
        engine.match(article)
    return thread_time() - began
