"""RSS, RDF and Atom to entries: one walk over the tree, names by namespace, prefix, local name.

A bad entry costs itself alone. HTML inside fields is reduced by the tag stripper.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.errors import ParseError
from monitor.parsing.building import Raw
from monitor.parsing.charset import unmangled
from monitor.parsing.entries import MAX_ENTRIES, Feed
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import join
from monitor.parsing.xmltree import Node, local, local_of, markup_of, parse_xml, space_of, text_of

LONGEST_TAG = 300  # with its namespace
_ENTRIES = frozenset({"item", "entry"})
_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "rdf:about", "about")
_CDF = ("href", "lastmod")
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0}
_PERSON = re.compile(r"^[^\s@()]+@[^\s()]+\s*\(([^()]+)\)$")  # RSS: mail (name)

# element -> rank among those that fill the same field; `prefix:local`, best first
_DATES = (
    "pubdate",
    "published",
    "dc:date",
    "dcterms:issued",
    "issued",
    "dcterms:created",
    "created",
    "updated",
    "modified",
    "dcterms:modified",
)
_LEADS = (
    *("description", "summary", "subtitle", "dc:description", "itunes:summary"),
    *("media:description", "abstract"),
)
_TWO = frozenset({"description", "summary"})
_BODIES = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
_TITLES = ("title", "dc:title", "media:title")
_AUTHORS = ("author", "dc:creator", "creator", "itunes:author")
_TAGS = ("category", "dc:subject", "media:category", "keywords")
_PREFIXES = (
    ("purl.org/dc/terms", "dcterms"),
    ("purl.org/dc/elements", "dc"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules/syndication", "sy"),
    ("search.yahoo.com/mrss", "media"),
    ("itunes.com/dtds", "itunes"),
    ("rssnamespace.org/feedburner", "feedburner"),
    ("www.w3.org/2005/atom", ""),
    ("purl.org/atom", ""),
    ("purl.org/rss/1.0", ""),
    ("netscape.com/rdf/simple", ""),
    ("backend.userland.com/rss", ""),
    ("blogs.law.harvard.edu/tech/rss", ""),
    ("my.netscape.com/rdf", ""),
    ("channel.netscape.com", ""),
    ("www.w3.org/1999/xhtml", "xhtml"),
)


@dataclass(slots=True, kw_only=True)
class _Found:
    """The fields of one entry while its children are walked."""

    texts: dict[str, str] = field(default_factory=dict)  # best text per element name
    links: list[tuple[str, str, str]] = field(default_factory=list)  # (rel, type, href)
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    permalink: str = ""

    def first(self, names: Sequence[str]) -> str:
        """Give the text of the best element that has one."""
        return next((self.texts[name] for name in names if self.texts.get(name)), "")


def read_xml_feed(body: bytes, *, base: str, content_type: str = "") -> Feed:
    """Read an XML feed; raises ParseError `parse`, `charset` or `not-a-feed`."""
    tree = parse_xml(body, content_type=content_type)
    if local(tree.root) not in _ROOTS and not any(True for _ in _entries(tree.root)):
        raise ParseError(
            "not-a-feed",
            f"XML document <{local(tree.root)[:40]}> at {base}, no feed",
            sample=body[:500].decode("utf-8", "replace"),
        )
    channel = _channel(tree.root)
    base = join(base, _base(channel) or _base(tree.root)) or base
    about = _walk(channel)
    lang = about.texts.get("language") or about.texts.get("dc:language") or _lang(channel)
    lang = lang or _lang(tree.root)
    nodes = [node for node, _ in zip(_entries(tree.root), range(MAX_ENTRIES), strict=False)]
    return Feed(
        entries=[_entry(node, base, lang) for node in nodes],
        title=strip_tags(about.first(_TITLES), titles=True)[:200],
        home=_home(about, base),
        hub=_link(about, "hub", base),
        own=_link(about, "self", base),
        ttl_s=_ttl(about),
    )


def _channel(root: Node) -> Node:
    """Give the element that holds what the feed says of itself."""
    return next((child for child in root if local(child) == "channel"), root)


def _entries(root: Node) -> Iterator[Node]:
    """Walk over the entries: under the root, its channel, or (RSS 0.9) beside it."""
    for child in root:
        name = local(child)
        if name in _ENTRIES:
            yield child
        elif name in ("channel", "items", "feed", "rss"):
            yield from _entries_below(child)


def _entries_below(node: Node) -> Iterator[Node]:
    for child in node:
        name = local(child)
        if name in _ENTRIES:
            yield child
        elif name in ("items", "channel"):
            yield from (inner for inner in child if local(inner) in _ENTRIES)


def _lang(node: Node) -> str:
    return node.get(_XML_LANG, "") or node.get("lang", "")


def _base(node: Node) -> str:
    """Give what an element's addresses are relative to: xml:base, or CDF's BASE."""
    return node.get(_XML_BASE, "") or node.get("BASE", "")


def _name(node: Node) -> str:
    """Name an element `prefix:local` by its namespace, or by the prefix nobody declared."""
    tag = node.tag
    return _named(tag[:LONGEST_TAG]) if isinstance(tag, str) else ""


@lru_cache(maxsize=2_048)
def _named(tag: str) -> str:
    name = local_of(tag)
    where = space_of(tag).lower()
    if not where:
        return name
    prefix = next((short for part, short in _PREFIXES if part in where), where[:20])
    return f"{prefix}:{name}" if prefix else name


def _walk(node: Node) -> _Found:
    """Collect the fields of an entry or channel from its children."""
    found = _Found()
    for child in node:
        name = _name(child)
        if not name or name in _ENTRIES or name == "items":
            continue
        if name in ("link", "atom:link"):
            _take_link(found, child)
        elif name in _AUTHORS:
            found.authors += _persons(child)
        elif name in _TAGS:
            found.tags += [child.get("term", "") or child.get("label", "") or text_of(child)]
        elif name == "guid":
            _take_guid(found, child)
        elif name == "media:group":
            _take_group(found, child)
        elif name in ("enclosure", "media:content"):
            found.links.append(("enclosure", child.get("type", ""), child.get("url", "")))
        elif not found.texts.get(name):
            found.texts[name] = _content(child)
    return found


def _content(node: Node) -> str:
    """Give an element's content: XHTML with its tags, base64 decoded, text as it stands."""
    kind = node.get("type", "")
    if node.get("mode", "") == "base64" or ("/" in kind and not _is_text(kind)):
        return _unpacked(text_of(node))
    if kind == "xhtml" or len(node):
        return markup_of(node)
    text = node.text or ""
    if kind == "text" and node.get("mode", "") != "escaped" and "<" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;")
    return text


def _take_cdf(found: _Found, node: Node) -> None:
    """Take what CDF says in an item's attributes: its page and when it changed."""
    page, changed = (node.get(name, "") or node.get(name.upper(), "") for name in _CDF)
    if page:
        found.links.append(("alternate", "", page.strip()))
    if changed:
        found.texts.setdefault("modified", changed)


def _is_text(kind: str) -> bool:
    """Tell whether Atom writes content of a media type as it is; all other is base64."""
    return kind.startswith("text/") or kind.endswith(("xml", "html"))


def _unpacked(text: str) -> str:
    """Decode base64; what is none, or no text, stays as it stands."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode()
    except ValueError:
        return text


def _take_link(found: _Found, node: Node) -> None:
    """Keep a link: Atom's attributes or RSS's text."""
    href = node.get("href", "") or text_of(node)
    found.links.append((node.get("rel", "alternate").lower(), node.get("type", ""), href.strip()))


def _take_guid(found: _Found, node: Node) -> None:
    guid = text_of(node).strip()
    found.texts.setdefault("guid", guid)
    if node.get("isPermaLink", "true").lower() != "false":
        found.permalink = guid


def _take_group(found: _Found, node: Node) -> None:
    """Take a video entry's title and description from its media group."""
    for child in node:
        name = _name(child)
        if name in ("media:title", "media:description"):
            found.texts.setdefault(name, text_of(child))


def _persons(node: Node) -> list[str]:
    """Give the names of an author element: Atom's children, or text with an address."""
    names = [text_of(child) for child in node if local(child) == "name"]
    if names or len(node):
        return names
    text = text_of(node).strip()
    mail = _PERSON.match(text[:300])
    return [mail[1] if mail else text]


def _entry(node: Node, base: str, lang: str) -> Raw:
    found = _walk(node)
    _take_cdf(found, node)
    own_base = _base(node)
    base = (join(base, own_base) or base) if own_base else base
    lead, body = map(_plain, _lead_and_body(found))
    if not body and len(lead) > 4_000:
        body = lead
    return Raw(
        key=(found.texts.get("guid") or found.texts.get("id") or _about(node)).strip(),
        url=_url(found, base, _about(node)),
        title=_title(found),
        lead=lead,
        body=body,
        dates=[(name, found.texts[name]) for name in _DATES if found.texts.get(name)],
        authors=found.authors,
        tags=found.tags,
        lang=found.texts.get("language") or found.texts.get("dc:language") or _lang(node) or lang,
    )


def _lead_and_body(found: _Found) -> tuple[str, str]:
    """Take the texts; RSS that has both a description and a summary means one as the body."""
    lead, body = found.first(_LEADS), found.first(_BODIES)
    if body or not (found.texts.get("description") and found.texts.get("summary")):
        return lead, body
    first, second = (text for name, text in found.texts.items() if name in _TWO)
    return first, second if second != first else ""


def _plain(text: str) -> str:
    """Reduce a text to what a reader sees."""
    text = strip_tags(text)
    return text if text.isascii() else unmangled(text)


def _title(found: _Found) -> str:
    """Read a title: tags off, and off again what was escaped twice."""
    title = strip_tags(found.first(_TITLES), titles=True)
    title = strip_tags(title, titles=True) if "&" in title else title
    return title if title.isascii() else unmangled(title)


def _about(node: Node) -> str:
    """Give RDF's name of an entry; asked by name, as walking over attributes is quadratic."""
    return next((said for name in _ABOUT if (said := node.get(name, ""))), "")


def _url(found: _Found, base: str, about: str) -> str:
    """Choose an entry's address: alternate, first link, original, permalink guid, enclosure."""
    pages = [
        href
        for rel, kind, href in found.links
        if href and rel in ("alternate", "") and "html" in (kind or "html")
    ]
    others = [href for rel, _, href in found.links if href and rel not in ("self", "enclosure")]
    enclosed = [href for rel, _, href in found.links if href and rel == "enclosure"]
    own = (found.permalink or found.texts.get("id", "") or about).strip()
    named = [own] if own[:8].lower().startswith(("http://", "https://")) else []
    original = [text for text in (found.texts.get("feedburner:origlink", ""),) if text]
    for link in (*original, *pages, *named, *others, *enclosed):
        joined = join(base, link)
        if joined:
            return joined
    return ""


def _link(found: _Found, rel: str, base: str) -> str:
    return next((join(base, href) for r, _, href in found.links if r == rel and href), "")


def _home(found: _Found, base: str) -> str:
    return _link(found, "alternate", base)


def _ttl(found: _Found) -> float | None:
    """Read how often the feed says it changes: ttl in minutes, or the syndication module."""
    ttl = found.texts.get("ttl", "").strip()
    if _is_number(ttl) and 0 < int(ttl[:6]) < 100_000:
        return int(ttl) * 60.0
    period = _PERIODS.get(found.texts.get("sy:updateperiod", "").strip().lower())
    if period is None:
        return None
    often = found.texts.get("sy:updatefrequency", "").strip()
    return period / max(1, int(often[:4]) if _is_number(often) else 1)


def _is_number(text: str) -> bool:
    """Tell whether `int` reads it: `isdigit` alone takes a raised two for a digit too."""
    return text.isascii() and text.isdecimal()
