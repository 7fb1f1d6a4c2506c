"""6. A permanent redirect that holds for a day is believed, any other one only followed."""

import ssl
from itertools import count
from pathlib import Path

from tests.conformance.lab import Lab, Terms
from tests.conformance.verdict import expect, lacks
from tests.conformance.web import Web, news
from tests.fakes.webserver import Answer, Received

TITLE = "moves"
OLD, NEW = "old.example", "new.example"
PAIR = Path(__file__).resolve().parents[1] / "unit" / "net" / "tls"  # of news.example


async def judge(lab: Lab) -> None:
    """Play the point."""
    for status in (301, 308):
        await _moved(lab, status)
    for status in (302, 303, 307):
        await _not_moved(lab, f"status {status} for two days", status, every="6h", polls=9)
    await _not_moved(lab, "three targets within 3 h", 301, every="1h", polls=4)
    await _not_moved(lab, "another target each time", 301, every="8h", polls=7, wanders=True)
    await _hops(lab)
    await _down(lab)


async def _moved(lab: Lab, status: int) -> None:
    """After three identical targets over a day the new address is asked, with all history."""
    async with lab.scene() as stage:
        there = stage.web.script(NEW, "/feed", news("one", "two"))
        onward = Answer(status=status, headers={"Location": there})
        url = stage.web.script(OLD, "/feed", news("one", "two"), onward)
        scene = await stage.play({"id": "herald", "url": url, "every": "8h", "jitter": 0.01})
        await scene.polls(6)
        expect(f"{status} for a day: the old address is asked", len(stage.web.asked(OLD)), 5)
        expect("notices", len(scene.notices("moved to " + there)), 1)
        await scene.polls(3)
        expect("the old address afterwards", len(stage.web.asked(OLD)), 5)
        expect("the new address", len(stage.web.asked(NEW)), 8)
        expect("notices, told once", len(scene.notices("moved")), 1)
        expect("articles taken for new", sum(o.new for o in scene.outcomes[1:]), 0)


async def _not_moved(
    lab: Lab, what: str, status: int, *, every: str, polls: int, wanders: bool = False
) -> None:
    """The file's address is asked at every poll."""
    numbers = count()
    async with lab.scene() as stage:

        def onward(_: Received) -> Answer:
            path = f"/feed?n={next(numbers)}" if wanders else "/feed"
            return Answer(status=status, headers={"Location": stage.web.at(NEW, path)})

        stage.web.script(NEW, "/feed", news("one"))
        url = stage.web.script(OLD, "/feed", onward)
        scene = await stage.play({"id": "herald", "url": url, "every": every, "jitter": 0.01})
        await scene.polls(polls)
        expect(f"{what}: the old address is asked", len(stage.web.asked(OLD)), polls)
        lacks(f"{what}: notices", scene.notices("moved"))


async def _hops(lab: Lab) -> None:
    """Five redirects are followed, a sixth is not."""
    async with lab.scene() as stage:
        for n in range(7):
            onward = Answer(status=302, headers={"Location": f"/{n + 1}"})
            stage.web.script(OLD, f"/{n}", onward if n < 6 else news("one"))
        five, six = stage.web.at(OLD, "/1"), stage.web.at(OLD, "/0")
        scene = await stage.play(
            {"id": "five", "url": five, "every": "1h"}, {"id": "six", "url": six, "every": "1h"}
        )
        await scene.polls(1, "five")
        expect("five redirects", scene.results("five"), ["parsed"])
        if not scene.results("six"):
            await scene.polls(1, "six")
        expect("six redirects", scene.results("six"), ["redirect"])
        expect("the seventh address, by those allowed it", len(stage.web.asked(OLD, "/6")), 1)


async def _down(lab: Lab) -> None:
    """Nobody is sent from https to http."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(PAIR / "cert.pem", PAIR / "key.pem")
    trusted = ssl.create_default_context(cafile=PAIR / "cert.pem")
    async with lab.scene(terms=Terms(tls=trusted)) as stage, Web(stage.clock, tls=serving) as safe:
        host = "news.example"
        plain = safe.at(host, "/other").replace("https", "http")
        for status in (301, 302):
            onward = Answer(status=status, headers={"Location": plain})
            safe.script(host, f"/{status}", onward)
        scene = await stage.play(
            {"id": "moved", "url": safe.at(host, "/301"), "every": "1h"},
            {"id": "found", "url": safe.at(host, "/302"), "every": "1h"},
        )
        await scene.polls(2)
        expect("from https to http", scene.results(), ["redirect"] * 2)
        expect("requests over TLS", sorted(seen.path for seen in safe.seen), ["/301", "/302"])
