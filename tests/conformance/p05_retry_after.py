"""5. Retry-After is obeyed: a 429 stops the host, a 503 the address."""

from collections.abc import Mapping

from tests.conformance.lab import Keys, Lab, Terms
from tests.conformance.verdict import within
from tests.conformance.web import news
from tests.fakes.webserver import Answer

TITLE = "Retry-After"
HOST = "herald.example"
SERVERS_NOW = "Tue, 24 Nov 2026 03:00:00 GMT"  # six hours behind
SERVERS_THEN = "Tue, 24 Nov 2026 03:30:00 GMT"
HALF_HOUR, DAY = 1800.0, 86400.0
SOON = 700.0  # what `every: 10m` comes to at most


async def judge(lab: Lab) -> None:
    """Play the point."""
    for status in (429, 503):
        seconds = {"Retry-After": "1800"}
        date = {"Retry-After": SERVERS_THEN, "Date": SERVERS_NOW}
        others = (HALF_HOUR, DAY) if status == 429 else (1.0, SOON)
        await _asked(lab, status, seconds, own=(HALF_HOUR, 1980.0), others=others)
        await _asked(lab, status, date, own=(HALF_HOUR, 1980.0), others=others)
    await _asked(lab, 503, {"Retry-After": "864000"}, own=(DAY - 1, DAY + 1), others=(1.0, SOON))
    narrow = {HOST: {"throttle": "url"}}
    own = (HALF_HOUR, 1980.0)
    await _asked(lab, 429, {"Retry-After": "1800"}, own=own, others=(1.0, SOON), hosts=narrow)
    await _elsewhere(lab)


async def _asked(
    lab: Lab,
    status: int,
    headers: Mapping[str, str],
    *,
    own: tuple[float, float],
    others: tuple[float, float],
    hosts: Mapping[str, Keys] | None = None,
) -> None:
    """One of two sources of a host is told to wait: when are they asked again?"""
    what = f"{status} with Retry-After {headers['Retry-After']}"
    async with lab.scene(terms=Terms(hosts=hosts or {})) as stage:
        first = stage.web.script(
            HOST, "/a", news("one"), Answer(status=status, headers=headers, body=b"x"), news("one")
        )
        second = stage.web.script(HOST, "/b", news("two"))
        scene = await stage.play(
            {"id": "first", "url": first, "every": "10m", "jitter": 0},
            {"id": "second", "url": second, "every": "10m"},
        )
        await scene.polls(3, "first")
        _, refused, again = stage.web.times(HOST, "/a")
        within(f"{what}: the address again", again - refused, *own)
        later = [at for at in stage.web.times(HOST, "/b") if at > refused]
        within(f"{what}: others of the host", min(later, default=DAY) - refused, *others)


async def _elsewhere(lab: Lab) -> None:
    """A 429 stops the host that gave it, though a redirect led there."""
    async with lab.scene() as stage:
        hub = stage.web.at("hub.example", "/b")
        first = stage.web.script(
            HOST, "/a", Answer(status=302, headers={"Location": stage.web.at("hub.example", "/x")})
        )
        limit = Answer(status=429, headers={"Retry-After": "1800"}, body=b"x")
        stage.web.script("hub.example", "/x", news("one"), limit)
        stage.web.script("hub.example", "/b", news("two"))
        scene = await stage.play(
            {"id": "first", "url": first, "every": "10m", "jitter": 0},
            {"id": "second", "url": hub, "every": "10m"},
        )
        await scene.polls(3, "first")
        refused = stage.web.times("hub.example", "/x")[1]
        later = [at for at in stage.web.times("hub.example", "/b") if at > refused]
        within("429 after a redirect: others there", min(later) - refused, HALF_HOUR, DAY)
