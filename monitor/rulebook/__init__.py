"""Analysts' files in, a rulebook out: compiled rules, and what to tell the analyst.

    faults = Faults()
    texts = contents(folder / "rules", faults=faults)
    book = load(texts, folder=folder / "rules", named=Named(), faults=faults)

A faulty file is told and left out; it never stops the others.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from monitor.rulebook.book import Rulebook
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import Editor
from monitor.rulebook.folder import Named

__all__ = ["Rulebook", "load"]


def load(
    texts: Mapping[str, bytes],
    *,
    folder: Path,
    named: Named,
    faults: Faults,
    timer: Callable[[], float] | None = None,
) -> Rulebook:
    """Make a rulebook of a folder's files, and note every fault of every file.

    `folder` is where samples of tests lie; `named` = receivers and sources that rules may
    name; with a `timer` (seconds) doubtful regular expressions are tried for their speed.
    """
    return Editor(folder=folder, named=named, faults=faults, timer=timer).load(texts)
