"""The forms in which a site tells its news: feeds, sitemaps, pages."""

import json
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from tests.golden.homes.words import Story


def rss(
    stories: Sequence[Story], *, base: str, title: str, more: str = "", dated: bool = True
) -> bytes:
    """Write RSS 2.0."""
    rows = "".join(
        f"<item><title>{escape(s.title)}</title><link>{base}{s.path}</link>"
        f"<guid isPermaLink='false'>{base}{s.path}</guid><description>{escape(s.lead)}"
        f"</description>{f'<pubDate>{format_datetime(s.at)}</pubDate>' if dated else ''}</item>"
        for s in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        f' xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{escape(title)}</title>'
        f"<link>{base}/</link>{more}{rows}</channel></rss>"
    ).encode()


def atom(stories: Sequence[Story], *, base: str, title: str, lang: str = "en") -> bytes:
    """Write Atom 1.0."""
    rows = "".join(
        f"<entry><id>{base}{s.path}</id><title>{escape(s.title)}</title>"
        f'<link rel="alternate" href="{base}{s.path}"/><updated>{s.at.isoformat()}</updated>'
        f"<summary>{escape(s.lead)}</summary></entry>"
        for s in stories
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">'
        f"<title>{escape(title)}</title><id>{base}/</id>"
        f"<updated>{stories[0].at.isoformat()}</updated>{rows}</feed>"
    ).encode()


def rdf(stories: Sequence[Story], *, base: str, title: str) -> bytes:
    """Write RSS 1.0."""
    rows = "".join(
        f'<item rdf:about="{base}{s.path}"><title>{escape(s.title)}</title>'
        f"<link>{base}{s.path}</link><dc:date>{s.at.isoformat()}</dc:date></item>"
        for s in stories
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{base}/"><title>{escape(title)}</title></channel>{rows}</rdf:RDF>'
    ).encode()


def json_feed(stories: Sequence[Story], *, base: str, title: str) -> bytes:
    """Write JSON Feed 1.1."""
    items = [
        {
            "id": s.path,
            "url": f"{base}{s.path}",
            "title": s.title,
            "summary": s.lead,
            "date_published": s.at.isoformat(),
        }
        for s in stories
    ]
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": title, "items": items}).encode()


def news_sitemap(stories: Sequence[Story], *, base: str, name: str, lang: str = "en") -> bytes:
    """Write a sitemap of news."""
    rows = "".join(
        f"<url><loc>{base}{s.path}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>{lang}</news:language></news:publication>"
        f"<news:publication_date>{s.at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(s.title)}</news:title></news:news></url>"
        for s in stories
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
    ).encode()


def sitemap(paths: Sequence[tuple[str, str]], *, base: str) -> bytes:
    """Write a sitemap of pages with their last changes."""
    rows = "".join(f"<url><loc>{base}{p}</loc><lastmod>{at}</lastmod></url>" for p, at in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def index(paths: Sequence[tuple[str, str]], *, base: str) -> bytes:
    """Write an index of sitemaps."""
    rows = "".join(
        f"<sitemap><loc>{base}{p}</loc><lastmod>{at}</lastmod></sitemap>" for p, at in paths
    )
    opening = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f'<?xml version="1.0"?>{opening}{rows}</sitemapindex>'.encode()


def page(
    body: str,
    *,
    head: str = "",
    title: str = "Home",
    lang: str = "en",
    menu: str = "",
    foot: str = "",
) -> bytes:
    """Write a page with a menu and a footer, as every site has them."""
    usual = "".join(
        f'<li class="menu-item"><a href="/{name}">{name.title()}</a></li>'
        for name in ("about", "products", "careers", "contact", "people", "terms")
    )
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><header><nav><ul>{usual}{menu}</ul></nav></header><main>{body}</main>"
        '<footer><ul><li><a href="/privacy">Privacy</a></li><li><a href="/imprint">Imprint</a></li>'
        f"{foot}</ul></footer></body></html>"
    ).encode()


def named(href: str, *, form: str = "application/rss+xml", title: str = "Feed") -> str:
    """Write the element by which a page names a feed."""
    return f'<link rel="alternate" type="{form}" title="{title}" href="{href}">'


def posts(stories: Sequence[Story], *, day: bool = True) -> str:
    """Write articles as a blog's front page does."""
    return "".join(
        f'<article class="post hentry"><h2 class="entry-title"><a href="{s.path}">'
        f"{escape(s.title)}</a></h2>"
        + (f'<time datetime="{s.at.isoformat()}">{s.at:%d %b %Y}</time>' if day else "")
        + f'<p class="excerpt">{escape(s.lead)}</p></article>'
        for s in stories
    )
