"""Checking a source: read as a poll would read it, judged, and nothing kept."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor import kinds
from monitor.clock import Clock
from monitor.intake.found import Found
from monitor.intake.previewing import ARTICLE, sniffed
from monitor.intake.reading import KINDS, Reader
from monitor.intake.searching import Web
from monitor.intake.signing import Secret
from monitor.model import Document, NotModified, Problem, Request, Source
from monitor.ports import Compute, Freshness, SourceState

TITLES = 3
OK, SKIPPED = "ok", "skipped"
_STATUS = re.compile(r"\bstatus (\d{3})\b")
_FORMS = (  # by a document's beginning
    (b"<rss", "RSS"),
    (b"<rdf:rdf", "RSS 1.0"),
    (b"<feed", "Atom"),
    (b"<sitemapindex", "sitemap index"),
    (b"<urlset", "sitemap"),
    (b"<channel", "CDF"),
)

Got = Document | NotModified | Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one source gave just now; `state` is ok, skipped, or the word for what went wrong."""

    id: str
    kind: str
    url: str
    state: str
    detail: str = ""
    status: int | None = None
    parser: str = ""  # RSS, Atom, JSON, HTML ...; empty when no document came
    items: int = 0
    dated: int = 0  # of them with a date of their own
    newest: str = ""
    oldest: str = ""
    language: str = ""
    titles: tuple[str, ...] = ()
    contract: str = ""  # holds, broken; empty when no document came
    robots: str = ""  # allowed, or refused and why

    @property
    def is_fine(self) -> bool:
        """Tell whether nothing is wrong with it."""
        return self.state in (OK, SKIPPED)


class _Seen:
    """A fetch that takes a start slot like everybody, and remembers the first document."""

    def __init__(self, get: Callable[..., Awaitable[Got]]) -> None:
        self._get = get
        self.first: Document | None = None

    async def __call__(self, request: Request, **more: Any) -> Got:
        """Fetch; there was no claim that took a start slot."""
        got = await self._get(request, **{**more, "claimed": False})
        if self.first is None and isinstance(got, Document):
            self.first = got
        return got


class Checking:
    """Checks sources, one by one."""

    def __init__(self, *, web: Web, compute: Compute, secret: Secret, clock: Clock) -> None:
        """Keep how to fetch and parse, and what `env:X` stands for."""
        self._web = web
        self._compute = compute
        self._secret = secret
        self._clock = clock

    async def __call__(self, source: Source) -> Checked:
        """Read a source now."""
        if source.paused_why:
            return _failed(source, "paused", source.paused_why)
        if hasattr(kinds.load(KINDS, source.kind), "accept"):
            return _failed(source, SKIPPED, "there is nothing to ask: others push to it")
        checked = await self._read(source, self._web.get)
        if not source.url:
            return checked
        said = await self._web.verdict(source.url, allow_private=source.allow_private)
        return replace(checked, robots=said)

    async def offline(self, source: Source, body: bytes) -> Checked:
        """Read what was saved of a source."""

        async def saved(request: Request, **_more: Any) -> Got:
            now = self._clock.now()
            return Document(url=request.url, status=200, headers={}, body=body, fetched=now)

        return await self._read(source, saved)

    async def address(self, url: str) -> Checked:
        """Read an address that is no source: as what it looks like."""
        got = await self._web.get(Request(url=url), claimed=False)
        kind = sniffed(got.body) if isinstance(got, Document) else "feed"
        kind = "feed" if kind == ARTICLE else kind  # which says what the page is
        options = kinds.load(KINDS, kind).Options()
        source = Source(id=url, kind=kind, url=url, outlet="", outlet_id="", options=options)

        async def had(_request: Request, **_more: Any) -> Got:
            return got

        checked = await self._read(source, had)
        return replace(checked, robots=await self._web.verdict(url))

    async def _read(self, source: Source, get: Callable[..., Awaitable[Got]]) -> Checked:
        seen = _Seen(get)
        read = Reader(
            fetch=seen,
            compute=self._compute,
            unseen=_all_known,
            secret=self._secret,
            clock=self._clock,
        )
        found = await read(source, SourceState())
        if isinstance(found, Problem):
            return _failed(source, found.kind, found.detail, seen.first)
        return _fine(source, found, seen.first)


async def _all_known(_source: str, shown: Sequence[tuple[str, str]]) -> tuple[Freshness, ...]:
    """Call every entry known, so that no further page is fetched."""
    return tuple("known" for _ in shown)


def form_of(document: Document | None, hints: Any = ()) -> str:
    """Name what a document is written in; behind it who had to read it, if not we."""
    if document is None:
        return ""
    head = document.body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = next((name for sign, name in _FORMS if sign in head), "")
    if not known:
        known = "JSON" if head.startswith((b"{", b"[")) else "HTML" if b"<" in head else "text"
    other = dict(hints).get("parser", "")
    return f"{known} by {other}" if other else known


def _fine(source: Source, got: Found, first: Document | None) -> Checked:
    """Sum up what came."""
    own = [a.published for a in got.articles if a.published and a.published_from != "first-seen"]
    langs = Counter(a.lang for a in got.articles)
    return Checked(
        id=source.id,
        kind=source.kind,
        url=source.url,
        state=OK,
        detail=f"{got.skipped} skipped: no title or link" if got.skipped else "",
        status=got.status,
        parser=form_of(first, got.hints),
        items=len(got.articles),
        dated=len(own),
        newest=_minute(max(own)) if own else "",
        oldest=_minute(min(own)) if own else "",
        language=langs.most_common(1)[0][0] if langs else "",
        titles=tuple(a.title for a in got.articles[:TITLES]),
        contract="holds",
    )


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _failed(source: Source, state: str, detail: str, first: Document | None = None) -> Checked:
    said = _STATUS.search(detail)
    return Checked(
        id=source.id,
        kind=source.kind,
        url=source.url,
        state=state,
        detail=" ".join(detail.split()),
        status=int(said[1]) if said else first.status if first else None,
        parser=form_of(first),
        contract="broken" if state == "contract" else "",
    )
