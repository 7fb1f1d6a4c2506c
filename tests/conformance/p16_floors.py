"""16. The automatic interval has floors: five minutes only where the server asks for no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.conformance.lab import Keys, Lab
from tests.conformance.verdict import gaps, within
from tests.conformance.web import feed
from tests.fakes.webserver import Answer, Received, Script

TITLE = "floors"
MINUTE = 60.0
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a file and a server say, and the minutes below which no poll comes."""

    says: str
    floor_min: float
    keys: Keys = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: str = ""


def cached(seconds: int, floor_min: float, **keys: str) -> Case:
    """Make a case of a max-age."""
    says = {"Cache-Control": f"max-age={seconds}"}
    return Case(says=f"max-age={seconds} {keys}", floor_min=floor_min, headers=says, keys=keys)


CASES = (
    Case(says="nothing", floor_min=15),
    Case(says="wire", floor_min=15, keys={"tier": "wire"}),
    Case(says="primary", floor_min=60, keys={"tier": "primary"}),
    Case(says="no-cache", floor_min=15, headers={"Cache-Control": "no-cache"}),
    Case(says="nonsense", floor_min=15, headers={"Cache-Control": "max-age=soon"}),
    cached(120, 5),
    cached(300, 5),
    cached(301, 15),
    cached(60, 5, tier="primary"),
    Case(says="<ttl>5</ttl>", floor_min=5, extra="<ttl>5</ttl>"),
    Case(says="<ttl>6</ttl>", floor_min=15, extra="<ttl>6</ttl>"),
    Case(says="min", floor_min=2, keys={"min": "2m"}),
)


async def judge(lab: Lab) -> None:
    """Play the point."""
    for case in CASES:
        await _floor(lab, case, busy(case))
    await _floor(lab, Case(says="news sitemap", floor_min=5, keys={"kind": "sitemap"}), listed())


def busy(case: Case) -> Script:
    """Answer with so many news at each request that no poll could be too early."""
    news = [0]

    def answer(request: Received) -> Answer:
        del request
        news[0] += 30
        titles = [f"story number {n}" for n in range(news[0], news[0] + 30)]
        headers = {"ETag": f'"{news[0]}"', **case.headers}
        return Answer(headers=headers, body=feed(*titles, extra=case.extra))

    return answer


def listed() -> Script:
    """Answer as a sitemap for news, with others at each request."""
    news = [0]
    begun = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

    def answer(request: Received) -> Answer:
        del request
        news[0] += 30
        rows = "".join(
            f"<url><loc>http://herald.example/story-{n}</loc><n:news><n:title>Story number {n}"
            f"</n:title><n:publication_date>{(begun + timedelta(minutes=n)).isoformat()}"
            "</n:publication_date></n:news></url>"
            for n in range(news[0], news[0] + 30)
        )
        body = f"<urlset xmlns='{MAPS}' xmlns:n='{NEWS}'>{rows}</urlset>"
        return Answer(headers={"ETag": f'"{news[0]}"'}, body=body.encode())

    return answer


async def _floor(lab: Lab, case: Case, script: Script) -> None:
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", script)
        stage.web.script("herald.example", "/robots.txt", Answer(status=404, body=b"none"))
        scene = await stage.play({"id": "herald", "url": url, "jitter": 0.1, **case.keys})
        await scene.polls(12)
        waits = [wait / MINUTE for wait in gaps(stage.web.times(path="/feed"))]
        for wait in waits:
            within(f"{case.says}: minutes", wait, case.floor_min - 0.01, 24 * 60)
        last = max(waits[-4:])
        within(f"{case.says}: minutes once it is known", last, case.floor_min - 0.01,
               case.floor_min * 1.11)  # fmt: skip
