"""News sites: several feeds, sitemaps of news, headers, addresses written in every way."""

import gzip
from collections.abc import Iterator

from tests.golden.homes.forms import atom, index, named, news_sitemap, page, posts, rss, sitemap
from tests.golden.homes.systems import ATOM, XML, B
from tests.golden.homes.web import Page, Site
from tests.golden.homes.words import stories

PLAIN = {"content-type": "text/plain"}


def robots(*lines: str) -> Page:
    """Write a robots.txt."""
    return Page(body="\n".join(("User-agent: *", *lines)).encode(), headers=PLAIN)


def header_only(*, hub: bool) -> Site:
    """A site that names its feed in a Link header alone."""
    told = stories(f"header-{hub}")
    link = f'</news/rss>; rel="alternate"; type="application/rss+xml"{", </hub>; rel=hub" * hub}'
    return Site(
        name=f"header-{'hub' if hub else 'alone'}",
        pages={
            "/": Page(body=page("<h1>Daily</h1>"), headers={"link": link}),
            "/news/rss": Page(
                body=rss(told, base=B, title="Daily"),
                headers={**XML, **({"link": "</hub>; rel=hub"} if hub else {})},
            ),
        },
        kind="feed",
        at="/news/rss",
    )


def robots_only(form: str) -> Site:
    """A news site without a feed: robots.txt names a sitemap of news, an index, or both."""
    told = stories(f"robots-{form}", count=30)
    news = news_sitemap(told, base=B, name="Courier")
    old = [(f"/old/{n}", "2019-01-01") for n in range(20)]
    pages = {
        "/": Page(body=page("<h1>Courier</h1>")),
        "/news-sitemap.xml": Page(body=news, headers={"content-type": "text/xml"}),
        "/archive-sitemap.xml": Page(body=sitemap(old, base=B)),
    }
    named_ = {"direct": "news-sitemap.xml", "index": "sitemap_index.xml", "gzip": "news.xml.gz"}
    if form == "index":
        children = [("/archive-sitemap.xml", "2026-11-24"), ("/news-sitemap.xml", "2026-11-20")]
        pages["/sitemap_index.xml"] = Page(body=index(children, base=B))
    at = "/news-sitemap.xml"
    if form == "gzip":
        at = "/news.xml.gz"
        told_there = news.replace(b"@BASE@", b"http://robots-gzip.example")
        pages[at] = Page(
            body=gzip.compress(told_there), headers={"content-type": "application/x-gzip"}
        )
    lines = ("Disallow: /admin", f"Sitemap: @BASE@/{named_[form]}")
    other = ("Sitemap: @BASE@/archive-sitemap.xml",) if form == "direct" else ()
    pages["/robots.txt"] = robots(*other, *lines)
    return Site(name=f"robots-{form}", pages=pages, kind="sitemap", at=at, items=30)


def feed_and_sitemap(case: str) -> Site:
    """A site with both: which goes first depends on what they hold."""
    ahead = {"stale-feed": 30.0, "same": 2.0, "fuller": 2.0}[case]
    told = stories(f"both-{case}", count=12, age_h=ahead)
    listed = stories(f"both-{case}", count=12 if case != "fuller" else 90, age_h=2.0)
    if case == "fuller":  # the feed shows the last hours of a site that writes all the time
        listed = [s for n in range(3) for s in stories(f"full-{n}", count=12, age_h=2.5 + n)]
    body = news_sitemap(listed, base=B, name="Both")
    return Site(
        name=f"both-{case}",
        pages={
            "/": Page(body=page(posts(told), head=named("/rss.xml"))),
            "/rss.xml": Page(body=rss(told, base=B, title="Both"), headers=XML),
            "/robots.txt": robots("Allow: /", "Sitemap: @BASE@/sitemaps/news.xml"),
            "/sitemaps/news.xml": Page(body=body),
        },
        kind="feed" if case == "same" else "sitemap",
        at="/rss.xml" if case == "same" else "/sitemaps/news.xml",
    )


def plain_sitemap() -> Site:
    """A company without a feed whose sitemap lists everything, its news among it."""
    news = [(f"/en/news/story-number-{n}", "2026-11-20") for n in range(15)]
    rest = [(f"/en/products/thing-{n}", "2026-11-23") for n in range(40)]
    return Site(
        name="plain-sitemap",
        pages={
            "/": Page(body=page("<h1>Products</h1>")),
            "/robots.txt": robots("Sitemap: @BASE@/sitemap.xml"),
            "/sitemap.xml": Page(body=sitemap([*rest, *news], base=B)),
        },
        kind="sitemap",
        at="/sitemap.xml",
        items=15,
    )


def written(how: str) -> Site:
    """A feed whose address is written in an unusual way."""
    told = stories(f"written-{how}", "es")
    heads = {
        "relative": (named("noticias/rss.xml"), "/es/", "/es/noticias/rss.xml"),
        "base": (f'<base href="@BASE@/cms/">{named("rss.xml")}', "/", "/cms/rss.xml"),
        "schemeless": (named(f"//written-{how}.example:@PORT@/f.xml"), "/", "/f.xml"),
        "shouted": ("<LINK REL=ALTERNATE TYPE=application/rss+xml HREF=/f.xml>", "/", "/f.xml"),
        "escaped": (named("/f.php?a=1&amp;b=2"), "/", "/f.php?a=1&b=2"),
        "scheme": (named("feed://written-scheme.example:@PORT@/f.xml"), "/", "/f.xml"),
        "xml": (named("/f.xml", form="text/xml"), "/", "/f.xml"),
        "late": ('<meta name="x">' * 900 + named("/f.xml"), "/", "/f.xml"),
    }
    head, path, at = heads[how]
    return Site(
        name=f"written-{how}",
        pages={
            path: Page(body=page(posts(told), head=head, lang="es")),
            at: Page(body=rss(told, base=B, title="Diario"), headers=XML),
        },
        path=path,
        kind="feed",
        at=at,
    )


def several() -> Site:
    """A paper with a feed a section: its own first, those of tags and searches behind."""
    told, sport = stories("several"), stories("sport", below="/sport/")
    head = (
        named("/tag/vip/feed", title="VIP")
        + named("/category/sport/feed", title="Sport")
        + named("/feed", title="All")
        + named("/comments/feed", title="Comments")
    )
    return Site(
        name="several",
        pages={
            "/": Page(body=page(posts(told), head=head)),
            "/feed": Page(body=rss(told, base=B, title="Paper"), headers=XML),
            "/tag/vip/feed": Page(body=rss(sport[:5], base=B, title="VIP - Paper"), headers=XML),
            "/category/sport/feed": Page(body=rss(sport, base=B, title="Sport"), headers=XML),
            "/comments/feed": Page(body=rss(told, base=f"{B}/c", title="Comments")),
        },
        kind="feed",
        at="/feed",
        never=("/comments/feed",),
    )


def feeds_page() -> Site:
    """A paper whose footer leads to a page that lists its feeds."""
    told, sport = stories("feeds-page"), stories("feeds-sport", below="/sport/")
    rows = "".join(
        f'<tr><td>{name}</td><td><a href="/export/{name}.xml">XML feed</a></td></tr>'
        for name in ("all", "sport", "culture")
    )
    return Site(
        name="feeds-page",
        pages={
            "/": Page(body=page("<h1>Paper</h1>", foot='<li><a href="/service/rss">RSS</a></li>')),
            "/service/rss": Page(body=page(f"<table>{rows}</table>")),
            "/export/all.xml": Page(body=rss(told, base=B, title="Paper"), headers=XML),
            "/export/sport.xml": Page(body=rss(sport, base=B, title="Sport"), headers=XML),
        },
        kind="feed",
        at="/export/all.xml",
    )


def sent_on() -> Site:
    """A front page that only sends its reader on to the one in his language."""
    told = stories("sent-on", "de")
    meta = '<meta http-equiv="Refresh" content="0; URL=\'/de/start\'">'
    return Site(
        name="sent-on",
        pages={
            "/": Page(body=page("", head=meta)),
            "/de/start": Page(body=page(posts(told), head=named("/de/feed.xml"), lang="de")),
            "/de/feed.xml": Page(body=atom(told, base=B, title="Blatt", lang="de"), headers=XML),
        },
        kind="feed",
        at="/de/feed.xml",
    )


def podcast_first() -> Site:
    """A radio whose head names its podcast before its news."""
    told, talk = stories("podcast"), stories("talk", below="/podcast/", age_h=1.0)
    head = named("/podcast/feed.xml", title="Podcast") + named("/news.xml", title="News")
    return Site(
        name="podcast-first",
        pages={
            "/": Page(body=page("<h1>Radio</h1>", head=head)),
            "/podcast/feed.xml": Page(body=rss(talk, base=B, title="The Podcast"), headers=XML),
            "/news.xml": Page(body=rss(told, base=B, title="News"), headers=XML),
        },
        kind="feed",
        at="/news.xml",
    )


def dead(how: str) -> Site:
    """A feed that is named and gives nothing any more; another one does."""
    told = stories(f"dead-{how}")
    ways = {
        "gone": Page(status=404, body=b"gone"),
        "html": Page(body=page("<h1>Our feeds have moved</h1>")),
        "empty": Page(body=rss([], base=B, title="Empty"), headers=XML),
        "broken": Page(body=b"<?xml version='1.0'?><error>no database</error>"),
        "down": Page(status=503, body=b"down"),
    }
    return Site(
        name=f"dead-{how}",
        pages={
            "/": Page(body=page("<h1>Gazette</h1>", head=named("/old/rss"))),
            "/old/rss": ways[how],
            "/atom.xml": Page(body=atom(told, base=B, title="Gazette"), headers=XML),
        },
        kind="feed",
        at="/atom.xml",
        never=("/old/rss",),
    )


def silent() -> Site:
    """A feed nobody has written to for two years, beside a page that goes on."""
    old = stories("silent-old", age_h=20_000, below="/old/")
    told = stories("silent")
    return Site(
        name="silent-feed",
        pages={
            "/": Page(body=page(posts(told), head=named("/rss.xml"))),
            "/rss.xml": Page(body=rss(old, base=B, title="Old"), headers=XML),
        },
        kind="list",
        at="/",
    )


def moved(how: str) -> Site:
    """A site or a feed behind a redirect: a lasting one is remembered, another is not."""
    told = stories(f"moved-{how}")
    home = Page(body=page(posts(told), head=named("/rss")))
    feed = Page(body=rss(told, base=B, title="Moved"), headers=XML)
    if how == "site":
        away = "http://www.moved-site.example:@PORT@/"
        pages = {
            "/": Page(status=301, headers={"location": away}),
            "//www.moved-site.example/": home,
            "//www.moved-site.example/rss": feed,
        }
        return Site(name="moved-site", pages=pages, kind="feed", at="//www.moved-site.example/rss")
    burner = f"//feeds.moved-{how}.example/paper"
    status = 301 if how == "lasting" else 302
    pages = {
        "/": home,
        "/rss": Page(
            status=status,
            headers={"location": f"http:{burner}".replace(".example/", ".example:@PORT@/")},
        ),
        burner: feed,
    }
    at = burner if how == "lasting" else "/rss"
    return Site(name=f"moved-{how}", pages=pages, kind="feed", at=at)


def in_charset(charset: str, lang: str) -> Site:
    """A page in a charset of its country, which only its head declares."""
    told = stories(f"charset-{lang}", lang)
    foot = '<li><a href="/rss/all">RSS</a></li>'
    text = page(posts(told), lang=lang, foot=foot).decode().replace("utf-8", charset)
    return Site(
        name=f"charset-{lang}",
        pages={
            "/": Page(body=text.encode(charset, "replace"), headers={"content-type": "text/html"}),
            "/rss/all": Page(body=rss(told, base=B, title="RSS"), headers=XML),
        },
        kind="feed",
        at="/rss/all",
    )


def undated() -> Site:
    """A feed without dates is one all the same."""
    told = stories("undated")
    return Site(
        name="undated",
        pages={
            "/": Page(body=page("<h1>Minutes</h1>", head=named("/minutes.rss", form=ATOM))),
            "/minutes.rss": Page(body=rss(told, base=B, title="Minutes", dated=False)),
        },
        kind="feed",
        at="/minutes.rss",
    )


def outlets() -> Iterator[Site]:
    """Give one of each."""
    yield from (header_only(hub=False), header_only(hub=True))
    yield from (robots_only("direct"), robots_only("index"), robots_only("gzip"))
    yield from (feed_and_sitemap(case) for case in ("stale-feed", "same", "fuller"))
    yield plain_sitemap()
    yield from map(written, ("relative", "base", "schemeless", "shouted"))
    yield from map(written, ("escaped", "scheme", "xml", "late"))
    yield from (several(), feeds_page(), sent_on(), podcast_first())
    yield from map(dead, ("gone", "html", "empty", "broken", "down"))
    yield silent()
    yield from map(moved, ("site", "lasting", "passing"))
    yield from (in_charset("windows-1251", "ru"), in_charset("shift_jis", "ja"))
    yield undated()
