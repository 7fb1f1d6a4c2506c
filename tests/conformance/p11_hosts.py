"""11. A host is asked by two at most, a second apart, whoever asks and for whatever."""

from collections.abc import Mapping

from tests.conformance.lab import Keys, Lab, Terms
from tests.conformance.verdict import gaps, within
from tests.conformance.web import feed, news
from tests.fakes.webserver import Answer

TITLE = "hosts"
HOST = "herald.example"
EDGE = 0.02  # seconds that rounding to milliseconds may take


async def judge(lab: Lab) -> None:
    """Play the point."""
    await _spaced(lab, sources=6, apart_s=1.0, at_once=2)
    await _spaced(lab, sources=21, apart_s=5.0, at_once=2)
    await _spaced(lab, sources=20, apart_s=1.0, at_once=2)
    own: Mapping[str, Keys] = {HOST: {"rate": "4/s", "connections": 1}}
    await _spaced(lab, sources=6, apart_s=0.25, at_once=1, hosts=own)
    await _others(lab)
    await _literal(lab)


async def _spaced(
    lab: Lab,
    *,
    sources: int,
    apart_s: float,
    at_once: int,
    hosts: Mapping[str, Keys] | None = None,
) -> None:
    """Two workers poll the sources of one slow host."""
    what = f"{sources} sources of a host, {hosts or 'nothing said'}"
    async with lab.scene(terms=Terms(workers=2, hosts=hosts or {})) as stage:
        for n in range(sources):
            stage.web.script(HOST, f"/{n}", Answer(delay_s=3.0, body=feed(f"story {n}")))
        many = [
            {"id": f"s{n}", "url": stage.web.at(HOST, f"/{n}"), "every": "1h"}
            for n in range(sources)
        ]
        scene = await stage.play(*many)
        await scene.polls(sources)
        apart = min(gaps(sorted(stage.web.times(HOST))))
        within(f"{what}: seconds between two starts", apart, apart_s - EDGE, 1_000)
        within(f"{what}: at one time", stage.web.busiest[HOST], 1, at_once)


async def _others(lab: Lab) -> None:
    """Redirects to a host, and pages of it, are spaced with its own sources."""
    async with lab.scene(terms=Terms(workers=2)) as stage:
        stage.web.script(HOST, "/own", news("one"))
        many: list[Keys] = [{"id": "own", "url": stage.web.at(HOST, "/own"), "every": "1h"}]
        for n in range(4):
            stage.web.script(HOST, f"/{n}", Answer(delay_s=3.0, body=feed(f"story {n}")))
            onward = Answer(status=302, headers={"Location": stage.web.at(HOST, f"/{n}")})
            url = stage.web.script(f"from{n}.example", "/feed", onward)
            many.append({"id": f"from{n}", "url": url, "every": "1h"})
        scene = await stage.play(*many)
        await scene.polls(5)
        apart = min(gaps(sorted(stage.web.times(HOST))))
        within("redirects to a host: seconds between two starts", apart, 1.0 - EDGE, 1_000)
        within("redirects to a host: at one time", stage.web.busiest[HOST], 1, 2)


async def _literal(lab: Lab) -> None:
    """An address is a host with its port."""
    async with lab.scene() as stage:
        for n in range(3):
            stage.web.script("127.0.0.1", f"/{n}", news("one"))
        many = [
            {"id": f"s{n}", "url": stage.web.at("127.0.0.1", f"/{n}"), "every": "1h"}
            for n in range(3)
        ]
        scene = await stage.play(*many)
        await scene.polls(3)
        apart = min(gaps(sorted(stage.web.times())))
        within("sources at an address: seconds between two starts", apart, 1.0 - EDGE, 1_000)
