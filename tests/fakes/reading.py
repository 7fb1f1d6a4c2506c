"""What the intake line talks to: a scripted web, an archive in memory, pages with texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.errors import ParseError
from monitor.intake.health import Notice
from monitor.intake.lines import Line
from monitor.model import Article, Document, Match, NotModified, Problem, Request, Source
from monitor.net.problems import problem
from monitor.sources import feed
from tests.fakes.clock import START
from tests.fakes.made import article

Answer = Document | NotModified | Problem


def source(name: str = "gazette", **more: Any) -> Source:
    given: dict[str, Any] = {
        "kind": "feed",
        "url": f"https://{name}.example/feed",
        "outlet": name.title(),
        "outlet_id": name,
        "config_hash": "c1",
        "options": feed.Options(),
        "every_s": 600.0,
    }
    return Source(id=name, **(given | more))


def document(body: str | bytes = "<rss/>", *, url: str = "https://gazette.example/feed",
             headers: Mapping[str, str] | None = None) -> Document:  # fmt: skip
    raw = body.encode() if isinstance(body, str) else body
    return Document(url=url, status=200, headers=headers or {}, body=raw, fetched=START)


def rss(*titles: str, host: str = "gazette.example") -> str:
    items = "".join(
        f"<item><title>{t}</title><link>https://{host}/{t.replace(' ', '-')}</link></item>"
        for t in titles
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def entry(name: str, **more: Any) -> Article:
    """An article as a document shows it, its key, id and URL made of its name."""
    given: dict[str, Any] = {"key": name, "version": f"{name}-1", "source": "gazette"}
    given["url"] = f"https://gazette.example/{name}"
    given |= more
    return article(f"Title of {name}", id=f"id-{name}", shown=given["version"], **given)


class FakeFetch:
    """Answers by script, URL by URL, the last answer again and again; keeps what was asked."""

    def __init__(self, answers: Mapping[str, Answer | Sequence[Answer]]) -> None:
        self._answers = {
            url: list(given) if isinstance(given, Sequence) else [given]
            for url, given in answers.items()
        }
        self.asked: list[tuple[Request, dict[str, Any]]] = []

    async def __call__(self, request: Request, **more: Any) -> Answer:
        self.asked.append((request, more))
        answers = self._answers.get(request.url)
        if not answers:
            return problem("404", f"status 404 at {request.url}")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    @property
    def urls(self) -> list[str]:
        return [request.url for request, _ in self.asked]


class MemoryArchive:
    """Keeps lines in a list; `full` keeps none, as on a full disk."""

    def __init__(self) -> None:
        self.lines: list[tuple[datetime, Line]] = []
        self.full = False

    async def append(self, lines: Sequence[Line], *, now: datetime) -> int:
        if self.full:
            return len(lines)
        self.lines.extend((now, line) for line in lines)
        return 0

    async def since(self, source: str, at: datetime, *, now: datetime) -> tuple[Article, ...]:
        own = [line.article for when, line in self.lines if when >= at]
        return tuple({a.key: a for a in own if a.source == source}.values())

    @property
    def titles(self) -> list[str]:
        return [line.article.title for _, line in self.lines]


@dataclass
class FakeComplete:
    """Pages by article id; an article that `wanted` names needs its page."""

    wanted: set[str] = field(default_factory=set)
    pages: dict[str, Article | Problem] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    def needs(self, source: Source, article: Article) -> bool:
        return article.id in self.wanted and article.text_from != "page"

    async def __call__(self, source: Source, article: Article) -> Article | Problem:
        self.read.append(article.id)
        return self.pages.get(article.id, article)


@dataclass
class FakeMatcher:
    """Gives the matches of an article by its title; one listed as costly is a ParseError."""

    found: dict[str, tuple[Match, ...]] = field(default_factory=dict)
    costly: set[str] = field(default_factory=set)
    seen: list[Article] = field(default_factory=list)

    async def __call__(self, article: Article) -> tuple[Match, ...]:
        self.seen.append(article)
        if article.title in self.costly:
            raise ParseError("parse", "too costly: over 3 s")
        return self.found.get(article.title, ())


@dataclass
class FakeJoin:
    """Keeps what was joined; a scripted error is raised once."""

    joined: list[tuple[str, str]] = field(default_factory=list)  # article id, version
    errors: list[Exception] = field(default_factory=list)

    async def __call__(self, article: Article, matches: tuple[Match, ...]) -> tuple[str, ...]:
        if self.errors:
            raise self.errors.pop(0)
        self.joined.append((article.id, article.version))
        return ("s1",) if any(match.reason is None for match in matches) else ()

    @property
    def ids(self) -> list[str]:
        return [article for article, _ in self.joined]


@dataclass
class Ops:
    """Keeps notices as the outbox does: one id once."""

    told: dict[str, Notice] = field(default_factory=dict)

    async def __call__(self, notice: Notice) -> None:
        self.told.setdefault(notice.id, notice)

    @property
    def texts(self) -> list[str]:
        return [notice.text for notice in self.told.values()]
