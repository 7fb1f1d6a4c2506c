import asyncio
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import yaml

from monitor.demo.newsroom import Newsroom
from monitor.demo.outlets import load_outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


async def get(room: Newsroom, path: str, **headers: str) -> Answer:
    """Ask over a plain socket, so that nothing is decoded on the way."""
    reader, writer = await asyncio.open_connection("127.0.0.1", room.port)
    lines = [f"GET {path} HTTP/1.1", "Host: newsroom", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await writer.drain()
    raw = await reader.read()
    writer.close()
    await writer.wait_closed()
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    pairs = (line.partition(": ") for line in rest)
    found = {name.lower(): value for name, _, value in pairs}
    return Answer(status=int(first.split()[1]), headers=found, body=body)


def test_every_outlet_answers_on_its_front_page_and_its_feed() -> None:
    async def walk() -> None:
        async with Newsroom.open() as room:
            for outlet in room.outlets:
                front = await get(room, f"/{outlet.outlet}/")
                feed = await get(room, f"/{outlet.outlet}/feed")
                assert front.status == 200
                assert feed.status == (404 if outlet.serve == "list" else 200)

    asyncio.run(walk())


def test_a_repeated_request_with_its_tag_is_not_answered_again() -> None:
    async def walk() -> None:
        async with Newsroom.open() as room:
            first = await get(room, "/harbour-wire/feed")
            second = await get(room, "/harbour-wire/feed", If_None_Match=first.headers["etag"])
            assert (first.status, second.status, second.body) == (200, 304, b"")
            assert second.headers["etag"] == first.headers["etag"]
            assert room.requests["/harbour-wire/feed"] == 2

    asyncio.run(walk())


def test_later_pieces_appear_only_once_they_are_released() -> None:
    async def walk() -> None:
        async with Newsroom.open() as room:
            path, feed = "/harbour-wire/openai-lindqvist", "/harbour-wire/feed"
            before, tag = await get(room, path), (await get(room, feed)).headers["etag"]
            room.release_later()
            after = await get(room, feed, If_None_Match=tag)
            assert (before.status, (await get(room, path)).status) == (404, 200)
            assert after.status == 200
            assert b"openai-lindqvist" in after.body

    asyncio.run(walk())


def test_a_caller_that_takes_gzip_gets_gzip() -> None:
    async def walk() -> None:
        async with Newsroom.open() as room:
            plain = await get(room, "/technograf/feed")
            small = await get(room, "/technograf/feed", Accept_Encoding="gzip")
            assert small.headers["content-encoding"] == "gzip"
            assert len(small.body) < len(plain.body)

    asyncio.run(walk())


@pytest.mark.parametrize("path", ["/nobody/", "/nobody/feed", "/nobody/x", "/harbour-wire/x"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    async def walk() -> None:
        async with Newsroom.open() as room:
            assert (await get(room, path)).status == 404
            assert room.requests[path] == 1

    asyncio.run(walk())


def test_robots_may_read_everything_and_the_front_door_lists_all() -> None:
    async def walk() -> None:
        async with Newsroom.open() as room:
            robots, door = await get(room, "/robots.txt"), await get(room, "/")
            assert robots.body.startswith(b"User-agent: *")
            assert all(f'href="/{o.outlet}/"'.encode() in door.body for o in room.outlets)

    asyncio.run(walk())


def test_a_resumed_newsroom_takes_the_same_port_again() -> None:
    async def walk() -> None:
        async with Newsroom.open() as room:
            port = room.port
            assert (await get(room, "/")).status == 200
        async with Newsroom.open(port=port, later=True) as again:
            assert again.url == f"http://127.0.0.1:{port}"
            assert again.later_is_out

    asyncio.run(walk())


def test_a_port_in_use_is_refused() -> None:
    async def walk() -> None:
        with (
            socket.create_server(("127.0.0.1", 0)) as taken,
            pytest.raises(OSError, match="in use"),
        ):
            async with Newsroom.open(port=taken.getsockname()[1]):
                pass

    asyncio.run(walk())


def test_ctrl_c_stays_with_whoever_runs_the_loop() -> None:
    async def walk() -> None:
        before = signal.getsignal(signal.SIGINT)
        async with Newsroom.open() as room:
            assert (await get(room, "/")).status == 200
            assert signal.getsignal(signal.SIGINT) is before

    asyncio.run(walk())


def test_leaving_before_the_first_request_leaves_nothing_open() -> None:
    async def walk() -> int:
        async with Newsroom.open() as room:
            return room.port

    port = asyncio.run(walk())
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_the_source_file_names_every_outlet_once_and_this_host() -> None:
    outlets = load_outlets()
    text = Newsroom.sources_yaml(4711)
    found = yaml.safe_load(text)
    assert text.startswith("sources:")
    assert [source["id"] for source in found["sources"]] == [o.outlet for o in outlets]
    assert found["hosts"] == {"127.0.0.1:4711": {"rate": "1000/s", "connections": 20}}
    assert found["defaults"]["first_run"] == "all"
    assert found["outlets"]["jiqi-chenbao"] == {"name": "机器晨报", "tier": "outlet", "lang": "zh"}


def test_at_least_three_outlets_are_read_from_their_pages() -> None:
    sources = yaml.safe_load(Newsroom.sources_yaml(4711))["sources"]
    listed = [source for source in sources if source["kind"] == "list"]
    assert len(listed) >= 3
    assert all(source["fields"]["url"] == "a.title@href" for source in listed)


def test_a_newsroom_counts_its_articles_and_languages() -> None:
    async def walk() -> None:
        async with Newsroom.open(articles=load_outlets()[:2]) as room:
            assert room.article_count == sum(len(o.articles) for o in room.outlets)
            assert set(room.languages) == {o.lang for o in room.outlets}

    asyncio.run(walk())
