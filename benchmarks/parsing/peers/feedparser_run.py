"""feedparser: one feed at a time, in an environment of its own.

    python feedparser_run.py < ORDERS      a line a feed: the path of its bytes, or `fields PATH`

Answers each line with the seconds it took and the entries it found, or with what they say of
themselves; and first its version.
"""

import json
import sys
import warnings
from pathlib import Path
from time import thread_time
from typing import Any

import feedparser


def main() -> None:
    """Read a line a feed; answer each."""
    warnings.simplefilter("ignore")
    print(json.dumps({"version": feedparser.__version__}), flush=True)
    for line in sys.stdin:
        order, _, path = line.rstrip("\n").rpartition(" ")
        answer = _fields(Path(path)) if order else _timed(Path(path))
        print(json.dumps(answer), flush=True)


def _timed(path: Path) -> dict[str, Any]:
    body = path.read_bytes()
    began = thread_time()
    found = feedparser.parse(body)
    seconds = thread_time() - began
    return {"seconds": seconds, "items": len(found.entries)}


def _fields(path: Path) -> dict[str, Any]:
    found = feedparser.parse(path.read_bytes())
    return {"entries": [_entry(entry) for entry in found.entries]}


def _entry(entry: Any) -> dict[str, Any]:
    at = entry.get("published_parsed") or entry.get("updated_parsed")
    return {
        "title": entry.get("title") or "",
        "link": entry.get("link") or "",
        "id": entry.get("id") or "",
        "date": list(at[:6]) if at else [],
        "summary": entry.get("summary") or "",
        "contents": [one.get("value") or "" for one in entry.get("content", ())],
    }


if __name__ == "__main__":
    main()
