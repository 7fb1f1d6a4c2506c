"""reader: its own store (SQLite), its own threads.

    python reader_run.py ADDRESSES IN_FLIGHT FOLDER

A line of standard input is a sweep, answered by its seconds. What it does not do: limits of
hosts and bodies, address checks, canonical URLs, languages, floods.
"""

import json
import sys
import time
from pathlib import Path

import reader


def main() -> None:
    """Answer a line a sweep."""
    addresses = Path(sys.argv[1]).read_text("utf-8").split()
    kept = reader.make_reader(str(Path(sys.argv[3]) / "reader.sqlite"))
    for url in addresses:
        kept.add_feed(url)
    print(json.dumps({"version": f"reader {reader.__version__}"}), flush=True)
    for _ in sys.stdin:
        before = kept.get_entry_counts().total or 0
        cpu, wall = time.process_time(), time.perf_counter()
        kept.update_feeds(workers=int(sys.argv[2]), scheduled=False)
        done = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        new = (kept.get_entry_counts().total or 0) - before
        print(json.dumps({**done, "new": new}), flush=True)
    kept.close()


if __name__ == "__main__":
    main()
