"""10. What a poll would cost is written before its socket opens: crashes are no storm."""

import asyncio
from collections import Counter
from typing import Any

from monitor.store.boot import end_leases
from tests.conformance.lab import Lab, Stage
from tests.conformance.scene import Scene
from tests.conformance.verdict import Unmet, expect, within
from tests.conformance.web import news
from tests.fakes.webserver import Answer

TITLE = "state before socket"
HOUR = 3600.0
RESTARTS, IN_AN_INTERVAL = 20, 3
OVERDUE, SPREAD_S, AT_ONCE = 1_000, 300.0, 80


async def judge(lab: Lab) -> None:
    """Play the point."""
    for is_alone in (True, False):
        await _killed(lab, is_alone=is_alone)
    await _overdue(lab)


async def _killed(lab: Lab, *, is_alone: bool) -> None:
    """Killed after each connect and started again, intake asks little of the server.

    Alone on its store a start ends the lease of the dead at once; in a fleet it runs out.
    """
    async with lab.scene() as stage:
        hangs = Answer(delay_s=100 * HOUR)
        url = stage.web.script("herald.example", "/feed", news("one"), hangs)
        scene = await stage.play({"id": "herald", "url": url, "every": "1h", "jitter": 0})
        await scene.polls(1)
        for _ in range(RESTARTS):
            await _until_asked(scene)
            await _kill(scene)
            if is_alone:
                await _boot(stage)
            await stage.again(scene)
        times = stage.web.times()[1:]
        expect("requests of so many starts", len(times), RESTARTS)
        most = max(sum(at <= other < at + HOUR for other in times) for at in times)
        within("requests in one interval", most, 1, IN_AN_INTERVAL)


async def _until_asked(scene: Scene) -> None:
    """Go on until the server has been asked once more; nobody has answered yet."""
    before, intake = len(scene.web.seen), scene.intakes[-1]
    for _ in range(1_000):
        scene.clock.advance(max(0.0, await scene.due() - scene.now))
        await intake.tick()
        for _ in range(100):
            if len(scene.web.seen) > before:
                return
            if not intake.is_busy:
                break
            await asyncio.sleep(0.0005)
        scene.clock.advance(0.5)  # it waits for a free slot of its host
    raise Unmet("a due source is not asked")


async def _kill(scene: Scene) -> None:
    """End polls as a SIGKILL does: nothing is given back."""
    pool: Any = scene.intakes[-1].pool
    running = tuple(pool._running)
    for poll in running:
        poll.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _boot(stage: Stage) -> None:
    """Start as the only owner of the store."""
    sources: Any = stage.store.sources
    await end_leases(sources._client, await sources._places.all())


async def _overdue(lab: Lab) -> None:
    """After a downtime all sources are due; they are asked over five minutes, not at once."""
    async with lab.scene() as stage:
        many = [
            {"id": f"s{n}", "url": stage.web.at(f"h{n}.example", "/feed"), "every": "15m"}
            for n in range(OVERDUE)
        ]
        scene = await stage.play(*many)
        stage.clock.advance(6 * HOUR)
        await _boot(stage)
        asked = (stage.store.sources.state(source.id) for source in scene.sources)
        found = [one for one in await asyncio.gather(*asked) if one is not None]
        dues = [(due - stage.clock.began_ms) / 1000 - scene.now for _, due in found]
        expect("sources on the queue", len(dues), OVERDUE)
        within("seconds to the first", min(dues), -1, 10)
        within("seconds to the last", max(dues), SPREAD_S / 2, SPREAD_S)
        busiest = max(Counter(int(due // 10) for due in dues).values())
        within("sources in the busiest ten seconds", busiest, 1, AT_ONCE)
