"""Pages rendered by a real Chromium: what scripts add is read, and it stays inside its fence."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.model import Document, Problem, Request
from monitor.net.browser import Browser
from tests.fakes.clock import FakeClock
from tests.fakes.webserver import Answer, WebServer

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")
INSIDE = ("127.0.0.0/8",)
PAGE = """<!doctype html><title>Press</title><ul id=u></ul><img src=/photo.png>
<script>
document.cookie = "seen=1";
fetch("/rows").then(r => r.text()).then(t => {
  document.getElementById("u").innerHTML = "<li><a href=/1>" + t + "</a></li>";
});
</script>"""
HTML = {"Content-Type": "text/html"}


async def rendered(
    web: WebServer, *, path: str = "/", allowed: Sequence[str] = INSIDE
) -> Document | Problem:
    async def loopback(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    browser = Browser(
        agent="newsmonitor/1", resolve=loopback, clock=FakeClock(), path=str(CHROMIUM)
    )
    url = f"http://news.example:{web.port}{path}"
    return await browser.get(Request(url=url), allow_private=allowed)


def test_what_scripts_add_is_read_without_images_or_cookies() -> None:
    async def run() -> None:
        async with WebServer() as web:
            web.on("/", Answer(headers=HTML, body=PAGE.encode()))
            web.on("/rows", Answer(body=b"Globex loses its chief"))
            first = await rendered(web)
            again = await rendered(web)
            assert isinstance(first, Document), first
            assert isinstance(again, Document), again
            assert b"Globex loses its chief</a>" in first.body
            assert first.url == f"http://news.example:{web.port}/"
            assert "/photo.png" not in web.paths()
            pages = [one for one in web.requests if one.path == "/"]
            assert len(pages) == 2
            assert all("cookie" not in one.headers for one in pages)
            assert {one.headers["user-agent"] for one in web.requests} == {"newsmonitor/1"}

    asyncio.run(run())


def test_a_page_cannot_reach_inside_addresses() -> None:
    async def run() -> None:
        async with WebServer() as web, WebServer() as inside:
            script = f"""<script>Promise.allSettled([
                fetch("http://127.0.0.1:{inside.port}/", {{mode: "no-cors"}}),
                fetch("http://localhost:{inside.port}/", {{mode: "no-cors"}}),
                fetch("http://169.254.169.254/", {{mode: "no-cors"}})
            ]).then(all => document.body.append(all.map(one => one.status).join()));</script>"""
            web.on("/", Answer(headers=HTML, body=f"<body>{script}</body>".encode()))
            got = await rendered(web)
            assert isinstance(got, Document), got
            assert not inside.connections

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(status=404, headers=HTML, body=b"gone"), "404"),
        (Answer(status=500, headers=HTML, body=b"oops"), "5xx"),
        (Answer(status=403, headers={**HTML, "cf-mitigated": "challenge"}, body=b"x"), "blocked"),
    ],
)
def test_an_answer_that_is_no_page_is_a_problem(answer: Answer, kind: str) -> None:
    async def run() -> None:
        async with WebServer() as web:
            web.on("/", answer)
            got = await rendered(web)
            assert isinstance(got, Problem), got
            assert got.kind == kind

    asyncio.run(run())


def test_a_refused_address_is_told_as_such() -> None:
    async def run() -> None:
        async with WebServer() as web:
            got = await rendered(web, allowed=())
            assert isinstance(got, Problem), got
            assert got.kind == "address"
            assert not web.connections

    asyncio.run(run())
