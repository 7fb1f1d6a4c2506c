"""urlwatch: its program once a sweep, with a cache of its own; so many threads as it takes.

    python urlwatch_run.py ADDRESSES IN_FLIGHT FOLDER

A line of standard input is a sweep, answered by the seconds of the program, its start included.
What it does not do: parse feeds; it compares texts.
"""

import importlib.metadata
import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    """Answer a line a sweep."""
    folder = Path(sys.argv[3])
    addresses = Path(sys.argv[1]).read_text("utf-8").split()
    jobs = folder / "urls.yaml"
    jobs.write_text("---\n".join(f"url: {url}\n" for url in addresses), "utf-8")
    config = folder / "urlwatch.yaml"
    config.write_text("report:\n  stdout: {enabled: false}\n", "utf-8")
    words = [str(Path(sys.executable).parent / "urlwatch"), "--urls", str(jobs)]
    words += ["--config", str(config), "--cache", str(folder / "cache.db"), "--hooks", "/dev/null"]
    print(json.dumps({"version": f"urlwatch {importlib.metadata.version('urlwatch')}"}), flush=True)
    for _ in sys.stdin:
        begun, wall = _cpu(), time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        done = {"cpu": _cpu() - begun, "wall": time.perf_counter() - wall, "new": 0}
        print(json.dumps(done), flush=True)


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main()
