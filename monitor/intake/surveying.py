"""Surveying a web page: the feeds it names, where its site's news may be, the list it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from monitor import kinds
from monitor.errors import ParseError
from monitor.intake.reading import KINDS
from monitor.model import Article, Document, Source
from monitor.parsing.anchors import anchors, refresh
from monitor.parsing.charset import decode
from monitor.parsing.html import Page
from monitor.parsing.repeated import repeated
from monitor.parsing.signposts import named_feeds, sections
from monitor.parsing.urls import join

ENOUGH = 5  # articles of a list that is one
MOST = 50  # of each that are handed on


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessed:
    """A list that reads: the item's selector, its fields, and what they give."""

    item: str
    fields: Mapping[str, str]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one page shows; addresses are whole, the likeliest first."""

    title: str = ""
    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    guessed: Guessed | None = None
    onward: str = ""  # where it sends its reader by itself
    links: int = 0  # on the page: none where a script draws it


def survey(source: Source, document: Document) -> Survey:
    """Look over a page: the job that runs in a worker; raises ParseError `charset`."""
    text = decode(document.body, content_type=document.headers.get("content-type", ""))
    page = Page(text, url=document.url)
    return Survey(
        title=page.title,
        feeds=named_feeds(page)[:MOST],
        sections=sections(page)[:MOST],
        onward=join(page.base, refresh(page)) if refresh(page) else "",
        guessed=_guessed(source, document, page),
        links=sum(1 for _ in anchors(page)),
    )


def _guessed(source: Source, document: Document, page: Page) -> Guessed | None:
    """Find the page's list of news, tried as that kind would read it; None when it has none."""
    module = kinds.load(KINDS, "list")
    for rows in repeated(page):
        said = {"item": rows.item, "fields": {k: {"css": v} for k, v in rows.fields.items()}}
        options = TypeAdapter(module.Options).validate_python(said)
        try:
            parsed = module.parse(replace(source, kind="list", options=options), document)
        except ParseError:
            continue
        if len(parsed.articles) >= ENOUGH:
            return Guessed(item=rows.item, fields=rows.fields, articles=parsed.articles)
    return None
