"""Source kind `sitemap`: pages a site lists for search engines, an index of such lists, or news."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import orjson

from monitor.kinds import Says
from monitor.matching.patterns import Compiled, compile_pattern, line_of
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.parsing.building import FROM_ADDRESS, Raw, build
from monitor.parsing.dates import read_date
from monitor.parsing.sitemapxml import Listed, Sitemap
from monitor.parsing.sitemapxml import read as read_sitemap
from monitor.parsing.urls import join, slug_of

ROBOTS = True
MOST_CHILDREN = 50
MOST_MEMORY = 12_000  # bytes
DEEPEST = 2
EVER_S = 100 * 366 * 86_400.0
_OLDEST = datetime(1970, 1, 1, tzinfo=UTC)

Known = Mapping[str, tuple[str, str, str]]  # child -> lastmod, ETag, Last-Modified


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which of the pages it lists are articles, and where their titles come from."""

    include: Annotated[str, Says(doc="pattern of the addresses that count", form="re2")] = ""
    exclude: Annotated[str, Says(doc="pattern of those that do not", form="re2")] = ""
    window: Annotated[
        float, Says(doc="pages that changed before it are left out", form="duration", low=60)
    ] = 72 * 3600.0
    title_from: Annotated[
        Literal["auto", "page", "news"], Says(doc="the sitemap's news, the page, or what there is")
    ] = "auto"


def timeless(options: Options) -> Options:
    """Give the options by which a document is shown, however old it is."""
    return replace(options, window=EVER_S)


def plan(source: Source, memory: str, now: datetime) -> tuple[Request, ...]:
    """Ask for the sitemap, and for the children of which an index does not say what is new.

    Each minute begins with another one: a poll may not have the time for all of them.
    """
    undated = [(url, known) for url, known in _known(memory).items() if not known[0]]
    children = [_asked(url, known, depth=1, changed="") for url, known in undated]
    begin = int(now.timestamp()) // 60 % max(len(children), 1)
    return (Request(url=source.url), *children[begin:], *children[:begin])


def parse(source: Source, document: Document) -> Parsed:
    """Read a sitemap; an index leads to its children, those that changed last first.

    The role of a child's request is its depth, lastmod and address. Raises ParseError as
    `read_sitemap` does.
    """
    options: Options = source.options
    found = read_sitemap(
        document.body,
        url=document.url,
        content_type=document.headers.get("content-type", ""),
        most=max(source.max_body, len(document.body)),
    )
    depth, changed, name = document.role.split("\t") if document.role else ("0", "", "")
    known = dict(_known(document.memory))
    if found.is_index:
        follow = tuple(_children(found, document, known, int(depth), options.window))
        return Parsed(articles=(), follow=follow)
    if name:
        headers = document.headers
        known.pop(name, None)
        known[name] = (changed, headers.get("etag", ""), headers.get("last-modified", ""))
    wanted = list(_wanted(found, options, document))
    made = [_article(row, url, source, document) for row, url in wanted]
    articles = tuple(article for article in made if article is not None)
    return Parsed(
        articles=articles,
        memory=_packed(known) if name else None,
        hints={"news": "1"} if found.is_news else {},
        skipped=len(made) - len(articles),
    )


def _children(
    found: Sitemap, document: Document, known: Known, depth: int, window: float
) -> Iterator[Request]:
    """Give the children that may hold something new; what lies deeper is none of ours."""
    if depth >= DEEPEST:
        return
    since = document.fetched - timedelta(seconds=window)
    dated = [(read_date(row.changed), row) for row in found.rows]
    fresh = [(at, row) for at, row in dated if at is None or at >= since]
    fresh.sort(key=lambda one: one[0] or _OLDEST, reverse=True)
    for _, row in fresh[:MOST_CHILDREN]:
        url = join(document.url, row.url)
        before = known.get(url, ("", "", ""))
        if url and not (row.changed and row.changed == before[0]):
            yield _asked(url, before, depth=depth + 1, changed=row.changed)


def _asked(url: str, known: tuple[str, str, str], *, depth: int, changed: str) -> Request:
    conditions = {"If-None-Match": known[1], "If-Modified-Since": known[2]}
    headers = {name: value for name, value in conditions.items() if value}
    return Request(url=url, headers=headers, role=f"{depth}\t{changed}\t{url}")


def _wanted(found: Sitemap, options: Options, document: Document) -> Iterator[tuple[Listed, str]]:
    """Give the rows inside the window whose address counts."""
    include, exclude = _pattern(options.include), _pattern(options.exclude)
    since = document.fetched - timedelta(seconds=options.window)
    for row in found.rows:
        at = read_date(row.published or row.changed)
        if (at is not None and at < since) or (options.title_from == "news" and not row.title):
            continue
        url = join(document.url, row.url)
        if not url or (include and not _holds(include, url)):
            continue
        if not (exclude and _holds(exclude, url)):
            yield row, url


def _article(row: Listed, url: str, source: Source, document: Document) -> Article | None:
    is_told = bool(row.title) and source.options.title_from != "page"
    dates = (("publication_date", row.published), ("lastmod", row.changed))
    raw = Raw(
        url=url,
        title=row.title if is_told else slug_of(url),
        dates=tuple((name, text) for name, text in dates if text),
        tags=row.tags,
        lang=row.lang,
    )
    made = build(raw, source, seen=document.fetched)
    return made if made is None or is_told else replace(made, text_from=FROM_ADDRESS)


def _pattern(text: str) -> Compiled | None:
    return compile_pattern(text, (0, len(text))) if text else None


def _holds(pattern: Compiled, url: str) -> bool:
    return any(pattern.places(line_of(url)))


def _known(memory: str) -> Known:
    try:
        rows = orjson.loads(memory or "{}")
        return {str(url): (str(a), str(b), str(c)) for url, (a, b, c) in rows.items()}
    except (orjson.JSONDecodeError, ValueError, TypeError, AttributeError):
        return {}


def _packed(known: dict[str, tuple[str, str, str]]) -> str:
    """Write the children down; the one asked longest ago is forgotten first."""
    while known:
        raw = orjson.dumps(known)
        if len(known) <= MOST_CHILDREN and len(raw) <= MOST_MEMORY:
            return raw.decode()
        known.pop(next(iter(known)))
    return ""
