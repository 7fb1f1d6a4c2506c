"""Agreement: what our articles say of a feed's entries, beside what feedparser says of them.

For a folder of feeds, above all feedparser's own test suite. A file counts when feedparser finds
an entry in it with a title, address or text; it agrees when all its entries do in all fields
that feedparser has. Whitespace, tags and our canonical form of addresses are no difference.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.errors import ParseError
from monitor.model import Article, Document, Source
from monitor.parsing.clean import clean, clean_line
from monitor.parsing.dates import EARLIEST
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import canonical, join
from monitor.sources.feed import Options, parse

GOAL = 0.97
BASE = "http://feed.example/"
SEEN = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
SUFFIXES = (".xml", ".cdf", ".json", ".rdf", ".rss", ".atom")
SOURCE = Source(
    id="one", kind="feed", url=BASE, outlet="Harbour", outlet_id="post", options=Options()
)
Entry = Mapping[str, Any]
Fields = Callable[[Path], Sequence[Entry]]


@dataclass(slots=True, kw_only=True)
class Counted:
    """Files that count, those that agree, and the others by cause."""

    files: int = 0
    agreeing: int = 0
    named: int = 0  # of the files, those whose entries have a title or address
    named_agreeing: int = 0
    causes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Give the share of files that agree."""
        return self.agreeing / self.files if self.files else 0.0

    @property
    def named_share(self) -> float:
        """Give it for files whose entries have more than a text."""
        return self.named_agreeing / self.named if self.named else 0.0

    def add(self, name: str, entries: Sequence[Entry], causes: Sequence[str]) -> None:
        """Count a file."""
        is_named = any(_plain(e["title"]) or _address(e) for e in entries)
        self.files += 1
        self.named += is_named
        self.agreeing += not causes
        self.named_agreeing += is_named and not causes
        for cause in causes:
            self.causes.setdefault(cause, []).append(name)


def agreement(folder: Path, *, fields: Fields) -> Counted:
    """Compare all feeds of a folder; `fields` gives what feedparser reads in one."""
    counted = Counted()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES):
        entries = [entry for entry in fields(path) if _is_populated(entry)]
        if entries:
            counted.add(str(path.relative_to(folder)), entries, _causes(path, entries))
    return counted


def told(counted: Counted) -> Iterator[str]:
    """Give the lines to print: the share, and who disagrees about what."""
    for cause, names in sorted(counted.causes.items(), key=lambda one: -len(one[1])):
        yield f"{cause}: {len(names)}"
        yield from (f"  {name}" for name in names)
    yield (
        f"{counted.agreeing} of {counted.files} files agree ({counted.share:.1%}); of those with"
        f" a title or address {counted.named_agreeing} of {counted.named}"
        f" ({counted.named_share:.1%})"
    )


def _is_populated(entry: Entry) -> bool:
    """Tell whether an entry says anything: a picture alone, or a script, is no text."""
    texts = (entry["title"], entry["summary"], *entry["contents"])
    return bool(_address(entry)) or any(map(_plain, texts))


def _causes(path: Path, entries: Sequence[Entry]) -> tuple[str, ...]:
    document = Document(url=BASE, status=200, headers={}, body=path.read_bytes(), fetched=SEEN)
    try:
        articles = parse(SOURCE, document).articles
    except ParseError as error:
        return (f"error {error.kind}",)
    if len(articles) != len(entries):
        return (f"{len(articles)} articles of {len(entries)} entries",)
    causes: Counter[str] = Counter()
    for article, entry in zip(articles, entries, strict=True):
        causes.update(_differing(article, entry))
    return tuple(causes)


def _differing(article: Article, entry: Entry) -> Iterator[str]:
    """Name the fields that feedparser has otherwise."""
    texts = {_line(article.lead), _line(article.body)}
    if entry["title"] and _line(article.title) not in _either(entry["title"]):
        yield "title"
    if _address(entry) not in ("", article.url):
        yield "link"
    if clean_line(entry["id"], limit=512) not in ("", article.key):
        yield "id"
    if _date(entry["date"]) not in (None, article.published):
        yield "date"
    if _plain(entry["summary"]) and not _either(entry["summary"]) & texts:
        yield "summary"
    contents = [text for text in entry["contents"] if _plain(text)]
    if contents and not any(_either(text) & texts for text in contents):
        yield "content"


def _plain(text: str) -> str:
    return _line(strip_tags(text))


def _either(text: str) -> set[str]:
    """Read a text as HTML and as plain text: they do not say which it is."""
    return {_plain(text), _line(text)}


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _address(entry: Entry) -> str:
    """Write their address as ours are written; an id that is no address is none as a link."""
    link: str = entry["link"]
    if " " in link or (link == entry["id"] and not link[:8].lower().startswith("http")):
        return ""
    return canonical(join(BASE, link)) if link else ""


def _date(parts: Sequence[int]) -> dt.datetime | None:
    """Read their date; one before 1995, which we take for a fault, is none."""
    try:
        year, month, day, hour, minute, second = parts or (1, 1, 1, 0, 0, 0)
        at = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return None
    return at if EARLIEST <= at <= SEEN else None
