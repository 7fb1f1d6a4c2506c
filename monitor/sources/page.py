"""Source kind `page`: one page, watched; each change of what it says becomes an article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal

import orjson

from monitor.errors import ParseError
from monitor.ids import article_id, digest
from monitor.kinds import Says
from monitor.matching.patterns import compile_pattern, line_of
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.parsing.building import Raw, build
from monitor.parsing.charset import decode
from monitor.parsing.difference import difference, squeezed, unsqueezed
from monitor.parsing.dotted import fill, places
from monitor.parsing.html import Page
from monitor.parsing.urls import hash_form

ROBOTS = True
MAX_BODY = 5_000_000  # of HTML
LAST = 20  # texts that are known again
MOST_TEXT = 100_000  # bytes that are watched
MOST_MEMORY = 15_000  # bytes
BLANK = f'{{"names":["-"],"text":"{squeezed("")}"}}'  # memory of a page that said nothing
_PLACES = ("outlet", "page", "first_added", "first_removed", "added", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which part of the page is watched, and what a change is called."""

    watch: Annotated[
        tuple[str, ...], Says(doc="selectors of what is watched", form="css", short=True)
    ] = ("body",)
    ignore: Annotated[
        tuple[str, ...], Says(doc="patterns of lines that are not", form="re2", short=True)
    ] = ()
    min_change: Annotated[int, Says(doc="characters a change has at least", low=1)] = 1
    title: Annotated[
        str, Says(doc="of a change: {outlet}, {page}, {first_added}, {first_removed}")
    ] = "{outlet}: page changed: {first_added}"
    render: Annotated[
        Literal["plain", "browser"], Says(doc="browser: for pages that scripts fill")
    ] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """The text as it was, and what names its last twenty forms."""

    lines: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def faults(options: Options) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tell what options cannot mean: the path of the key, and what is wrong with it."""
    wrong = next((name for name in places(options.title) if name not in _PLACES), "")
    if wrong:
        yield ("title",), f"{{{wrong}}} is nothing of a change; known: {', '.join(_PLACES)}"


def plan(source: Source, _memory: str, _now: datetime) -> tuple[Request, ...]:
    """Ask for the page."""
    return (Request(url=source.url, render=source.options.render == "browser"),)


def parse(source: Source, document: Document) -> Parsed:
    """Compare the page with what it was; raises ParseError `contract` when nothing is selected.

    A text equal to one of the last twenty is a page that flickers, and small changes wait
    until they are together as large as a change must be.
    """
    options: Options = source.options
    content_type = document.headers.get("content-type", "")
    page = Page(decode(document.body, content_type=content_type), url=document.url)
    lines = _watched(page, options, document)
    before = _read(document.memory)
    name = digest(*lines, size=6).hex()
    if not before.names:
        return Parsed(articles=(), memory=_written(lines, (name,)), hints={"title": page.title})
    added, removed = difference(before.lines, lines)
    if name in before.names:
        names = (*(n for n in before.names if n != name), name)
        changed = bool(added or removed)
        return Parsed(articles=(), memory=_written(lines, names) if changed else None)
    if sum(map(len, added + removed)) < options.min_change:
        return Parsed(articles=())
    article = _article(source, document, page.title, added=added, removed=removed, name=name)
    memory = _written(lines, (*before.names, name)[-LAST:])
    return Parsed(articles=(article,) if article else (), memory=memory)


def _watched(page: Page, options: Options, document: Document) -> tuple[str, ...]:
    """Give the lines of what is selected, without those to be ignored."""
    ignore = [compile_pattern(text, (0, len(text))) for text in options.ignore]
    lines = [line for css in options.watch for line in page.lines(css)]
    lines = [one for one in lines if not any(any(p.places(line_of(one))) for p in ignore)]
    if not lines:
        said = ", ".join(options.watch)
        raise ParseError("contract", f'nothing in "{said}" on the page at {document.url}')
    if sum(len(one.encode("utf-8", "replace")) + 1 for one in lines) > MOST_TEXT:
        raise ParseError("too-large", f"over {MOST_TEXT} bytes of text; watch less of the page")
    return tuple(lines)


def _article(
    source: Source,
    document: Document,
    page: str,
    *,
    added: Sequence[str],
    removed: Sequence[str],
    name: str,
) -> Article | None:
    known = {
        "outlet": source.outlet,
        "page": page,
        "first_added": added[0] if added else f"without {removed[0]}",
        "first_removed": removed[0] if removed else "",
        "added": str(len(added)),
        "removed": str(len(removed)),
    }
    gone = ["Removed:", *(f"- {line}" for line in removed)] if removed else []
    raw = Raw(
        key=name,
        url=document.url,
        title=fill(source.options.title, lambda place: known[place] or "-"),
        body="\n".join([*added, *gone]),
    )
    made = build(raw, source, seen=document.fetched)
    if made is None:
        return None
    return replace(made, id=article_id(hash_form(made.url), name), text_from="feed")


def _read(memory: str) -> _Memory:
    """Read what was remembered; what cannot be read any more is as if nothing were."""
    try:
        data = orjson.loads(memory or "{}")
        lines = unsqueezed(data["text"], most=MOST_TEXT + 1).split("\n")
        return _Memory(lines=tuple(lines), names=tuple(map(str, data["names"])))
    except (orjson.JSONDecodeError, ValueError, KeyError, TypeError, ParseError):
        return _Memory()


def _written(lines: Sequence[str], names: Sequence[str]) -> str:
    written = orjson.dumps({"names": list(names), "text": squeezed("\n".join(lines))}).decode()
    if len(written) > MOST_MEMORY:
        raise ParseError("too-large", "too much text to be remembered; watch less of the page")
    return written
