"""Tables: writes the results of all benchmarks into docs/performance.md, between its marks.

    python -m benchmarks.tables [--check]      with --check: exit 1 if the page is out of date

A mark is `<!-- table: NAME -->`; what follows up to `<!-- end -->` is written anew.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.fetching import shown as fetching
from benchmarks.matching import shown

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "benchmarks" / "results"
_MARKED = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SECTIONS: Mapping[str, Callable[[Any], Any]] = {
    "matching": shown.sections,
    "fetching": fetching.sections,
    "exits": fetching.exits,
}


def written(page: str, tables: Mapping[str, str]) -> str:
    """Give the page with its tables; raises KeyError for a mark without a table."""
    return _MARKED.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", page)


def tables(results: Path) -> dict[str, str]:
    """Give every table by its name, from the results that are there."""
    found: dict[str, str] = {}
    for name, sections in _SECTIONS.items():
        path = results / f"{name}.json"
        if path.exists():
            found.update(sections(json.loads(path.read_text("utf-8"))))
    return found


def main() -> int:
    """Write the page, or tell whether it is up to date."""
    page = PAGE.read_text("utf-8")
    anew = written(page, tables(RESULTS))
    if "--check" in sys.argv:
        return int(page != anew)
    PAGE.write_text(anew, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
