"""Hostile servers: each answer ends as a value, and the next request is none the worse for it."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from monitor.model import Document, Problem, Request
from monitor.net.fetch import Fetcher, Got
from monitor.net.politeness import HostGate, free_slot
from tests.fakes.clock import FakeClock
from tests.fakes.webserver import Answer, WebServer
from tests.hostile.http import ATTACKS


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def got(name: str) -> tuple[Got, Got]:
    """Fetch an attack, then an honest answer of the same host."""

    async def run() -> tuple[Got, Got]:
        clock = FakeClock(driving=True)
        async with WebServer() as web:
            attack = ATTACKS[name]
            web.on("/x", Answer(raw=attack.raw, endless=attack.endless))
            web.on("/y", Answer(body=b"honest"))
            fetch = Fetcher(
                agent="a",
                hosts=HostGate(slot=free_slot, clock=clock),
                clock=clock,
                random=random.Random(1),
                resolve=loopback,
            )
            found = [
                await fetch.get(
                    Request(url=web.url(path)),
                    allow_private=("127.0.0.0/8",),
                    max_body=200_000,
                )
                for path in ("/x", "/y")
            ]
            await fetch.close()
            return found[0], found[1]

    return asyncio.run(run())


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_answer_is_a_value_and_hurts_no_other(name: str) -> None:
    attacked, next_one = got(name)
    kind = attacked.kind if isinstance(attacked, Problem) else ""
    assert kind in ATTACKS[name].kinds, attacked
    if isinstance(attacked, Document):
        assert attacked.body == b"news"
    assert isinstance(next_one, Document)
    assert next_one.body == b"honest"
