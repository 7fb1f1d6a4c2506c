"""4. A source is due at the latest of its schedule and what the server and its document ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.conformance.lab import Keys, Lab
from tests.conformance.verdict import expect, gaps, within
from tests.conformance.web import news
from tests.fakes.webserver import Answer

TITLE = "freshness"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
DATE, LATER = "Tue, 24 Nov 2026 03:00:00 GMT", "Tue, 24 Nov 2026 03:40:00 GMT"
HOURLY = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
SLOW: Keys = {"tier": "aggregator"}
SCHEDULE = 10 * MINUTE  # `every: 10m` without jitter


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What an answer says, and the seconds that are then to pass."""

    says: str
    wait_s: float
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: str = ""
    keys: Keys = field(default_factory=dict)


def cached(said: str, wait_s: float, *, keys: Keys | None = None, **more: str) -> Case:
    """Make a case of a Cache-Control header, and others beside it."""
    headers = {"Cache-Control": said, **{k.title(): v for k, v in more.items()}}
    return Case(says=f"{said} {more or ''}", wait_s=wait_s, headers=headers, keys=keys or {})


def document(extra: str, wait_s: float, *, keys: Keys | None = None, **headers: str) -> Case:
    """Make a case of what the document says of itself."""
    given = {k.replace("_", "-").title(): v for k, v in headers.items()}
    return Case(says=extra, wait_s=wait_s, extra=extra, headers=given, keys=keys or {})


CASES = (
    cached("max-age=1800", 1800),
    cached("public, MAX-AGE=1800", 1500, age="300"),
    cached("max-age=1800", SCHEDULE, age="1700"),
    cached("max-age=1800", 1800, date=DATE, expires=DATE),
    Case(says="Expires", wait_s=2400, headers={"Date": DATE, "Expires": LATER}),
    document("<ttl>40</ttl>", 2400),
    document("<ttl>20</ttl>", 1800, cache_control="max-age=1800"),
    document("<ttl>40</ttl>", 2400, cache_control="max-age=1800"),
    document(HOURLY, 1800),
    cached("max-age=60", SCHEDULE),
    cached("no-cache", SCHEDULE),
    cached("max-age=86400", HOUR),
    cached("max-age=86400", HOUR, keys={"tier": "wire"}),
    cached("max-age=86400", HOUR, keys={"tier": "regulator"}),
    cached("max-age=86400", HOUR, keys={"tier": "primary"}),
    cached("max-age=18000", 5 * HOUR, keys=SLOW),
    cached("max-age=864000", DAY, keys=SLOW),
    document("<ttl>99999</ttl>", DAY, keys=SLOW),
    cached("max-age=banana", SCHEDULE),
    cached("max-age=-7", SCHEDULE),
    Case(says="Expires: 0", wait_s=SCHEDULE, headers={"Date": DATE, "Expires": "0"}),
    document("<ttl>soon</ttl>", SCHEDULE),
    cached("max-age=1800", SCHEDULE, keys={"freshness": "ignore"}),
    document("<ttl>40</ttl>", SCHEDULE, keys={"freshness": "ignore"}),
)


async def judge(lab: Lab) -> None:
    """Play the point."""
    for case in CASES:
        await _waits(lab, case)
    await _kept(lab)
    await _retry_after(lab)


async def _play(lab: Lab, keys: Keys, *answers: Any) -> tuple[list[float], str]:
    """Poll once for each answer and once more; the waits between, and why the last one."""
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", *answers)
        given = {"id": "herald", "url": url, "every": "10m", "jitter": 0}
        scene = await stage.play({**given, **keys})
        await scene.polls(len(answers))
        why = (await scene.state("herald")).why
        await scene.polls(1)
        return gaps(stage.web.times()), why


async def _waits(lab: Lab, case: Case) -> None:
    (waited,), why = await _play(
        lab, case.keys, news("one", headers=case.headers, extra=case.extra)
    )
    what = f"{case.says.strip()} {dict(case.keys) or ''}".strip()
    within(f"{what}: seconds", waited, case.wait_s - 1, case.wait_s * 1.1 + 1)
    asked = case.wait_s > SCHEDULE
    expect(f"{what}: told why", "server" in why, asked)


async def _kept(lab: Lab) -> None:
    """What the document says of itself holds for polls that do not bring it."""
    first = news("one", headers={"ETag": '"1"'}, extra="<ttl>40</ttl>")
    waited, _ = await _play(lab, {}, first, Answer(status=304), Answer(status=304))
    for seconds in waited:
        within("ttl after a 304: seconds", seconds, 2399, 2641)


async def _retry_after(lab: Lab) -> None:
    """`freshness: ignore` does not lift Retry-After."""
    refused = Answer(status=503, headers={"Retry-After": "1800"}, body=b"x")
    (waited,), _ = await _play(lab, {"freshness": "ignore"}, refused)
    within("Retry-After where freshness is ignored: seconds", waited, 1800, 1981)
