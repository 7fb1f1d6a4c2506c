"""Sitemaps met in a search: news, pages of which some are news, or an index of others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from monitor import kinds
from monitor.intake.reading import KINDS
from monitor.model import Article, Document, Source
from monitor.parsing.signposts import is_news_place
from monitor.parsing.sitemapxml import Listed, read
from monitor.parsing.urls import join

LEAST = 5  # pages below one part of a site that make it one of news
MOST_CHILDREN, MOST_ARTICLES = 50, 2_000
_LIKELY = ("news", "post", "article", "press", "blog")
_SPECIAL = frozenset("\\.+*?()|[]{}^$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemapped:
    """What a sitemap gives: articles, or the sitemaps an index lists."""

    articles: tuple[Article, ...] = ()
    children: tuple[str, ...] = ()
    is_news: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)  # keys that read it so


def sitemapped(source: Source, document: Document) -> Sitemapped:
    """Read a sitemap: the job that runs in a worker; raises ParseError as its kind does.

    Of one that lists all pages of a site those count that lie where news do. A source with
    options is read by these.
    """
    content_type = document.headers.get("content-type", "")
    found = read(document.body, url=document.url, content_type=content_type)
    if found.is_index:
        return Sitemapped(children=_children(found.rows, document.url))
    said: dict[str, Any] = {}
    if found.is_news:
        said = {"title_from": "news"}
    elif source.options is None:
        said = {"include": _include(found.rows, document.url)}
        if not said["include"]:
            return Sitemapped()
    module = kinds.load(KINDS, "sitemap")
    options = TypeAdapter(module.Options).validate_python(source.options or said)
    parsed = module.parse(replace(source, options=module.timeless(options)), document)
    articles = parsed.articles[:MOST_ARTICLES]
    return Sitemapped(articles=articles, is_news=found.is_news, more=said)


def _children(rows: Iterable[Listed], base: str) -> tuple[str, ...]:
    """Give the sitemaps of an index: likely names first, then those that changed last."""
    dated = sorted(rows, key=lambda row: row.changed, reverse=True)
    ranked = sorted(dated, key=lambda row: likelihood(row.url))
    urls = (join(base, row.url) for row in ranked)
    return tuple(url for url in urls if url)[:MOST_CHILDREN]


def likelihood(url: str) -> int:
    """Rank a sitemap's address: 0 is one of news."""
    path = urlsplit(url).path.lower()
    return next((n for n, word in enumerate(_LIKELY) if word in path), len(_LIKELY))


def _include(rows: Iterable[Listed], base: str) -> str:
    """Give a pattern of the pages that lie where news do; empty when there are few."""
    counts = Counter(place for row in rows if (place := _place(join(base, row.url))))
    place, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
    return f"^{_literal(place)}." if count >= LEAST else ""


def _place(url: str) -> str:
    """Give the part of an address up to what is named as a page of news is."""
    if not url:
        return ""
    parts = urlsplit(url)
    origin, segments = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/").split("/")
    for number in range(1, len(segments)):
        above = "/".join(segments[:number])
        if is_news_place(f"{origin}/{above}"):
            return f"{origin}/{above}/"
    return ""


def _literal(text: str) -> str:
    """Write a text as a pattern that means just it."""
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in text)
