"""The guard before every page: known Host names only, and headers that keep scripts out."""

from typing import Any

from starlette.responses import PlainTextResponse

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


class Guard:
    """Answers only requests for a Host we are known by, so that DNS rebinding reads nothing."""

    def __init__(self, app: Any, *, known: set[str], doors: tuple[str, ...] = ()) -> None:
        """Guard an app; paths that begin as `doors` do prove by a signature who comes in."""
        self._app = app
        self._known = known
        self._doors = doors

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer 421 for a host that is not ours; pass on everything else."""
        if scope["type"] != "http":
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name not in self._known and not scope["path"].startswith(self._doors):
            refused = PlainTextResponse("this host name is not ours\n", status_code=421)
            await refused(scope, receive, send)
            return

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [(k.encode(), v.encode()) for k, v in _HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        await self._app(scope, receive, guarded)
