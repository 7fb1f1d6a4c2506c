"""Outlets and pieces into what a reader or a feed reader gets: HTML pages and feeds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape

import jinja2

from monitor.demo.outlets import FIRST_DAY, Outlet, Piece, languages

_FEEDS = {
    "rss": ("rss.xml", "application/rss+xml"),
    "rss-short": ("rss.xml", "application/rss+xml"),
    "rdf": ("rdf.xml", "application/rdf+xml"),
    "atom": ("atom.xml", "application/atom+xml"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one address answers with."""

    body: str
    media_type: str
    newest: datetime  # of the pieces it shows


def _html(piece: Piece) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.paragraphs)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("monitor.demo"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["html"] = _html  # a string: escaped once more by the feed it stands in
    environment.filters["rfc822"] = format_datetime
    return environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Sets pages and feeds; addresses are absolute under `base`, which has no last slash."""

    base: str
    templates: jinja2.Environment = field(default_factory=_environment)

    def newsroom(self, outlets: Sequence[Outlet], *, later: bool) -> Page:
        """Set the page that lists all outlets."""
        shown = [outlet.front(later=later) for outlet in outlets]
        return Page(
            body=self.templates.get_template("newsroom.html").render(
                lang="en",
                name="The demo newsroom",
                title="Outlets",
                home="/",
                outlets=outlets,
                count=sum(map(len, shown)),
                languages=len(languages(outlets)),
                later=later,
            ),
            media_type="text/html",
            newest=_newest([piece for pieces in shown for piece in pieces]),
        )

    def front(self, outlet: Outlet, *, later: bool) -> Page:
        """Set an outlet's front page: a row per article, newest first."""
        pieces = outlet.front(later=later)
        body = self.templates.get_template("front.html").render(
            lang=outlet.lang,
            name=outlet.name,
            title=outlet.name,
            home=f"/{outlet.outlet}/",
            pieces=pieces,
        )
        return Page(body=body, media_type="text/html", newest=_newest(pieces))

    def article(self, outlet: Outlet, piece: Piece) -> Page:
        """Set the page of one article, with its text as linked data too."""
        url = f"{self.base}/{outlet.outlet}/{piece.slug}"
        linked = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": piece.title,
            "description": piece.lead,
            "datePublished": piece.published.isoformat(),
            "inLanguage": outlet.lang,
            "isAccessibleForFree": True,
            "publisher": {"@type": "Organization", "name": outlet.name},
            "mainEntityOfPage": url,
            "articleBody": piece.text,
        }
        body = self.templates.get_template("article.html").render(
            lang=outlet.lang,
            name=outlet.name,
            title=piece.title,
            home=f"/{outlet.outlet}/",
            url=url,
            piece=piece,
            linked=linked,
        )
        return Page(body=body, media_type="text/html", newest=piece.published)

    def feed(self, outlet: Outlet, *, later: bool) -> Page | None:
        """Set an outlet's feed in its format; None for an outlet that has pages only."""
        pieces, home = outlet.front(later=later), f"{self.base}/{outlet.outlet}/"
        if outlet.serve == "list":
            return None
        if outlet.serve == "json":
            body, media_type = _json_feed(outlet, pieces, home), "application/feed+json"
        else:
            template, media_type = _FEEDS[outlet.serve]
            body = self.templates.get_template(template).render(
                outlet=outlet,
                pieces=pieces,
                home=home,
                newest=_newest(pieces),
                whole=outlet.serve != "rss-short",
            )
        return Page(body=body, media_type=media_type, newest=_newest(pieces))


def _json_feed(outlet: Outlet, pieces: Sequence[Piece], home: str) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": home,
        "feed_url": f"{home}feed",
        "language": outlet.lang,
        "items": [
            {
                "id": f"{home}{piece.slug}",
                "url": f"{home}{piece.slug}",
                "title": piece.title,
                "summary": piece.lead,
                "content_html": _html(piece),
                "date_published": piece.published.isoformat(),
            }
            for piece in pieces
        ],
    }
    return json.dumps(feed, ensure_ascii=False)


def _newest(pieces: Sequence[Piece]) -> datetime:
    return max((piece.published for piece in pieces), default=FIRST_DAY)
