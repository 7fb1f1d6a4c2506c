"""Fresh: what many rules take in a process of their own: memory, start, one edit.

    python -m benchmarks.matching.fresh N      prints one JSON object

Memory is the engine's alone: what the process holds more than before the rules were read.
"""

import gc
import json
import os
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import process_time, thread_time
from typing import Any

from benchmarks import fair
from benchmarks.matching import generate, ours
from benchmarks.matching.generate import Written
from benchmarks.matching.row import SEED
from monitor.matching import Engine
from monitor.matching.query import Asked
from monitor.model import Article

EDITS = 20
_MIB = 1024.0


def figures(count: int) -> Mapping[str, Any]:
    """Read the rules, match, fork a matcher; memory in MiB, times in seconds of CPU."""
    with fair.uncollected():
        text = generate.corpus(seed=SEED)
        rules = list(generate.rules(text, count, seed=SEED))
        frequency = ours.taught(text.taught)
        before = _memory("Pss")
        began = process_time()
        asked = ours.compiled(rules)
        parse_s = process_time() - began
        began = process_time()
        engine = ours.engine(asked, frequency)
        build_s = process_time() - began
    fair.settle()
    engine_mib = _memory("Pss") - before
    unshared = _forked(engine, text.timed)
    edits = [_edit_ms(engine, rules[number], text.timed[number]) for number in range(EDITS)]
    return {
        "rules": count,
        "parse_s": round(parse_s, 2),
        "build_s": round(build_s, 2),
        **({"edit_ms": round(statistics.median(filter(None, edits)), 2)} if any(edits) else {}),
        "engine_mib": round(engine_mib, 1),
        "bytes_a_rule": round(engine_mib * 1024 * 1024 / count),
        "unshared_mib": round(unshared, 1),
        "peak_mib": round(_peak(), 1),
    }


def _edit_ms(engine: Engine, rule: Written, article: Article) -> float | None:
    """Tell how much later an edit lets the next article be matched; None if none can be made."""
    edited: Callable[[Mapping[str, Asked | None]], Engine] | None = getattr(engine, "edited", None)
    if edited is None:
        return None
    changed = replace(rule, expression=f"({rule.expression}) OR edited")
    (asked,) = ours.prepared([changed]).asked
    engine.match(article)  # once untimed: its words are remembered then
    began = thread_time()
    engine.match(article)
    between = thread_time()
    edited({rule.id: asked}).match(article)
    return 1000 * (thread_time() - between - (between - began))


def _memory(name: str, process: str = "self") -> float:
    """Give a figure of this process's memory map."""
    gc.collect()
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
    lines = (line.split() for line in rollup.splitlines()[1:])
    return next(int(line[1]) / _MIB for line in lines if line[0] == f"{name}:")


def _peak() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(x.split()[1]) / _MIB for x in status.splitlines() if x.startswith("VmHWM"))


def _forked(engine: Engine, articles: tuple[Article, ...]) -> float:
    """Give what a forked matcher holds for itself after it has matched all articles."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        for article in articles:
            engine.match(article)
        os.write(write, str(_memory("Private_Dirty")).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read) as told:
        return float(told.read())


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]))))
