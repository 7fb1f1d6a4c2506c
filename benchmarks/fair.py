"""Fair: contenders measured side by side in rounds, on CPU time, and what the ratios were.

    times = interleave([ours, other], items=range(400), rounds=7, seed=7)
    ratio(times["other"].totals, times["ours"].totals).median

Only ratios from one run count: the same work moves by half between runs on a shared machine.
"""

import argparse
import datetime as dt
import gc
import importlib.metadata
import os
import platform
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import thread_time

Timer = Callable[[], float]
HOLDS, FALLS_SHORT, DIFFERS = 0, 1, 2  # exit codes of every benchmark
SHOWN_FIRST = 190  # characters of the JSON line that hold the goal figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Something that does the work: `run(item)` gives its answer.

    `once` = too slow for every item: in each round it does one of these. `uncounted` gives the
    seconds so far that went into what is not measured.
    """

    name: str
    run: Callable[[int], object]
    once: tuple[int, ...] = ()
    uncounted: Callable[[], float] = lambda: 0.0

    def does(self, item: int, number: int) -> bool:
        """Tell whether it does an item in a round."""
        return not self.once or self.once[number % len(self.once)] == item


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds by round and item; items a contender did not do in a round are missing."""

    rounds: tuple[Mapping[int, float], ...]

    @property
    def totals(self) -> tuple[float, ...]:
        """Give each round's seconds."""
        return tuple(sum(one.values()) for one in self.rounds)

    @property
    def mean(self) -> float:
        """Give seconds an item: the median over rounds of the mean."""
        return statistics.median(sum(r.values()) / len(r) for r in self.rounds)

    def each(self) -> dict[int, float]:
        """Give seconds by item, the median over rounds: the machine's own stumbles are not it."""
        items = dict.fromkeys(item for one in self.rounds for item in one)
        return {i: statistics.median(r[i] for r in self.rounds if i in r) for i in items}

    def beside(self, other: "Times") -> tuple[float, ...]:
        """Give, for each round, the seconds for the items that the other did in it.

        Of each item the median over rounds: what ran before one item would decide otherwise.
        """
        each = self.each()
        return tuple(sum(each[item] for item in theirs) for theirs in other.rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One quotient a round, summed up."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        """Give `2.40 (2.31-2.52)`."""
        return f"{self.median:.3g} ({self.low:.3g}-{self.high:.3g})"


def ratio(above: Sequence[float], below: Sequence[float]) -> Ratio:
    """Divide round by round, then take median, lowest and highest."""
    each = [a / b for a, b in zip(above, below, strict=True)]
    return Ratio(median=statistics.median(each), low=min(each), high=max(each))


def interleave(
    contenders: Sequence[Contender],
    *,
    items: Sequence[int],
    rounds: int,
    seed: int,
    timer: Timer = thread_time,
    told: Callable[[str], None] = lambda _: None,
) -> dict[str, Times]:
    """Let all do an item, then the next, each time in another order, so many rounds.

    An untimed pass comes first, but for contenders that do one item a round.
    """
    rng = random.Random(seed)
    for item in items:
        for contender in contenders:
            if not contender.once:
                contender.run(item)
    found: dict[str, list[dict[int, float]]] = {c.name: [] for c in contenders}
    for number in range(rounds):
        for own in found.values():
            own.append({})
        for item in items:
            order = [c for c in contenders if c.does(item, number)]
            rng.shuffle(order)
            for contender in order:
                found[contender.name][number][item] = _timed(contender, item, timer)
        told(f"round {number + 1} of {rounds}")
    return {name: Times(rounds=tuple(own)) for name, own in found.items()}


def _timed(contender: Contender, item: int, timer: Timer) -> float:
    aside = contender.uncounted()
    began = timer()
    contender.run(item)
    return timer() - began - (contender.uncounted() - aside)


def settle() -> None:
    """Collect garbage and keep what is left out of later collections, as the daemon does."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """Prepare without garbage collection: what stays is looked at once, by `settle`."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which this share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where and when figures were taken."""

    date: str
    commit: str
    cpu: str
    cores: int
    load_before: float
    load_after: float
    python: str
    libraries: Mapping[str, str]
    hash_seed: str

    @property
    def is_busy(self) -> bool:
        """Tell whether more ran than there are cores: then the run is to be repeated."""
        return max(self.load_before, self.load_after) > self.cores


def environment(libraries: Sequence[str], *, load_before: float) -> Environment:
    """Describe this machine and moment; `load_before` was taken with `load()` at the start."""
    return Environment(
        date=dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%dT%H:%MZ"),
        commit=_commit(),
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        load_before=load_before,
        load_after=load(),
        python=platform.python_version(),
        libraries={name: importlib.metadata.version(name) for name in libraries},
        hash_seed=os.environ.get("PYTHONHASHSEED", "random"),
    )


def load() -> float:
    """Give how many processes wanted a core during the last minute."""
    return round(os.getloadavg()[0], 2)


def _commit() -> str:
    git = ("git", "-C", str(Path(__file__).parent))
    try:
        shown = subprocess.check_output((*git, "rev-parse", "--short", "HEAD"), text=True)
        changed = subprocess.check_output((*git, "status", "--porcelain", "monitor"), text=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return shown.strip() + ("+" if changed.strip() else "")


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def json_ready(env: Environment) -> dict[str, object]:
    """Give the environment as JSON has it."""
    return asdict(env)


def options(about: str) -> argparse.ArgumentParser:
    """Give the options that every benchmark has."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="the main row only, within 45 s")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    return parser


def progress(line: str) -> None:
    """Tell how far it has come."""
    print(line, file=sys.stderr, flush=True)
