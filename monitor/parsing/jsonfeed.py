"""JSON Feed 1.0 and 1.1 to entries."""

from typing import Any

import orjson

from monitor.errors import ParseError
from monitor.parsing.building import Raw
from monitor.parsing.charset import decode
from monitor.parsing.entries import MAX_ENTRIES, Feed
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import join


def read_json_feed(body: bytes, *, base: str) -> Feed:
    """Read a JSON Feed; raises ParseError `parse` or `not-a-feed`."""
    try:
        data = orjson.loads(decode(body))
    except (orjson.JSONDecodeError, RecursionError) as error:
        sample = body[:500].decode("utf-8", "replace")
        raise ParseError("parse", f"broken JSON at {base}: {error}", sample=sample) from error
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise ParseError("not-a-feed", f"JSON without `items` at {base}; try kind: json")
    lang = _text(data, "language")
    entries = [_entry(item, base, lang) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    hubs = [hub for hub in _list(data, "hubs") if isinstance(hub, dict)]
    return Feed(
        entries=entries,
        title=_text(data, "title"),
        home=join(base, _text(data, "home_page_url")) if _text(data, "home_page_url") else "",
        hub=_text(hubs[0], "url") if hubs else "",
        own=_text(data, "feed_url"),
    )


def _entry(item: dict[str, Any], base: str, lang: str) -> Raw:
    content = _text(item, "content_text") or strip_tags(_text(item, "content_html"))
    link = _text(item, "url") or _text(item, "external_url")
    return Raw(
        key=_text(item, "id"),
        url=join(base, link) if link else "",
        title=strip_tags(_text(item, "title"), titles=True) or content[:80],
        lead=strip_tags(_text(item, "summary")),
        body=content,
        dates=tuple(
            (name, _text(item, name))
            for name in ("date_published", "date_modified")
            if _text(item, name)
        ),
        authors=[_text(a, "name") for a in _authors(item)],
        tags=[tag for tag in _list(item, "tags") if isinstance(tag, str)],
        lang=_text(item, "language") or lang,
    )


def _authors(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the authors of version 1.1, or the one of version 1.0."""
    found = [a for a in _list(item, "authors") if isinstance(a, dict)]
    single = item.get("author")
    return found or ([single] if isinstance(single, dict) else [])


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


def _list(item: dict[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value[:200] if isinstance(value, list) else []
