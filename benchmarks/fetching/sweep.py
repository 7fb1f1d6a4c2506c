"""Sweeps: everything polled once, ours and peers in turn, first all new, then unchanged."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks import fair
from benchmarks.environments import python_of
from benchmarks.fetching.server import serving
from benchmarks.parsing.feeds import feeds

PEERS = Path(__file__).parent / "peers"
FEEDS, IN_FLIGHT, ROUNDS = 500, 20, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A contender: what runs it, in which environment; empty = ours."""

    name: str
    runner: str = ""
    requirements: str = ""
    words: tuple[str, ...] = ()


OURS = Kind(name="ours")
KINDS = (
    OURS,
    Kind(name="loop", runner="loop_run.py", requirements="loop.txt"),
    Kind(
        name="loop with sessions",
        runner="loop_run.py",
        requirements="loop.txt",
        words=("sessions",),
    ),
    Kind(name="reader", runner="reader_run.py", requirements="reader.txt"),
    Kind(name="urlwatch", runner="urlwatch_run.py", requirements="urlwatch.txt"),
)


class Sweeper:
    """A contender's process, which sweeps when told."""

    def __init__(self, kind: Kind, addresses: Path, folder: Path, *, in_flight: int) -> None:
        """Start it."""
        words = [str(addresses), str(in_flight), str(folder)]
        command = (
            [
                str(python_of(PEERS / kind.requirements)),
                str(PEERS / kind.runner),
                *words,
                *kind.words,
            ]
            if kind.runner
            else [sys.executable, "-m", "benchmarks.fetching.ours", *words]
        )
        self.kind = kind
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = str(self._answer()["version"])

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.communicate()

    def sweep(self) -> Mapping[str, float]:
        """Let it sweep: seconds of CPU and of the clock, new articles."""
        assert self._process.stdin is not None
        print("go", file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Mapping[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise OSError(f"{self.kind.name} ended")
        answer: Mapping[str, Any] = json.loads(line)
        return answer


def rows(*, many: int = FEEDS, in_flight: int = IN_FLIGHT, rounds: int = ROUNDS,
         kinds: Sequence[Kind] = KINDS) -> list[dict[str, Any]]:  # fmt: skip
    """Sweep with all contenders that can be had."""
    with tempfile.TemporaryDirectory(prefix="nm") as name, ExitStack() as stack:
        folder = Path(name)
        made = feeds()
        for number, feed in enumerate(made):
            (folder / f"{number:03}.xml").write_bytes(feed.body)
        port = stack.enter_context(serving(folder))
        listed = folder / "addresses"
        hosts = [f"127.1.{n // 250}.{n % 250 + 1}:{port}/feed/{n}" for n in range(many)]
        listed.write_text("\n".join(f"http://{host}" for host in hosts), "utf-8")
        sweepers: list[Sweeper] = []
        for kind in kinds:
            own = folder / kind.name
            own.mkdir()
            try:
                sweeper = Sweeper(kind, listed, own, in_flight=in_flight)
            except (OSError, subprocess.CalledProcessError) as error:
                fair.progress(f"{kind.name} is left out: {error}")
                continue
            sweepers.append(stack.enter_context(sweeper))
        return _measured(sweepers, many, rounds)


def _measured(sweepers: Sequence[Sweeper], many: int, rounds: int) -> list[dict[str, Any]]:
    first = {one.kind.name: one.sweep() for one in sweepers}
    fair.progress(f"first sweeps: { {k: round(v['wall'], 1) for k, v in first.items()} }")
    later: dict[str, list[Mapping[str, float]]] = {one.kind.name: [] for one in sweepers}
    for number in range(rounds):
        turn = number % len(sweepers)
        for one in (*sweepers[turn:], *sweepers[:turn]):
            later[one.kind.name].append(one.sweep())
        fair.progress(f"unchanged sweep {number + 1} of {rounds}")
    return [_row(one, first, later, many) for one in sweepers]


def _row(
    one: Sweeper,
    first: Mapping[str, Mapping[str, float]],
    later: Mapping[str, Sequence[Mapping[str, float]]],
    many: int,
) -> dict[str, Any]:
    """Give milliseconds of CPU a feed and seconds of the clock, and how many times ours."""
    name = one.kind.name
    own, mine = later[name], later["ours"]
    ratio = fair.ratio([each["cpu"] for each in own], [each["cpu"] for each in mine])
    middle = sorted(own, key=lambda each: each["cpu"])[len(own) // 2]
    return {
        "kind": name,
        "version": one.version,
        "first_ms": round(first[name]["cpu"] / many * 1e3, 3),
        "first_s": round(first[name]["wall"], 2),
        "new": first[name]["new"],
        "ms": round(middle["cpu"] / many * 1e3, 3),
        "server_ms": round(middle.get("server", 0.0) / many * 1e3, 3),
        "s": round(middle["wall"], 2),
        "later_new": sum(each["new"] for each in own),
        "x_cpu": [round(v, 2) for v in (ratio.median, ratio.low, ratio.high)],
        "x_first_wall": round(first[name]["wall"] / first["ours"]["wall"], 2),
    }
