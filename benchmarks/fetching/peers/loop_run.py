"""The loop: requests and feedparser in threads, what is known in SQLite.

    python loop_run.py ADDRESSES IN_FLIGHT FOLDER [sessions]

With `sessions` each thread keeps one of requests' sessions, else it is `requests.get`. A line of
standard input is a sweep, answered by its seconds. ADDRESSES is a file with a line a feed. It
parses every 200, keeps validators, and stores each entry once by its id. What it does not do:
limits of hosts and bodies, address checks, canonical URLs, languages, floods, health.
"""

import json
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import feedparser
import requests


class Loop:
    """Sweeps all feeds."""

    def __init__(
        self, addresses: list[str], in_flight: int, folder: Path, *, sessions: bool
    ) -> None:
        """Open the database and the threads."""
        self.sessions = sessions
        self.addresses = addresses
        self.threads = ThreadPoolExecutor(in_flight)
        self.local = threading.local()
        self.lock = threading.Lock()
        self.database = sqlite3.connect(folder / "loop.sqlite", check_same_thread=False)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("CREATE TABLE feeds (url PRIMARY KEY, etag, modified)")
        self.database.execute("CREATE TABLE entries (url, id, title, text, PRIMARY KEY (url, id))")

    def sweep(self) -> int:
        """Poll every feed; give the number of new entries."""
        return sum(self.threads.map(self.poll, self.addresses))

    def get(self) -> Any:
        """Give what asks."""
        if not self.sessions:
            return requests.get
        session = getattr(self.local, "session", None)
        if session is None:
            session = self.local.session = requests.Session()
        return session.get

    def poll(self, url: str) -> int:
        """Poll one feed."""
        with self.lock:
            known = self.database.execute(
                "SELECT etag, modified FROM feeds WHERE url=?", (url,)
            ).fetchone()
        etag, modified = known or (None, None)
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        answer = self.get()(url, headers={k: v for k, v in asked.items() if v}, timeout=20)
        if answer.status_code == 304:
            return 0
        answer.raise_for_status()
        found = feedparser.parse(answer.content)
        rows = [
            (url, entry.get("id") or entry.get("link"), entry.get("title"), entry.get("summary"))
            for entry in found.entries
        ]
        kept = (url, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        with self.lock, self.database:
            before = self.database.total_changes
            self.database.executemany("INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?)", rows)
            new = self.database.total_changes - before
            self.database.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", kept)
        return new


def main() -> None:
    """Answer a line a sweep."""
    addresses = Path(sys.argv[1]).read_text("utf-8").split()
    sessions = "sessions" in sys.argv[4:]
    loop = Loop(addresses, int(sys.argv[2]), Path(sys.argv[3]), sessions=sessions)
    version = f"requests {requests.__version__}, feedparser {feedparser.__version__}"
    print(json.dumps({"version": version}), flush=True)
    for _ in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        new = loop.sweep()
        done = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "new": new}
        print(json.dumps(done), flush=True)
    loop.threads.shutdown()


if __name__ == "__main__":
    main()
