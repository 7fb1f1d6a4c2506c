"""Limits while a real answer streams in: each ends as an error value that names it."""

import asyncio
import gzip
import random
import zlib
from collections.abc import Sequence
from typing import Any

import brotli
import pytest
from backports import zstd

from monitor.model import Document, Problem, Request
from monitor.net.fetch import Fetcher, Got
from monitor.net.politeness import HostGate, free_slot
from monitor.net.wire import HEAD_LINE, HEAD_LINES, INTERIM
from tests.fakes.clock import FakeClock
from tests.fakes.webserver import Answer, WebServer

NOISE = random.Random(5).randbytes(60_000).hex().encode()  # packs to half, no further
PACK = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: bytes(brotli.compress(data, quality=4)),
    "zstd": zstd.compress,
}


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def got(answer: Answer, **more: Any) -> Got:
    async def run() -> Got:
        clock = FakeClock(driving=True)
        async with WebServer() as web:
            web.on("/x", answer)
            fetch = Fetcher(
                agent="a",
                hosts=HostGate(slot=free_slot, clock=clock),
                clock=clock,
                random=random.Random(1),
                resolve=loopback,
            )
            found = await fetch.get(
                Request(url=web.url("/x")), allow_private=("127.0.0.0/8",), **more
            )
            await fetch.close()
            return found

    return asyncio.run(run())


def kind_of(found: Got) -> str:
    assert isinstance(found, Problem), found
    return found.kind


def packed(encoding: str, data: bytes) -> Answer:
    return Answer(headers={"Content-Encoding": encoding}, body=PACK[encoding](data))


@pytest.mark.parametrize("encoding", PACK)
def test_a_packed_body_comes_back_whole(encoding: str) -> None:
    found = got(packed(encoding, NOISE))
    assert isinstance(found, Document)
    assert found.body == NOISE


@pytest.mark.parametrize("encoding", PACK)
def test_a_packed_body_over_the_limit_is_too_large(encoding: str) -> None:
    assert kind_of(got(packed(encoding, NOISE), max_body=100_000)) == "too-large"
    assert isinstance(got(packed(encoding, NOISE), max_body=len(NOISE)), Document)


@pytest.mark.parametrize("encoding", PACK)
def test_a_bomb_is_stopped(encoding: str) -> None:
    assert kind_of(got(packed(encoding, bytes(30_000_000)))) in ("bomb", "too-large")


@pytest.mark.parametrize("encoding", PACK)
def test_a_small_body_may_pack_as_well_as_it_likes(encoding: str) -> None:
    assert isinstance(got(packed(encoding, b"n" * 900_000)), Document)


@pytest.mark.parametrize("encoding", PACK)
def test_a_packed_body_that_is_cut_or_damaged_is_a_reset(encoding: str) -> None:
    whole = PACK[encoding](NOISE)
    for body in (whole[:-20], whole[: len(whole) // 3], b"\x00" + whole):
        answer = Answer(headers={"Content-Encoding": encoding}, body=body)
        assert kind_of(got(answer)) == "reset"


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("gzip, gzip", "bomb"),
        ("br,gzip", "bomb"),
        (", ".join(["gzip"] * 60), "bomb"),
        ("compress", "bomb"),
        ("lzma", "bomb"),
        ("exi", "bomb"),
    ],
)
def test_other_encodings_are_not_decoded(encoding: str, kind: str) -> None:
    answer = Answer(headers={"Content-Encoding": encoding}, body=gzip.compress(b"news"))
    assert kind_of(got(answer)) == kind


@pytest.mark.parametrize("encoding", ["GZIP", " gzip ", "x-gzip"])
def test_the_name_of_an_encoding_has_no_case(encoding: str) -> None:
    answer = Answer(headers={"Content-Encoding": encoding}, body=gzip.compress(b"news"))
    assert isinstance(got(answer), Document)


@pytest.mark.parametrize(("size", "fits"), [(999, True), (1000, True), (1001, False)])
def test_a_plain_body_has_exactly_its_limit(size: int, *, fits: bool) -> None:
    found = got(Answer(body=b"x" * size), max_body=1000)
    assert isinstance(found, Document) is fits


def test_a_chunked_body_has_the_same_limit() -> None:
    assert kind_of(got(Answer(pieces=[b"x" * 400] * 5), max_body=1000)) == "too-large"
    found = got(Answer(pieces=[b"x" * 400] * 2), max_body=1000)
    assert isinstance(found, Document)
    assert len(found.body) == 800


def test_an_endless_body_ends_at_the_limit() -> None:
    raw = b"HTTP/1.1 200 OK\r\n\r\n"
    assert kind_of(got(Answer(raw=raw, endless=b"x" * 50_000))) == "too-large"


def test_a_body_that_drips_ends_at_the_deadline() -> None:
    drip = Answer(pieces=[b"x"] * 10_000, piece_delay_s=0.02)
    assert kind_of(got(drip, max_time_s=0.2)) == "timeout"


def test_a_head_that_never_comes_ends_at_the_deadline() -> None:
    found = got(Answer(hang="head"), max_time_s=0.1)
    assert isinstance(found, Problem)
    assert (found.kind, found.weight) == ("timeout", 0.25)


def head(*lines: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 200 OK", *lines, b"Content-Length: 2", b"", b"ok"))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (head(*[b"X-%d: y" % n for n in range(90)]), ""),
        (head(*[b"X-%d: y" % n for n in range(HEAD_LINES + 5)]), "too-large"),
        (head(b"X: " + b"y" * 8000), ""),
        (head(b"X: " + b"y" * HEAD_LINE), "too-large"),
        (head(b"X: " + b"y" * 200_000), "too-large"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * INTERIM + head(), ""),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * (INTERIM + 1) + head(), "too-large"),
        (b"HTTP/1.1 199 Odd\r\nX: y\r\n\r\n" * 500 + head(), "too-large"),
    ],
)
def test_a_head_has_its_limits(raw: bytes, kind: str) -> None:
    found = got(Answer(raw=raw))
    assert (found.kind if isinstance(found, Problem) else "") == kind


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"<html>no head at all</html>\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX y: z\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
    ],
)
def test_a_framing_fault_is_a_reset_and_nothing_of_the_body_is_kept(raw: bytes) -> None:
    assert kind_of(got(Answer(raw=raw))) == "reset"
