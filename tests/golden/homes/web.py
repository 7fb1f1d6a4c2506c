"""The sites on one loopback server, told apart by their host, and the search run over them."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.cli._fetching import Starts
from monitor.intake.candidates import Candidate, chosen
from monitor.intake.discover import BUDGET, Discovery, candidates
from monitor.intake.reading import parse_document
from monitor.intake.searching import Known
from monitor.intake.sitemapping import sitemapped
from monitor.intake.surveying import survey
from monitor.net.fetch import Fetcher
from monitor.net.politeness import HostGate
from monitor.net.serve import serve
from monitor.workers import Compute
from tests.fakes.clock import START, FakeClock

LOOPBACK = ("127.0.0.0/8",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an address answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site: its pages by path (or `//host/path`), and what a search of it is to find.

    `{base}` in a body stands for the site's address. `at` is the path of the place that must
    come first, `never` are paths that must not be offered, `unasked` such that robots.txt
    keeps us from.
    """

    name: str
    pages: Mapping[str, Page]
    kind: str = ""  # of the first choice; empty = there is nothing, and it must say so
    at: str = ""
    path: str = "/"  # that is typed
    items: int = 5  # at least
    never: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    catalogue: tuple[Known, ...] = ()

    @property
    def host(self) -> str:
        """Give its name."""
        return f"{self.name}.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a search of a site came to."""

    site: Site
    base: str
    discovery: Discovery
    order: tuple[Candidate, ...]
    asked: tuple[str, ...]  # what the server saw: `host path`

    @property
    def first(self) -> Candidate | None:
        """Give what would be taken by itself."""
        return self.order[0] if self.order and not self.order[0].is_refused else None

    @property
    def is_right(self) -> bool:
        """Tell whether the first choice is the place that was meant, and gives enough."""
        site, first = self.site, self.first
        if not site.kind or first is None:
            return not site.kind and first is None
        at = f"{self.base}{site.at}"
        if site.at.startswith("//"):
            host, path = _elsewhere(site.at)
            at = f"http://{host}:{self.base.rpartition(':')[2]}{path}"
        return (first.kind, first.url) == (site.kind, at) and len(first.articles) >= site.items


class Town:
    """Serves every site."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._pages = {
            (s.host, path) if not path.startswith("//") else _elsewhere(path): page
            for s in sites
            for path, page in s.pages.items()
        }
        self.asked: list[str] = []

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        host = dict(scope["headers"])[b"host"].decode()
        query = scope["query_string"].decode()
        path = scope["raw_path"].decode().partition("?")[0] + (f"?{query}" if query else "")
        name, _, port = host.partition(":")
        self.asked.append(f"{name} {path}")
        page = self._pages.get((name, path)) or Page(status=404, body=b"<h1>Not found</h1>")
        own = {b"@BASE@": f"http://{host}".encode(), b"@PORT@": port.encode()}
        body = page.body
        for mark, text in own.items():
            body = body.replace(mark, text)
        headers = {"content-type": "text/html; charset=utf-8", **page.headers}
        told = [(n.encode(), v.replace("@PORT@", port).encode()) for n, v in headers.items()]
        await send({"type": "http.response.start", "status": page.status, "headers": told})
        await send({"type": "http.response.body", "body": body})


def _elsewhere(path: str) -> tuple[str, str]:
    host, _, rest = path[2:].partition("/")
    return host, f"/{rest}"


def searched(sites: Sequence[Site]) -> tuple[Result, ...]:
    """Search every site as `monitor add` does, with nothing between but the terminal."""
    jobs: Mapping[str, Callable[..., Any]] = {
        "parse": parse_document,
        "survey": survey,
        "sitemap": sitemapped,
    }

    async def run() -> tuple[Result, ...]:
        town = Town(sites)
        async with serve(town) as port:
            compute = Compute.start(jobs, workers=0)
            return tuple([await _searched(site, town, port, compute) for site in sites])

    return asyncio.run(run())


async def _names(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


async def _searched(site: Site, town: Town, port: int, compute: Compute) -> Result:
    clock = FakeClock(driving=True)
    starts = Starts(clock, most=BUDGET)
    gate = HostGate(slot=starts, clock=clock, patience_s=3600)
    fetcher = Fetcher(
        agent="newsmonitor/0", hosts=gate, clock=clock, random=random.Random(1), resolve=_names
    )
    town.asked.clear()
    base = f"http://{site.host}:{port}"
    try:
        discovery = await candidates(
            f"{base}{site.path}",
            web=fetcher,
            compute=compute,
            left=starts.left,
            allow_private=LOOPBACK,
            catalogue=[_at(one, port) for one in site.catalogue],
        )
    finally:
        await fetcher.close()
    order = chosen(discovery.found, now=START)
    return Result(site=site, base=base, discovery=discovery, order=order, asked=tuple(town.asked))


def _at(known: Known, port: int) -> Known:
    url = known.url.replace("@PORT@", str(port))
    return Known(kind=known.kind, url=url, id=known.id, options=known.options, more=known.more)
