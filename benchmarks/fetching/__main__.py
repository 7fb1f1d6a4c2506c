"""Fetching: what a poll costs, beside stock httpx and beside other programs that poll.

    python -m benchmarks.fetching [--quick] [--json]

Without --quick everything is measured and written to `benchmarks/results/`, in some 12 minutes;
how processes end is `python -m benchmarks.fetching.exits`. Exit 0 = the goals hold, 1 = not.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import fair
from benchmarks.fetching import sweep, transport
from benchmarks.fetching.shown import Row
from benchmarks.fetching.shown import sweeps as sweeps_table
from benchmarks.fetching.shown import transport as transport_table

RESULT = Path(__file__).parents[1] / "results" / "fetching.json"
OF_STOCK = 0.75  # no faster engine passes: docs/decisions.md
# at least so many times ours: CPU of an unchanged sweep, clock of a first one
UNCHANGED = {"loop": 5.0, "reader": 12.0, "urlwatch": 20.0}
FIRST = {"loop": 8.0, "reader": 10.0}
QUICK_FEEDS = 100


def main() -> int:
    """Run what the command line asks for."""
    given = fair.options("Ours, stock httpx, and programs that poll feeds.").parse_args()
    load = fair.load()
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "0.xml").write_bytes(b"<rss/>")
        requests = transport.rows(Path(name), quick=given.quick)
    swept = _sweeps(quick=given.quick)
    goals = _figures(requests, swept[0]["rows"])
    short = _short(goals)
    env = fair.environment(("httpx", "httpcore"), load_before=load)
    found = {
        "ok": not short,
        **goals,
        "transport": requests,
        "sweeps": swept,
        "env": fair.json_ready(env),
    }
    print(transport_table(requests))
    for one in swept:
        print(sweeps_table(one))
    for line in short:
        fair.progress(line)
    if not given.quick:
        RESULT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if given.json:
        print(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
    return fair.FALLS_SHORT if short else fair.HOLDS


def _sweeps(*, quick: bool) -> list[dict[str, Any]]:
    if quick:
        rows = sweep.rows(many=QUICK_FEEDS, rounds=2, kinds=(sweep.OURS,))
        return [{"feeds": QUICK_FEEDS, "in_flight": sweep.IN_FLIGHT, "rows": rows}]
    return [
        {"feeds": sweep.FEEDS, "in_flight": many, "rows": sweep.rows(in_flight=many)}
        for many in (sweep.IN_FLIGHT, 200)
    ]


def _figures(requests: Sequence[Row], rows: Sequence[Row]) -> dict[str, Any]:
    """Give the figures that have goals."""
    of = requests[0]["of"]
    by = {row["kind"]: row for row in rows}
    return {
        "of_stock": of["stock-sniffio"][0],
        "of_stock_installed": of["stock"][0],
        "unchanged_ms": by["ours"]["ms"],
        **{f"x_{kind}": by[kind]["x_cpu"][0] for kind in UNCHANGED if kind in by},
        **{f"first_x_{kind}": by[kind]["x_first_wall"] for kind in FIRST if kind in by},
    }


def _short(goals: Mapping[str, Any]) -> list[str]:
    """Tell which goals do not hold."""
    short = []
    if goals["of_stock"] > OF_STOCK:
        short.append(f"fresh TLS costs {goals['of_stock']} of stock, not {OF_STOCK}")
    wanted = {f"x_{kind}": at_least for kind, at_least in UNCHANGED.items()}
    wanted |= {f"first_x_{kind}": at_least for kind, at_least in FIRST.items()}
    return short + [
        f"{name} is {goals[name]}, not {at_least:g}"
        for name, at_least in wanted.items()
        if name in goals and goals[name] < at_least
    ]


if __name__ == "__main__":
    sys.exit(main())
