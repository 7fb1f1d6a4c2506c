"""Transport: CPU a request of ours beside stock httpx, a round of each in turn."""

import json
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks import fair
from benchmarks.fetching import authority
from benchmarks.fetching.server import serving

STOCKS = ("stock", "stock-sniffio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is asked, and of whom."""

    name: str
    in_flight: int
    requests: int
    tls: bool = True
    keep: bool = False
    hosts: int = 0  # asked in turn; 0 = ever new ones
    kinds: tuple[str, ...] = (*STOCKS, "ours")
    rounds: int = 5


FRESH = Case(name="fresh TLS, 300 in flight, whole handshake", in_flight=300, requests=900)
CASES = (
    FRESH,
    Case(name="fresh TLS, 300 in flight, session taken up", in_flight=300, requests=900, hosts=300),
    Case(name="plain, 300 in flight, fresh", in_flight=300, requests=900, tls=False),
    Case(
        name="plain kept, 1,000 in flight",
        in_flight=1000,
        requests=1000,
        tls=False,
        keep=True,
        hosts=1000,
        kinds=("stock-sniffio", "ours"),
        rounds=1,  # stock takes a minute for it
    ),
)


class Asking:
    """A client process that does a round when told."""

    def __init__(self, kind: str, case: Case, *, port: int, root: Path) -> None:
        """Start it and let it warm up."""
        words = [kind, str(port), str(case.in_flight), str(case.requests)]
        words += ["--tls", str(root)] if case.tls else []
        words += ["--keep"] if case.keep else []
        self._process = subprocess.Popen(
            (
                sys.executable,
                "-m",
                "benchmarks.fetching.client",
                *words,
                "--hosts",
                str(case.hosts),
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.communicate()

    def round(self) -> Mapping[str, float]:
        """Let it do a round: CPU seconds a request, requests a second."""
        assert self._process.stdin is not None
        print("go", file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Mapping[str, float]:
        assert self._process.stdout is not None
        answer: Mapping[str, float] = json.loads(self._process.stdout.readline())
        return answer


def row(case: Case, *, folder: Path, rounds: int, found: authority.Authority) -> dict[str, Any]:
    """Measure one case: microseconds a request by client, and ours beside each stock."""
    fair.progress(case.name)
    rng = random.Random(7)
    times: dict[str, list[float]] = {kind: [] for kind in case.kinds}
    rates: dict[str, list[float]] = {kind: [] for kind in case.kinds}
    failed: dict[str, int] = {}
    with ExitStack() as stack:
        port = stack.enter_context(
            serving(folder, authority=found if case.tls else None, slow_ms=(50, 150))
        )
        clients = {
            kind: stack.enter_context(Asking(kind, case, port=port, root=found.root))
            for kind in case.kinds
        }
        for _ in range(rounds):
            for kind in rng.sample(case.kinds, len(case.kinds)):
                one = clients[kind].round()
                times[kind].append(one["cpu"])
                rates[kind].append(one["rate"])
                failed[kind] = round(one["failed"])
    us = {kind: round(1e6 * sorted(each)[len(each) // 2]) for kind, each in times.items()}
    return {
        "case": case.name,
        "us": us,
        "failed": failed,
        "of": {k: _ratio(times["ours"], times[k]) for k in case.kinds if k != "ours"},
        "x_rate": {k: _ratio(rates["ours"], rates[k]) for k in case.kinds if k != "ours"},
    }


def _ratio(above: Sequence[float], below: Sequence[float]) -> list[float]:
    found = fair.ratio(above, below)
    return [round(value, 3) for value in (found.median, found.low, found.high)]


def rows(folder: Path, *, quick: bool) -> list[dict[str, Any]]:
    """Measure the cases, or the main one only; needs `openssl` for its certificates."""
    pki = folder / "authority"
    pki.mkdir()
    found = authority.made(pki)
    cases = (FRESH,) if quick else CASES
    return [
        row(case, folder=folder, rounds=3 if quick else case.rounds, found=found) for case in cases
    ]
