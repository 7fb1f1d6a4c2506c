"""Robots: what hosts let us ask for, read once a day and kept while they cannot be reached."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.clock import Clock
from monitor.model import Document, NotModified, Problem, Request
from monitor.net.problems import problem
from monitor.parsing.robotstxt import Rules, parse

FRESH_S, STALE_S, RETRY_S = 24 * 3600.0, 7 * 24 * 3600.0, 600.0
MOST_HOSTS = 2_000
_UNREACHED = frozenset({"5xx", "429", "timeout", "connect", "reset", "dns", "tls", "bomb"})

Ask = Callable[[Request, tuple[str, ...]], Awaitable[Document | NotModified | Problem]]
Slow = Callable[[str, float], None]  # URL, seconds between starts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """What one origin said, and until when that holds."""

    rules: Rules | None = None  # None = it could never be read
    read: float = 0.0
    until: float = 0.0
    failed: Problem | None = None


class Robots:
    """Judges URLs by the robots.txt of their origin; one reading serves all who ask."""

    def __init__(self, *, agent: str, ask: Ask, slow: Slow, clock: Clock) -> None:
        """Keep who we are, how a robots.txt is fetched, and whom to tell of a Crawl-delay."""
        self._agent = agent
        self._ask = ask
        self._slow = slow
        self._clock = clock
        self._copies: OrderedDict[tuple[str, tuple[str, ...]], _Copy] = OrderedDict()
        self._reading: dict[tuple[str, tuple[str, ...]], tuple[asyncio.Lock, int]] = {}

    async def refusal(self, url: str, allowed: tuple[str, ...]) -> Problem | None:
        """Tell why a URL must not be asked for, None when it may be."""
        parts = urlsplit(url)
        copy = await self._copy(_origin(url, allowed))
        if copy.rules is None:
            return copy.failed
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        pattern = copy.rules.against(path)
        if pattern is None:
            return None
        return problem("robots", f"robots.txt says Disallow: {ascii(pattern[:80])[1:-1]} for {url}")

    async def sitemaps(self, url: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Give the sitemaps that the robots.txt of a URL's origin names, as they stand there."""
        copy = await self._copy(_origin(url, allowed))
        return copy.rules.sitemaps if copy.rules else ()

    async def _copy(self, key: tuple[str, tuple[str, ...]]) -> _Copy:
        """Give what an origin says; who comes while it is read waits for that."""
        known = self._copies.get(key)
        if known is not None and self._clock.monotonic() < known.until:
            self._copies.move_to_end(key)
            return known
        lock, waiting = self._reading.get(key, (asyncio.Lock(), 0))
        self._reading[key] = (lock, waiting + 1)
        try:
            async with lock:
                known = self._copies.get(key)
                if known is None or known.until <= self._clock.monotonic():
                    known = await self._read(key, known)
                    self._copies[key] = known
                    self._copies.move_to_end(key)
        finally:
            lock, waiting = self._reading.pop(key)
            if waiting > 1:
                self._reading[key] = (lock, waiting - 1)
        while len(self._copies) > MOST_HOSTS:
            self._copies.popitem(last=False)
        return known

    async def _read(self, key: tuple[str, tuple[str, ...]], before: _Copy | None) -> _Copy:
        origin, allowed = key
        got = await self._ask(Request(url=f"{origin}/robots.txt"), allowed)
        now = self._clock.monotonic()
        if isinstance(got, Problem) and got.kind in _UNREACHED:
            if before is not None and before.rules is not None and now < before.read + STALE_S:
                return _Copy(rules=before.rules, read=before.read, until=now + RETRY_S)
            return _Copy(until=now + RETRY_S, failed=_unreached(got))
        rules = Rules()
        if isinstance(got, Document):
            rules = await asyncio.to_thread(parse, got.body, self._agent)
        if rules.delay_s:
            self._slow(origin, rules.delay_s)
        return _Copy(rules=rules, read=now, until=now + FRESH_S)


def _origin(url: str, allowed: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", allowed


def _unreached(got: Problem) -> Problem:
    """Refuse when a server fails to say what it allows; other trouble keeps its own name."""
    detail = f"robots.txt: {got.detail}"
    if got.kind in ("5xx", "429"):
        return problem("robots", detail, retry_after_s=got.retry_after_s, status=got.status)
    return problem(got.kind, detail)
