"""Rule files checked in one go, for tests that look at what a check finds."""

from collections.abc import Mapping
from pathlib import Path

from monitor.rulebook import load
from monitor.rulebook.book import Checked
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named


def check(texts: Mapping[str, bytes], *, named: Named, folder: Path, faults: Faults) -> Checked:
    """Read and check every file; a faulty one never stops the others."""
    checked = load(texts, named=named, folder=folder, faults=faults).checked
    assert checked is not None
    return checked
