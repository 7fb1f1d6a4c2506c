"""Articles of JSON records, as `backtest --articles` and one-line samples give them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.errors import ParseError
from monitor.matching.sentences import number
from monitor.model import TIERS, Article, Source, Tier
from monitor.parsing.building import MAX_AUTHORS, MAX_TAGS, Raw, build
from monitor.parsing.clean import clean, clean_line
from monitor.parsing.dates import read_date
from monitor.parsing.language import known_base

ANY_TIME = datetime(2100, 1, 1, tzinfo=UTC)  # as `seen`: a date that lies ahead is believed
MAX_NAME = 200  # of a source or an outlet
_FIRST = 2_000  # characters of a body in which its first sentence ends
_WORD = re.compile(r"\w+")


def article_from_record(record: Mapping[str, Any], *, name: str) -> Article:
    """Make an article of one record; `name` is where it stands.

    A language that we know is taken as given; a date that cannot be read is none; without a
    title the body's first sentence is one. It came in when it says (`seen`), else when it was
    published. Raises ParseError `empty` when it tells nothing.
    """
    outlet = name_of(record, "outlet") or name_of(record, "source")
    source = Source(
        id=name_of(record, "source") or outlet or "try",
        kind="try",
        url="",
        outlet=outlet,
        outlet_id=name_of(record, "outlet_id") or outlet,
        tier=_tier(record),
    )
    raw = raw_of(record)
    if not raw.title.strip():
        raw = replace(raw, title=first_sentence(clean(raw.lead or raw.body, limit=_FIRST)))
    article = build(raw, source, seen=ANY_TIME)
    if article is None:
        raise ParseError("empty", f"{name}: no title and no text in it")
    seen = read_date(text_of(record, "seen")) or article.published
    lang = known_base(text_of(record, "lang"))
    whole = replace(article, seen=seen)
    return replace(whole, lang=lang, lang_sure=1.0) if lang else whole


def raw_of(record: Mapping[str, Any]) -> Raw:
    """Give a record's fields as a walker would."""
    published = record.get("published")
    return Raw(
        key=_key(record),
        url=text_of(record, "url"),
        title=text_of(record, "title"),
        lead=text_of(record, "lead"),
        body=text_of(record, "body"),
        dates=[("published", str(published))] if published else (),
        authors=_texts(record, "authors", MAX_AUTHORS),
        tags=_texts(record, "tags", MAX_TAGS),
        lang=text_of(record, "lang"),
    )


def text_of(record: Mapping[str, Any], name: str) -> str:
    """Give a text of a record, empty for anything else."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def name_of(record: Mapping[str, Any], key: str) -> str:
    """Give a name of a record on one line, without what no reader needs."""
    return clean_line(text_of(record, key), limit=MAX_NAME)


def first_sentence(text: str, *, lang: str = "und") -> str:
    """Give the first sentence of a text, its end mark with it."""
    words = [(word.start(), word.end()) for word in _WORD.finditer(text)]
    numbers, _ = number(text, [a for a, _ in words], [b for _, b in words], lang=lang)
    for (start, _), sentence in zip(words, numbers, strict=True):
        if sentence:
            before = text[:start].rstrip()
            return before.rstrip("\"'«»“”‘’„(").rstrip() or before
    return text.strip()


def _key(record: Mapping[str, Any]) -> str:
    key = record.get("id")
    return str(key) if isinstance(key, str | int) else ""


def _texts(record: Mapping[str, Any], name: str, most: int) -> tuple[str, ...]:
    values = record.get(name)
    given = values if isinstance(values, list) else ()
    return tuple(value for value in given[:most] if isinstance(value, str))


def _tier(record: Mapping[str, Any]) -> Tier:
    said = record.get("tier")
    return next((tier for tier in TIERS if tier == said), "outlet")
