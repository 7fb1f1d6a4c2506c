"""`python -m tests.conformance`: play the HTTP contract against our own intake."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tests.conformance.lab import lab
from tests.conformance.points import ContractPoint, points
from tests.conformance.verdict import Unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of a point; `unmet` is what was seen and what was expected."""

    number: int
    title: str
    unmet: str = ""

    def __str__(self) -> str:
        """Give the line of a point."""
        head = f"{'FAIL' if self.unmet else 'ok':4} {self.number:2} {self.title}"
        return f"{head}: {self.unmet}" if self.unmet else head


async def judged(chosen: Sequence[ContractPoint], *, is_shown: bool) -> list[Judged]:
    """Play points one after the other on one store server."""
    found: list[Judged] = []
    async with lab() as ours:
        for point in chosen:
            unmet = ""
            try:
                await point.judge(ours)
            except Unmet as seen:
                unmet = str(seen)
            found.append(Judged(number=point.number, title=point.title, unmet=unmet))
            if is_shown:
                print(found[-1], flush=True)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the points that are asked for: 0 = all hold, 1 = not all."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument(
        "--point", type=int, action="append", help="only this point; again for more"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    chosen = [one for one in points() if not asked.point or one.number in asked.point]
    if not chosen:
        parser.error(f"no such point; there are 1 to {len(points())}")
    found = asyncio.run(judged(chosen, is_shown=not asked.json))
    good = sum(not one.unmet for one in found)
    if asked.json:
        print(json.dumps({"points": [asdict(one) for one in found], "good": good}))
    else:
        print(f"conformance: {good}/{len(found)}")
    return 0 if good == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
