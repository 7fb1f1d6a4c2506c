"""Matching: what an article costs with many rules, beside other ways to do the same.

    python -m benchmarks.matching [--quick] [--json] [--rules N]

Without --quick or --rules all rows are measured and written to `benchmarks/results/`, in some
15 minutes. Exit 0 = the goals hold, 1 = not, 2 = answers differ.
"""

import json
import sys
from collections.abc import Sequence

from benchmarks import fair
from benchmarks.matching import full, generate
from benchmarks.matching.figures import (
    MAIN,
    Figures,
    figures,
    more_short_of,
    row_figures,
    scale_of,
    short_of,
)
from benchmarks.matching.row import NAIVE, SEED, Row, measured
from benchmarks.matching.shown import table

LIBRARIES = ("ahocorasick-rs", "google-re2")


def main() -> int:
    """Run what the command line asks for."""
    parser = fair.options("Ours, the naive loop, the bare pass and others, by number of rules.")
    parser.add_argument("--rules", type=int, metavar="N", help="one row, of so many rules")
    given = parser.parse_args()
    load = fair.load()
    with fair.uncollected():
        text = generate.corpus(seed=SEED)
    if given.quick or given.rules:
        rows = [measured(text, given.rules or MAIN, rounds=NAIVE)]
    else:
        rows = full.rows(text)
    if differing := [line for row in rows for line in row.differing]:
        for line in differing:
            fair.progress(line)
        return fair.DIFFERS
    short = short_of(rows)
    more: Figures = {}
    if len(rows) > 1:
        more = {**full.grown(rows), **full.more(text)}
        short += more_short_of(more)
    env = fair.environment(LIBRARIES, load_before=load)
    found = figures(rows, env, ok=not short, more=more)
    if more:
        fair.progress(f"written: {full.kept('matching', found)}")
    _told(rows, short)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
    return fair.FALLS_SHORT if short else fair.HOLDS


def _told(rows: Sequence[Row], short: Sequence[str]) -> None:
    print(table([row_figures(row) for row in rows]))
    print(f"scale: {scale_of(rows):.3f} (bare pass over that of the machine of the goals)")
    for line in short:
        fair.progress(line)


if __name__ == "__main__":
    sys.exit(main())
