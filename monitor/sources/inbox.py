"""Source kind `inbox`: other systems push articles to us, signed; nothing is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson

from monitor.errors import ParseError
from monitor.kinds import Says
from monitor.model import Document, Parsed, Request, Source
from monitor.parsing.building import MAX_AUTHORS, MAX_TAGS, Raw, build
from monitor.parsing.dotted import text, texts
from monitor.parsing.urls import canonical

URL = ""
MAX_BODY = 1_000_000
MAX_ITEMS = 1_000
_TEXTS = ("id", "key", "url", "title", "lead", "body", "published", "lang")
_LISTS = {"authors": MAX_AUTHORS, "tags": MAX_TAGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the pushing system signs with."""

    secret: Annotated[str, Says(doc="env:NAME or file:PATH of the shared secret", form="secret")]


def plan(_source: Source, _memory: str, _now: datetime) -> tuple[Request, ...]:
    """Ask for nothing."""
    return ()


def accept(
    source: Source, headers: Mapping[str, str], body: bytes, *, now: datetime
) -> tuple[Document, ...]:
    """Check a push and give it as a document; raises ParseError that names the field.

    Kinds: `too-large`, `parse` (no JSON), `contract` (a field is missing or of another form).
    """
    if len(body) > MAX_BODY:
        raise ParseError("too-large", f"over {MAX_BODY} bytes")
    for at, item in enumerate(_items(body)):
        fault = _fault(item)
        if fault:
            raise ParseError("contract", f"{at}.{fault}")
    return (Document(url=source.url, status=200, headers=headers, body=body, fetched=now),)


def parse(source: Source, document: Document) -> Parsed:
    """Read what was pushed: one article or a list, in the archive's form."""
    made = [build(_raw(item), source, seen=document.fetched) for item in _items(document.body)]
    articles = tuple(article for article in made if article is not None)
    return Parsed(articles=articles, skipped=len(made) - len(articles))


def _items(body: bytes) -> list[dict[str, Any]]:
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ParseError("parse", f"no JSON: {error}") from None
    items = data if isinstance(data, list) else [data]
    if not items or len(items) > MAX_ITEMS:
        raise ParseError("contract", f"{len(items)} articles, expected 1..{MAX_ITEMS}")
    if not all(isinstance(item, dict) for item in items):
        raise ParseError("contract", "an article is a JSON object")
    return items


def _fault(item: Mapping[str, Any]) -> str:
    """Name the first field that is wrong."""
    for name in _TEXTS:
        if name in item and not (item[name] is None or text(item[name]) or item[name] == ""):
            return f"{name} is no text"
    for name in _LISTS:
        value = item.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return f"{name} is no list of texts"
    if not text(item.get("title")).strip():
        return "title is missing"
    url = text(item.get("url"))
    return "url is no address" if url and not canonical(url) else ""


def _raw(item: Mapping[str, Any]) -> Raw:
    published = text(item.get("published"))
    return Raw(
        key=text(item.get("key")) or text(item.get("id")),
        url=text(item.get("url")),
        title=text(item.get("title")),
        lead=text(item.get("lead")),
        body=text(item.get("body")),
        dates=(("published", published),) if published else (),
        authors=texts(item.get("authors") or []),
        tags=texts(item.get("tags") or []),
        lang=text(item.get("lang")),
    )
