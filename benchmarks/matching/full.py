"""Full: every row of docs/performance.md, written to `benchmarks/results/`."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import fair
from benchmarks.matching import calibrate, checking, fresh, growth, hostile, ours
from benchmarks.matching.figures import Figures
from benchmarks.matching.generate import Corpus, rules
from benchmarks.matching.peers import run as peers
from benchmarks.matching.row import SEED, Row, measured

RESULTS = Path(__file__).parents[1] / "results"
STEPS = (1_000, 3_000, 10_000, 30_000, 100_000)
NAIVE_UP_TO = 10_000  # rules: beyond, one article takes ten seconds
SHARED = 20  # lists
_MAIN = 10_000


def rows(text: Corpus) -> list[Row]:
    """Measure every number of rules, each rule with its own lists, then with shared ones."""
    own = [measured(text, n, rounds=_rounds(n), naive=n <= NAIVE_UP_TO) for n in STEPS]
    shared = (1_000, 10_000, 100_000)
    return own + [
        measured(text, n, shared=SHARED, rounds=_rounds(n), naive=n <= NAIVE_UP_TO) for n in shared
    ]


def _rounds(count: int) -> int:
    return 7 if count <= NAIVE_UP_TO else 5


def more(text: Corpus) -> Mapping[str, Any]:
    """Measure what is not a row: peers, memory, growth over the article, hostile text, check."""
    written = list(rules(text, _MAIN, seed=SEED))
    with fair.uncollected():
        given = ours.prepared(written)
        frequency = ours.taught(text.taught)
        engine = ours.engine(given.asked, frequency)
        under_attack = ours.engine((*given.asked, *hostile.asked()), frequency)
    fair.settle()
    fair.progress("article sizes")
    sizes = growth.by_size(engine, text.timed)
    fair.progress("hostile texts and patterns")
    return {
        **{
            name: {str(size): round(value, 1) for size, value in values.items()}
            for name, values in sizes.items()
        },
        "article_exponent": round(growth.exponent(sizes["article_us"]), 3),
        "hostile_text_ms": _rounded(
            hostile.text_ms(under_attack, written, text.timed[0], seed=SEED)
        ),
        "hostile_pattern_ms": _rounded(hostile.pattern_ms(text.timed[0])),
        "peers": peers.compared(engine, text.timed, given.parts, told=fair.progress),
        "fresh": [_fresh(count) for count in (1_000, 10_000, 100_000)],
        "generated": calibrate.beside_real(text),
        "check": checking.figures(text),
    }


def _rounded(values: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: value if value is None else round(value, 2) for name, value in values.items()}


def _fresh(count: int) -> Mapping[str, Any]:
    """Let a process of its own tell memory and start."""
    fair.progress(f"{count:,} rules in a fresh process")
    command = (sys.executable, "-m", fresh.__name__, str(count))
    found: Mapping[str, Any] = json.loads(subprocess.check_output(command, text=True))
    return found


def grown(measured_rows: list[Row]) -> Mapping[str, float]:
    """Tell how time grows with the rules: exponent, and how many times from first to last."""
    points = {row.rules: row.ours for row in measured_rows if not row.shared}
    first, last = min(points), max(points)
    return {
        "rules_exponent": round(growth.exponent(points), 3),
        "rules_times": round(points[last] / points[first], 2),
    }


def kept(name: str, found: Figures) -> Path:
    """Write results where they are committed."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path
