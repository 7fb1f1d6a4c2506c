"""A fake Slack on a real port for one test: served from a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monitor.fakeslack.server import FakeSlack
from monitor.net.serve import serve


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serve an ASGI app in a thread until the block ends; gives its port."""
    loop = asyncio.new_event_loop()
    up = threading.Event()
    ports: list[int] = []
    stop = asyncio.Event()

    async def main() -> None:
        async with serve(app) as port:
            ports.append(port)
            up.set()
            await stop.wait()

    def run() -> None:
        loop.run_until_complete(main())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert up.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


@contextmanager
def fake_slack(**options: Any) -> Iterator[tuple[FakeSlack, str]]:
    """Give a running fake Slack and the base address for a client."""
    slack = FakeSlack(now=options.pop("now", time.time), **options)
    try:
        with serving(slack) as port:
            yield slack, f"http://127.0.0.1:{port}/api/"
    finally:
        slack.workspace.close()
