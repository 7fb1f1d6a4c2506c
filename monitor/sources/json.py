"""Source kind `json`: an API's records, read by dotted paths; a cursor asks for newer ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode, urlsplit

import orjson

from monitor.errors import ParseError
from monitor.kinds import Says
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.parsing.building import Raw, build
from monitor.parsing.charset import decode
from monitor.parsing.dotted import fill, is_template, look, text, texts
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import join

MAX_ITEMS = 2_000
MAX_CURSOR = 500
MOST_SKIPPED = 0.2
_CURSOR = "{cursor}"
_AGO = re.compile(r"-(\d{1,6})([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_NUMBER = re.compile(r"-?\d{1,300}(?:\.\d{1,30})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Where a record has what: a path, a template, or several to be tried in turn."""

    url: Annotated[tuple[str, ...], Says(doc="address of the article", short=True)]
    title: Annotated[tuple[str, ...], Says(doc="its title", short=True)]
    key: Annotated[tuple[str, ...], Says(doc="its identity in this source", short=True)] = ()
    lead: Annotated[tuple[str, ...], Says(doc="its first sentences", short=True)] = ()
    body: Annotated[tuple[str, ...], Says(doc="its text", short=True)] = ()
    date: Annotated[tuple[str, ...], Says(doc="when it was published", short=True)] = ()
    author: Annotated[tuple[str, ...], Says(doc="who wrote it", short=True)] = ()
    tags: Annotated[tuple[str, ...], Says(doc="what it is about", short=True)] = ()
    lang: Annotated[tuple[str, ...], Says(doc="the language it is in", short=True)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """What is asked for next: from where the last answer ended."""

    origin: Annotated[str, Says(doc="path in a record", key="from")]
    take: Annotated[Literal["max", "first", "last"], Says(doc="of which record")] = "max"
    start: Annotated[str, Says(doc="at first: a value, or a time ago like -24h")] = "-24h"
    written: Annotated[
        Literal["seconds", "ms", "iso"], Says(doc="how a start of -24h is written", key="as")
    ] = "seconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an API is asked, and what its records hold."""

    fields: Annotated[Fields, Says(doc="what a record's parts are")]
    items: Annotated[str, Says(doc="path of the list of records; empty = all of it")] = ""
    params: Annotated[Mapping[str, str], Says(doc="query parameters; {cursor} is filled in")] = (
        field(default_factory=dict)
    )
    method: Annotated[Literal["GET", "POST"], Says(doc="how it is asked")] = "GET"
    body: Annotated[str, Says(doc="what is posted; {cursor} is filled in")] = ""
    cursor: Annotated[Cursor | None, Says(doc="so that only newer records are asked for")] = None


def faults(options: Options) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tell what options cannot mean: the path of the key, and what is wrong with it."""
    if options.body and options.method == "GET":
        yield ("body",), "a body is only posted; write method: POST"
    places = (*options.params.values(), options.body)
    asks = any(_CURSOR in place for place in places)
    if asks and options.cursor is None:
        yield (), "{cursor} needs cursor: {from: ...}"
    if options.cursor is not None and not asks:
        yield ("cursor",), "no parameter and no body has {cursor} in it"
    if options.cursor is not None and options.cursor.start.startswith("-"):
        start = options.cursor.start
        if not _AGO.fullmatch(start) and not _NUMBER.fullmatch(start):
            yield ("cursor", "start"), f'"{start}" is no time ago; write -24h'


def plan(source: Source, memory: str, now: datetime) -> tuple[Request, ...]:
    """Ask the API from the cursor on."""
    options: Options = source.options
    cursor = memory or (_begin(options.cursor, now) if options.cursor else "")
    given = {name: value.replace(_CURSOR, cursor) for name, value in options.params.items()}
    joint = "&" if urlsplit(source.url).query else "?"
    url = source.url + (joint + urlencode(given) if given else "")
    headers = {"Accept": "application/json"}
    if options.method == "GET":
        return (Request(url=url, headers=headers),)
    quoted = orjson.dumps(cursor).decode()[1:-1]  # it may stand inside a text of JSON
    body = options.body.replace(_CURSOR, quoted)
    if body.lstrip()[:1] in ("{", "["):
        headers["Content-Type"] = "application/json"
    return (Request(url=url, method="POST", headers=headers, body=body.encode()),)


def parse(source: Source, document: Document) -> Parsed:
    """Read the records; raises ParseError `parse`, `charset`, or `contract` for another form."""
    options: Options = source.options
    content_type = document.headers.get("content-type", "")
    items = _items(options.items, document, decode(document.body, content_type=content_type))
    made = [_article(item, source, document) for item in items]
    articles = tuple(article for article in made if article is not None)
    skipped = len(made) - len(articles)
    if skipped > MOST_SKIPPED * len(made):
        raise ParseError("contract", f"{skipped} of {len(made)} records have no url or title")
    memory = _onward(options.cursor, items, document.memory) if options.cursor else None
    return Parsed(articles=articles, memory=memory, skipped=skipped)


def _items(path: str, document: Document, written: str) -> Sequence[Any]:
    """Give the records at their path."""
    try:
        data = orjson.loads(written)
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise ParseError(
            "parse", f"broken JSON at {document.url}: {error}", sample=written
        ) from None
    items = look(data, path)
    if not isinstance(items, list):
        where = f'at "{path}"' if path else "as the whole answer"
        detail = f"no list {where} of {document.url}"
        raise ParseError("contract", detail, sample=written)
    return items[:MAX_ITEMS]


def _article(item: Any, source: Source, document: Document) -> Article | None:
    fields: Fields = source.options.fields
    link = _first(fields.url, item, escape=_escaped)
    url = join(document.url, link) if link else ""
    title = strip_tags(_first(fields.title, item), titles=True)
    if not url or not title:
        return None
    dates = (("date", _first((path,), item)) for path in fields.date)
    raw = Raw(
        key=_first(fields.key, item),
        url=url,
        title=title,
        lead=strip_tags(_first(fields.lead, item)),
        body=strip_tags(_first(fields.body, item)),
        dates=tuple((name, said) for name, said in dates if said),
        authors=_all(fields.author, item),
        tags=_all(fields.tags, item),
        lang=_first(fields.lang, item),
    )
    return build(raw, source, seen=document.fetched)


def _escaped(value: str) -> str:
    return quote(value, safe="")


def _first(wanted: Sequence[str], item: Any, escape: Any = str) -> str:
    """Give the first path or template that finds something."""
    for written in wanted:
        if is_template(written):
            found = fill(written, lambda path: text(look(item, path)), escape=escape)
        else:
            found = text(look(item, written))
        if found:
            return found
    return ""


def _all(wanted: Sequence[str], item: Any) -> tuple[str, ...]:
    return next((found for path in wanted if (found := texts(look(item, path)))), ())


def _begin(cursor: Cursor, now: datetime) -> str:
    """Give the cursor of the first request."""
    ago = _AGO.fullmatch(cursor.start)
    if ago is None:
        return cursor.start
    at = now - timedelta(seconds=int(ago[1]) * _UNITS[ago[2]])
    if cursor.written == "iso":
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(int(at.timestamp()) * (1000 if cursor.written == "ms" else 1))


def _onward(cursor: Cursor, items: Sequence[Any], before: str) -> str | None:
    """Give the cursor of the next request; without a newer record it stays where it is.

    It is the last record's own value, not one beyond it: another of the same second may come.
    """
    found = [value for item in items if (value := text(look(item, cursor.origin)))]
    found = [value for value in found if len(value) <= MAX_CURSOR]
    if not found:
        return None
    if cursor.take != "max":
        return found[0] if cursor.take == "first" else found[-1]
    return max([*found, before] if before else found, key=_rank)


def _rank(value: str) -> tuple[float, str]:
    """Order numbers as numbers, all else as texts."""
    return (float(value), "") if _NUMBER.fullmatch(value) else (0.0, value)
