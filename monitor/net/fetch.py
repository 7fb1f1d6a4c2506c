"""Bytes from servers: one polite, bounded, checked request, its outcome as a value."""

import asyncio
import email.utils
import random
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

import httpx

from monitor.clock import Clock
from monitor.errors import FetchError, ParseError
from monitor.model import Document, NotModified, Problem, Request
from monitor.net.addresses import Target
from monitor.net.asking import Answer, Ask, gated, header_lines, moved, readable, redirected
from monitor.net.connect import Resolve, SystemResolver
from monitor.net.politeness import HostGate
from monitor.net.problems import cleaned, problem, status_kind
from monitor.net.robots import Robots
from monitor.net.transport import RETRIED, CheckedTransport, trusted_tls
from monitor.net.walls import is_wall
from monitor.parsing import robotstxt
from monitor.parsing.inflate import Inflater

IN_FLIGHT = 1_000  # connections in use at one time
MAX_RETRY_AFTER_S = 24 * 3600.0
RETRY_LOW_S, RETRY_HIGH_S = 5.0, 15.0
MAX_ANSWER = 1_000_000  # bytes of an answer to `post`
ROBOTS_S = 10.0
EVEN_S = 0.001  # what is known already is looked up in less

Got = Document | NotModified | Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lost:
    """A connection that failed before any byte of an answer."""

    error: FetchError
    is_final: bool  # a second one was tried already


def user_agent(version: str, *, project_url: str, contact: str) -> str:
    """Say who we are, in a header that is ASCII whatever the settings hold."""
    who = "; ".join(part for part in (f"+{project_url}" if project_url else "", contact) if part)
    plain = f"newsmonitor/{version}" + (f" ({who})" if who else "")
    return "".join(c for c in plain if " " <= c <= "~")


class Fetcher:
    """Fetches documents for sources and posts for webhooks; the only way out over HTTP."""

    def __init__(
        self,
        *,
        agent: str,
        hosts: HostGate,
        clock: Clock,
        random: random.Random,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
        clean: Callable[[str], str] = str,
    ) -> None:
        """Make a fetcher; connections are opened when first needed.

        `clean` takes secrets out of what a problem says: servers echo what they were sent.
        """
        self._agent = agent
        self._hosts = hosts
        self._clock = clock
        self._random = random
        self._clean = clean
        self._system = SystemResolver()
        self._resolve: Resolve = resolve or self._system
        self._tls = tls
        self._transports: dict[tuple[str, ...], CheckedTransport] = {}
        self._places = asyncio.Semaphore(IN_FLIGHT)
        self._robots = Robots(agent=agent, ask=self._robots_txt, slow=hosts.slow, clock=clock)

    async def get(
        self,
        request: Request,
        *,
        allow_private: Sequence[str] = (),
        etag: str = "",
        modified: str = "",
        max_body: int = 10_000_000,
        max_time_s: float = 20.0,
        auth: Mapping[str, str] | None = None,
        claimed: bool = True,
        robots: bool = False,
    ) -> Got:
        """Fetch a document, following redirects; every failure is a Problem.

        `etag` and `modified` are sent back as they came. `claimed` tells that the first
        request's start slot is taken already (a source's own poll). With `robots` the
        robots.txt of every host on the way is obeyed. A connection lost before any byte is
        tried once more after 5 to 15 s.
        """
        conditions = {"if-none-match": etag, "if-modified-since": modified}
        ask = Ask(
            request=request,
            allowed=tuple(allow_private),
            headers={**request.headers, **(auth or {})},
            conditions={name: value for name, value in conditions.items() if value},
            max_body=max_body,
            max_time_s=max_time_s,
            claimed=claimed,
            robots=robots,
        )
        return cleaned(await self._outcome(ask), self._clean)

    async def verdict(self, url: str, *, allow_private: Sequence[str] = ()) -> str:
        """Say what robots.txt lets us do with a URL: `allowed`, else `refused` and why."""
        try:
            ask = _plain(Request(url=url), tuple(allow_private))
            refused = await self._robots.refusal(gated(ask, url).url, ask.allowed)
        except FetchError as error:
            return f"refused ({error.detail})"
        return f"refused ({refused.detail})" if refused else "allowed"

    async def sitemaps(self, url: str, *, allow_private: Sequence[str] = ()) -> tuple[str, ...]:
        """Give the sitemaps that the robots.txt of a URL's origin names; none if it has none."""
        try:
            ask = _plain(Request(url=url), tuple(allow_private))
            return await self._robots.sitemaps(gated(ask, url).url, ask.allowed)
        except FetchError:
            return ()

    async def _robots_txt(self, request: Request, allowed: tuple[str, ...]) -> Got:
        """Fetch a robots.txt; of one over its limit the beginning counts."""
        return await self._outcome(_plain(request, allowed))

    async def _outcome(self, ask: Ask) -> Got:
        """Do what was asked; give failures as values."""
        try:
            return await self._patiently(ask)
        except FetchError as error:
            kind = "timeout" if error.kind == "connect-timeout" else error.kind
            detail = f"{error.detail} at {ask.request.url}"
            return problem(kind, detail, retry_after_s=error.retry_after_s)
        except ParseError as error:
            return problem(error.kind, f"{error.detail} at {ask.request.url}")

    async def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        allow_private: Sequence[str] = (),
        timeout_s: float = 20.0,
    ) -> Answer:
        """Post to a configured receiver; redirects are not followed.

        Raises FetchError; its kind is one of `problems.NOT_SENT` when the request surely
        never reached the server, else (`timeout`, `reset`) it may have been taken.
        """
        ask = Ask(
            request=Request(url=url, method="POST", body=body),
            allowed=tuple(allow_private),
            headers=headers,
            conditions={},
            max_body=MAX_ANSWER,
            max_time_s=timeout_s,
        )
        try:
            raw, _ = await self._hop(ask, gated(ask, url))
        except ParseError as error:
            raise FetchError("reset", error.detail) from error
        if isinstance(raw, _Lost):
            raise raw.error
        return raw

    async def close(self) -> None:
        """Close every connection."""
        transports, self._transports = list(self._transports.values()), {}
        for transport in transports:
            await transport.aclose()
        self._system.close()

    async def _patiently(self, ask: Ask) -> Got:
        """Follow the redirects; a lost connection gets one more try."""
        got = await self._follow(ask)
        if isinstance(got, _Lost) and not got.is_final:
            await self._clock.sleep(self._random.uniform(RETRY_LOW_S, RETRY_HIGH_S))
            got = await self._follow(replace(ask, claimed=False))
        if isinstance(got, _Lost):
            raise got.error
        return got

    async def _follow(self, ask: Ask) -> Got | _Lost:
        """Go from hop to hop until there is an answer to keep."""
        target = gated(ask, ask.request.url)
        ask = replace(ask, own_port=target.port)
        while True:
            let = await self._let(ask, target) if ask.robots else ask
            if isinstance(let, Problem):
                return let
            ask = let
            raw, spent_s = await self._hop(ask, target)
            if isinstance(raw, _Lost):
                return raw
            if raw.status not in (301, 302, 303, 307, 308):
                got = self._judged(ask, target, raw)
                if raw.status == 429 and isinstance(got, Problem) and got.retry_after_s:
                    await self._hosts.hold_off(target.url, got.retry_after_s)
                return got
            onward = redirected(ask, target, raw)
            if ask.max_time_s <= spent_s:
                raise FetchError("timeout", "redirects used up the time")
            ask = moved(ask, target, onward, raw.status)
            ask = replace(ask, max_time_s=ask.max_time_s - spent_s)
            target = onward

    async def _let(self, ask: Ask, target: Target) -> Ask | Problem:
        """Let robots.txt judge a hop; a claimed start does not outlast its reading."""
        begun = self._clock.monotonic()
        refused = await self._robots.refusal(target.url, ask.allowed)
        if refused is not None:
            return replace(refused, hops=ask.hops)
        took_s = self._clock.monotonic() - begun
        is_late = took_s > EVEN_S + self._hosts.rate_s(target.url) / 2
        return replace(ask, claimed=False) if is_late else ask

    async def _hop(self, ask: Ask, target: Target) -> tuple[Answer | _Lost, float]:
        """Make one request; the time waited for a free place does not count."""
        loop = asyncio.get_running_loop()
        entered = self._hosts.enter(target.url, claimed=ask.claimed, at_most_s=ask.max_time_s)
        async with entered, self._places:
            begun = loop.time()
            try:
                async with asyncio.timeout(ask.max_time_s):
                    raw = await self._exchange(ask, target)
            except TimeoutError:
                detail = f"not done in {ask.max_time_s:.3g} s"
                raise FetchError("timeout", detail) from None
            return raw, loop.time() - begun

    async def _exchange(self, ask: Ask, target: Target) -> Answer | _Lost:
        """Send one request and read its answer within the limits."""
        try:
            sent = httpx.Request(
                ask.request.method,
                target.url,
                headers=header_lines(ask, self._agent),
                content=ask.request.body,
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError("address", f"{target.url}: {error}") from error
        try:
            response = await self._transport(ask.allowed).handle_async_request(sent)
        except FetchError as error:
            if error.kind in ("connect", "reset"):
                return _Lost(error=error, is_final=RETRIED in sent.extensions)
            raise
        body = cast("httpx.AsyncByteStream", response.stream)
        try:
            return await _read(ask, response, body)
        finally:
            await body.aclose()

    def _transport(self, allowed: tuple[str, ...]) -> CheckedTransport:
        """Give the connections of one address policy: they serve no other one.

        There is no httpx client above it: what that adds (cookies, redirects, proxies, auth)
        is what we must not do.
        """
        transport = self._transports.get(allowed)
        if transport is None:
            self._tls = self._tls or trusted_tls()
            transport = CheckedTransport(allowed=allowed, resolve=self._resolve, tls=self._tls)
            self._transports[allowed] = transport
        return transport

    def _judged(self, ask: Ask, target: Target, raw: Answer) -> Got:
        """Tell a document from what only looks like one."""
        if is_wall(raw.status, raw.headers, raw.body):
            detail = f"bot wall (status {raw.status}) at {target.url}"
            return problem("blocked", detail, status=raw.status, hops=ask.hops)
        if raw.status == 304 and ask.conditions:
            return NotModified(headers=raw.headers, hops=ask.hops)
        if not 200 <= raw.status < 300:
            return self._refused(ask, target, raw)
        if not raw.body.strip():
            detail = f"empty answer (status {raw.status}) at {target.url}"
            return problem("empty", detail, status=raw.status, hops=ask.hops)
        return Document(
            url=target.url,
            status=raw.status,
            headers=raw.headers,
            body=raw.body,
            fetched=self._clock.now(),
            hops=ask.hops,
            role=ask.request.role,
        )

    def _refused(self, ask: Ask, target: Target, raw: Answer) -> Problem:
        wait_s = None
        if raw.status in (429, 503):
            wait_s = retry_after(raw.headers, now=self._clock.now())
        if wait_s is not None:
            wait_s = min(wait_s * self._random.uniform(1.0, 1.1), MAX_RETRY_AFTER_S)
        sample = self._clean(raw.body[:2_000].decode("utf-8", "replace"))  # before it is cut
        detail = f"status {raw.status} at {target.url}"
        return problem(
            status_kind(raw.status),
            detail,
            sample=sample,
            retry_after_s=wait_s,
            status=raw.status,
            hops=ask.hops,
        )


async def _read(ask: Ask, response: httpx.Response, body: httpx.AsyncByteStream) -> Answer:
    """Read an answer's header and body within the limits."""
    status, headers = response.status_code, readable(response.headers.raw)
    if status in (204, 304):
        return Answer(status=status, headers=headers, body=b"")
    inflater = Inflater(headers.get("content-encoding", ""), cap=ask.max_body)
    try:
        whole = await _inflated(body, inflater, most=ask.max_body)
    except (FetchError, ParseError) as error:
        if error.kind != "too-large" or not ask.is_cut:
            raise
        whole = inflater.so_far()
    return Answer(status=status, headers=headers, body=whole)


async def _inflated(body: httpx.AsyncByteStream, inflater: Inflater, *, most: int) -> bytes:
    came = 0
    async for piece in body:
        came += len(piece)
        inflater.feed(piece)
        if came > most:
            raise FetchError("too-large", f"body over {most} bytes")
    return inflater.end()


def _plain(request: Request, allowed: tuple[str, ...]) -> Ask:
    """Ask for a robots.txt: within its limits, with a start slot of its own."""
    return Ask(
        request=request,
        allowed=allowed,
        headers={},
        conditions={},
        max_body=robotstxt.MOST,
        max_time_s=ROBOTS_S,
        claimed=False,
        is_cut=True,
    )


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Read Retry-After: seconds, or a date relative to the answer's own Date."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value[:9]), MAX_RETRY_AFTER_S)
    at = _http_date(value)
    if at is None:
        return None
    since = _http_date(headers.get("date", "")) or now
    return min(max((at - since).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def _http_date(value: str) -> datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
