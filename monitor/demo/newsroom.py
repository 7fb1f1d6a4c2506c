"""The demo newsroom: invented outlets on one loopback port, as feeds and HTML pages."""

import hashlib
import json
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from email.utils import format_datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.demo.outlets import Outlet, languages, load_outlets
from monitor.demo.press import Page, Press
from monitor.net.serve import serve

_HOST = "127.0.0.1"
_LIST_FIELDS = """    item: 'article.row'
    fields:
      url: 'a.title@href'
      title: 'a.title'
      lead: 'p.lead'
      date: 'time@datetime'
    full_text: always
"""


class Newsroom:
    """A running newsroom: `url` lists the outlets, each under `/<outlet>/`.

    `requests` counts what was asked for, by path, conditional requests included.
    """

    def __init__(self, outlets: Sequence[Outlet], *, later: bool) -> None:
        """Open nothing yet: `open` serves it."""
        self.stand_at(0)
        self.outlets = tuple(outlets)
        self.later_is_out = later
        self.requests: Counter[str] = Counter()
        self._by_id = {outlet.outlet: outlet for outlet in outlets}

    @property
    def article_count(self) -> int:
        """How many articles there are in all, the later ones included."""
        return sum(len(outlet.articles) for outlet in self.outlets)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages its outlets write in."""
        return languages(self.outlets)

    def release_later(self) -> None:
        """Publish the later pieces: from now on they stand in feeds, lists and pages."""
        self.later_is_out = True

    @staticmethod
    def sources_yaml(port: int, outlets: Sequence[Outlet] | None = None) -> str:
        """Write the source file that watches a newsroom on this port."""
        chosen = load_outlets() if outlets is None else outlets
        return sources_yaml(port, chosen)

    @staticmethod
    @asynccontextmanager
    async def open(
        *, articles: Sequence[Outlet] | None = None, port: int = 0, later: bool = False
    ) -> AsyncGenerator["Newsroom"]:
        """Serve the shipped outlets, or those given, until the block is left.

        `port` 0 takes a free one; a run that resumes gives the port it had, so that addresses,
        and with them the articles' ids, stay the same. `later`: the later pieces are out.
        """
        outlets = load_outlets() if articles is None else articles
        room = Newsroom(outlets, later=later)
        async with serve(room._app(), port=port, host=_HOST) as taken:
            room.stand_at(taken)
            yield room

    def stand_at(self, port: int) -> None:
        """Take the port it is served on: addresses are written with it."""
        self.port = port
        self.url = f"http://{_HOST}:{port}"
        self._press = Press(base=self.url)

    def _app(self) -> Starlette:
        routes = [
            Route("/", self._newsroom),
            Route("/robots.txt", self._robots),
            Route("/{outlet}/", self._front),
            Route("/{outlet}/feed", self._feed),
            Route("/{outlet}/{slug}", self._article),
        ]
        return Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=500)])

    async def _newsroom(self, request: Request) -> Response:
        return self._answer(request, self._press.newsroom(self.outlets, later=self.later_is_out))

    async def _robots(self, request: Request) -> Response:
        self.requests[request.url.path] += 1
        return PlainTextResponse("User-agent: *\nAllow: /\n")

    async def _front(self, request: Request) -> Response:
        outlet = self._by_id.get(request.path_params["outlet"])
        page = self._press.front(outlet, later=self.later_is_out) if outlet else None
        return self._answer(request, page)

    async def _feed(self, request: Request) -> Response:
        outlet = self._by_id.get(request.path_params["outlet"])
        page = self._press.feed(outlet, later=self.later_is_out) if outlet else None
        return self._answer(request, page)

    async def _article(self, request: Request) -> Response:
        outlet = self._by_id.get(request.path_params["outlet"])
        shown = outlet.front(later=self.later_is_out) if outlet else ()
        piece = next((p for p in shown if p.slug == request.path_params["slug"]), None)
        page = self._press.article(outlet, piece) if outlet and piece else None
        return self._answer(request, page)

    def _answer(self, request: Request, page: Page | None) -> Response:
        """Answer 200 with validators, 304 when the caller has this very body, or 404."""
        self.requests[request.url.path] += 1
        if page is None:
            return PlainTextResponse("not in this newsroom\n", status_code=404)
        body = page.body.encode()
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = {
            "ETag": tag,
            "Last-Modified": format_datetime(page.newest, usegmt=True),
            "Cache-Control": "no-cache",
        }
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=page.media_type, headers=headers)


def sources_yaml(port: int, outlets: Sequence[Outlet]) -> str:
    """Write the source file for these outlets on a loopback port."""
    address = f"{_HOST}:{port}"
    parts = ["sources:\n", *(_source(outlet, address) for outlet in outlets)]
    parts.append(
        "defaults:\n  every: 1s\n  first_run: all\n  max_age: 36500d\n"
        "  allow_private: [127.0.0.0/8]\n"
    )
    parts += ["outlets:\n", *(_outlet(outlet) for outlet in outlets)]
    parts.append(f"hosts:\n  '{address}': {{rate: 1000/s, connections: 20}}\n")
    return "".join(parts)


def _source(outlet: Outlet, address: str) -> str:
    home = f"http://{address}/{outlet.outlet}/"
    listed = outlet.serve == "list"
    kind, url = ("list", home) if listed else ("feed", f"{home}feed")
    head = f"  - id: {outlet.outlet}\n    kind: {kind}\n    url: {url}\n"
    return f"{head}    outlet: {outlet.outlet}\n{_LIST_FIELDS if listed else ''}"


def _outlet(outlet: Outlet) -> str:
    name = json.dumps(outlet.name, ensure_ascii=False)  # JSON text is a YAML scalar
    return f"  {outlet.outlet}: {{name: {name}, tier: {outlet.tier}, lang: {outlet.lang}}}\n"
