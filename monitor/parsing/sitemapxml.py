"""Sitemaps: an index, pages with dates, news with titles, or a plain list of addresses."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.errors import ParseError
from monitor.parsing.charset import decode
from monitor.parsing.inflate import inflate
from monitor.parsing.striptags import strip_tags
from monitor.parsing.webpage import is_html, not_a_feed
from monitor.parsing.xmltree import Node, local, parse_xml, text_of

MAX_ROWS = 50_000  # the format's own limit
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address a sitemap lists, and what it says of it."""

    url: str
    changed: str = ""  # lastmod
    title: str = ""  # of news
    published: str = ""  # of news
    lang: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: pages, or other sitemaps."""

    rows: tuple[Listed, ...]
    is_index: bool = False

    @property
    def is_news(self) -> bool:
        """Tell whether it is one for news."""
        return any(row.title for row in self.rows)


def read(body: bytes, *, url: str, content_type: str = "", most: int = 50_000_000) -> Sitemap:
    """Read a sitemap, compressed or not, of at most so many bytes.

    Raises ParseError `not-a-feed`, `charset`, `parse`, and for compressed ones `too-large`,
    `bomb` and `reset`.
    """
    if body.startswith(_GZIP):
        body = inflate(body, "gzip", cap=most)
    if is_html(body):
        detail = not_a_feed(body, url=url, content_type=content_type).replace("a feed", "a sitemap")
        raise ParseError("not-a-feed", detail, sample=body[:500].decode("utf-8", "replace"))
    if b"<" not in body[:1_000]:
        return _plain(decode(body, content_type=content_type), url)
    root = parse_xml(body, content_type=content_type).root
    if local(root) not in ("urlset", "sitemapindex"):
        raise ParseError("not-a-feed", f"no sitemap but <{local(root)}> at {url}")
    return Sitemap(rows=tuple(_rows(root)), is_index=local(root) == "sitemapindex")


def _plain(text: str, url: str) -> Sitemap:
    """Read one address a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not lines[0].startswith(("http://", "https://")):
        raise ParseError("not-a-feed", f"no sitemap at {url}", sample=text)
    return Sitemap(rows=tuple(Listed(url=line) for line in lines[:MAX_ROWS]))


def _rows(root: Node) -> Iterator[Listed]:
    count = 0
    for node in root:
        if local(node) in ("url", "sitemap") and count < MAX_ROWS:
            count += 1
            said = _texts(node)
            if said.get("loc"):
                yield Listed(
                    url=said["loc"],
                    changed=said.get("lastmod", ""),
                    title=strip_tags(said.get("title", ""), titles=True),
                    published=said.get("publication_date", ""),
                    lang=said.get("language", ""),
                    tags=tuple(t.strip() for t in said.get("keywords", "").split(",") if t.strip()),
                )


def _texts(node: Node) -> dict[str, str]:
    """Give the texts of a row by name: its own, and those of its news; images tell nothing."""
    found: dict[str, str] = {}
    for child in node:
        name = local(child)
        if name == "news":
            for below in child:
                inner = _texts(below) if local(below) == "publication" else {}
                found |= {k: v for k, v in inner.items() if k == "language"}
                found.setdefault(local(below), text_of(below).strip())
        elif name in ("loc", "lastmod", "language"):
            found.setdefault(name, text_of(child).strip())
    return found
