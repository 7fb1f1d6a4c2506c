"""SQLite FTS5: a batch of articles indexed in memory, every rule asked of it.

    python sqlite_fts5.py < JOB.json      needs nothing but Python's own sqlite3

What it does not do: nearness of lists (AND instead), RE2, evidence, captures, capitals.
"""

import json
import sqlite3
import sys
from time import process_time


def main() -> None:
    """Read a job, then a line a batch; answer each with its seconds and how many pairs matched."""
    job = json.loads(sys.stdin.readline())
    print(json.dumps({"version": f"SQLite FTS5 {sqlite3.sqlite_version}"}), flush=True)
    for line in sys.stdin:
        batch = [(a["title"], a["body"]) for a in job["articles"][: int(line)]]
        began = process_time()
        matches = _matches(batch, job["rules"])
        print(json.dumps({"seconds": process_time() - began, "matches": matches}), flush=True)


def _matches(batch: list[tuple[str, str]], rules: list[str]) -> int:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE articles USING fts5(title, body,"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    database.executemany("INSERT INTO articles VALUES (?, ?)", batch)
    ask = "SELECT rowid FROM articles WHERE articles MATCH ?"
    found = sum(len(database.execute(ask, (rule,)).fetchall()) for rule in rules)
    database.close()
    return found


if __name__ == "__main__":
    main()
