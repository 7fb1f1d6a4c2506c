"""feedparser: one feed at a time, in an environment of its own.

    python feedparser_run.py < ADDRESSES      a line a feed: the path of its bytes

Answers each line with the seconds it took and the entries it found, and first its version.
"""

import json
import sys
from pathlib import Path
from time import thread_time

import feedparser


def main() -> None:
    """Read a line a feed; answer each."""
    print(json.dumps({"version": feedparser.__version__}), flush=True)
    for line in sys.stdin:
        body = Path(line.rstrip("\n")).read_bytes()
        began = thread_time()
        found = feedparser.parse(body)
        seconds = thread_time() - began
        print(json.dumps({"seconds": seconds, "items": len(found.entries)}), flush=True)


if __name__ == "__main__":
    main()
