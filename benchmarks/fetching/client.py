"""A client of one kind, in a process of its own: so many requests, so many in flight.

    python -m benchmarks.fetching.client KIND PORT IN_FLIGHT REQUESTS
        [--tls ROOT] [--keep] [--hosts N]

KIND: `stock` = httpx as it is installed, `stock-sniffio` = with a module `sniffio` that is found
(httpcore looks for it anew six times a request, where it is absent), `ours`. After a
warm-up each line of standard input is a round, answered by its CPU seconds a request.
"""

import argparse
import asyncio
import json
import ssl
import sys
import time
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from monitor.errors import FetchError
from monitor.net.transport import CheckedTransport

HEADERS = {
    "user-agent": "newsmonitor/bench",
    "accept": "*/*",
    "accept-encoding": "gzip, deflate, zstd",
}


async def loopback(_host: str, _port: int) -> Sequence[str]:
    """Resolve every name to this machine."""
    return ("127.0.0.1",)


def stock(context: ssl.SSLContext, in_flight: int, *, keep: bool) -> httpx.AsyncBaseTransport:
    """Make httpx's own transport, resolving names as ours does."""
    import httpcore  # noqa: PLC0415 - ours runs without it

    class ToLoopback(httpcore.AnyIOBackend):
        async def connect_tcp(self, host: str, *rest: Any, **more: Any) -> Any:
            del host
            return await super().connect_tcp("127.0.0.1", *rest, **more)

    limits = httpx.Limits(
        max_connections=in_flight, max_keepalive_connections=in_flight if keep else 0
    )
    transport = httpx.AsyncHTTPTransport(verify=context, limits=limits)
    transport._pool._network_backend = ToLoopback()  # noqa: SLF001 - httpx has no argument for it
    return transport


def ours(context: ssl.SSLContext, in_flight: int, *, keep: bool) -> httpx.AsyncBaseTransport:
    """Make our transport."""
    return CheckedTransport(
        allowed=("127.0.0.0/8",), resolve=loopback, tls=context, idle=in_flight if keep else 0
    )


def stub_sniffio() -> None:
    """Let `import sniffio` find something."""
    module = types.ModuleType("sniffio")
    module.current_async_library = lambda: "asyncio"  # type: ignore[attr-defined]
    module.AsyncLibraryNotFoundError = type("AsyncLibraryNotFoundError", (Exception,), {})  # type: ignore[attr-defined]
    sys.modules["sniffio"] = module


class Client:
    """Asks a server over one transport."""

    def __init__(self, given: argparse.Namespace) -> None:
        """Keep how many, over what."""
        context = ssl.create_default_context(cafile=given.tls)
        context.set_alpn_protocols(["http/1.1"])
        if given.kind == "stock-sniffio":
            stub_sniffio()
        make = ours if given.kind == "ours" else stock
        self._transport = make(context, given.in_flight, keep=given.keep)
        self._places = asyncio.Semaphore(given.in_flight)
        self._scheme = "https" if given.tls else "http"
        self._port = given.port
        self._requests = given.requests
        self._hosts = given.hosts or sys.maxsize
        self._asked = 0
        self._failed = 0

    async def round(self, requests: int) -> float:
        """Ask so often; give the CPU seconds a request."""
        begun = time.process_time()
        await asyncio.gather(*(self._one() for _ in range(requests)))
        return (time.process_time() - begun) / requests

    async def _one(self) -> None:
        async with self._places:
            number = self._asked = self._asked + 1
            request = httpx.Request(
                "GET",
                f"{self._scheme}://h{number % self._hosts}.news.example:{self._port}/feed/0",
                headers={**HEADERS, "if-none-match": '"feed-0"'},
                extensions={"timeout": {"connect": 60, "read": 60, "write": 60, "pool": 600}},
            )
            try:
                response = await self._transport.handle_async_request(request)
            except (httpx.HTTPError, FetchError):
                self._failed += 1
                return
            async for _ in response.aiter_raw():
                pass
            await response.aclose()
            assert response.status_code == 304, response.status_code

    async def serve(self) -> None:
        """Answer a line a round until there are no more."""
        loop = asyncio.get_running_loop()
        await self.round(min(self._requests, 600))  # warm: sessions, code, memory
        print(json.dumps({"ready": True}), flush=True)
        while await loop.run_in_executor(None, sys.stdin.readline):
            begun = time.perf_counter()
            cpu = await self.round(self._requests)
            wall = time.perf_counter() - begun
            done = {"cpu": cpu, "rate": self._requests / wall, "failed": self._failed}
            print(json.dumps(done), flush=True)
        await self._transport.aclose()


def main() -> None:
    """Be the client that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("stock", "stock-sniffio", "ours"))
    for name in ("port", "in_flight", "requests"):
        parser.add_argument(name, type=int)
    parser.add_argument("--tls", type=Path)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--hosts", type=int, default=0)
    given = parser.parse_args()
    asyncio.run(_served(given))


async def _served(given: argparse.Namespace) -> None:
    await Client(given).serve()


if __name__ == "__main__":
    main()
