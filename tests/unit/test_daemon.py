"""The wiring, in this process: a workspace at work on the embedded store."""

import asyncio
import io
import json
import random
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import SystemClock
from monitor.daemon import Daemon
from monitor.outside import Outside
from monitor.points import quiet
from monitor.reloading import Reloading
from monitor.telemetry import Metrics
from monitor.workspace import find
from tests.fakes.webserver import Answer, WebServer

pytestmark = pytest.mark.store

RULE = """\
rule: strike
title: t
owner: o
status: live
match: strike
tests:
  - {text: Strike, expect: {alert: true}}
  - {text: Calm, expect: {alert: false}}
"""
SETTINGS = "tick_ms = 50\n[web]\nport = 0\n[workers]\ncount = 0\n[delivery]\nnotice_s = 0\n"
ITEM = "<item><title>{}</title><link>http://d.example/{}</link></item>"


def feed(*titles: str) -> Answer:
    items = "".join(ITEM.format(title, n) for n, title in enumerate(titles))
    return Answer(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())


class World:
    """A daemon's outside that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.stream = io.StringIO()
        self.metrics = Metrics()

    def log(self, event: str, /, **facts: Any) -> None:
        self.said.append((event, facts))

    def outside(self) -> Outside:
        return Outside(
            clock=SystemClock(),
            random=random.Random(1),
            log=self.log,
            metrics=self.metrics,
            stream=self.stream,
            point=quiet,
        )

    def events(self, name: str) -> list[dict[str, Any]]:
        return [facts for event, facts in self.said if event == name]


def workspace(folder: Path, web: WebServer, sources: str = "") -> Path:
    rules = folder / "rules"
    (rules / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "monitor.toml").write_text(SETTINGS, "utf-8")
    (rules / "strike.yaml").write_text(RULE, "utf-8")
    (rules / "receivers.yaml").write_text("receivers:\n  desk: {kind: console}\nops: desk\n")
    (rules / "routes.yaml").write_text("routes:\n  - {name: rest, if: {}, to: [desk]}\n")
    (rules / "sources" / "all.yaml").write_text(
        f"sources:\n  - {{id: desk, kind: feed, url: '{web.url('/feed')}', every: 1s,"
        f" jitter: 0, allow_private: [127.0.0.0/8], first_run: all}}\n{sources}"
    )
    return folder


Scene = Callable[[Daemon, WebServer], Awaitable[None]]


def at_work(folder: Path, world: World, scene: Scene, *answers: Answer, sources: str = "") -> None:
    """Run a daemon over a feed that gives these answers, while the scene is played."""

    async def play() -> None:
        async with WebServer() as web:
            web.on("/feed", *answers)
            space = find(workspace(folder, web, sources), {})
            daemon = Daemon(space, space.files(), world.outside())
            async with daemon.running():
                await scene(daemon, web)

    asyncio.run(play())


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


@pytest.fixture
def folder(short_folder: Path, tmp_path: Path) -> Path:
    return short_folder / tmp_path.name


def test_a_matching_article_is_told_and_counted(folder: Path) -> None:
    world = World()

    async def scene(_daemon: Daemon, _web: WebServer) -> None:
        await until(lambda: world.events("delivery.ended"))

    at_work(folder, world, scene, feed("A long strike at the port", "Nothing happens here"))
    assert world.stream.getvalue().count("ALERT") == 1
    assert "A long strike at the port" in world.stream.getvalue()
    text = world.metrics.text().decode()
    assert 'monitor_deliveries_total{outcome="sent",receiver="desk"} 1.0' in text
    assert 'monitor_articles_total{outcome="new"} 2.0' in text


def test_a_failing_source_is_logged_and_the_daemon_goes_on(folder: Path) -> None:
    world = World()

    async def scene(_daemon: Daemon, _web: WebServer) -> None:
        await until(lambda: world.events("delivery.ended"))

    at_work(folder, world, scene, Answer(status=500), feed("A long strike at the port"))
    outcomes = [facts["outcome"] for facts in world.events("source.polled")]
    assert outcomes[0] == "5xx"
    assert "parsed" in outcomes


def test_the_overview_is_what_the_page_serves(folder: Path) -> None:
    world = World()
    got: dict[str, Any] = {}

    async def scene(daemon: Daemon, _web: WebServer) -> None:
        await until(lambda: world.events("delivery.ended"))

        def read(path: str) -> str:
            with urllib.request.urlopen(daemon.url + path) as answer:
                return str(answer.read().decode())

        for path in ("api/v1/overview", "healthz", "readyz", "metrics"):
            got[path] = await asyncio.to_thread(read, path)

    at_work(folder, world, scene, feed("A long strike at the port"))
    seen = json.loads(got["api/v1/overview"])
    assert [one["rule"] for one in seen["alerts"]] == ["strike"]
    assert seen["receivers"] == {"desk": "ok"}
    assert (got["healthz"], got["readyz"]) == ("ok\n", "ready\n")
    assert "monitor_tick_timestamp_seconds" in got["metrics"]


def test_a_source_whose_file_is_gone_leaves_the_queue(folder: Path) -> None:
    world = World()
    known: list[tuple[str, ...]] = []

    async def scene(daemon: Daemon, _web: WebServer) -> None:
        known.append(await daemon.store.sources.known())

    more = "  - {id: gone, kind: feed, url: 'https://gone.invalid/', enabled: true, every: 1h}\n"
    at_work(folder, world, scene, feed("x"), sources=more)
    at_work(folder, world, scene, feed("x"))
    assert [sorted(names) for names in known] == [["desk", "gone"], ["desk"]]


def test_a_disabled_source_is_not_polled(folder: Path) -> None:
    world = World()

    async def scene(daemon: Daemon, _web: WebServer) -> None:
        assert await daemon.store.sources.known() == ("desk",)

    more = "  - {id: off, kind: feed, url: 'https://off.invalid/', enabled: false}\n"
    at_work(folder, world, scene, feed("x"), sources=more)
    assert not [f for f in world.events("source.polled") if f["source"] == "off"]


def test_drained_is_said_only_when_all_is_told(folder: Path) -> None:
    world = World()

    async def scene(daemon: Daemon, _web: WebServer) -> None:
        assert not await daemon.drained(await daemon.store.sources.now_ms() + 10**9, flush=False)
        await until(lambda: world.events("delivery.ended"))
        async with asyncio.timeout(30):
            while not await daemon.drained(0, flush=True):
                await asyncio.sleep(0.01)

    at_work(folder, world, scene, feed("A long strike at the port"))
    assert world.stream.getvalue().count("ALERT") == 1


def test_a_boost_polls_a_slow_source_at_its_pace_and_the_overview_says_why(folder: Path) -> None:
    world = World()
    boost = "boost: {sources: {id: desk}, every: 1s, cron: '* * * * *', until: 60m}\n"

    async def play() -> None:
        async with WebServer() as web:
            web.on("/feed", feed("Nothing happens here"))
            space = find(workspace(folder, web), {})
            for name, old, new in (
                ("sources/all.yaml", "every: 1s", "every: 1h"),
                ("strike.yaml", "match:", f"{boost}match:"),
            ):
                path = folder / "rules" / name
                path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
            daemon = Daemon(space, space.files(), world.outside())
            async with daemon.running():
                await until(lambda: len(world.events("source.polled")) > 1)
                (line,) = (await daemon.overview()).sources
                assert line.every == "60 min (every; every 1 s now: boost of strike)"

    asyncio.run(play())


def test_an_edit_of_a_rule_leaves_the_sources_alone_and_one_of_sources_does_not(
    folder: Path,
) -> None:
    world = World()

    async def play() -> None:
        async with WebServer() as web:
            web.on("/feed", feed("Nothing happens here"))
            space = find(workspace(folder, web), {})
            watch = Reloading(space)
            daemon = Daemon(space, watch.start().value, world.outside(), watch=watch)
            async with daemon.running():
                await daemon.store.sources.drop("desk")
                rule = folder / "rules" / "strike.yaml"
                rule.write_text(RULE + "about: Strikes.\n", "utf-8")
                await until(lambda: len(world.events("rules.reloaded")) == 1)
                assert await daemon.store.sources.known() == ()
                sources = folder / "rules" / "sources" / "all.yaml"
                sources.write_text(sources.read_text("utf-8").replace("1s,", "2s,"), "utf-8")
                await until(lambda: len(world.events("rules.reloaded")) == 2)
                assert await daemon.store.sources.known() == ("desk",)

    asyncio.run(play())


def test_an_edit_of_what_is_asked_is_tried_at_once_and_a_new_id_keeps_the_state(
    folder: Path,
) -> None:
    world = World()

    async def play() -> None:
        async with WebServer() as web:
            web.on("/feed", feed("Nothing happens here"))
            web.on("/other", feed("Nothing happens here"))
            space = find(workspace(folder, web), {})
            watch = Reloading(space)
            path = folder / "rules" / "sources" / "all.yaml"
            text = path.read_text("utf-8").replace("every: 1s", "every: 8h")
            path.write_text(text, "utf-8")
            daemon = Daemon(space, watch.start().value, world.outside(), watch=watch)
            async with daemon.running():
                await until(lambda: world.events("source.polled"))
                path.write_text(text.replace("/feed", "/other"), "utf-8")
                await until(lambda: len(world.events("source.polled")) == 2)
                renamed = text.replace("/feed", "/other").replace("id: desk", "id: new, was: desk")
                path.write_text(renamed, "utf-8")
                await until(lambda: len(world.events("rules.reloaded")) == 2)
                assert await daemon.store.sources.known() == ("new",)
                state = await daemon.store.sources.state("new")
                assert state is not None
                assert state[0].polls == 2

    asyncio.run(play())
    assert [facts["source"] for facts in world.events("source.polled")] == ["desk", "desk"]


def test_a_source_s_own_receiver_hears_of_it(folder: Path) -> None:
    world = World()

    async def scene(daemon: Daemon, _web: WebServer) -> None:
        await until(lambda: world.events("source.noted"))
        async with asyncio.timeout(30):
            while not (rows := await daemon.store.outbox.rows(receiver="night")):
                await asyncio.sleep(0.01)
        assert [row.text for row in rows] == ["b: 1 stored, 0 would have alerted"]

    async def play() -> None:
        async with WebServer() as web:
            web.on("/feed", feed("Nothing happens here"))
            more = (
                f"  - {{id: b, kind: feed, url: '{web.url('/feed')}', every: 1h,"
                " allow_private: [127.0.0.0/8], health: {notify: night}}\n"
            )
            space = find(workspace(folder, web, more), {})
            receivers = folder / "rules" / "receivers.yaml"
            receivers.write_text(
                "receivers:\n  desk: {kind: console}\n  night: {kind: console}\nops: desk\n"
            )
            daemon = Daemon(space, space.files(), world.outside())
            async with daemon.running():
                await scene(daemon, web)

    asyncio.run(play())
