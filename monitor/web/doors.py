"""Doors for other systems: what they push is read within limits and handed to the intake."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

INBOX = "/inbox/"
MOST = 1_000_000  # bytes of a body
BODY_S = 10.0
READERS = 64  # bodies that are read at once, before anybody knows whose they are


class Said(Protocol):
    """What a pushing system is told."""

    @property
    def status(self) -> int:
        """Give the HTTP status."""
        ...

    @property
    def text(self) -> str:
        """Give a line for people."""
        ...

    @property
    def retry_s(self) -> int:
        """Give the seconds after which to try again; 0 = nothing is said."""
        ...


class Inbox(Protocol):
    """What takes pushes (`intake.push.Push`)."""

    def refused(self, source_id: str) -> Said | None:
        """Say before the body is read why a push is not taken."""
        ...

    async def __call__(self, source_id: str, headers: Mapping[str, str], body: bytes) -> Said:
        """Take a push."""
        ...


def routes(inbox: Inbox) -> list[Route]:
    """Give the doors; who comes in proves by a signature that it may."""
    places = asyncio.Semaphore(READERS)

    async def pushed(request: Request) -> Response:
        name = request.path_params["name"]
        refused = inbox.refused(name)
        if refused is not None:
            return _answer(refused)
        if places.locked():
            return _plain(429, "too many pushes at once")
        try:
            async with places, asyncio.timeout(BODY_S):
                body = await _body(request)
        except TimeoutError:
            return _plain(408, f"no whole body within {BODY_S:g} s")
        except ClientDisconnect:
            return _plain(400, "the body was broken off")
        if body is None:
            return _plain(413, f"over {MOST} bytes")
        headers = {key.lower(): value for key, value in request.headers.items()}
        return _answer(await inbox(name, headers, body))

    return [Route(f"{INBOX}{{name}}", pushed, methods=["POST"])]


async def _body(request: Request) -> bytes | None:
    """Read a body; None as soon as it is too large, whatever its length was said to be."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said[:12]) > MOST:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST:
            return None
    return bytes(body)


def _answer(said: Said) -> Response:
    answer = PlainTextResponse(said.text + "\n", said.status)
    if said.retry_s:
        answer.headers["retry-after"] = str(said.retry_s)
    return answer


def _plain(status: int, text: str) -> Response:
    """Refuse a body that was not read to its end; the connection is of no use any more."""
    return PlainTextResponse(text + "\n", status, headers={"connection": "close"})
