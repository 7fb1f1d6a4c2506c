"""9. Without validators that are believed a source is asked rarely, unless it says `every`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.conformance.lab import Keys, Lab
from tests.conformance.verdict import expect, gaps, within
from tests.conformance.web import feed
from tests.fakes.webserver import Answer, Received, Script

TITLE = "unconditional"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a file and the answers say, and the least and the most time between requests."""

    says: str
    low_s: float
    high_s: float
    keys: Keys = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def rare(tier: str, low_s: float) -> Case:
    """Make a case of a tier without validators."""
    return Case(says=f"{tier} without", low_s=low_s, high_s=1.2 * low_s, keys={"tier": tier})


CASES = (
    rare("primary", HOUR),
    rare("wire", HOUR),
    rare("regulator", HOUR),
    rare("outlet", HOUR),
    rare("aggregator", DAY),
    Case(says="max-age", low_s=HOUR, high_s=1.2 * HOUR, headers={"Cache-Control": "max-age=60"}),
    Case(says="min", low_s=HOUR, high_s=1.2 * HOUR, keys={"min": "5m", "max": "10m"}),
    Case(says="every", low_s=9 * MINUTE, high_s=11 * MINUTE, keys={"every": "10m"}),
    Case(
        says="every of an aggregator",
        low_s=9 * MINUTE,
        high_s=11 * MINUTE,
        keys={"every": "10m", "tier": "aggregator"},
    ),
)


async def judge(lab: Lab) -> None:
    """Play the point."""
    for case in CASES:
        await _rare(lab, case)
    await _validated(lab)


def flood(headers: Mapping[str, str], *, validates: bool) -> Script:
    """Answer with news at every request, under validators of their own or without any."""
    news = [0]

    def answer(request: Received) -> Answer:
        del request
        news[0] += 20
        named = {"ETag": f'"{news[0]}"'} if validates else {}
        titles = [f"story number {n}" for n in range(news[0], news[0] + 40)]
        return Answer(headers={**headers, **named}, body=feed(*titles))

    return answer


async def _rare(lab: Lab, case: Case) -> None:
    async with lab.scene() as stage:
        script = flood(case.headers, validates=False)
        url = stage.web.script("herald.example", "/feed", script)
        scene = await stage.play({"id": "herald", "url": url, **case.keys})
        await scene.polls(6)
        expect(f"{case.says}: all plain", {seen.is_plain for seen in stage.web.seen}, {True})
        for wait in gaps(stage.web.times()):
            within(f"{case.says}: seconds between requests", wait, case.low_s - 1, case.high_s)


async def _validated(lab: Lab) -> None:
    """With validators the same flood is followed at the usual pace, and they all go out."""
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", flood({}, validates=True))
        scene = await stage.play({"id": "herald", "url": url})
        await scene.polls(20)
        for wait in gaps(stage.web.times())[2:]:
            within("with validators: minutes between requests", wait / MINUTE, 15, 16.6)
        expect("plain ones", sum(seen.is_plain for seen in stage.web.seen), 1)
