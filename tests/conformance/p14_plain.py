"""14. Requests are plain: who we are, what we decode, and nothing that follows anybody."""

import gzip
import re
import zlib
from importlib.metadata import version

from tests.conformance.lab import CONTACT, PROJECT, Lab
from tests.conformance.verdict import Unmet, expect, lacks
from tests.conformance.web import Seen, feed, news
from tests.fakes.webserver import Answer

TITLE = "plain requests"
COOKIES = [("Set-Cookie", "id=1; Path=/"), ("Set-Cookie", "more=2; Domain=example")]
ALLOWED = {"host", "user-agent", "accept", "accept-encoding", "connection"}
CONDITIONS = {"if-none-match", "if-modified-since"}


async def judge(lab: Lab) -> None:
    """Play the point."""
    async with lab.scene() as stage:
        onward = [*COOKIES, ("Location", stage.web.at("herald.example", "/there?b=2&a=1"))]
        url = stage.web.script(
            "herald.example", "/feed?x=1&b=%20", Answer(status=302, headers=onward)
        )
        stage.web.script(
            "herald.example",
            "/there",
            Answer(headers=[*COOKIES, ("ETag", '"1"')], body=feed("one")),
            Answer(status=404, headers=COOKIES, body=b"x"),
            news("one"),
        )
        scene = await stage.play({"id": "herald", "url": url, "every": "1h"})
        await scene.polls(4)
        expect("requests", len(stage.web.seen), 8)
        paths = sorted({seen.path for seen in stage.web.seen})
        expect("addresses", paths, ["/feed?x=1&b=%20", "/there?b=2&a=1"])
        for seen in stage.web.seen:
            _plain(seen)
        claimed = stage.web.seen[0].headers["accept-encoding"]
    await _decodes(lab, claimed)


def _plain(seen: Seen) -> None:
    """Hold one request against what may stand in it."""
    lacks("Cookie", [seen.headers["cookie"]] if "cookie" in seen.headers else [])
    lacks("Referer", [seen.headers["referer"]] if "referer" in seen.headers else [])
    lacks("other headers", sorted(set(seen.headers) - ALLOWED - CONDITIONS))
    wanted = f"newsmonitor/{version('newsmonitor')} (+{PROJECT}; {CONTACT})"
    expect("User-Agent", seen.headers.get("user-agent"), wanted)


async def _decodes(lab: Lab, claimed: str) -> None:
    """Every encoding that a request claims can be read."""
    names = [name for name in re.split(r"[,\s]+", claimed) if name]
    if not names:
        raise Unmet("Accept-Encoding: seen nothing, expected what is decoded")
    for name in names:
        async with lab.scene() as stage:
            encoded = Answer(headers={"Content-Encoding": name}, body=_encoded(name, feed("one")))
            url = stage.web.script("herald.example", "/feed", encoded)
            scene = await stage.play({"id": "herald", "url": url, "every": "1h"})
            await scene.polls(1)
            expect(f"an answer in {name}", scene.results(), ["parsed"])


def _encoded(name: str, body: bytes) -> bytes:
    if name == "gzip":
        return gzip.compress(body)
    if name == "deflate":
        return zlib.compress(body)
    if name == "br":
        import brotli

        return bytes(brotli.compress(body))
    if name == "zstd":
        from backports import zstd

        return bytes(zstd.compress(body))
    raise Unmet(f"Accept-Encoding: seen {name}, expected what is decoded")
