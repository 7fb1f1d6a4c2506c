"""Many at one time: hosts that hang hold nobody but themselves."""

import asyncio
import random
from collections.abc import Sequence

from monitor.model import Document, Request
from monitor.net.fetch import Fetcher
from monitor.net.politeness import HostGate, free_slot
from tests.fakes.clock import FakeClock
from tests.fakes.webserver import Answer, WebServer

HOSTS, HANGING = 400, 20  # one in twenty


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def test_hosts_that_hang_stall_no_other_and_leave_nothing_behind() -> None:
    async def run() -> tuple[int, int, int]:
        clock = FakeClock(driving=True)
        async with WebServer() as web:
            web.on("/feed", Answer(body=b"news"))
            web.on("/hang", Answer(hang="head"))
            gate = HostGate(slot=free_slot, clock=clock)
            fetch = Fetcher(
                agent="a", hosts=gate, clock=clock, random=random.Random(1), resolve=loopback
            )

            def ask(n: int, path: str) -> "asyncio.Task[object]":
                request = Request(url=f"http://h{n}.example:{web.port}{path}")
                return asyncio.create_task(fetch.get(request, allow_private=("127.0.0.0/8",)))

            hanging = [ask(n, "/hang") for n in range(HANGING)]
            polite = [ask(n, "/feed") for n in range(HANGING, HOSTS)]
            answered = [await one for one in polite]
            late = sum(one.done() for one in hanging)
            for one in hanging:
                one.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
            again = await ask(0, "/feed")  # a host that hung is asked again like any other
            await fetch.close()
            documents = [*answered, again]
            return sum(isinstance(one, Document) for one in documents), late, web.at_once

    documents, late, at_once = asyncio.run(run())
    assert documents == HOSTS - HANGING + 1
    assert late == 0
    assert at_once <= HANGING
