"""Pages that only a browser can read: rendered by Chromium, one at a time, then forgotten.

Playwright is an extra (`newsmonitor[browser]`). All traffic goes through `proxy.py`; images,
media and fonts are not loaded, and nothing is left of a page: no cookie, no cache.
"""

import asyncio
import importlib.util
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from monitor.clock import Clock
from monitor.model import Document, Problem, Request
from monitor.net.connect import Resolve
from monitor.net.problems import problem, status_kind
from monitor.net.proxy import CheckingProxy
from monitor.net.walls import is_wall

RENDER_S = 15.0
SETTLE_S = 2.0  # after the page has loaded, for what its scripts still fetch
MAX_BODY = 5_000_000
_UNLOADED = frozenset({"image", "media", "font"})
_ARGS = (
    "--proxy-bypass-list=<-loopback>",  # else it would reach loopback without the proxy
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def is_installed() -> bool:
    """Tell whether the extra is there."""
    return importlib.util.find_spec("playwright") is not None


class Browser:
    """Renders pages one after the other; every failure is a Problem."""

    def __init__(self, *, agent: str, resolve: Resolve, clock: Clock, path: str = "") -> None:
        """Keep who we are and how to resolve; Chromium starts for each page.

        `path` is that of a Chromium other than Playwright's own. As root it runs only without
        its sandbox: that is for containers, which are one themselves.
        """
        self._agent = agent
        self._resolve = resolve
        self._clock = clock
        self._path = path
        self._one = asyncio.Semaphore(1)

    async def get(
        self, request: Request, *, allow_private: Sequence[str] = (), max_body: int = MAX_BODY
    ) -> Document | Problem:
        """Load a page, let its scripts run, and give what it shows then."""
        if not is_installed():
            return problem("contract", "render: browser needs newsmonitor[browser]")
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - an extra

        own_port = urlsplit(request.url).port
        async with (
            self._one,
            CheckingProxy(allowed=allow_private, resolve=self._resolve, own_port=own_port) as proxy,
        ):
            try:
                async with asyncio.timeout(RENDER_S + SETTLE_S + 5), async_playwright() as play:
                    got = await self._rendered(play.chromium, request, proxy)
            except TimeoutError:
                return problem("timeout", f"not rendered in {RENDER_S:g} s at {request.url}")
            except Error as error:
                return _failed(error.message, request.url, proxy.refused)
        if isinstance(got, Document) and len(got.body) > min(max_body, MAX_BODY):
            return problem("too-large", f"over {max_body} bytes at {request.url}")
        return got

    async def _rendered(
        self, chromium: Any, request: Request, proxy: CheckingProxy
    ) -> Document | Problem:
        """Open a browser for one page, and close it with all it knows."""
        way = {"server": proxy.url, "username": proxy.user, "password": proxy.password}
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = await chromium.launch(
            executable_path=self._path or None,
            args=list(_ARGS),
            proxy=way,
            chromium_sandbox=not root,
        )
        try:
            page = await browser.new_page(
                user_agent=self._agent,
                service_workers="block",
                accept_downloads=False,
                java_script_enabled=True,
            )
            await page.route("**/*", _unloaded)
            return await self._read(page, request)
        finally:
            await browser.close()

    async def _read(self, page: Any, request: Request) -> Document | Problem:
        headers = {n: v for n, v in request.headers.items() if n.lower() == "accept-language"}
        await page.set_extra_http_headers(headers)
        answer = await page.goto(request.url, timeout=RENDER_S * 1000, wait_until="load")
        if answer is None:
            return problem("parse", f"no document at {request.url}")
        try:
            await page.wait_for_load_state("networkidle", timeout=SETTLE_S * 1000)
        except Exception as error:  # its own class is known only where the extra is
            if type(error).__name__ != "TimeoutError":
                raise
        said = {name.lower(): value for name, value in (await answer.all_headers()).items()}
        body = (await page.content()).encode()
        if is_wall(answer.status, said, body):
            return problem("blocked", f"challenge page at {request.url}", status=answer.status)
        if request.url.startswith("https:") and not page.url.startswith("https:"):
            return problem("redirect", f"from https to {page.url[:200]}")
        if answer.status >= 400:
            kind = status_kind(answer.status)
            return problem(kind, f"{answer.status} at {request.url}", status=answer.status)
        return Document(
            url=page.url,
            status=answer.status,
            headers={"content-type": "text/html; charset=utf-8"},
            body=body,
            fetched=self._clock.now(),
        )


async def _unloaded(route: Any) -> None:
    """Load what says something; nothing that only shows."""
    if route.request.resource_type in _UNLOADED:
        await route.abort()
    else:
        await route.continue_()


def _failed(said: str, url: str, refused: Sequence[str]) -> Problem:
    """Name what a browser's error stands for."""
    first = said.splitlines()[0] if said else "failed"
    if refused:
        return problem("address", f"{refused[0]} at {url}")
    if "ERR_CERT" in said or "ERR_SSL" in said:
        return problem("tls", f"{first} at {url}")
    if "Timeout" in said:
        return problem("timeout", f"not rendered in {RENDER_S:g} s at {url}")
    if "Executable doesn't exist" in said:
        return problem(
            "contract", "no Chromium: playwright install chromium, or set sources.chromium"
        )
    return problem("connect", f"{first} at {url}")
