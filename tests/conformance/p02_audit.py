"""2. One request a day goes without validators; a 304 that hid news ends the belief in it."""

from tests.conformance.lab import Lab
from tests.conformance.scene import Scene
from tests.conformance.verdict import expect, gaps, lacks, within
from tests.conformance.web import Web, feed
from tests.fakes.webserver import Answer, Received, Script

TITLE = "audit"
HOUR, DAY = 3600.0, 86400.0
EVERY = 3 * HOUR


class Newsroom:
    """A feed and its validators; one that lies answers 304 whatever has changed."""

    def __init__(self, *, lies: bool = False, etag: str = "", modified: str = "") -> None:
        self.news = 1
        self.noise = 0
        self.lies = lies
        self.etag = etag
        self.modified = modified

    @property
    def headers(self) -> dict[str, str]:
        """Give its validators as they are now: of its news, unless it was told to keep one."""
        if self.modified:
            return {"Last-Modified": self.modified}
        return {"ETag": self.etag or f'"{self.news}"'}

    def __call__(self, request: Received) -> Answer:
        """Answer."""
        sent = {
            "ETag": request.headers.get("if-none-match", ""),
            "Last-Modified": request.headers.get("if-modified-since", ""),
        }
        same = all(sent[name] == value for name, value in self.headers.items())
        if any(sent.values()) and (same or self.lies):
            return Answer(status=304, headers=self.headers)
        titles = [f"story number {n}" for n in range(self.news)]
        return Answer(headers=self.headers, body=feed(*titles, extra=f"<!--{self.noise}-->"))


async def judge(lab: Lab) -> None:
    """Play the point."""
    await _daily(lab)
    await _noise(lab)
    for etag, modified in (('"same"', ""), ("", "Tue, 24 Nov 2026 03:00:00 GMT"), ("", "")):
        await _lies(lab, Newsroom(lies=True, etag=etag, modified=modified))
    await _back(lab)


def _plain(web: Web) -> list[float]:
    return [seen.at for seen in web.seen if seen.is_plain]


async def _daily(lab: Lab) -> None:
    """An honest server is asked without validators once a day, and no oftener in all."""
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", Newsroom())
        scene = await stage.play({"id": "herald", "url": url, "every": "3h", "jitter": 0})
        await scene.until(3 * DAY + EVERY / 2)
        for wait in gaps(_plain(stage.web)):
            within("hours between requests without validators", wait / HOUR, 23.9, 25.1)
        expect("requests without validators", len(_plain(stage.web)), 4)
        within("hours between requests", max(gaps(stage.web.times())) / HOUR, 2.9, 3.1)
        lacks("notices", scene.notices("degraded"))


async def _noise(lab: Lab) -> None:
    """Bytes that differ at each request hide nothing: the server is believed on."""
    async with lab.scene() as stage:
        room = Newsroom(lies=True, etag='"same"')
        url = stage.web.script("herald.example", "/feed", room)
        scene = await stage.play({"id": "herald", "url": url, "every": "3h", "jitter": 0})
        for _ in range(20):
            room.noise += 1
            await scene.polls(1)
        expect("requests without validators", len(_plain(stage.web)), 3)
        lacks("notices", scene.notices("degraded"))


async def _lies(lab: Lab, room: Newsroom) -> None:
    """News that a 304 hid come with the audit; then no validators go out for seven days."""
    what = f"304 with {room.headers}"
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", room)
        scene = await stage.play({"id": "herald", "url": url, "every": "3h", "jitter": 0})
        await scene.polls(3)
        room.news += 2
        await scene.until(DAY + 2.5 * EVERY)
        expect(f"{what}: hidden news", sum(one.new for one in scene.outcomes), 3)
        at = len(stage.web.seen)
        for _ in range(8 * 7 - 3):
            room.news += 1
            await scene.polls(1)
        lacks(f"{what}: conditional requests within a week", _conditional(stage.web, at))
        expect(f"{what}: all news came", sum(one.new for one in scene.outcomes), room.news)
        expect(f"{what}: notices", len(scene.notices("degraded")), 1)
        await _tried(scene, stage.web, what)


def _conditional(web: Web, since: int) -> list[str]:
    return [str(seen.conditions) for seen in web.seen[since:] if not seen.is_plain]


async def _tried(scene: Scene, web: Web, what: str) -> None:
    """After seven days its validators go out again; it still lies, and nobody is told again."""
    at = len(web.seen)
    await scene.polls(8)
    expect(f"{what}: conditional requests when it is tried", len(_conditional(web, at)), 1)
    expect(f"{what}: notices after the trial", len(scene.notices("degraded")), 1)


async def _back(lab: Lab) -> None:
    """A server that was mended is believed after seven days."""
    async with lab.scene() as stage:
        room = Newsroom(lies=True, etag='"same"')
        script: Script = room
        url = stage.web.script("herald.example", "/feed", script)
        scene = await stage.play({"id": "herald", "url": url, "every": "3h", "jitter": 0})
        await scene.polls(3)
        room.news += 1
        await scene.until(DAY + EVERY / 2)
        room.lies, room.etag = False, '"mended"'
        await scene.until(8 * DAY + 3.5 * EVERY)
        expect("the last request is conditional", stage.web.seen[-1].is_plain, False)
        expect("what it got", scene.results()[-1], "unchanged")
