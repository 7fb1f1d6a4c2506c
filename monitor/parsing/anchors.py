"""A page's links: the feeds its head names, where it sends its reader, each anchor's place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from monitor.parsing.html import Page
from monitor.parsing.webpage import FEED_TYPES, XML_TYPES

MAX_AROUND = 12  # elements around a link that are looked at
_MENUS = frozenset({"nav", "footer", "aside"})
_GROUNDS = frozenset({"main", "section", "article"})
_PLAIN_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_REFRESH = re.compile(r"^[^;,]{0,20}[;,]\s*url\s*=\s*", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class Node(Protocol):
    """What is asked of an element."""

    @property
    def tag(self) -> str | None:
        """Give its name."""
        ...

    @property
    def mem_id(self) -> int:
        """Give its number on the page."""
        ...

    @property
    def parent(self) -> "Node | None":
        """Give the element it lies in."""
        ...

    @property
    def attributes(self) -> Mapping[str, str | None]:
        """Give its attributes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link on a page, and the elements it lies in: each its number and what selects it."""

    href: str
    text: str
    above: tuple[tuple[int, str], ...] = ()  # itself first, then outwards
    in_menu: bool = False  # or in a footer, or beside the page's own matter


def feeds(page: Page) -> Iterator[str]:
    """Give the addresses of feeds that a page's head names, as they are written there."""
    for node in page.nodes("link[href]"):
        rels = _said(node, "rel").lower().split()
        form = _said(node, "type").lower().partition(";")[0].strip()
        is_form = form in FEED_TYPES or form in XML_TYPES
        if "feed" in rels or (is_form and "alternate" in rels):
            yield _said(node, "href")


def refresh(page: Page) -> str:
    """Give where a page sends its reader by itself, as it is written there; empty if nowhere."""
    for node in page.nodes("meta[http-equiv][content]"):
        if _said(node, "http-equiv").lower() == "refresh":
            whole = _said(node, "content")
            link = _REFRESH.sub("", whole).strip("'\" ")
            return link if link != whole else ""
    return ""


def anchors(page: Page) -> Iterator[Anchor]:
    """Give a page's links in their order, each with the elements around it."""
    for node in page.nodes("a[href]"):
        around = tuple(_around(node))
        text = _SPACES.sub(" ", node.text(deep=True, separator="")).strip()
        yield Anchor(
            href=_said(node, "href"),
            text=text or _said(node, "title") or _said(node, "aria-label"),
            above=tuple((number, css) for _, number, css in around if css),
            in_menu=any(tag in _MENUS for tag, _, _ in around),
        )


def _around(node: Node) -> Iterator[tuple[str, int, str]]:
    """Walk outwards: each element's tag, number, and a selector by its own name or one above."""
    chain: list[Node] = []
    at: Node | None = node
    while at is not None and at.tag not in ("body", "html", "-undef") and len(chain) < MAX_AROUND:
        chain.append(at)
        at = at.parent
    names = [_named(one) for one in chain]
    for number, one in enumerate(chain):
        outer = names[number + 1 :]
        above = next((name for name in outer if name), "")
        link = " > " if outer and outer[0] else " "
        yield str(one.tag), one.mem_id, names[number] or (above and f"{above}{link}{one.tag}")


def _named(node: Node) -> str:
    """Select an element by its tag and first plain class, its id or its tag; empty for a div."""
    for name in _said(node, "class").split():
        if _PLAIN_CLASS.fullmatch(name):
            return f"{node.tag}.{name}"
    own = _said(node, "id")
    if own.isalpha() and own.isascii():
        return f"{node.tag}#{own}"
    return str(node.tag) if node.tag in _GROUNDS else ""


def _said(node: Node, name: str) -> str:
    return (node.attributes.get(name) or "").strip()
