"""Exits: how processes end that leave bodies unread, 200 of each transport.

    python -m benchmarks.fetching.exits [--runs N] [--json] [KIND..]

Of all kinds and runs the counts are written to `benchmarks/results/`, in a quarter of an hour.

A run is bad when its process ends by a signal, with a status of its own, or says on standard
error that it crashed. Exit 0 = ours had none.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks import fair
from benchmarks.environments import python_of
from benchmarks.fetching.server import serving
from benchmarks.parsing.feeds import feeds

PEERS = Path(__file__).parent / "peers"
KINDS = {"ours": "", "stock": "", "aiohttp": "aiohttp.txt", "pyreqwest": "pyreqwest.txt"}
RESULT = Path(__file__).parents[1] / "results" / "exits.json"
RUNS = 200
_CRASHED = ("Fatal Python error", "panicked at", "Segmentation fault", "core dumped")


def ended(python: Path, kind: str, port: int) -> str:
    """Run once; tell how it ended, `clean` when well."""
    words = (str(python), str(PEERS / "exits_run.py"), kind, str(port))
    env = {"PYTHONPATH": str(PEERS.parents[2])} if kind == "ours" else {}
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=False, timeout=120)
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    crashed = next((mark for mark in _CRASHED if mark in done.stderr), "")
    return crashed or (f"status {done.returncode}" if done.returncode else "clean")


def counted(kind: str, *, runs: int, port: int) -> dict[str, object]:
    """Let one kind end so often."""
    wanted = KINDS[kind]
    python = python_of(PEERS / wanted) if wanted else Path(sys.executable)
    ends = Counter(ended(python, kind, port) for _ in range(runs))
    bad = {how: n for how, n in ends.items() if how != "clean"}
    fair.progress(f"{kind}: {ends['clean']} of {runs} clean {bad or ''}")
    return {"kind": kind, "runs": runs, "clean": ends["clean"], "bad": bad}


def rows(kinds: list[str], *, runs: int) -> list[dict[str, object]]:
    """Let all kinds end, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, feed in enumerate(feeds(many=8)):
            (folder / f"{number}.xml").write_bytes(feed.body)
        with serving(folder, slow_ms=(1, 30)) as port:
            return [counted(kind, runs=runs, port=port) for kind in kinds]


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="How processes end that leave bodies unread.")
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    load = fair.load()
    ends = rows(given.kinds, runs=given.runs)
    is_clean = not any(row["bad"] for row in ends if row["kind"] == "ours")
    env = fair.json_ready(fair.environment(("httpx",), load_before=load))
    found = {"ok": is_clean, "rows": ends, "env": env}
    if given.runs >= RUNS and set(given.kinds) >= set(KINDS):
        RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if given.json:
        print(json.dumps(found, separators=(",", ":")))
    return fair.HOLDS if is_clean else fair.FALLS_SHORT


if __name__ == "__main__":
    sys.exit(main())
