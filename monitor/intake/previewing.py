"""What a document would give as a source: parsed as its kind parses, nothing stored."""

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from monitor import kinds
from monitor.errors import ParseError
from monitor.intake.expectations import held
from monitor.intake.reading import KINDS
from monitor.intake.texts import page_text
from monitor.model import Article, Document, Parsed, Source
from monitor.parsing.building import Raw, build
from monitor.parsing.dates import read_date
from monitor.parsing.webpage import is_html

ARTICLE = "article"  # one page to its text: no kind of source, but what each of them leads to
_SITEMAPS = (b"<urlset", b"<sitemapindex", b"\x1f\x8b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article as it is shown: dates in ISO 8601, empty where there is none."""

    id: str
    url: str
    title: str
    summary: str
    body: str
    published: str
    updated: str
    lang: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a document gave, read as this kind."""

    kind: str
    rows: tuple[Row, ...]


def preview(source: Source, document: Document) -> Preview:
    """Parse a document: the job that runs in a worker. A source without kind is sniffed.

    Raises ParseError as its kind does.
    """
    kind = source.kind or sniffed(document.body)
    if kind == ARTICLE:
        return Preview(kind=kind, rows=(_page(source, document),))
    module = kinds.load(KINDS, kind)
    source = replace(source, kind=kind, options=_options(module, kind, source.options))
    if hasattr(module, "read"):
        return Preview(kind=kind, rows=tuple(_entries(module, source, document)))
    document = replace(document, memory=getattr(module, "BLANK", ""))
    parsed: Parsed = module.parse(source, document)
    held(source.expect, document, parsed)
    return Preview(kind=kind, rows=tuple(_row(article) for article in parsed.articles))


def sniffed(body: bytes) -> str:
    """Tell what a document is by its beginning: sitemap, article or feed."""
    head = body[:4_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if any(sign in head for sign in _SITEMAPS[:2]) or head.startswith(_SITEMAPS[2]):
        return "sitemap"
    return ARTICLE if is_html(body) else "feed"


def _options(module: ModuleType, kind: str, given: Any) -> Any:
    """Make the options whole that have crossed as plain data; without any, the usual ones."""
    try:
        plain = given if given is not None else module.Options()
    except TypeError:
        raise ParseError("contract", f"kind {kind} needs --selectors SOURCE") from None
    whole = TypeAdapter(module.Options).validate_python(plain)
    return module.timeless(whole) if hasattr(module, "timeless") else whole


def _entries(module: ModuleType, source: Source, document: Document) -> list[Row]:
    """Give a feed's entries, each with the later one of its dates."""
    made = tuple(module.told(module.read(document), source, document))
    articles = tuple(article for _, article in made if article is not None)
    held(source.expect, document, Parsed(articles=articles))
    return [_row(article, raw) for raw, article in made if article is not None]


def _page(source: Source, document: Document) -> Row:
    text = page_text(document)
    raw = Raw(
        url=text.url or document.url,
        title=text.title,
        lead=text.lead,
        body=text.body,
        dates=text.dates,
        authors=text.authors,
        lang=text.lang,
    )
    made = build(raw, source, seen=document.fetched, site=(text.site,) if text.site else ())
    if made is None:
        raise ParseError("empty", "neither a title nor a text on this page")
    return _row(made)


def _row(article: Article, raw: Raw | None = None) -> Row:
    published = article.published
    said = [read_date(text) for _, text in raw.dates] if raw is not None else []
    later = [at for at in said if at is not None and published is not None and at > published]
    return Row(
        id=article.key,
        url=article.url,
        title=article.title,
        summary=article.lead,
        body=article.body,
        published=published.isoformat() if published else "",
        updated=max(later).isoformat() if later else "",
        lang=article.lang,
        authors=article.authors,
        categories=article.tags,
    )
