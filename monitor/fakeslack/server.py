"""A local server that behaves like Slack's Web API, for tests, demos and trying out."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from monitor.clock import SystemClock
from monitor.fakeslack import view
from monitor.fakeslack.faults import Fault, Faults, fault_from
from monitor.fakeslack.methods import METHODS
from monitor.fakeslack.workspace import Refused, Workspace

CHANNELS = ("#exec-moves", "#alerts", "#news", "#monitor-ops")
_BURST = 4  # posts a channel takes at once before one a second holds


class FakeSlack:
    """The ASGI app with its workspace, faults and log of calls.

    `now` gives seconds since the epoch and is Slack's own clock; `pace=False` lifts the
    limit of one post a second and channel.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float],
        channels: Iterable[str] = CHANNELS,
        script: Iterable[Fault] = (),
        seed: int = 0,
        state: Path | None = None,
        pace: bool = True,
    ) -> None:
        """Open the workspace; `state` is the file that keeps it over restarts."""
        self.workspace = Workspace(channels, state=state)
        self.faults = Faults(script, seed=seed)
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self._now = now
        self._started = now()
        self._pace = pace
        self._buckets: dict[str, tuple[float, float]] = {}
        self._pages = Starlette(
            routes=[
                Route("/", self._page),
                Route("/_view", self._fragment),
                Route("/_control/dump", self._dump),
                Route("/_control/script", self._script, methods=["POST"]),
            ]
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request: a Web API call, or a page for people."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/api/"):
            await self._pages(scope, receive, send)
            return
        request = Request(scope, receive)
        call = await _arguments(request)
        method = path.removeprefix("/api/")
        self.calls.append((method, call))
        fault = self.faults.strike(
            method, str(call.get("channel", "")), self._now() - self._started
        )
        await self._answer(method, call, fault, request, send)

    async def _answer(
        self, method: str, call: Mapping[str, Any], fault: Fault | None, request: Request, send: Any
    ) -> None:
        async def give(response: Response) -> None:
            response.headers["date"] = view.http_date(self._now())
            await response(request.scope, request.receive, send)

        if fault and not fault.accepts_first:
            await _fail(fault, give, send)
            return
        response = self._call(method, call, request.headers.get("authorization", ""))
        if fault is None:
            await give(response)
        elif fault.do == "slow":
            await SystemClock().sleep(fault.seconds)
            await give(response)
        else:
            await _fail_after(fault, give, send)

    def _call(self, method: str, call: Mapping[str, Any], authorization: str) -> Response:
        token = str(call.get("token") or authorization.removeprefix("Bearer "))
        if not token.startswith(("xoxb-", "xapp-")):
            return _refused("invalid_auth" if token else "not_authed")
        if method not in METHODS:
            return _refused("unknown_method")
        if method == "chat.postMessage" and (wait := self._wait(str(call.get("channel", "")))):
            return _limited(wait)
        try:
            answer = METHODS[method](self.workspace, call, self._now())
        except Refused as refusal:
            return _refused(refusal.code)
        return JSONResponse({"ok": True} | answer)

    def _wait(self, channel: str) -> int:
        """Take from the channel's bucket; gives the seconds to wait when it is empty."""
        now = self._now()
        level, at = self._buckets.get(channel, (float(_BURST), now))
        level = min(float(_BURST), level + max(0.0, now - at))
        if self._pace and level < 1:
            return 1
        self._buckets[channel] = (level - 1, now)
        return 0

    async def _page(self, _request: Request) -> Response:
        return HTMLResponse(view.page(self.workspace))

    async def _fragment(self, request: Request) -> Response:
        if request.query_params.get("version") == str(self.workspace.version):
            return Response(status_code=204)
        return HTMLResponse(view.channels(self.workspace))

    async def _dump(self, _request: Request) -> Response:
        return JSONResponse({"messages": self.workspace.dump(), "faults": self.faults.struck})

    async def _script(self, request: Request) -> Response:
        try:
            self.faults.replace([fault_from(line) for line in await request.json()])
        except (ValueError, TypeError, AttributeError) as error:
            return JSONResponse({"ok": False, "error": str(error)}, status_code=400)
        return JSONResponse({"ok": True})


async def _arguments(request: Request) -> dict[str, Any]:
    """Read a call's arguments from query, form or JSON, as Slack does."""
    found: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        found |= json.loads(body or b"{}")
    else:
        found |= dict(parse_qsl(body.decode("utf-8", "replace")))
    for key in ("blocks", "metadata"):
        if isinstance(found.get(key), str):
            found[key] = json.loads(found[key])
    return found


def _refused(error: str) -> Response:
    return JSONResponse({"ok": False, "error": error})


def _limited(seconds: int) -> Response:
    return JSONResponse(
        {"ok": False, "error": "ratelimited"},
        status_code=429,
        headers={"retry-after": str(seconds)},
    )


async def _fail(fault: Fault, give: Callable[[Response], Any], send: Any) -> None:
    """Fail before anything took effect."""
    if fault.do == "429":
        await give(_limited(fault.retry_after))
    elif fault.do == "error":
        await give(_refused(fault.error))
    elif fault.do == "hang":
        await asyncio.Event().wait()
    elif fault.do == "reset_before":
        _reset(send)
    else:
        await give(Response("upstream trouble", status_code=int(fault.do)))


async def _fail_after(fault: Fault, give: Callable[[Response], Any], send: Any) -> None:
    """Fail after the call took effect: the client cannot know that it did."""
    if fault.do == "reset_after_accept":
        _reset(send)
    elif fault.do == "bad_json":
        await give(Response('{"ok": tru', media_type="application/json"))
    elif fault.do == "truncate":
        headers = [(b"content-length", b"500"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok": true', "more_body": True})
        _reset(send)
    else:
        await give(Response("upstream trouble", status_code=500))


def _reset(send: Any) -> None:
    """Cut the connection with a RST; `send` is bound to the server's request cycle."""
    transport = send.__self__.transport
    transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    transport.abort()
