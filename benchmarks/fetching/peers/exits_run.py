"""One run that ends untidily: requests in flight, bodies left unread, nothing closed.

    python exits_run.py KIND PORT      KIND: ours, stock, aiohttp, pyreqwest

Exits 0 when it came to its end; how the process ends after that is what is looked at.
"""

import asyncio
import ssl
import sys
from importlib import import_module
from typing import Any

import httpx

REQUESTS, IN_FLIGHT = 200, 100
UNBOUNDED = httpx.Limits(max_connections=None)  # unread answers keep their connections


def transport(kind: str) -> Any:
    """Make the transport of a kind; each environment has but its own."""
    if kind == "ours":
        return import_module("monitor.net.transport").CheckedTransport(
            allowed=("127.0.0.0/8",), resolve=nowhere, tls=ssl.create_default_context()
        )
    if kind == "aiohttp":
        module = import_module("httpx_aiohttp")
        return module.AiohttpTransport(trust_env=False, limits=UNBOUNDED)
    if kind == "pyreqwest":
        return import_module("pyreqwest.compatibility.httpx").HttpxTransport()
    return httpx.AsyncHTTPTransport(trust_env=False, limits=UNBOUNDED)


async def nowhere(host: str, port: int) -> tuple[str, ...]:
    """Resolve nothing: only literal addresses are asked."""
    raise OSError(f"{host}:{port} is no address")


async def main(kind: str, port: str) -> None:
    """Ask, read nothing of every second answer, and leave."""
    asked = transport(kind)
    places = asyncio.Semaphore(IN_FLIGHT)
    kept = []

    async def one(number: int) -> None:
        async with places:
            url = f"http://127.1.{number // 250}.{number % 250 + 1}:{port}/feed/{number}"
            response = await asked.handle_async_request(httpx.Request("GET", url))
            if number % 2:
                async for _ in response.stream:
                    pass
                await response.aclose()
            kept.append(response)

    await asyncio.gather(*(one(number) for number in range(REQUESTS)))
    if len(kept) != REQUESTS:
        raise SystemExit(3)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
