"""An entry's raw fields to an Article: limits, cleaning, identity, dates, language."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from monitor.ids import article_id, article_version, digest
from monitor.model import Article, Source
from monitor.parsing.clean import clean, clean_all, clean_line
from monitor.parsing.dates import AHEAD, EARLIEST, read_date
from monitor.parsing.language import SAMPLE, detect
from monitor.parsing.urls import MAX_URL, canonical, hash_form

MAX_TITLE, MAX_LEAD, MAX_BODY = 1_000, 4_000, 100_000
MAX_KEY = 512
MAX_AUTHOR, MAX_AUTHORS = 200, 20
MAX_TAG, MAX_TAGS = 100, 50
MIN_BODY = 600  # characters of a feed's body that make it the article's text

FROM_ADDRESS = "address"  # `text_from` of an article whose page must tell even its title

_SUFFIX = re.compile(r"\s+[|·_–—-]\s+|\s*[|｜–—]\s*|_(?=[^_]+$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """What a walker found in one entry, as text: HTML is reduced already."""

    key: str = ""  # the feed's own id
    url: str = ""  # absolute
    title: str = ""
    lead: str = ""
    body: str = ""
    dates: Sequence[tuple[str, str]] = ()  # (element, text), best first
    authors: Sequence[str] = ()
    tags: Sequence[str] = ()
    lang: str = ""  # tag of the entry, else of its feed or page


def build(raw: Raw, source: Source, *, seen: datetime, site: Sequence[str] = ()) -> Article | None:
    """Make an article; None when there is neither title nor text to tell anything.

    `site` are names of the feed or page: they are cut from titles like the outlet's.
    """
    lead = clean(raw.lead, limit=MAX_LEAD)
    body = clean(raw.body, limit=MAX_BODY)
    title = clean_line(raw.title, limit=MAX_TITLE) or clean_line(lead or body, limit=80)
    if not title:
        return None
    title = without_publisher(title, [source.outlet, *source.publishers, *site])
    url = canonical(raw.url)[:MAX_URL]
    published, published_from = published_of(raw.dates, source.timezone, seen)
    key = key_of(raw.key, url=url, title=title, date=raw.dates[0][1] if raw.dates else "")
    lang, sure = detect(f"{title}\n{lead}\n{body[:SAMPLE]}", tag=raw.lang, prior=source.langs)
    version = article_version(title, lead, body)
    return Article(
        id=article_id(hash_form(url) or f"{source.outlet_id}\n{key}"),
        version=version,
        shown=version,
        key=key,
        source=source.id,
        outlet=source.outlet,
        outlet_id=source.outlet_id,
        tier=source.tier,
        url=url,
        title=title,
        lead=lead,
        body=body,
        published=published,
        published_from=published_from,
        seen=seen,
        lang=lang,
        lang_sure=sure,
        authors=clean_all(raw.authors, limit=MAX_AUTHOR, most=MAX_AUTHORS),
        tags=clean_all(raw.tags, limit=MAX_TAG, most=MAX_TAGS),
        text_from=_text_from(lead, body),
    )


def key_of(own: str, *, url: str, title: str, date: str) -> str:
    """Give an entry's identity in its source: its id, else its URL, else its title and date."""
    key = clean_line(own, limit=MAX_KEY * 4) if own else url
    if not key:
        return digest(title, date).hex()
    return key if len(own) <= MAX_KEY and len(key) <= MAX_KEY else digest(own or key).hex()


def without_publisher(title: str, names: Iterable[str]) -> str:
    """Cut the publisher's name from a title's end or beginning, if enough of it stays."""
    known = _known(tuple(names))
    for found in reversed(list(_SUFFIX.finditer(title))):
        before, after = title[: found.start()].strip(), title[found.end() :].strip()
        if _folded(after) in known and _is_enough(before):
            return before
    first = _SUFFIX.search(title)
    if first and _folded(title[: first.start()]) in known:
        after = title[first.end() :].strip()
        return after if _is_enough(after) else title
    return title


@lru_cache(maxsize=256)
def _known(names: Sequence[str]) -> frozenset[str]:
    """Fold the names: they are the same for all entries of a feed."""
    return frozenset(map(_folded, names)) - {""}


def _folded(name: str) -> str:
    low = name.casefold().strip().removeprefix("www.")
    return "".join(c for c in low if c.isalnum())


def _is_enough(title: str) -> bool:
    """Tell whether three words, or eight characters of a script without spaces, are left."""
    wide = sum("\u2e80" <= c <= "\ud7ff" or "\u0e00" <= c <= "\u0eff" for c in title)
    return wide >= 8 or len(title.split()) >= 3


def published_of(
    dates: Sequence[tuple[str, str]], timezone: str, seen: datetime
) -> tuple[datetime | None, str]:
    """Take the first date that can be; one that lies ahead is the time it was seen."""
    for element, text in dates:
        found = read_date(text, timezone=timezone)
        if found is None or found < EARLIEST:
            continue
        if found > seen + AHEAD:
            return seen, "clamped"
        return found, element
    return None, "first-seen"


def _text_from(lead: str, body: str) -> str:
    if len(body) >= MIN_BODY and not body.rstrip().endswith(("[…]", "[...]", "…")):
        return "feed"
    return "lead" if lead or body else ""
