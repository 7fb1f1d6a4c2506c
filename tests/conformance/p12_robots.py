"""12. robots.txt is obeyed where nobody named the address for machines."""

from dataclasses import dataclass

from tests.conformance.lab import Keys, Lab
from tests.conformance.verdict import expect, gaps, lacks, within
from tests.conformance.web import news
from tests.fakes.webserver import Answer

TITLE = "robots.txt"
HOST = "herald.example"
PATH = "/news/list"
DAY = 86_400.0
ROW = b"<html><ul><li><a href='/1'>A long title of a story</a></li></ul></html>"
PAGE = Answer(headers={"Content-Type": "text/html"}, body=ROW)
LIST: Keys = {
    "id": "press",
    "kind": "list",
    "every": "1h",
    "jitter": 0,
    "item": "li",
    "fields": {"url": "a@href", "title": "a"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a robots.txt says, and whether the page may be read."""

    says: str
    allowed: bool
    status: int = 200


CASES = (
    Case(says="User-agent: *\nDisallow: /", allowed=False),
    Case(says="User-agent: *\nDisallow: /private", allowed=True),
    Case(says="User-agent: *\nDisallow: /\n\nUser-agent: newsmonitor\nDisallow:", allowed=True),
    Case(
        says="User-agent: *\nDisallow:\n\nUser-agent: NewsMonitor\nDisallow: /news", allowed=False
    ),
    Case(says="User-agent: other\nDisallow: /", allowed=True),
    Case(says="User-agent: *\nDisallow: /news\nAllow: /news/list", allowed=True),
    Case(says="User-agent: *\nAllow: /news\nDisallow: /news/list", allowed=False),
    Case(says="User-agent: *\nDisallow: /news/list\nAllow: /news/list", allowed=True),
    Case(says="User-agent: *\nDisallow: /*/list$", allowed=False),
    Case(says="no robots", allowed=True, status=404),
    Case(says="who are you", allowed=True, status=403),
    Case(says="out of order", allowed=False, status=503),
)


async def judge(lab: Lab) -> None:
    """Play the point."""
    for case in CASES:
        await _obeyed(lab, case)
    for kind in ("page", "sitemap"):
        await _kinds(lab, kind)
    await _kept(lab)
    await _last_copy(lab)
    await _delay(lab)
    await _exempt(lab)


async def _obeyed(lab: Lab, case: Case) -> None:
    async with lab.scene() as stage:
        stage.web.script(HOST, "/robots.txt", Answer(status=case.status, body=case.says.encode()))
        url = stage.web.script(HOST, PATH, PAGE)
        scene = await stage.play({**LIST, "url": url})
        await scene.polls(1)
        what = f"{case.status} {case.says!r}"
        expect(what, scene.results(), ["parsed" if case.allowed else "robots"])
        expect(f"{what}: the page was asked for", bool(stage.web.asked(HOST, PATH)), case.allowed)
        said = await scene.intakes[0].fetcher.verdict(url, allow_private=("127.0.0.1/32",))
        expect(f"{what}: what `check` prints", said == "allowed", case.allowed)


async def _kinds(lab: Lab, kind: str) -> None:
    """Pages and sitemaps are nobody's feeds either."""
    async with lab.scene() as stage:
        stage.web.script(HOST, "/robots.txt", Answer(body=b"User-agent: *\nDisallow: /"))
        url = stage.web.script(HOST, PATH, PAGE)
        scene = await stage.play({"id": kind, "kind": kind, "url": url, "every": "1h"})
        await scene.polls(1)
        expect(kind, scene.results(), ["robots"])


async def _kept(lab: Lab) -> None:
    """It is asked for once a day."""
    async with lab.scene() as stage:
        stage.web.script(HOST, "/robots.txt", Answer(body=b"User-agent: *\nDisallow: /private"))
        url = stage.web.script(HOST, PATH, PAGE)
        scene = await stage.play({**LIST, "url": url})
        await scene.until(2.5 * DAY)
        asked = stage.web.times(HOST, "/robots.txt")
        within("requests for robots.txt in 2.5 days", len(asked), 2, 3)
        within("seconds between two of them", min(gaps(asked)), DAY, 2 * DAY)


async def _last_copy(lab: Lab) -> None:
    """When a server fails, its last copy counts for seven days, then nothing is asked."""
    async with lab.scene() as stage:
        good = Answer(body=b"User-agent: *\nDisallow: /private")
        stage.web.script(HOST, "/robots.txt", good, Answer(status=503, body=b"x"))
        url = stage.web.script(HOST, PATH, PAGE)
        scene = await stage.play({**LIST, "url": url, "every": "12h"})
        await scene.until(6 * DAY)
        lacks("refusals by the last copy", [r for r in scene.results() if r == "robots"])
        before = len(stage.web.asked(HOST, PATH))
        await scene.until(9 * DAY)
        late = [at for at in stage.web.times(HOST, PATH)[before:] if at > 8.1 * DAY]
        lacks("requests without a robots.txt of seven days", late)
        expect("then", scene.results()[-1], "robots")


async def _delay(lab: Lab) -> None:
    """A Crawl-delay spaces what is asked of the host."""
    async with lab.scene() as stage:
        stage.web.script(HOST, "/robots.txt", Answer(body=b"User-agent: *\nCrawl-delay: 7"))
        first = stage.web.script(HOST, "/a", PAGE)
        second = stage.web.script(HOST, "/b", PAGE)
        scene = await stage.play(
            {**LIST, "url": first}, {**LIST, "id": "other", "url": second, "every": "1h"}
        )
        await scene.polls(6)
        apart = gaps(sorted(stage.web.times(HOST, "/a") + stage.web.times(HOST, "/b")))
        known = apart[1:]  # the second may have been let go before the file was read
        within("seconds between two pages", min(known), 6.9, 3_700)


async def _exempt(lab: Lab) -> None:
    """Feeds that a person has named are asked for whatever it says, and it is not asked for."""
    async with lab.scene() as stage:
        stage.web.script(HOST, "/robots.txt", Answer(body=b"User-agent: *\nDisallow: /"))
        url = stage.web.script(HOST, "/feed", news("one"))
        scene = await stage.play({"id": "herald", "url": url, "every": "1h"})
        await scene.polls(2)
        expect("a feed", scene.results(), ["parsed", "unchanged"])
        lacks("requests for robots.txt", stage.web.asked(HOST, "/robots.txt"))
