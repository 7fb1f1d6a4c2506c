"""Source kind `edgar`: filings with the SEC by form and item, each with its main document.

Reads the list of current filings (Atom), or the submissions of single companies (JSON): in the
latter's address `##########` stands for each number of `ciks`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

import orjson

from monitor.kinds import Says
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.parsing.building import Raw, build
from monitor.parsing.charset import decode
from monitor.parsing.dates import read_date
from monitor.parsing.filings import Filing, current, items_of, lead_of, main_of, submitted, text_of

URL = (
    "https://www.sec.gov/cgi-bin/browse-edgar"
    "?action=getcurrent&type=8-K&company=&dateb=&owner=include&count=100&output=atom"
)
NEEDS_CONTACT = True  # the SEC refuses who does not say who they are
MAX_BODY = 20_000_000
MOST_SEEN = 400  # accession numbers
RECENT = timedelta(days=7)  # of a company's submissions
_ANY = "##########"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which filings count."""

    forms: Annotated[tuple[str, ...], Says(doc="8-K, 8-K/A ...", short=True)] = ("8-K", "8-K/A")
    items: Annotated[tuple[str, ...], Says(doc="5.02 ...; empty = any", short=True)] = ()
    ciks: Annotated[
        tuple[str, ...],
        Says(doc="companies' numbers, a file of them (ciks.txt), or all", short=True),
    ] = ("all",)

    @property
    def companies(self) -> frozenset[int]:
        """Give the numbers, none for all."""
        return frozenset(int(cik) for cik in self.ciks if cik != "all")


def filled(options: Options, file: Callable[[str], bytes | None]) -> Options:
    """Put the numbers that files hold, one a line, in the place of their names.

    A name without a file stays, and is a fault.
    """
    ciks: list[str] = []
    for cik in options.ciks:
        body = file(cik) if cik.endswith(".txt") else None
        if body is None:
            ciks.append(cik)
            continue
        lines = (
            line.partition("#")[0].strip()
            for line in body.decode("utf-8-sig", "replace").splitlines()
        )
        ciks += [line for line in lines if line]
    return replace(options, ciks=tuple(ciks))


def faults(options: Options) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tell what options cannot mean: the path of the key, and what is wrong with it."""
    for cik in options.ciks:
        if cik.endswith(".txt"):
            yield ("ciks",), f'no file "{cik}" beside this one'
        elif cik != "all" and not (cik.isascii() and cik.isdecimal() and len(cik) <= 10):
            yield ("ciks",), f'"{cik}" is no CIK; write up to ten digits, or all'
    for item in options.items:
        whole, _, part = item.partition(".")
        if not (whole.isdecimal() and part.isdecimal() and len(part) == 2):
            yield ("items",), f'"{item}" is no item of a filing; write 5.02'


def plan(source: Source, _memory: str, _now: datetime) -> tuple[Request, ...]:
    """Ask for the list, or for the submissions of each company."""
    if _ANY not in source.url:
        return (Request(url=source.url),)
    numbers = sorted(source.options.companies)
    return tuple(Request(url=source.url.replace(_ANY, f"{n:010}")) for n in numbers[:50])


def parse(source: Source, document: Document) -> Parsed:
    """Read a list, a filing's index page, or its main document.

    The first list of all is taken as it is: what it holds was filed before anybody asked. From
    then on each filing is read, and counts as seen once its main document was.
    """
    role = _role(document.role)
    if role is None:
        return _listed(source, document)
    filing, is_index = role
    text = decode(document.body, content_type=document.headers.get("content-type", ""))
    if is_index:
        url = main_of(text, filing, url=document.url)
        return Parsed(articles=(), follow=(_asked(replace(filing, url=url), is_index=False),))
    seen = _with(document.memory, [filing.number])
    body = text_of(text)
    items = filing.items or items_of(body)
    wanted = source.options.items
    if wanted and not set(wanted) & set(items):
        return Parsed(articles=(), memory=seen)
    whole = replace(filing, items=items, url=document.url)
    lead = lead_of(body, wanted or items)
    made = _article(source, document, whole, lead=lead, body=body)
    return Parsed(articles=(made,) if made else (), memory=seen)


def _listed(source: Source, document: Document) -> Parsed:
    options: Options = source.options
    is_json = document.body[:100].lstrip()[:1] == b"{"
    found = submitted(document.body) if is_json else current(document)
    if is_json:
        since = document.fetched - RECENT
        found = [f for f in found if (at := read_date(f.filed)) is not None and at >= since]
    wanted = {f.number: f for f in found if _is_wanted(f, options)}
    if not document.memory:
        made = [_article(source, document, filing) for filing in wanted.values()]
        memory = _with("", list(wanted) or ["-"])
        return Parsed(articles=tuple(a for a in made if a is not None), memory=memory)
    seen = set(_seen(document.memory))
    fresh = [filing for number, filing in wanted.items() if number not in seen]
    return Parsed(articles=(), follow=tuple(_asked(f, is_index=f.is_index) for f in fresh))


def _is_wanted(filing: Filing, options: Options) -> bool:
    """Tell whether a filing counts; one whose items are not told must be read to know."""
    if filing.form not in options.forms:
        return False
    if options.companies and filing.cik not in options.companies:
        return False
    return not options.items or not filing.items or bool(set(options.items) & set(filing.items))


def _article(
    source: Source, document: Document, filing: Filing, *, lead: str = "", body: str = ""
) -> Article | None:
    named = [f"Item {i} {filing.names.get(i, '')}".strip() for i in filing.items]
    wanted = source.options.items
    first = [one for i, one in zip(filing.items, named, strict=True) if i in wanted] or named
    raw = Raw(
        key=filing.number,
        url=filing.url,
        title=f"{filing.company}: {', '.join([filing.form, *first[:2]])}",
        lead=lead or "; ".join(named),
        body=body,
        dates=(("filed", filing.filed),) if filing.filed else (),
        authors=(filing.company,),
        tags=(filing.form, *(f"item {i}" for i in filing.items)),
        lang="en",
    )
    made = build(raw, source, seen=document.fetched)
    return replace(made, text_from="feed") if made is not None and body else made


def _asked(filing: Filing, *, is_index: bool) -> Request:
    """Ask for a filing's page; what the list said of it goes along as the request's role."""
    role = [
        int(is_index),
        filing.number,
        filing.form,
        filing.company,
        filing.cik,
        filing.filed,
        list(filing.items),
        dict(filing.names),
    ]
    return Request(url=filing.url, role=orjson.dumps(role).decode())


def _role(text: str) -> tuple[Filing, bool] | None:
    if not text:
        return None
    try:
        is_index, number, form, company, cik, filed, items, names = orjson.loads(text)
    except (orjson.JSONDecodeError, ValueError, TypeError):
        return None
    filing = Filing(
        number=number,
        form=form,
        company=company,
        cik=cik,
        filed=filed,
        items=tuple(items),
        names=names,
        url="",
    )
    return filing, bool(is_index)


def _seen(memory: str) -> Sequence[str]:
    try:
        found: Any = orjson.loads(memory)
    except orjson.JSONDecodeError:
        return ()
    return found if isinstance(found, list) else ()


def _with(memory: str, numbers: Sequence[str]) -> str:
    """Note filings as read; those read longest ago are forgotten, they left the list."""
    known = dict.fromkeys([*(_seen(memory) if memory else ()), *numbers])
    return orjson.dumps(list(known)[-MOST_SEEN:]).decode()
