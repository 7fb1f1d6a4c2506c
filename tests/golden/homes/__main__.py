"""`python -m tests.golden.homes`: what `monitor add` finds on each home page, and how many."""

import sys

from monitor.intake.discover import BUDGET
from tests.golden.homes.outlets import outlets
from tests.golden.homes.rooms import rooms
from tests.golden.homes.systems import systems
from tests.golden.homes.web import Result, searched


def line(result: Result) -> str:
    """Write what came of one site."""
    first, site = result.first, result.site
    wanted = f"{site.kind} {site.at}" if site.kind else "nothing"
    got = "nothing" if first is None else f"{first.kind} {first.url.removeprefix(result.base)}"
    verdict = "ok" if result.is_right else f"WRONG, wanted {wanted}"
    rows = len(first.articles) if first else 0
    return f"{site.name:20} {len(result.asked):2} requests  {rows:3} items  {got}  {verdict}"


def main() -> int:
    """Search every site; gives 1 when too few are found or one cost too much."""
    results = searched([*systems(), *outlets(), *rooms()])
    for result in results:
        print(line(result))
    there = [result for result in results if result.site.kind]
    good = sum(result.is_right for result in there)
    told = sum(result.is_right for result in results if not result.site.kind)
    most = max(len(result.asked) for result in results)
    empty = len(results) - len(there)
    share = 100 * good / len(there)
    print(f"found {good} of {len(there)} ({share:.0f} %), nothing where there is nothing: "
          f"{told} of {empty}, most requests {most} of {BUDGET}")  # fmt: skip
    return int(share < 90 or most > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
