"""The status page and its API: read-only, on loopback, for the Host names we are known by."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

import orjson
from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.insight.overview import Overview
from monitor.web import doors
from monitor.web.guard import Guard

_KINDS = {"style.css": "text/css", "live.js": "text/javascript"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the pages read: functions, so that no page holds state."""

    overview: Callable[[], Awaitable[Overview]]
    alive: Callable[[], bool]  # the tick is fresh
    missing: Callable[[], Awaitable[tuple[str, ...]]]  # what keeps us from being ready
    metrics: Callable[[], bytes]
    rules: Callable[[], tuple[tuple[str, str, str], ...]]  # id, status, title
    extra_hosts: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # of the demo: name, address
    inbox: doors.Inbox | None = None  # takes what other systems push


def status_app(board: Board) -> Any:
    """Make the ASGI app."""
    pages = Pages(board)
    app = Starlette(
        routes=[
            Route("/", pages.status),
            Route("/_status", pages.fragment),
            Route("/api/v1/overview", pages.api),
            Route("/healthz", pages.healthz),
            Route("/readyz", pages.readyz),
            Route("/metrics", pages.metrics),
            Route("/static/{name}", pages.static),
            *(doors.routes(board.inbox) if board.inbox else ()),
        ]
    )
    known = {"localhost", "127.0.0.1", "[::1]", *board.extra_hosts}
    return Guard(app, known=known, doors=(doors.INBOX,))


class Pages:
    """One method a route."""

    def __init__(self, board: Board) -> None:
        """Load the templates; every value in them is escaped."""
        self._board = board
        self._templates = Environment(
            loader=PackageLoader("monitor.web"),
            autoescape=select_autoescape(default=True, default_for_string=True),
        )

    async def status(self, _request: Request) -> Response:
        """Draw the whole page."""
        return HTMLResponse(await self._draw("page.html"))

    async def fragment(self, _request: Request) -> Response:
        """Draw the part that changes."""
        return HTMLResponse(await self._draw("status.html"))

    async def _draw(self, template: str) -> str:
        seen = await self._board.overview()
        return self._templates.get_template(template).render(
            seen=seen, rules=self._board.rules(), links=self._board.links
        )

    async def api(self, _request: Request) -> Response:
        """Give the same as JSON."""
        body = orjson.dumps(asdict(await self._board.overview()))
        return Response(body, media_type="application/json")

    async def healthz(self, _request: Request) -> Response:
        """Say whether to restart us: the tick is old."""
        alive = self._board.alive()
        return PlainTextResponse("ok\n" if alive else "tick is old\n", 200 if alive else 503)

    async def readyz(self, _request: Request) -> Response:
        """Say what is missing."""
        missing = await self._board.missing()
        return PlainTextResponse("\n".join(missing or ("ready",)) + "\n", 503 if missing else 200)

    async def metrics(self, _request: Request) -> Response:
        """Give the metrics."""
        return Response(self._board.metrics(), media_type="text/plain; version=0.0.4")

    async def static(self, request: Request) -> Response:
        """Serve one of our own files."""
        name = request.path_params["name"]
        if name not in _KINDS:
            return PlainTextResponse("no such file\n", status_code=404)
        body = files("monitor.web").joinpath("static", name).read_bytes()
        return Response(body, media_type=_KINDS[name])
