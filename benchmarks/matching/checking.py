"""Checking: `monitor check` on a folder of generated rule files, in a process of its own."""

import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.matching import generate
from benchmarks.matching.generate import Written
from benchmarks.matching.row import SEED

FILES = 3_000
MOST_S = 2.0
RUNS = 3


def figures(text: generate.Corpus) -> Mapping[str, Any]:
    """Write the files, check them; seconds of CPU, children included, and of the clock."""
    rules = list(generate.rules(text, FILES, seed=SEED))
    with TemporaryDirectory() as folder:
        written = Path(folder, "rules")
        written.mkdir()
        for rule in rules:
            (written / f"{rule.id}.yaml").write_text(_file(rule), "utf-8")
        runs = sorted(_checked(folder) for _ in range(RUNS))
    cpu, wall, told = runs[RUNS // 2]
    return {"files": FILES, "cpu_s": round(cpu, 2), "wall_s": round(wall, 2), "told": told}


def _file(rule: Written) -> str:
    return f"""\
rule: {rule.id}
title: Generated rule {rule.id}
about: A rule of the benchmark, of shape {rule.shape}.
owner: benchmark
status: live
match: >
  {rule.expression}
alert:
  severity: normal
  headline: "{{title}}"
tests:
  - {{text: Nothing of this happened., expect: {{alert: false}}}}
  - name: holds
    text: This one is about something else.
    expect: {{alert: true}}
"""


def _checked(folder: str) -> tuple[float, float, str]:
    before = _children()
    began = perf_counter()
    command = (sys.executable, "-m", "monitor", "check", "--dir", folder)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout or done.stderr).splitlines()
    return _children() - before, perf_counter() - began, lines[-1] if lines else ""


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
