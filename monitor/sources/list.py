"""Source kind `list`: a web page's rows, read by CSS selectors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from monitor.errors import ParseError
from monitor.kinds import Says
from monitor.manners import Expect
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.parsing.building import Raw, build
from monitor.parsing.charset import decode
from monitor.parsing.dateformat import fault_of, parse_format
from monitor.parsing.html import Page, Pick, pick
from monitor.parsing.urls import join

ROBOTS = True
MAX_BODY = 5_000_000  # of HTML
MOST_SKIPPED = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOf:
    """Where a row shows one field; a bare selector stands for `css`."""

    css: Annotated[
        str, Says(doc="selector of its text, `css@attribute` for one", form="css", short=True)
    ]
    otherwise: Annotated[
        str, Says(doc="selector used when the first finds nothing", form="css", key="else")
    ] = ""
    format: Annotated[str, Says(doc="a date's form in CLDR letters: `d MMMM yyyy`")] = ""
    locale: Annotated[str, Says(doc="language of the month names in it")] = ""

    def picks(self) -> tuple[Pick, ...]:
        """Give what is tried, first first."""
        return tuple(pick(css) for css in (self.css, self.otherwise) if css)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Which part of a row is what."""

    url: Annotated[FieldOf, Says(doc="address of the article")]
    title: Annotated[FieldOf, Says(doc="its title")]
    lead: Annotated[FieldOf | None, Says(doc="its first sentences")] = None
    date: Annotated[FieldOf | None, Says(doc="when it was published")] = None
    author: Annotated[FieldOf | None, Says(doc="who wrote it")] = None

    def given(self) -> Mapping[str, FieldOf]:
        """Give the fields that are configured, by name."""
        named = {
            "url": self.url,
            "title": self.title,
            "lead": self.lead,
            "date": self.date,
            "author": self.author,
        }
        return {name: where for name, where in named.items() if where is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How rows are found on the page, and what they hold."""

    item: Annotated[str, Says(doc="selector of one row", form="css")]
    fields: Annotated[Fields, Says(doc="what a row's parts are")]
    drop: Annotated[
        tuple[str, ...], Says(doc="selectors of what is left out", form="css", short=True)
    ] = ()
    next: Annotated[str, Says(doc="selector of the link to the next page", form="css")] = ""
    max_pages: Annotated[int, Says(doc="pages read in one poll", low=1, high=10)] = 3
    fixture: Annotated[str, Says(doc="a saved page for `check --offline`")] = ""
    render: Annotated[
        Literal["plain", "browser"], Says(doc="browser: for pages that scripts fill")
    ] = "plain"


def faults(options: Options) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tell what options cannot mean: the path of the key, and what is wrong with it."""
    for name, where in options.fields.given().items():
        fault = fault_of(where.format, where.locale) if where.format else ""
        if fault:
            yield ("fields", name, "format"), f'"{where.format}": {fault}'


def plan(source: Source, _memory: str, _now: datetime) -> tuple[Request, ...]:
    """Ask for the page."""
    return (Request(url=source.url, render=source.options.render == "browser"),)


def parse(source: Source, document: Document) -> Parsed:
    """Read a page's rows; raises ParseError `contract` when it is not the page that was meant.

    `follow` is the next page, if the selector finds one and this was not the last to be read:
    it is worth fetching while every row of this one is new.
    """
    options: Options = source.options
    page = Page(
        decode(document.body, content_type=document.headers.get("content-type", "")),
        url=document.url,
    )
    given = options.fields.given()
    picks = {name: where.picks() for name, where in given.items()}
    rows = list(page.rows(options.item, picks, drop=options.drop))
    usable = [row for row in rows if row["url"] and row["title"]]
    _hold(options, rows, usable, source=source, title=page.title)
    articles = tuple(_articles(usable, page, source, document))
    return Parsed(
        articles=articles,
        follow=tuple(_next(page, options, document)),
        hints={"title": page.title, "rows": options.item},
        skipped=len(rows) - len(articles),
    )


def _articles(
    rows: Sequence[Mapping[str, str]], page: Page, source: Source, document: Document
) -> Iterator[Article]:
    for row in rows:
        url = join(page.base, row["url"])
        if not url:
            continue
        raw = Raw(
            url=url,
            title=row["title"],
            lead=row.get("lead", ""),
            dates=tuple(_dates(row, source)),
            authors=[row["author"]] if row.get("author") else (),
            lang=page.lang,
        )
        made = build(raw, source, seen=document.fetched)
        if made is not None:
            yield made


def _dates(row: Mapping[str, str], source: Source) -> Iterator[tuple[str, str]]:
    """Give a row's date: read by its format, else as any date is read."""
    where = source.options.fields.date
    if where is None or not row.get("date"):
        return
    if where.format:
        found = parse_format(
            row["date"], where.format, locale=where.locale, timezone=source.timezone
        )
        if found is not None:
            yield "date", found.isoformat()
            return
    yield "date", row["date"]


def _next(page: Page, options: Options, document: Document) -> Iterator[Request]:
    """Give the next page; its number is the role of its request."""
    number = int(document.role or 1) + 1
    link = join(page.base, page.one(pick(options.next))) if options.next else ""
    if link and link != document.url and number <= options.max_pages:
        yield Request(url=link, role=str(number), render=options.render == "browser")


def _hold(
    options: Options,
    rows: Sequence[Mapping[str, str]],
    usable: Sequence[Mapping[str, str]],
    *,
    source: Source,
    title: str,
) -> None:
    """See that there are rows, and that they can be used; raises ParseError `contract`."""
    what = f'for "{options.item}" on the page "{title[:80]}"'
    expect = source.expect or Expect(least=1)
    if not rows and expect.least:
        raise ParseError("contract", f"0 rows {what}, expected {expect.items}")
    if len(rows) - len(usable) > MOST_SKIPPED * len(rows):
        missing = len(rows) - len(usable)
        raise ParseError("contract", f"{missing} of {len(rows)} rows {what} have no url or title")
