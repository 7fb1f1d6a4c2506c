"""A site on loopback for tests of verbs, which run a loop of their own: served from a thread."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.webserver import Answer, WebServer

PATIENCE_S = 10.0


@contextmanager
def standing(pages: Mapping[str, Answer]) -> Iterator[WebServer]:
    """Serve these pages until the block ends; `requests` of the server tell what was asked."""
    loop, up, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    servers: list[WebServer] = []

    async def serve() -> None:
        async with WebServer() as web:
            for path, answer in pages.items():
                web.on(path, answer)
            servers.append(web)
            up.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert up.wait(PATIENCE_S)
    try:
        yield servers[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE_S)
        loop.close()


def desk(folder: Path, web: WebServer, *, sources: str = "") -> Path:
    """Write a workspace that may ask this server as often as it likes."""
    host = web.base.partition("//")[2]
    files = folder / "rules" / "sources"
    files.mkdir(parents=True)
    (files / "hosts.yaml").write_text(
        f"hosts: {{'{host}': {{rate: 1000/s, connections: 20}}}}\n{sources}", "utf-8"
    )
    (folder / "monitor.toml").write_text("[workers]\ncount = 0\n", "utf-8")
    return folder
