"""The search of `monitor add`: the daemon's fetcher, a worker, the shipped sources."""

import asyncio

from monitor.cli._fetching import Starts, fetching
from monitor.cli._progress import progress
from monitor.cli._world import harden
from monitor.cli.init import shipped_rules
from monitor.clock import SystemClock
from monitor.intake.adding import catalogue
from monitor.intake.discover import BUDGET, Discovery, candidates
from monitor.intake.reading import parse_document
from monitor.intake.sitemapping import sitemapped
from monitor.intake.sourcebook import Sourcebook, load
from monitor.intake.surveying import survey
from monitor.rulebook.diagnostic import Faults
from monitor.workers import Compute
from monitor.workspace import Workspace


def _shipped() -> Sourcebook:
    """Read the sources that come with the program: what they know of their sites."""
    folder = shipped_rules() / "sources"
    texts = {f"rules/sources/{path.name}": path.read_bytes() for path in folder.glob("*.yaml")}
    return load(texts, grants={}, secret=str, faults=Faults(), contact="add")


def searched(
    space: Workspace, book: Sourcebook, url: str, *, allow_private: tuple[str, ...]
) -> Discovery:
    """Look for places with news at an address, as polite as the daemon, and show how far it is."""
    harden()
    jobs = {"parse": parse_document, "survey": survey, "sitemap": sitemapped}
    compute = Compute.start(jobs, workers=min(1, space.settings.workers.count))
    return asyncio.run(_looked(space, book, url, allow_private, compute))


async def _looked(
    space: Workspace, book: Sourcebook, url: str, allow_private: tuple[str, ...], compute: Compute
) -> Discovery:
    starts = Starts(SystemClock(), most=BUDGET)
    try:
        with progress() as shown:
            async with fetching(space, hosts=book.hosts, starts=starts) as fetcher:
                return await candidates(
                    url,
                    web=fetcher,
                    compute=compute,
                    left=starts.left,
                    allow_private=allow_private,
                    catalogue=catalogue(_shipped().sources.values()),
                    told=lambda at: shown.say(f"{starts.granted + 1:2}/{BUDGET} {at}"),
                )
    finally:
        await compute.close()
