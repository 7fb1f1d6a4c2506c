"""3. A body that is the last one again is a success, and is not parsed."""

from tests.conformance.lab import Lab
from tests.conformance.verdict import expect
from tests.conformance.web import feed
from tests.fakes.webserver import Answer

TITLE = "same body"
LARGE = 40_000  # bytes: parsed by a worker, which counts


async def judge(lab: Lab) -> None:
    """Play the point."""
    first, other = feed("one", filler=LARGE), feed("one", "two", filler=LARGE)
    async with lab.scene() as stage:
        url = stage.web.script(
            "herald.example",
            "/feed",
            Answer(headers={"ETag": '"1"'}, body=first),
            Answer(headers={"ETag": '"2"'}, body=first),
            Answer(body=first),
            Answer(status=503, body=b"later"),
            Answer(body=first),
            Answer(body=other),
        )
        scene = await stage.play({"id": "herald", "url": url, "every": "15m"})
        await scene.polls(1)
        expect("parsed at first", scene.compute.calls.get("parse", 0), 1)
        await scene.polls(2)
        expect("parsed again for the same body", scene.compute.calls.get("parse", 0), 1)
        expect("outcomes", scene.results(), ["parsed", "unchanged", "unchanged"])
        sent = [seen.conditions[0] for seen in stage.web.asked()]
        expect("validators of the later 200", sent, ["", '"1"', '"2"'])
        await scene.polls(2)
        expect("a success after a failure", scene.results()[-2:], ["5xx", "unchanged"])
        state = await scene.state("herald")
        expect("failures that count", state.failures, 0.0)
        expect("parsed for the same body", scene.compute.calls.get("parse", 0), 1)
        (last,) = await scene.polls(1)
        expect("a changed body", (last.result, last.new), ("parsed", 1))
        expect("parsed for a changed body", scene.compute.calls.get("parse", 0), 2)
