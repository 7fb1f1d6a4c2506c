"""Telling a web page from a feed without parsing it, and what to say about one."""

import re

from monitor.errors import ParseError
from monitor.parsing.charset import decode
from monitor.parsing.clean import clean_line
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import join

HEAD = 64 * 1024
_BLANK = re.compile(rb"\s*")
_NAME = re.compile(rb"\s*<!?([a-z]+:?[a-z]*)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<link\s[^>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s*=\s*(\"[^\"]{0,1000}\"|'[^']{0,1000}'|[^\s>]{1,1000})", re.IGNORECASE
)
FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)
XML_TYPES = ("application/xml", "text/xml")  # of feeds too, where a page says `alternate`
_FEED_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf", b"<channel", b"<rdf")


def is_html(body: bytes) -> bool:
    """Tell whether a document is a web page: by its first element, not by its header."""
    head = body[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    name = _first_name(head)
    if name == b"doctype":
        return head[:HEAD].lower().find(b"html", 0, 200) >= 0 and not _has_root(head)
    if name in (b"html", b"head", b"body", b"script", b"meta", b"div", b"title"):
        return True
    return not name and b"<html" in head.lower() and not _has_root(head)


def _first_name(head: bytes) -> bytes:
    """Name the first element or declaration behind an XML declaration and comments.

    By hand, as a pattern that skips comments tries each of them in every way: 24 took 2 s.
    """
    at = head.find(b"?>") + 2 if head[:5].lower() == b"<?xml" else 0
    while head.startswith(b"<!--", begin := _blank_end(head, at)):
        end = head.find(b"-->", begin)
        if end < 0:
            return b""
        at = end + 3
    found = _NAME.match(head, at)
    return found[1].lower() if found else b""


def _blank_end(head: bytes, at: int) -> int:
    blank = _BLANK.match(head, at)
    return blank.end() if blank else at


def _has_root(head: bytes) -> bool:
    return any(root in head.lower() for root in _FEED_ROOTS)


def not_a_feed(body: bytes, *, url: str, content_type: str = "") -> str:
    """Say that this is a page: its title, and the feed it names or the kind to try."""
    try:
        text = decode(body[:HEAD], content_type=content_type)
    except ParseError:
        text = body[:HEAD].decode("utf-8", "replace")
    title = page_title(text)
    named = f' "{title}"' if title else ""
    feeds = alternates(text, url=url)
    advice = f"it names the feed {feeds[0]}" if feeds else "try kind: list"
    return f"not a feed but the page{named} at {url}; {advice}"


def page_title(text: str) -> str:
    """Give a page's title as its head has it."""
    found = _TITLE.search(text)
    return clean_line(strip_tags(found[1], titles=True), limit=120) if found else ""


def alternates(text: str, *, url: str) -> tuple[str, ...]:
    """Give the feeds a page names in its `link` elements."""
    feeds = []
    for tag in _LINK.findall(text)[:500]:
        attributes = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(tag)}
        is_feed = attributes.get("type", "").lower().partition(";")[0] in FEED_TYPES
        if is_feed and "alternate" in attributes.get("rel", "").lower().split():
            feeds.append(join(url, strip_tags(attributes.get("href", ""))))
    return tuple(feed for feed in dict.fromkeys(feeds) if feed)
