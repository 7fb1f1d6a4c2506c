"""HTML pages: rows by selector, and an article's text. The only file that imports selectolax.

Pure functions, called in a worker process that may be killed: no HTML parser is safe from
hostile nesting.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor.parsing.clean import clean, clean_line
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import canonical, join, same_site

MAX_SELECTOR = 500
MAX_ROWS = 2_000
MIN_TEXT = 200  # characters of an article's text that is one
MIN_PARAGRAPH = 25
MOST_LINKS = 0.4  # of a block's characters
_NOISE = (
    "script, style, noscript, template, iframe, svg, nav, footer, aside, form, button, select,"
    " figure, header nav, [hidden], [aria-hidden=true], [role=navigation], [role=complementary]"
)
_BLOCKS = ("p", "li", "blockquote", "h2", "h3", "h4", "pre", "td", "dd")
_SPACES = re.compile(r"\s+")
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "date",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What is read from a row: a selector, and the attribute instead of the text if named."""

    css: str
    attribute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What an article's page says: each empty when it does not."""

    title: str = ""
    site: str = ""
    lead: str = ""
    body: str = ""
    url: str = ""  # canonical, of the same site only
    dates: tuple[tuple[str, str], ...] = ()  # (element, text), best first
    lang: str = ""
    authors: tuple[str, ...] = ()
    partial: bool = False  # the page says that its text is behind a wall


def pick(text: str) -> Pick:
    """Read `css` or `css@attribute`; an `@` inside brackets or quotes is the selector's own."""
    css, at, attribute = text.rpartition("@")
    is_attribute = at and attribute and all(c.isalnum() or c in "-_:" for c in attribute)
    if is_attribute and css.count("[") == css.count("]"):
        return Pick(css=css.strip(), attribute=attribute.lower())
    return Pick(css=text.strip())


def fault_of(selector: str) -> str:
    """Tell what is wrong with a `css` or `css@attribute`, empty when it compiles."""
    if len(selector) > MAX_SELECTOR:
        return f"selector over {MAX_SELECTOR} characters"
    css = pick(selector).css
    if not css:  # `@href` alone: the row itself
        return "" if pick(selector).attribute else "empty selector"
    try:
        LexborHTMLParser("<p></p>").css(css)
    except SelectolaxError:
        return f"no valid CSS selector: {selector}"
    return ""


class Page:
    """One parsed page."""

    def __init__(self, text: str, *, url: str) -> None:
        """Parse a page that was decoded before."""
        self._tree = LexborHTMLParser(text)
        base = self._tree.css_first("base[href]")
        self.url = url
        self.base = (join(url, _attribute(base, "href")) if base else "") or url

    @property
    def lang(self) -> str:
        """Give what the page says of its language."""
        root = self._tree.css_first("html")
        return _attribute(root, "lang") or _attribute(root, "xml:lang") if root else ""

    @property
    def title(self) -> str:
        """Give the title in the page's head."""
        return self._first("title")

    def rows(
        self, item: str, picks: Mapping[str, Sequence[Pick]], *, drop: Sequence[str] = ()
    ) -> Iterator[dict[str, str]]:
        """Give the rows `item` selects, each with the first pick per field that finds something."""
        dropped = {node.mem_id for css in drop for node in self._css(css)}
        for row in self._css(item)[:MAX_ROWS]:
            if _is_dropped(row, dropped):
                continue
            yield {name: _picked(row, choices, dropped) for name, choices in picks.items()}

    def lines(self, css: str) -> Iterator[str]:
        """Give the lines of text of what a selector finds, none of them empty."""
        for node in self._css(css)[:MAX_ROWS]:
            for line in strip_tags(node.html or "").splitlines():
                if tidy := _SPACES.sub(" ", line).strip():
                    yield tidy

    def nodes(self, css: str) -> list[LexborNode]:
        """Give the elements that a selector finds, at most a page's worth of them."""
        return self._css(css)[:MAX_ROWS]

    def one(self, wanted: Pick) -> str:
        """Give what a selector finds first on the page."""
        root = self._tree.root
        return _picked(root, [wanted], frozenset()) if root else ""

    def article(self) -> PageText:
        """Read the page as one article: structured data, meta elements, the densest block."""
        data = _news_article(self._tree)
        metas = self._metas()
        body, partial = clean(strip_tags(_string(data.get("articleBody")))), _is_walled(data)
        title = _string(data.get("headline")) or metas.get("og:title") or self._first("h1")
        said = self._canonical() or metas.get("og:url", "")
        own = join(self.base, said) if said else ""
        is_own = own and same_site(own, self.url) and canonical(own).count("/") > 3
        return PageText(
            title=clean_line(title or self.title, limit=1_000),
            site=clean_line(metas.get("og:site_name", ""), limit=200),
            lead=clean(metas.get("og:description") or metas.get("description", ""), limit=4_000),
            body=body if len(body) >= MIN_TEXT * 2 else self._text() or body,
            url=own if is_own else "",
            dates=tuple(self._dates(data, metas)),
            lang=self.lang,
            authors=tuple(_authors(data)) or ((metas["author"],) if metas.get("author") else ()),
            partial=partial,
        )

    def _css(self, css: str) -> list[LexborNode]:
        try:
            return list(self._tree.css(css))
        except SelectolaxError:
            return []

    def _first(self, css: str) -> str:
        node = self._tree.css_first(css)
        return clean_line(_text(node), limit=1_000) if node else ""

    def _canonical(self) -> str:
        node = self._tree.css_first("link[rel=canonical][href]")
        return _attribute(node, "href") if node else ""

    def _metas(self) -> dict[str, str]:
        """Give the meta elements by name or property, the first of each."""
        found: dict[str, str] = {}
        for node in self._tree.css("meta[content]")[:300]:
            name = (
                _attribute(node, "property")
                or _attribute(node, "name")
                or _attribute(node, "itemprop")
            )
            found.setdefault(name.lower(), _attribute(node, "content"))
        return found

    def _dates(
        self, data: Mapping[str, Any], metas: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        if _string(data.get("datePublished")):
            yield "json-ld", _string(data.get("datePublished"))
        for name in _DATES:
            if metas.get(name):
                yield name, metas[name]
        for node in self._tree.css("time")[:3]:
            yield "time", _attribute(node, "datetime") or _text(node)

    def _text(self) -> str:
        """Give the text of the element whose own paragraphs hold most of it."""
        for node in self._tree.css(_NOISE):
            node.decompose()
        weights: dict[int, float] = {}
        nodes: dict[int, LexborNode] = {}
        for block in self._tree.css("p, blockquote, pre"):
            parent, size = block.parent, _weight(block)
            if parent is None or not size:
                continue
            for holder, share in ((parent, 1.0), (parent.parent, 0.5)):
                if holder is not None and holder.tag not in ("html", "-undef"):
                    nodes[holder.mem_id] = holder
                    weights[holder.mem_id] = weights.get(holder.mem_id, 0.0) + size * share
        if not weights:
            return ""
        best = nodes[max(weights, key=weights.__getitem__)]
        return clean("\n\n".join(_paragraphs(best)), limit=100_000)


def _weight(block: LexborNode) -> float:
    """Tell how much a paragraph counts: its characters, few when it is mostly links."""
    size = len(_text(block))
    if size < MIN_PARAGRAPH:
        return 0.0
    linked = sum(len(_text(link)) for link in block.css("a"))
    return 0.0 if linked > MOST_LINKS * size else float(size)


def _paragraphs(node: LexborNode) -> Iterator[str]:
    """Give the lines of a block in order, each once though blocks lie in blocks."""
    for block in node.css(", ".join(_BLOCKS)):
        inner = any(other.mem_id != block.mem_id for other in block.css("p, li, blockquote"))
        text = _SPACES.sub(" ", block.text(deep=False)).strip() if inner else _text(block)
        if text:
            yield text


def _attribute(node: LexborNode | None, name: str) -> str:
    if node is None:
        return ""
    return (node.attributes.get(name) or "").strip()


def _text(node: LexborNode) -> str:
    return _SPACES.sub(" ", node.text(deep=True, separator="")).strip()


def _picked(row: LexborNode, choices: Sequence[Pick], dropped: "frozenset[int] | set[int]") -> str:
    """Give the first choice that finds something in the row; no selector = the row itself."""
    for choice in choices:
        for node in row.css(choice.css) if choice.css else [row]:
            if _is_dropped(node, dropped):
                continue
            value = _attribute(node, choice.attribute) if choice.attribute else _text(node)
            if value:
                return value
    return ""


def _is_dropped(node: LexborNode, dropped: "frozenset[int] | set[int]") -> bool:
    """Tell whether an element, or one it lies in, is left out."""
    at: LexborNode | None = node if dropped else None
    while at is not None:
        if at.mem_id in dropped:
            return True
        at = at.parent
    return False


def _news_article(tree: LexborHTMLParser) -> dict[str, Any]:
    """Find the article in the page's JSON-LD."""
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        try:
            data = orjson.loads(node.text(deep=True))
        except (orjson.JSONDecodeError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(n, str) and n.endswith(("Article", "Posting")) for n in names):
                return item
    return {}


def _items(data: Any) -> Iterator[dict[str, Any]]:
    """Walk over the objects of a JSON-LD document, graphs and lists opened."""
    waiting = [data]
    for _ in range(200):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = item[:100] + waiting
        elif isinstance(item, dict):
            yield item
            waiting += [item[key] for key in ("@graph", "mainEntity") if key in item]


def _authors(data: Mapping[str, Any]) -> Iterator[str]:
    given = data.get("author")
    for author in given if isinstance(given, list) else [given]:
        name = author.get("name") if isinstance(author, dict) else author
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _is_walled(data: Mapping[str, Any]) -> bool:
    return str(data.get("isAccessibleForFree", "")).lower() == "false"


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
