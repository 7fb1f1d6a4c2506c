"""One article from what people have at hand: plain text, a page, or a line of JSON."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from monitor.errors import ParseError
from monitor.model import Article, Source
from monitor.parsing.building import Raw, build
from monitor.parsing.charset import decode
from monitor.parsing.dates import read_date
from monitor.parsing.html import Page
from monitor.parsing.language import scripts_in
from monitor.parsing.records import ANY_TIME, name_of, raw_of
from monitor.parsing.webpage import is_html

MIN_TITLE_WORDS, MIN_TITLE_WIDE = 5, 8
LONGEST_DATE_LINE = 60
_LINE = re.compile(r"\n+")


def article_from(
    data: str | bytes, *, name: str, url: str = "", seen: datetime | None = None
) -> Article:
    """Read one article; `name` is the file or address it came from.

    Raises ParseError `charset`, `parse` or `empty`. `seen` stands in for now: without it a
    date that lies ahead is believed.
    """
    body = data.encode("utf-8", "replace") if isinstance(data, str) else data
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    when = seen or ANY_TIME
    if head.startswith(b"{"):
        raw, given = _from_json(head, name)
    elif is_html(body):
        raw, given = _from_page(body, url or name), {}
    else:
        raw, given = from_text(decode(body)), {}
    source = Source(id="try", kind="try", url=url, outlet=given.get("source", ""), outlet_id="try")
    article = build(raw, source, seen=when)
    if article is None:
        raise ParseError("empty", f"{name}: no title and no text in it")
    return article


def from_text(text: str) -> Raw:
    """Read plain text: the title is the first line of five words, a bare date line the date.

    What stands before the title (a section's name) and a menu of languages are left out.
    """
    lines = [line.strip() for line in _LINE.split(text.replace("\r", "\n")) if line.strip()]
    at = next((i for i, line in enumerate(lines) if _may_be_title(line)), 0)
    title = lines[at] if lines else ""
    dates = [("text", line) for line in lines if _is_date(line)][:1]
    body = [line for line in lines[at + 1 :] if not _is_date(line) and not is_menu(line)]
    return Raw(title=title, body="\n\n".join(body), dates=dates)


def is_menu(line: str) -> bool:
    """Tell whether a line is a language switch: short, and in many scripts at once."""
    return len(line) < 300 and len(scripts_in(line)) >= 4


def _may_be_title(line: str) -> bool:
    wide = sum("\u2e80" <= c <= "\ud7ff" for c in line)
    long_enough = len(line.split()) >= MIN_TITLE_WORDS or wide >= MIN_TITLE_WIDE
    return long_enough and not _is_date(line) and not is_menu(line)


def _is_date(line: str) -> bool:
    if len(line) > LONGEST_DATE_LINE or len(line.split()) > 6:
        return False
    letters = [word for word in line.replace(",", " ").split() if word.isalpha()]
    return len(letters) <= 3 and read_date(line) is not None and sum(map(str.isdigit, line)) >= 4


def _from_json(head: bytes, name: str) -> tuple[Raw, Mapping[str, str]]:
    try:
        record = orjson.loads(head.splitlines()[0])
    except orjson.JSONDecodeError:
        record = _whole(head, name)
    if not isinstance(record, dict):
        raise ParseError("parse", f"{name}: JSON that is no object")
    return raw_of(record), {"source": name_of(record, "outlet") or name_of(record, "source")}


def _whole(head: bytes, name: str) -> Any:
    try:
        return orjson.loads(head)
    except orjson.JSONDecodeError as error:
        raise ParseError("parse", f"{name}: broken JSON: {error}") from error


def _from_page(body: bytes, url: str) -> Raw:
    page = Page(decode(body), url=url).article()
    return Raw(
        url=page.url or url,
        title=page.title,
        lead=page.lead,
        body=page.body,
        dates=page.dates,
        authors=page.authors,
        lang=page.lang,
    )
