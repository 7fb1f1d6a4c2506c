"""Source kind `feed`: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, told apart by their content."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.errors import ParseError
from monitor.model import Article, Document, Parsed, Source
from monitor.parsing.building import FROM_ADDRESS, Raw, build
from monitor.parsing.entries import Feed
from monitor.parsing.jsonfeed import read_json_feed
from monitor.parsing.urls import slug_of
from monitor.parsing.webpage import is_html, not_a_feed
from monitor.parsing.xmlfeed import read_xml_feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A feed needs no option of its own."""


def parse(source: Source, document: Document) -> Parsed:
    """Read a feed; raises ParseError `not-a-feed`, `charset`, `parse` or `contract`."""
    feed = read(document)
    made = [article for _, article in told(feed, source, document)]
    articles = tuple(article for article in made if article is not None)
    return Parsed(articles=articles, hints=feed.hints(), skipped=len(made) - len(articles))


def told(feed: Feed, source: Source, document: Document) -> Iterator[tuple[Raw, Article | None]]:
    """Make an article of each entry, None of one that says nothing."""
    site = (feed.title,) if feed.title else ()
    for raw in feed.entries:
        made = build(raw, source, seen=document.fetched, site=site)
        yield raw, made or _by_address(raw, source, document)


def _by_address(raw: Raw, source: Source, document: Document) -> Article | None:
    """Make an article of an entry that is an address and no more: its page tells the rest."""
    if not raw.url:
        return None
    title = slug_of(raw.url) or raw.url.partition("://")[2].rstrip("/")
    made = build(replace(raw, title=title), source, seen=document.fetched)
    return made and replace(made, text_from=FROM_ADDRESS)


def read(document: Document) -> Feed:
    """Read a document as whatever kind of feed it is."""
    content_type = document.headers.get("content-type", "")
    head = document.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")):
        return read_json_feed(document.body, base=document.url)
    if is_html(document.body):
        raise ParseError(
            "not-a-feed",
            not_a_feed(document.body, url=document.url, content_type=content_type),
            sample=document.body[:500].decode("utf-8", "replace"),
        )
    return read_xml_feed(document.body, base=document.url, content_type=content_type)
