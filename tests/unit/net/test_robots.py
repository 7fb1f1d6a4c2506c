"""robots.txt over real sockets: read once a day, obeyed at every hop, kept through outages."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

import pytest

from monitor.manners import USUAL, HostLimit
from monitor.model import Document, Hop, NotModified, Problem, Request
from monitor.net.fetch import Fetcher, Got
from monitor.net.politeness import SLOWEST_S, HostGate, free_slot
from monitor.net.robots import FRESH_S, RETRY_S, STALE_S
from monitor.parsing.robotstxt import MOST
from tests.fakes.clock import FakeClock
from tests.fakes.rows import source
from tests.fakes.store import MemoryStore
from tests.fakes.webserver import Answer, WebServer

T = TypeVar("T")
LOOPBACK = ("127.0.0.0/8",)
CLOSED = Answer(body=b"User-agent: *\nDisallow: /x\n")
OPEN = Answer(body=b"User-agent: *\nDisallow:\n")


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


class Stage:
    """A server, a fetcher and the clock both of our politeness and of the copies."""

    def __init__(self, web: WebServer) -> None:
        self.web = web
        self.clock = FakeClock(driving=True)
        self.hosts = HostGate(slot=free_slot, clock=self.clock)
        self.fetcher = Fetcher(
            agent="newsmonitor/0",
            hosts=self.hosts,
            clock=self.clock,
            random=random.Random(3),
            resolve=loopback,
        )
        web.on("/x", Answer(body=b"news"))

    async def get(self, path: str = "/x", *, robots: bool = True) -> Got:
        request = Request(url=self.web.url(path))
        return await self.fetcher.get(request, allow_private=LOOPBACK, robots=robots)

    @property
    def readings(self) -> int:
        return self.web.paths().count("/robots.txt")


def played(play: Callable[[Stage], Awaitable[T]], *robots: Answer) -> T:
    async def run() -> T:
        async with WebServer() as web:
            stage = Stage(web)
            if robots:
                web.on("/robots.txt", *robots)
            try:
                return await play(stage)
            finally:
                await stage.fetcher.close()

    return asyncio.run(run())


def kind_of(got: Got) -> str:
    return got.kind if isinstance(got, Problem) else ""


def test_a_refused_page_is_a_hard_problem_and_is_not_asked_for() -> None:
    async def play(stage: Stage) -> tuple[Got, list[str]]:
        return await stage.get(), stage.web.paths()

    got, paths = played(play, CLOSED)
    assert isinstance(got, Problem)
    assert (got.kind, got.weight) == ("robots", 1.0)
    assert "Disallow: /x" in got.detail
    assert paths == ["/robots.txt"]


def test_what_the_user_named_is_fetched_without_asking() -> None:
    async def play(stage: Stage) -> tuple[Got, int]:
        return await stage.get(robots=False), stage.readings

    got, readings = played(play, CLOSED)
    assert isinstance(got, Document)
    assert readings == 0


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (OPEN, ""),
        (Answer(status=404, body=b"no"), ""),
        (Answer(status=401, body=b"no"), ""),
        (Answer(status=403, body=b"no"), ""),
        (Answer(body=b""), ""),
        (Answer(body=b"<html>a page</html>"), ""),
        (Answer(status=302, headers={"Location": "/robots.txt"}), ""),
        (Answer(status=500, body=b"no"), "robots"),
        (Answer(status=503, body=b"no"), "robots"),
        (Answer(status=429, body=b"no"), "robots"),
        (Answer(reset="head"), "reset"),
        (Answer(body=CLOSED.body + b"#" * MOST), "robots"),
    ],
)
def test_what_its_answer_means(answer: Answer, kind: str) -> None:
    async def play(stage: Stage) -> str:
        return kind_of(await stage.get())

    assert played(play, answer) == kind


def test_a_robots_txt_that_moved_counts_for_the_host_it_was_asked_of() -> None:
    async def play(stage: Stage) -> str:
        stage.web.on("/elsewhere", CLOSED)
        return kind_of(await stage.get())

    assert played(play, Answer(status=301, headers={"Location": "/elsewhere"})) == "robots"


def test_one_reading_serves_a_day_and_all_who_ask_at_once() -> None:
    async def play(stage: Stage) -> tuple[int, int]:
        await asyncio.gather(*(stage.get() for _ in range(5)))
        stage.clock.advance(FRESH_S - 1)
        await stage.get()
        day = stage.readings
        stage.clock.advance(2)
        await stage.get()
        return day, stage.readings

    assert played(play, OPEN) == (1, 2)


def test_the_last_copy_holds_for_a_week_of_failures() -> None:
    async def play(stage: Stage) -> list[str]:
        found = [kind_of(await stage.get())]
        for wait_s in (FRESH_S + 1, STALE_S - FRESH_S - 2, RETRY_S + 2):
            stage.clock.advance(wait_s)
            found.append(kind_of(await stage.get()))
        return found

    failing = Answer(status=500, body=b"no")
    assert played(play, OPEN, failing) == ["", "", "", "robots"]


def test_a_failure_is_looked_at_again_after_some_minutes() -> None:
    async def play(stage: Stage) -> tuple[str, int, str]:
        first = kind_of(await stage.get())
        await stage.get()
        between = stage.readings
        stage.clock.advance(RETRY_S + 1)
        return first, between, kind_of(await stage.get())

    assert played(play, Answer(status=500, body=b"no"), OPEN) == ("robots", 1, "")


def test_every_hop_asks_its_own_host() -> None:
    async def play(stage: Stage) -> tuple[Got, list[str]]:
        there = f"http://b.example:{stage.web.port}/x"
        stage.web.on("/from", Answer(status=302, headers={"Location": there}))
        return await stage.get("/from"), stage.web.paths()

    got, paths = played(play, CLOSED)
    assert isinstance(got, Problem)
    assert got.kind == "robots"
    assert [hop.status for hop in got.hops] == [302]
    assert paths == ["/robots.txt", "/from", "/robots.txt"]


def test_a_crawl_delay_slows_a_host_that_no_file_names() -> None:
    async def play(stage: Stage) -> tuple[HostLimit, HostLimit]:
        host = f"127.0.0.1:{stage.web.port}"
        await stage.get()
        slowed = stage.hosts.limit(host)
        stage.hosts.learn({host: HostLimit(rate_s=0.1)})
        return slowed, stage.hosts.limit(host)

    slowed, named = played(play, Answer(body=b"User-agent: *\nCrawl-delay: 7\n"))
    assert (slowed.rate_s, named.rate_s) == (7.0, 0.1)


def test_a_crawl_delay_has_an_end() -> None:
    hosts = HostGate(slot=free_slot, clock=FakeClock())
    hosts.slow("https://a.example/robots.txt", 86_400.0)
    hosts.slow("https://b.example/robots.txt", 0.1)
    assert hosts.limit("a.example").rate_s == SLOWEST_S
    assert hosts.limit("b.example").rate_s == 1.0


def test_the_verdict_is_a_word_and_why() -> None:
    async def play(stage: Stage) -> tuple[str, str, str]:
        ask = stage.fetcher.verdict
        refused = await ask(stage.web.url("/x"), allow_private=LOOPBACK)
        allowed = await ask(stage.web.url("/y"), allow_private=LOOPBACK)
        return refused, allowed, await ask("ftp://a.example/")

    refused, allowed, nowhere = played(play, CLOSED)
    assert allowed == "allowed"
    assert refused.startswith("refused (robots.txt says Disallow: /x")
    assert nowhere.startswith("refused (")


@pytest.mark.parametrize(("status", "found"), [(200, Document), (304, NotModified), (404, Problem)])
def test_the_redirects_that_were_followed_come_with_what_they_led_to(
    status: int, found: type[Got]
) -> None:
    async def play(stage: Stage) -> tuple[Got, tuple[Hop, ...]]:
        web = stage.web
        web.on("/a", Answer(status=301, headers={"Location": "/b"}))
        web.on("/b", Answer(status=302, headers={"Location": "/c"}))
        web.on("/c", Answer(status=status, body=b"" if status == 304 else b"x"))
        request = Request(url=web.url("/a"), role="child")
        got = await stage.fetcher.get(request, allow_private=LOOPBACK, etag='"1"')
        return got, (Hop(301, web.url("/b")), Hop(302, web.url("/c")))

    got, hops = played(play)
    assert isinstance(got, found)
    assert got.hops == hops
    if isinstance(got, Document):
        assert got.role == "child"
    if isinstance(got, Problem):
        assert got.status == 404


@pytest.mark.parametrize(("throttle", "stopped"), [("host", ["b.example"]), ("url", [])])
def test_a_429_stops_the_host_that_gave_it_wherever_a_redirect_led(
    throttle: Literal["host", "url"], stopped: list[str]
) -> None:
    held: list[tuple[str, int]] = []

    async def hold(host: str, until: int) -> None:
        held.append((host, until))

    async def play(stage: Stage) -> tuple[Got, int]:
        limit = HostLimit(throttle=throttle)
        hosts = HostGate(
            slot=free_slot, throttle=hold, clock=stage.clock, hosts={"b.example": limit}
        )
        stage.fetcher._hosts = hosts
        there = f"http://b.example:{stage.web.port}/busy"
        stage.web.on("/from", Answer(status=302, headers={"Location": there}))
        stage.web.on("/busy", Answer(status=429, headers={"Retry-After": "90"}, body=b"x"))
        return await stage.get("/from", robots=False), stage.clock.now_ms()

    got, now = played(play)
    assert kind_of(got) == "429"
    assert [host for host, _ in held] == stopped
    assert all(now + 90_000 <= until <= now + 99_000 for _, until in held)


def test_a_poll_that_had_to_read_robots_first_starts_again_at_its_hosts_pace() -> None:
    async def play(stage: Stage) -> tuple[list[str], float]:
        sources = MemoryStore(now_ms=stage.clock.now_ms).sources
        host = f"127.0.0.1:{stage.web.port}"
        await sources.put(replace(source("acme"), url=stage.web.url("/x")), first_due=0)
        assert await sources.claim(1, worker="w", hosts={})
        stage.fetcher._hosts = HostGate(
            slot=sources.slot, leave=sources.leave, holder=lambda: "acme", clock=stage.clock
        )
        await stage.get()
        assert await sources.slot(host, USUAL) == stage.clock.now_ms() + 1000
        return stage.web.paths(), stage.clock.monotonic()

    paths, took_s = played(play, OPEN)
    assert paths == ["/robots.txt", "/x"]
    assert took_s == pytest.approx(2.0)


def test_sitemaps_come_from_the_reading_that_judges() -> None:
    said = Answer(body=b"User-agent: *\nDisallow: /x\nSitemap: https://a.example/news.xml\n")

    async def play(stage: Stage) -> tuple[Sequence[str], Got, int]:
        url = stage.web.url("/anything")
        named = await stage.fetcher.sitemaps(url, allow_private=LOOPBACK)
        return named, await stage.get(), stage.readings

    named, got, readings = played(play, said)
    assert named == ("https://a.example/news.xml",)
    assert isinstance(got, Problem)
    assert readings == 1


@pytest.mark.parametrize("said", [Answer(status=404), Answer(status=500)])
def test_a_site_whose_robots_txt_cannot_be_read_names_no_sitemap(said: Answer) -> None:
    async def play(stage: Stage) -> Sequence[str]:
        return await stage.fetcher.sitemaps(stage.web.url("/"), allow_private=LOOPBACK)

    assert played(play, said) == ()


def test_an_address_that_may_not_be_asked_names_none() -> None:
    async def play(stage: Stage) -> Sequence[str]:
        return await stage.fetcher.sitemaps("http://10.0.0.1:9/")

    assert played(play, OPEN) == ()
