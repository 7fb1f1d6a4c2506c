"""Serving an ASGI app inside our own loop, without taking the process's signals."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn


class _Server(uvicorn.Server):
    """uvicorn's server, which leaves Ctrl-C to the daemon and tells when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        """Start with `up` unset."""
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then say so."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing: whoever opened us closes us."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """Bind a TCP socket; port 0 takes a free one. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that asyncio sends at once: else each answer lags by 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


@asynccontextmanager
async def serve(app: Any, *, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve `app` until the block ends; gives the port it listens on."""
    sock = listen(host, port)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # nobody stands in front; a raw `send` lets test faults cut the line
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=15,
        ws="none",
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        await server.up.wait()
        yield int(sock.getsockname()[1])
    finally:
        server.should_exit = True
        await running
        sock.close()
