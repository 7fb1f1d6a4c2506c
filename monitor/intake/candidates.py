"""Candidates: places of one site where its news may be read, and which of them is best. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor.model import Article, Document, Parsed
from monitor.parsing.urls import domain_of

FRESH = timedelta(days=30)
TWICE = 2.0  # so much fuller, a sitemap of news goes before a feed
EVERY_S = {"feed": 900.0, "sitemap": 3600.0, "list": 1800.0}
QUICK_S = 300.0  # where a server says that its answer is good for no longer, and for news
LONGEST_S = 3600.0
LONGEST_NAME = 60
REFUSED = "refused"
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_COMMENTS = re.compile(r"[/=?&]comments?\b", re.IGNORECASE)
_ON = re.compile(r"\s*(?:comments?|kommentare|commentaires?|commenti|comentarios)\b", re.IGNORECASE)
_ASIDE = re.compile(r"podcast|/tag/|/category/|/author/|/search", re.IGNORECASE)
_PART = re.compile(r"\s+[-|–—·:»›«]\s+|\s*[|｜»›«]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One place, as it answered just now."""

    kind: str
    url: str
    title: str = ""  # of the feed or page
    articles: tuple[Article, ...] = ()
    every_s: float = EVERY_S["feed"]
    has_validators: bool = False  # an unchanged one costs its server nothing
    is_news: bool = False  # a sitemap that is one of news
    note: str = ""
    robots: str = ""  # allowed, or refused and why
    more: Mapping[str, Any] = field(default_factory=dict)  # keys of its kind
    document: Document | None = None  # as it came

    @property
    def is_refused(self) -> bool:
        """Tell whether polls would find the door closed: feeds are asked for by name."""
        return self.kind != "feed" and self.robots.startswith(REFUSED)

    @property
    def newest(self) -> datetime | None:
        """Give when its newest dated article was published."""
        return max(_dates(self), default=None)

    @property
    def langs(self) -> tuple[str, ...]:
        """Give its languages, the most frequent first; rare ones are mistakes of detection."""
        counts: dict[str, int] = {}
        for article in self.articles:
            counts[article.lang] = counts.get(article.lang, 0) + 1
        least = max(1, len(self.articles) // 8)
        named = [lang for lang, n in counts.items() if lang != "und" and n >= least]
        return tuple(sorted(named, key=lambda lang: -counts[lang]))

    @property
    def outlet(self) -> str:
        """Name the publisher: the shortest part of the title, else the domain."""
        parts = [part.strip() for part in _PART.split(self.title) if len(part.strip()) > 1]
        named = [part for part in parts if part.casefold() not in _NO_NAMES]
        return min(named, key=len)[:LONGEST_NAME] if named else domain_of(self.url)


_NO_NAMES = frozenset(
    {
        *("feed", "rss", "rss feed", "atom", "news", "blog", "home", "homepage", "latest", "index"),
        *("latest news", "all news", "all posts", "press releases", "newsroom", "startseite"),
        *("press", "archive", "posts", "articles", "updates", "notizie", "noticias", "actualités"),
    }
)


def is_of_comments(url: str, title: str) -> bool:
    """Tell whether a feed holds what readers wrote below the articles."""
    return bool(_COMMENTS.search(url) or _ON.match(title))


def chosen(found: Sequence[Candidate], *, now: datetime) -> tuple[Candidate, ...]:
    """Put candidates in order, best first; one that repeats another's articles goes.

    First a dated feed of the last 30 days, unless a sitemap of news is fresher or twice as full;
    then sitemaps, undated feeds, feeds that have fallen silent, lists, and last what robots.txt
    refuses.
    """
    ordered = sorted(found, key=lambda one: _rank(one, found, now))
    kept: list[Candidate] = []
    for one in ordered:
        ids = {article.id for article in one.articles}
        if not any(one.kind == k.kind and ids <= {a.id for a in k.articles} for k in kept):
            kept.append(one)
    return tuple(kept)


def _rank(one: Candidate, found: Sequence[Candidate], now: datetime) -> tuple[float, ...]:
    feeds = [c for c in found if c.kind == "feed" and _is_fresh(c, now)]
    if one.kind == "feed":
        rank = 1.0 if _is_fresh(one, now) else 3.0 if one.newest is None else 4.0
    elif one.kind == "list":
        rank = 5.0 if not _is_fresh(one, now) else 3.5
    elif one.is_news:
        rank = 0.0 if feeds and all(_is_better(one, feed) for feed in feeds) else 2.0
    else:
        rank = 2.5
    is_aside = bool(_ASIDE.search(urlsplit(one.url).path) or _ASIDE.search(one.title))
    return (one.is_refused, rank, is_aside)


def _is_fresh(one: Candidate, now: datetime) -> bool:
    return one.newest is not None and one.newest >= now - FRESH


def _is_better(sitemap: Candidate, feed: Candidate) -> bool:
    """Tell whether a sitemap is fresher than a feed, or twice as full over the same time.

    Fresher by more than the time in which the feed is asked again: less is chance. A feed
    shows its last few articles, a sitemap those of two days: only what is no older counts.
    """
    if sitemap.newest is None or feed.newest is None:
        return False
    if sitemap.newest > feed.newest + timedelta(seconds=feed.every_s):
        return True
    since = min(_dates(feed))
    return sum(at >= since for at in _dates(sitemap)) >= TWICE * len(feed.articles)


def _dates(one: Candidate) -> list[datetime]:
    return [a.published for a in one.articles if a.published and a.published_from != "first-seen"]


def interval_of(kind: str, parsed: Parsed, headers: Mapping[str, str]) -> float:
    """Tell how often a place is asked at first: as quickly as it says that it is fresh."""
    said = [float(parsed.hints["ttl_s"])] if parsed.hints.get("ttl_s") else []
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    said += [float(age[1])] if age else []
    usual = QUICK_S if parsed.hints.get("news") else EVERY_S.get(kind, 900.0)
    if said and 0 < max(said) <= QUICK_S:
        return QUICK_S
    return min(max([usual, *said]), LONGEST_S)


def note_of(parsed: Parsed, headers: Mapping[str, str], *, hub: str = "") -> str:
    """Say what makes a place cheap to ask, or doubtful."""
    parts = ["news"] if parsed.hints.get("news") else []
    parts += ["ETag"] if "etag" in headers else []
    parts += ["Last-Modified"] if "last-modified" in headers and "etag" not in headers else []
    parts += ["hub"] if hub or parsed.hints.get("hub") else []
    parts += [f"{parsed.skipped} skipped"] if parsed.skipped else []
    return ", ".join(parts)
