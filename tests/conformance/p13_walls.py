"""13. A bot wall is told as what it is; nothing is done to get around it."""

from tests.conformance.lab import Lab
from tests.conformance.verdict import expect
from tests.conformance.web import feed, news
from tests.fakes.webserver import Answer

TITLE = "bot walls"
WALLS = {
    "202": Answer(status=202, body=feed("one")),
    "202 without a body": Answer(status=202),
    "cf-mitigated on 200": Answer(headers={"cf-mitigated": "challenge"}, body=feed("one")),
    "cf-mitigated on 403": Answer(status=403, headers={"cf-mitigated": "challenge"}, body=b"x"),
    "cf-mitigated on 503": Answer(status=503, headers={"cf-mitigated": "block"}, body=b"x"),
    "awswaf": Answer(
        body=b"<html><script src='https://x.awswaf.com/challenge.js'></script></html>"
    ),
    "cf-chl": Answer(body=b"<html><script src='/cdn-cgi/cf-chl-x.js'></script></html>"),
    "captcha": Answer(body=b"<html><body><div class='g-captcha'></div></body></html>"),
}
STORY = b"<p>A captcha is a riddle for machines, and a long story about it. </p>" * 40
OTHERS = {
    "empty": ("empty", Answer(body=b"  ")),
    "page": ("not-a-feed", Answer(body=b"<html><body>Welcome to our site</body></html>")),
    "story of captchas": ("not-a-feed", Answer(body=b"<html><body>" + STORY + b"</body></html>")),
    "feed of captchas": ("parsed", news("captcha and awswaf on the rise")),
}


async def judge(lab: Lab) -> None:
    """Play the point."""
    for what, answer in WALLS.items():
        await _blocked(lab, what, answer)
    for what, (result, answer) in OTHERS.items():
        await _no_wall(lab, what, result, answer)


async def _blocked(lab: Lab, what: str, answer: Answer) -> None:
    """Two walls make a source blocked, told once; the requests stay as they were."""
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", news("one"), answer)
        scene = await stage.play({"id": "herald", "url": url, "every": "1h"})
        await scene.polls(5)
        expect(what, scene.results(), ["parsed", *["blocked"] * 4])
        expect(f"{what}: health", (await scene.state("herald")).health, "blocked")
        expect(f"{what}: notices", len(scene.notices("blocked")), 1)
        asked = [(seen.method, seen.path, dict(seen.headers)) for seen in stage.web.seen]
        expect(f"{what}: requests", asked, [asked[0]] * 5)


async def _no_wall(lab: Lab, what: str, result: str, answer: Answer) -> None:
    async with lab.scene() as stage:
        url = stage.web.script("herald.example", "/feed", answer)
        scene = await stage.play({"id": "herald", "url": url, "every": "1h"})
        await scene.polls(1)
        expect(what, scene.results(), [result])
