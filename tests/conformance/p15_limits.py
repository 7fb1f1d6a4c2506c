"""15. Whatever a server sends or says, the poll ends in time, in little memory, with a value."""

import gzip
import resource
import sys
import time
import zlib
from collections.abc import Mapping

from tests.conformance.lab import Keys, Lab, Terms
from tests.conformance.verdict import expect, lacks, within
from tests.conformance.web import feed, news
from tests.fakes.webserver import Answer

TITLE = "limits"
HOST = "hostile.example"
QUICK: Keys = {"limits": {"time": "1s"}}
MB = 1_000_000
ZEROS = bytes(1000)
HEAD = b"HTTP/1.1 200 OK\r\n"
TAIL = b"Content-Length: 3\r\n\r\nabc"
GROWTH = 96 * MB  # of this process, in which server, client and store connections live

# what -> (outcome, answer, further keys of the source)
ANSWERS: Mapping[str, tuple[str, Answer, Keys]] = {
    "nothing comes": ("timeout", Answer(hang="head"), QUICK),
    "a body that stops": ("timeout", Answer(hang="body", body=feed("one")), QUICK),
    "a byte at a time": (
        "timeout",
        Answer(pieces=[b"<"] * 1000, piece_delay_s=0.05),
        QUICK,
    ),
    "a header line of 9 kB": (
        "too-large",
        Answer(raw=HEAD + b"X-A: " + b"a" * 9000 + b"\r\n" + TAIL),
        {},
    ),
    "120 header lines": (
        "too-large",
        Answer(raw=HEAD + b"X-A: a\r\n" * 120 + TAIL),
        {},
    ),
    "a header without end": ("too-large", Answer(raw=HEAD, endless=b"X-A: a\r\n"), {}),
    "17 interim answers": (
        "too-large",
        Answer(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n" * 17 + HEAD + TAIL),
        {},
    ),
    "a body over 10 MB": (
        "too-large",
        Answer(raw=HEAD + b"Content-Type: text/xml\r\n\r\n<rss>", endless=b"a" * 100_000),
        {},
    ),
    "1:1000 of gzip": (
        "bomb",
        Answer(headers={"Content-Encoding": "gzip"}, body=gzip.compress(ZEROS * 9000)),
        {},
    ),
    "over 10 MB of deflate": (
        "bomb",
        Answer(headers={"Content-Encoding": "deflate"}, body=zlib.compress(ZEROS * 30_000)),
        {},
    ),
    "two layers": (
        "bomb",
        Answer(
            headers={"Content-Encoding": "gzip, gzip"},
            body=gzip.compress(gzip.compress(feed("one"))),
        ),
        {},
    ),
    "an encoding nobody claimed": (
        "bomb",
        Answer(headers={"Content-Encoding": "compress"}, body=feed("one")),
        {},
    ),
    "a redirect to metadata": (
        "address",
        Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        {},
    ),
    "a redirect to a private address": (
        "address",
        Answer(status=302, headers={"Location": "http://10.0.0.1/"}),
        {},
    ),
    "a redirect to a private name": (
        "address",
        Answer(status=301, headers={"Location": "http://inside.example:8080/"}),
        {},
    ),
    "a redirect to a name that is both": (
        "address",
        Answer(status=302, headers={"Location": "//both.example:8080/"}),
        {},
    ),
    "a redirect to itself": ("redirect", Answer(status=302, headers={"Location": "/x"}), {}),
    "a redirect to a file": (
        "redirect",
        Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        {},
    ),
}
NAMES = {
    "inside.example": ["10.0.0.1"],
    "both.example": ["127.0.0.1", "10.0.0.1"],
    "other.example": ["10.0.0.1", "127.0.0.1"],
}


async def judge(lab: Lab) -> None:
    """Play the point."""
    grown = _memory()
    for what, (outcome, answer, keys) in ANSWERS.items():
        await _ends(lab, what, outcome, answer, keys)
    for name in ("both.example", "other.example", "inside.example"):
        await _refused_whole(lab, name)
    await _much(lab)
    within("bytes of memory that this took", _memory() - grown, 0, GROWTH)


async def _ends(lab: Lab, what: str, outcome: str, answer: Answer, keys: Keys) -> None:
    """An answer over a limit ends in a value; the source beside it is polled as ever."""
    async with lab.scene(terms=Terms(names=NAMES)) as stage:
        url = stage.web.script(HOST, "/x", answer)
        fine = stage.web.script("calm.example", "/feed", news("one"))
        scene = await stage.play(
            {"id": "hostile", "url": url, "every": "1h", **keys},
            {"id": "calm", "url": fine, "every": "1h"},
        )
        begun = time.monotonic()
        await scene.polls(2)
        within(f"{what}: seconds", time.monotonic() - begun, 0, 20)
        expect(what, scene.results("hostile"), [outcome])
        expect(f"{what}: the source beside it", scene.results("calm"), ["parsed"])


async def _refused_whole(lab: Lab, name: str) -> None:
    """A name with one address that is refused is not connected to at all."""
    async with lab.scene(terms=Terms(names=NAMES)) as stage:
        url = stage.web.script(name, "/feed", news("one"))
        scene = await stage.play({"id": "herald", "url": url, "every": "1h"})
        await scene.polls(1)
        expect(f"{name}, {NAMES[name]}", scene.results(), ["address"])
        lacks(f"requests to {name}", stage.web.seen)


async def _much(lab: Lab) -> None:
    """Of a document with too many entries, and too long ones, the beginning is read."""
    async with lab.scene() as stage:
        many = feed(*(f"entry {n}" for n in range(2_500)), "t" * 5_000)
        url = stage.web.script(HOST, "/many", Answer(body=many))
        scene = await stage.play({"id": "herald", "url": url, "every": "1h"})
        (ended,) = await scene.polls(1)
        expect("2,500 entries", (ended.result, ended.new), ("parsed", 2_000))


def _memory() -> int:
    """Give the most memory this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
