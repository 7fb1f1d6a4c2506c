"""8. Failures slow a source down by their weight; it is never given up."""

from collections.abc import Sequence

from tests.conformance.lab import Lab, Terms
from tests.conformance.verdict import expect, gaps, within
from tests.conformance.web import news
from tests.fakes.webserver import Answer

TITLE = "failures"
HOUR, DAY = 3600.0, 86400.0
TEMPORARY, SOFT, HARD = 0.25, 0.5, 1.0


async def judge(lab: Lab) -> None:
    """Play the point."""
    cases: Sequence[tuple[Answer, float]] = (
        (Answer(status=500, body=b"x"), TEMPORARY),
        (Answer(status=503, body=b"x"), TEMPORARY),
        (Answer(reset="body", body=b"half of it"), TEMPORARY),
        (Answer(status=404, body=b"x"), SOFT),
        (Answer(body=b" "), SOFT),
        (Answer(status=403, body=b"x"), HARD),
        (Answer(body=b"<html><body>Welcome</body></html>"), HARD),
    )
    for answer, weight in cases:
        await _slowed(lab, answer, weight)
    await _unnamed(lab)
    await _never_given_up(lab)


async def _slowed(lab: Lab, answer: Answer, weight: float) -> None:
    """Each failure adds its weight to the wait; a success takes all of it away."""
    what = f"{answer.reset or answer.status or answer.body[:6]!r}"
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", *[answer] * 3, news("one"))
        scene = await stage.play({"id": "herald", "url": url, "every": "1h", "jitter": 0})
        await scene.polls(5)
        waits = [wait / HOUR for wait in gaps(stage.web.times())]
        for n in range(3):
            wanted = 1 + (n + 1) * weight
            within(f"{what}: hours after failure {n + 1}", waits[n], wanted - 0.1, wanted + 0.1)
        within(f"{what}: hours after a success", waits[3], 0.9, 1.1)
        expect(f"{what}: retries within a poll", len(stage.web.times()), 5)


async def _unnamed(lab: Lab) -> None:
    """A name without an address is a soft failure, and may come back."""
    async with lab.scene(terms=Terms(names={"nowhere.example": ()})) as stage:
        url = stage.web.at("nowhere.example", "/feed")
        scene = await stage.play({"id": "herald", "url": url, "every": "1h", "jitter": 0})
        ended = await scene.polls(3)
        expect("outcomes", [one.result for one in ended], ["dns"] * 3)
        for n, wait in enumerate(gaps([one.at for one in ended]), 1):
            wanted = 1 + n * SOFT
            within(f"dns: hours after failure {n}", wait / HOUR, wanted - 0.1, wanted + 0.1)


async def _never_given_up(lab: Lab) -> None:
    """At most a day passes between tries, a month once it has failed for one."""
    async with lab.scene() as stage:
        broken = Answer(status=403, body=b"x")
        url = stage.web.script(
            "herald.example", "/feed", news("one"), *[broken] * 34, news("one", "two")
        )
        scene = await stage.play({"id": "herald", "url": url, "every": "6h"})
        await scene.polls(1)
        await scene.until(29 * DAY)
        times = stage.web.times()
        within("longest wait in a month, days", max(gaps(times)) / DAY, 0.9, 1.1)
        await scene.polls(36 - len(times))
        waits = gaps(stage.web.times())
        within("longest wait, days", max(waits) / DAY, 0.9, 33)
        last = scene.outcomes[-1]
        expect("when it answers again", (last.result, last.new), ("parsed", 1))
        await scene.polls(1)
        within("hours after it", gaps(stage.web.times())[-1] / HOUR, 5, 7)
