"""Searching a site for its news: where it says it, at usual places, by what its pages show."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from monitor.errors import ParseError
from monitor.intake.candidates import Candidate, interval_of, is_of_comments, note_of
from monitor.intake.previewing import sniffed
from monitor.intake.sitemapping import Sitemapped, likelihood
from monitor.intake.surveying import Survey
from monitor.model import Document, Hop, NotModified, Parsed, Problem, Request, Source
from monitor.parsing.signposts import linked
from monitor.parsing.urls import canonical, domain_of, join
from monitor.parsing.webpage import is_html
from monitor.ports import Compute

MOST_NAMED, MOST_SITEMAPS, MOST_SECTIONS, MOST_KNOWN = 4, 2, 2, 2
PARSE_S = 5.0
USUAL = ("feed", "rss", "rss.xml", "atom.xml", "index.xml", "feed.json")
MOST_BYTES = 10_000_000
MOST_LISTED = 3  # feeds of a page that lists them
PERMANENT = (301, 308)
FEW_LINKS = 3  # of a page that scripts draw
SPARED = 3  # requests kept for the site's own pages of news


class Web(Protocol):
    """What a search needs of `net.fetch.Fetcher`."""

    def get(
        self,
        request: Request,
        *,
        allow_private: Sequence[str] = (),
        max_body: int = MOST_BYTES,
        claimed: bool = True,
        robots: bool = False,
    ) -> Awaitable[Document | NotModified | Problem]:
        """Fetch one document."""
        ...

    def verdict(self, url: str, *, allow_private: Sequence[str] = ()) -> Awaitable[str]:
        """Say what robots.txt lets us do with a URL."""
        ...

    def sitemaps(self, url: str, *, allow_private: Sequence[str] = ()) -> Awaitable[Sequence[str]]:
        """Give the sitemaps that a site's robots.txt names."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A source of the shipped catalogue; `more` = the keys of its kind that are set."""

    kind: str
    url: str
    id: str
    options: Any = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Search:
    """One search: what was asked for, what was found."""

    web: Web
    compute: Compute
    left: Callable[[], int]
    allowed: tuple[str, ...]
    told: Callable[[str], None]
    is_drawn: bool = False
    looked: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)  # origins whose robots.txt is known
    lasting: dict[str, str] = field(default_factory=dict)  # document -> the address to keep
    found: list[Candidate] = field(default_factory=list)
    surveys: list[tuple[Document, Survey]] = field(default_factory=list)  # of pages

    async def run(self, home: Document | None, *, url: str, catalogue: Sequence[Known]) -> None:
        """Look from the surest place to the least sure one."""
        page = None
        if home is not None:
            if await self._itself(home):
                return
            page = await self._surveyed(home)
        if home is not None and page is not None and page.onward:
            home, page = await self._onward(home, page)
            url = home.url
        if home is not None and page is not None:
            self.is_drawn = page.links < FEW_LINKS
            await self._named(home, page)
        await self._sitemaps(url)
        if not self.has_feed:
            await self._usual(url)
        if not self.found:
            await self._catalogued(url, catalogue)
        if not self.has_feed and page is not None:
            await self._sections(page)
        self._lists()

    async def ask(self, url: str, *, robots: bool = False) -> Document | Problem | None:
        """Fetch an address; None when it was asked before, or no request is left."""
        if self.left() < 1 or canonical(url) in self.asked:
            return None
        self.asked.add(canonical(url))
        self.looked.append(url)
        self.told(url)
        if robots:
            self.read.add(_origin(url))
        got = await self.web.get(
            Request(url=url), allow_private=self.allowed, claimed=False, robots=robots
        )
        if isinstance(got, Document):
            self.asked.add(canonical(got.url))
            self.lasting[got.url] = _lasting(url, got.hops)
        return None if isinstance(got, NotModified) else got

    async def look(self, url: str, *, robots: bool = True) -> Document | None:
        """Fetch an address that may hold something."""
        got = await self.ask(url, robots=robots)
        return got if isinstance(got, Document) else None

    async def judged(self, one: Candidate) -> Candidate:
        """Add what robots.txt says of a place; nothing if it would take a request too many."""
        if _origin(one.url) not in self.read and self.left() < 1:
            return one
        self.read.add(_origin(one.url))
        return replace(one, robots=await self.web.verdict(one.url, allow_private=self.allowed))

    @property
    def has_feed(self) -> bool:
        """Tell whether a feed was found."""
        return any(one.kind == "feed" for one in self.found)

    async def _itself(self, home: Document) -> bool:
        """Read what stands at the address, if it is no page."""
        kind = sniffed(home.body)
        if kind == "feed":
            return await self._feed(home)
        if kind == "sitemap":
            await self._below([home.url, *await self._sitemap(home)])
        return kind == "sitemap"

    async def _feed(self, document: Document, **said: Any) -> bool:
        """Read a document as a feed; keep it when there are articles in it."""
        if sniffed(document.body) != "feed":
            return False
        parsed = await self._parsed(_source("feed", document.url, options={}), document)
        title = parsed.hints.get("title", "") if parsed else ""
        if parsed is None or not parsed.articles or is_of_comments(document.url, title):
            return False
        self._keep("feed", document, parsed, title=title, **said)
        return True

    def _keep(self, kind: str, document: Document, parsed: Parsed, **said: Any) -> None:
        headers = document.headers
        hub = linked(headers.get("link", ""), url=document.url)[1]
        notes = (said.pop("note", ""), note_of(parsed, headers, hub=hub))
        one = Candidate(
            kind=kind,
            url=self.lasting[document.url],
            articles=parsed.articles,
            every_s=interval_of(kind, parsed, headers),
            has_validators="etag" in headers or "last-modified" in headers,
            is_news=bool(parsed.hints.get("news")),
            note=", ".join(note for note in notes if note),
            document=document,
            **said,
        )
        self.found.append(one)

    async def _parsed(self, source: Source, document: Document) -> Parsed | None:
        try:
            parsed: Parsed = await self.compute.call("parse", source, document, deadline_s=PARSE_S)
        except ParseError:
            return None
        return parsed

    async def _surveyed(self, page: Document) -> Survey | None:
        """Look a page over, and remember it for its list."""
        source = _source("list", page.url)
        try:
            survey: Survey = await self.compute.call("survey", source, page, deadline_s=PARSE_S)
        except ParseError:
            return None
        self.surveys.append((page, survey))
        return survey

    async def _onward(self, home: Document, page: Survey) -> tuple[Document, Survey]:
        """Go where a page sends its reader by itself, if that is a page too."""
        document = await self.look(page.onward)
        survey = await self._surveyed(document) if document is not None else None
        return (home, page) if document is None or survey is None else (document, survey)

    async def _named(self, document: Document, page: Survey, most: int = MOST_NAMED) -> None:
        """Look at the feeds that a page and its Link header name: they are there to be asked.

        What turns out to be a page may list the feeds of its site.
        """
        named, _ = linked(document.headers.get("link", ""), url=document.url)
        lists: list[Document] = []
        for url in self._fresh([*page.feeds, *named])[:most]:
            got = await self.look(url, robots=False)
            if got is not None and not await self._feed(got) and is_html(got.body):
                lists.append(got)
        for got in [] if self.has_feed else lists[:1]:
            below = await self._surveyed(got)
            for url in self._fresh(below.feeds if below else ())[:MOST_LISTED]:
                one = await self.look(url, robots=False)
                if one is not None:
                    await self._feed(one)

    def _fresh(self, urls: Iterable[str]) -> list[str]:
        """Give those that were not asked for yet, without readers' comments."""
        fresh = [url for url in urls if canonical(url) not in self.asked]
        return [url for url in fresh if not is_of_comments(url, "")]

    async def _sitemaps(self, url: str) -> None:
        """Look at sitemaps of news that robots.txt names; at others where there is no feed."""
        if self.left() > 0:
            self.read.add(_origin(url))
            said = await self.web.sitemaps(url, allow_private=self.allowed)
            await self._below([joined for one in said if (joined := join(url, one))])

    async def _below(self, sitemaps: Sequence[str]) -> None:
        """Look at sitemaps and at those they list, the likeliest first."""
        waiting = list(sitemaps)
        for _ in range(MOST_SITEMAPS):
            fresh = [url for url in waiting if canonical(url) not in self.asked]
            wanted = [url for url in fresh if not (self.has_feed and likelihood(url))]
            if not wanted or any(one.is_news for one in self.found):
                return
            document = await self.look(min(wanted, key=likelihood))
            if document is not None:
                waiting += await self._sitemap(document)

    async def _sitemap(self, document: Document, known: Known | None = None) -> Sequence[str]:
        """Read a document as a sitemap; gives what an index lists."""
        options = known.options if known else None
        source = _source("sitemap", document.url, options=options)
        try:
            read: Sitemapped = await self.compute.call(
                "sitemap", source, document, deadline_s=PARSE_S
            )
        except ParseError:
            return ()
        if read.articles:
            parsed = Parsed(articles=read.articles, hints={"news": "1"} if read.is_news else {})
            more = dict(known.more if known else read.more)
            note = f"shipped as {known.id}" if known else more.get("include", "")
            self._keep("sitemap", document, parsed, note=note, more=more)
        return read.children

    async def _catalogued(self, url: str, catalogue: Sequence[Known]) -> None:
        """Look at what the shipped catalogue knows of the site."""
        for known in [one for one in catalogue if _is_of(one.url, url)][:MOST_KNOWN]:
            is_feed = known.kind == "feed"
            document = await self.look(known.url, robots=not is_feed)
            if document is None:
                continue
            if is_feed:
                await self._feed(document, note=f"shipped as {known.id}")
            else:
                await self._sitemap(document, known)

    async def _usual(self, url: str) -> None:
        """Try the usual names below the address, then below the site's root."""
        root = f"{_origin(url)}/"
        here = url.partition("?")[0].partition("#")[0].rstrip("/") + "/"
        for place in dict.fromkeys((here, root)):
            for name in USUAL:
                if self.left() <= SPARED:
                    return
                document = await self.look(place + name)
                if document is not None and await self._feed(document):
                    return

    async def _sections(self, page: Survey) -> None:
        """Look at the site's own pages of news, and at the feeds they name."""
        for address in page.sections[:MOST_SECTIONS]:
            document = await self.look(address)
            if document is None or await self._feed(document):
                continue
            below = await self._surveyed(document)
            if below is not None:
                await self._named(document, below, most=2)
            if self.has_feed:
                return

    def _lists(self) -> None:
        """Take repeated structure of the pages looked at: pages of news before the home page."""
        for page, survey in reversed(self.surveys):
            guessed = survey.guessed
            if guessed is not None:
                note = f"guessed {guessed.item}"
                more = {"item": guessed.item, "fields": dict(guessed.fields)}
                parsed = Parsed(articles=guessed.articles)
                self._keep("list", page, parsed, title=survey.title, note=note, more=more)
                return


def _source(kind: str, url: str, options: Any = None) -> Source:
    """Make the source that a place would be."""
    domain = domain_of(url)
    return Source(id="new", kind=kind, url=url, outlet=domain, outlet_id=domain, options=options)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _lasting(asked: str, hops: Iterable[Hop]) -> str:
    """Give the address that permanent redirects lead to; another kind says nothing of it."""
    for hop in hops:
        if hop.status not in PERMANENT:
            break
        asked = hop.url
    return asked


def _is_of(known: str, url: str) -> bool:
    """Tell whether a catalogued source is of a site: of its host, or of one below the other."""
    one, other = domain_of(known), domain_of(url)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
