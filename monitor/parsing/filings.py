"""Filings with the SEC: the list of current ones, a company's submissions, and their documents."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from monitor.errors import ParseError
from monitor.model import Document
from monitor.parsing.dotted import look, text
from monitor.parsing.html import Page, pick
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import join
from monitor.parsing.xmlfeed import read_xml_feed

ARCHIVE = "https://www.sec.gov/Archives/edgar/data"
MAX_ROWS = 1_000
MAX_LEAD = 2_000
_TITLE = re.compile(r"(.{1,20}?) - (.{1,200}?) \((\d{1,10})\)")
_NUMBER = re.compile(r"\d{10}-\d{2}-\d{6}")
_ITEM = re.compile(r"\bItem\s{1,5}(\d{1,2}\.\d{2})\b[.:]?[ \t]{0,5}([^\n]{0,200})", re.IGNORECASE)
_END = re.compile(r"^\s{0,20}SIGNATURES?\s{0,20}$", re.MULTILINE | re.IGNORECASE)
_COLUMNS = ("accessionNumber", "form", "items", "acceptanceDateTime", "primaryDocument")
_HIDDEN = ("<ix:header", "</ix:header>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One filing, as a list tells of it."""

    number: str  # accession number
    form: str
    company: str
    cik: int
    filed: str
    items: tuple[str, ...] = ()  # empty when the list does not tell
    names: Mapping[str, str] = field(default_factory=dict)  # item -> what it is about
    url: str

    @property
    def is_index(self) -> bool:
        """Tell whether its address is that of the page that lists its documents."""
        return self.url.endswith(("-index.htm", "-index.html"))


def current(document: Document) -> list[Filing]:
    """Read the list of current filings; raises ParseError as a feed does."""
    content_type = document.headers.get("content-type", "")
    feed = read_xml_feed(document.body, base=document.url, content_type=content_type)
    found = []
    for entry in feed.entries:
        named, number = _TITLE.match(entry.title), _NUMBER.search(f"{entry.key} {entry.lead}")
        if named is None or number is None or not entry.url:
            continue
        names = dict(_items(entry.lead))
        filing = Filing(
            number=number[0],
            form=named[1],
            company=named[2],
            cik=int(named[3]),
            filed=entry.dates[0][1] if entry.dates else "",
            items=tuple(names),
            names=names,
            url=entry.url,
        )
        found.append(filing)
    if feed.entries and not found:
        raise ParseError("contract", f"no filing in {len(feed.entries)} entries at {document.url}")
    return found


def submitted(body: bytes) -> list[Filing]:
    """Read a company's submissions; raises ParseError `parse` or `contract`."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ParseError("parse", f"broken JSON: {error}") from None
    cik, recent = text(look(data, "cik")), look(data, "filings.recent")
    columns = [look(recent, name) for name in _COLUMNS]
    if not cik.isdecimal() or not all(isinstance(column, list) for column in columns):
        raise ParseError("contract", "no filings.recent in the company's submissions")
    rows = list(zip(*columns, strict=False))[:MAX_ROWS]
    return [_submission(row, int(cik), text(look(data, "name"))) for row in rows if row[0]]


def _submission(row: Sequence[Any], cik: int, company: str) -> Filing:
    number, form, items, filed, main = map(text, row)
    folder = f"{ARCHIVE}/{cik}/{number.replace('-', '')}"
    return Filing(
        number=number,
        form=form,
        company=company,
        cik=cik,
        filed=filed,
        items=tuple(item.strip() for item in items.split(",") if item.strip()),
        url=f"{folder}/{main}" if main else f"{folder}/{number}-index.htm",
    )


def main_of(html: str, filing: Filing, *, url: str) -> str:
    """Find the main document on a filing's index page; raises ParseError `contract`."""
    picks = {"url": [pick("a@href")], "form": [pick("td:nth-child(4)")]}
    rows = [row for row in Page(html, url=url).rows("table.tableFile tr", picks) if row["url"]]
    best = next((row for row in rows if row["form"] == filing.form), rows[0] if rows else None)
    if best is None:
        raise ParseError("contract", f"no document of {filing.number} on its page at {url}")
    link = join(url, best["url"])
    inner = dict(parse_qsl(urlsplit(link).query)).get("doc", "")  # the viewer's address
    return join(link, inner) if inner else link


def text_of(html: str) -> str:
    """Give a document's text, without what its viewer alone reads."""
    begin = html.find(_HIDDEN[0])
    end = html.find(_HIDDEN[1], begin) if begin >= 0 else -1
    return strip_tags(html if end < 0 else html[:begin] + html[end + len(_HIDDEN[1]) :])


def items_of(body: str) -> tuple[str, ...]:
    """Give the items a document has sections for."""
    return tuple(dict(_items(body)))


def lead_of(body: str, items: Sequence[str]) -> str:
    """Give the sections of some items, as far as a lead goes."""
    places = list(_ITEM.finditer(body))
    end = _END.search(body)
    parts = []
    for at, found in enumerate(places):
        if found[1] in items:
            after = places[at + 1].start() if at + 1 < len(places) else len(body)
            last = min(after, end.start()) if end and end.start() > found.start() else after
            parts.append(" ".join(body[found.start() : last].split()))
    return " ".join(parts)[:MAX_LEAD]


def _items(written: str) -> Iterator[tuple[str, str]]:
    for found in _ITEM.finditer(written):
        yield found[1], found[2].strip(" .:")
