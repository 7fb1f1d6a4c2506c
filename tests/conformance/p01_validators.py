"""1. Validators are opaque: they go back byte for byte, and only those the server gave."""

from tests.conformance.lab import Lab
from tests.conformance.verdict import expect
from tests.conformance.web import news
from tests.fakes.webserver import Answer

TITLE = "opaque validators"
ETAG, ODD_DATE = 'W/"a b"', "Someday, 99 Foo 2024 25:61:61"
HOST = "herald.example"


async def judge(lab: Lab) -> None:
    """Play the point."""
    await _follow_the_server(lab)
    for etag, modified in (("", ODD_DATE), ('"only"', ""), ('"caf\xe9", "b"', "-1")):
        await _come_back(lab, etag, modified)


async def _follow_the_server(lab: Lab) -> None:
    """A 304's validators replace the last ones; a 200 without any drops them."""
    async with lab.scene() as stage:
        url = stage.web.script(
            HOST,
            "/feed",
            news("one", headers={"ETag": ETAG, "Last-Modified": ODD_DATE}),
            Answer(status=304),
            Answer(status=304, headers={"ETag": '"two"', "Last-Modified": "yesterday"}),
            news("one", "two", headers={"ETag": '"three"'}),
            news("one", "two", "three"),
            news("one", "two", "three"),
        )
        scene = await stage.play({"id": "herald", "url": url, "every": "15m"})
        await scene.polls(6)
        sent = [seen.conditions for seen in stage.web.asked(HOST)]
        expect("first poll", sent[0], ("", ""))
        expect("after a 200 with validators", sent[1], (ETAG, ODD_DATE))
        expect("after a 304 without", sent[2], (ETAG, ODD_DATE))
        expect("after a 304 with others", sent[3], ('"two"', "yesterday"))
        expect("after a 200 with an ETag alone", sent[4], ('"three"', ""))
        expect("after a 200 without", sent[5], ("", ""))


async def _come_back(lab: Lab, etag: str, modified: str) -> None:
    """What a server gives comes back as it is, and nothing that it did not give."""
    headers = {"ETag": etag, "Last-Modified": modified}
    async with lab.scene() as stage:
        given = {name: value for name, value in headers.items() if value}
        url = stage.web.script(HOST, "/feed", news("one", headers=given), Answer(status=304))
        scene = await stage.play({"id": "herald", "url": url, "every": "15m"})
        await scene.polls(3)
        for seen in stage.web.asked(HOST)[1:]:
            expect(f"after {given}", seen.conditions, (etag, modified))
