"""Every way out: over HTTP, by a browser for pages that need one, by IMAP for letters."""

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.errors import FetchError
from monitor.model import Request
from monitor.net import imap
from monitor.net.browser import Browser
from monitor.net.fetch import Fetcher, Got
from monitor.net.imap import Mailboxes
from monitor.net.problems import problem
from monitor.net.transport import trusted_tls


class Outward(Fetcher):
    """A fetcher that goes each request's own way; what few sources need is made when asked for."""

    def __init__(self, *, chromium: str = "", **how: Any) -> None:
        """Make a fetcher as `Fetcher` is made; `chromium` is the path of a browser."""
        super().__init__(**how)
        self._browser = Browser(
            agent=self._agent, resolve=self._resolve, clock=self._clock, path=chromium
        )
        self._mail: Mailboxes | None = None

    async def get(
        self,
        request: Request,
        *,
        allow_private: Sequence[str] = (),
        auth: Mapping[str, str] | None = None,
        max_body: int = 10_000_000,
        max_time_s: float = 20.0,
        claimed: bool = True,
        robots: bool = False,
        **conditions: str,
    ) -> Got:
        """Fetch a document, as `Fetcher.get` does; of `imaps:` what comes after its cursor."""
        if request.url.startswith(f"{imap.SCHEME}:"):
            return await self._mailboxes().get(
                request,
                allow_private=allow_private,
                auth=auth,
                max_body=max_body,
                max_time_s=max_time_s,
            )
        if request.render:
            return await self._rendered(
                request,
                allow_private=allow_private,
                max_body=max_body,
                claimed=claimed,
                robots=robots,
            )
        return await super().get(
            request,
            allow_private=allow_private,
            auth=auth,
            max_body=max_body,
            max_time_s=max_time_s,
            claimed=claimed,
            robots=robots,
            **conditions,
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._mail is not None:
            self._mail.close()
        await super().close()

    async def _rendered(
        self,
        request: Request,
        *,
        allow_private: Sequence[str],
        max_body: int,
        claimed: bool,
        robots: bool,
    ) -> Got:
        """Render a page; its own host is asked as politely as by any other way."""
        if robots:
            said = await self.verdict(request.url, allow_private=allow_private)
            if said != "allowed":
                return problem("robots", f"{said} at {request.url}")
        try:
            async with self._hosts.enter(request.url, claimed=claimed and not robots):
                return await self._browser.get(
                    request, allow_private=allow_private, max_body=max_body
                )
        except FetchError as error:
            return problem(error.kind, f"{error.detail} at {request.url}")

    def _mailboxes(self) -> Mailboxes:
        if self._mail is None:
            tls = self._tls or trusted_tls("")
            self._mail = Mailboxes(resolve=self._resolve, tls=tls, clock=self._clock)
        return self._mail
