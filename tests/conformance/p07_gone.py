"""7. A source that answers 410 three times in 48 h is gone: probed monthly, never deleted."""

from tests.conformance.lab import Lab
from tests.conformance.verdict import expect, gaps, lacks, within
from tests.conformance.web import news
from tests.fakes.webserver import Answer

TITLE = "gone"
DAY = 86400.0
GONE = Answer(status=410, body=b"gone")


async def judge(lab: Lab) -> None:
    """Play the point."""
    await _gone_and_back(lab)
    await _not_gone(lab)


async def _gone_and_back(lab: Lab) -> None:
    async with lab.scene() as stage:
        url = stage.web.script(
            "herald.example", "/feed", news("one"), *[GONE] * 5, news("one", "two")
        )
        scene = await stage.play({"id": "herald", "url": url, "every": "4h"})
        await scene.polls(4)
        expect("after three 410", (await scene.state("herald")).health, "gone")
        expect("notices", len(scene.notices("410")), 1)
        await scene.polls(4)
        times = stage.web.times()
        for wait in gaps(times)[3:6]:
            within("days between probes", wait / DAY, 26.9, 33.1)
        expect("after a probe that is answered", scene.results()[6:], ["parsed", "unchanged"])
        within("hours to the poll after it", gaps(times)[6] / 3600, 3.5, 4.5)
        if (await scene.state("herald")).health == "gone":
            expect("its health", "gone", "one that is polled")
        expect("notices of the end", len(scene.notices("410")), 1)


async def _not_gone(lab: Lab) -> None:
    """Two 410 and a third days later are failures like others."""
    good = [news("one")] * 9
    async with lab.scene() as stage:
        url = stage.web.script(
            "herald.example", "/feed", news("one"), GONE, GONE, *good, GONE, news("one")
        )
        scene = await stage.play({"id": "herald", "url": url, "every": "8h"})
        await scene.polls(14)
        within("days to the next poll", max(gaps(stage.web.times())) / DAY, 0.3, 1.1)
        lacks("notices that it is gone", scene.notices("probed monthly"))
        expect("polls", len(stage.web.times()), 14)
