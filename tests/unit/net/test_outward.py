"""Each request goes its own way, as politely by one as by another."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

from monitor.manners import HostLimit
from monitor.model import Document, Problem, Request
from monitor.net.outward import Outward
from monitor.net.politeness import HostGate
from tests.fakes.clock import FakeClock
from tests.fakes.webserver import Answer, WebServer

INSIDE = ("127.0.0.0/8",)


def run(act: Callable[[Outward, WebServer, list[str]], Awaitable[None]]) -> None:
    async def inner() -> None:
        clock = FakeClock(driving=True)
        started: list[str] = []

        async def loopback(_host: str, _port: int) -> Sequence[str]:
            return ["127.0.0.1"]

        async def slot(host: str, _limit: HostLimit, *, holder: str, hold_ms: int) -> int:
            started.append(host)
            return 0

        async with WebServer() as web:
            out = Outward(
                chromium="/nowhere",
                agent="newsmonitor/1",
                hosts=HostGate(slot=slot, clock=clock),
                clock=clock,
                random=random.Random(1),
                resolve=loopback,
            )
            await act(out, web, started)
            await out.close()

    asyncio.run(inner())


def test_an_address_of_the_web_is_fetched() -> None:
    async def act(out: Outward, web: WebServer, _started: list[str]) -> None:
        web.on("/x", Answer(body=b"news", headers={"ETag": '"1"'}))
        got = await out.get(Request(url=web.url("/x")), allow_private=INSIDE, etag='"0"')
        assert isinstance(got, Document)
        assert web.requests[0].headers["if-none-match"] == '"0"'

    run(act)


def test_a_folder_of_letters_is_asked_by_imap() -> None:
    async def act(out: Outward, web: WebServer, _started: list[str]) -> None:
        got = await out.get(Request(url="imaps://mail.example/INBOX"))
        assert isinstance(got, Problem)
        assert got.kind == "401"
        assert not web.connections

    run(act)


def test_a_page_for_a_browser_obeys_robots_txt() -> None:
    async def act(out: Outward, web: WebServer, _started: list[str]) -> None:
        web.on("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /"))
        asked = Request(url=web.url("/x"), render=True)
        got = await out.get(asked, allow_private=INSIDE, robots=True)
        assert isinstance(got, Problem)
        assert got.kind == "robots"
        assert web.paths() == ["/robots.txt"]

    run(act)


def test_a_page_for_a_browser_takes_a_start_slot_and_says_when_there_is_no_browser() -> None:
    async def act(out: Outward, web: WebServer, started: list[str]) -> None:
        asked = Request(url=f"http://news.example:{web.port}/x", render=True)
        got = await out.get(asked, allow_private=INSIDE, claimed=False)
        assert isinstance(got, Problem)
        assert got.kind in {"contract", "connect"}
        assert started == ["news.example"]

    run(act)
