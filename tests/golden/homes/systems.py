"""Sites as publishing systems make them: what their front pages name, and where it is."""

from collections.abc import Iterator

from tests.golden.homes.forms import atom, json_feed, named, page, posts, rdf, rss
from tests.golden.homes.web import Page, Site
from tests.golden.homes.words import stories

B = "@BASE@"
ATOM, JSON, RDF = "application/atom+xml", "application/feed+json", "application/rdf+xml"
XML = {"content-type": "application/rss+xml; charset=utf-8", "etag": '"a1"'}


def wordpress(lang: str, *, comments_first: bool = False) -> Site:
    """A blog with its feed, its comments' feed and the address of its API in the head."""
    told = stories(f"wp-{lang}", lang)
    own, theirs = named("@BASE@/feed/"), named("@BASE@/comments/feed/", title="» Comments Feed")
    api = '<link rel="alternate" type="application/json" href="@BASE@/wp-json/wp/v2/pages/2">'
    generator = '<meta name="generator" content="WordPress 6.7">'
    head = generator + (theirs + own if comments_first else own + theirs) + api
    comments = [s for s in told[:6] if s]
    return Site(
        name=f"wordpress-{lang}",
        pages={
            "/": Page(body=page(posts(told), head=head, lang=lang, title="Notes – Just another")),
            "/feed/": Page(body=rss(told, base=B, title="Notes"), headers=XML),
            "/comments/feed/": Page(
                body=rss(comments, base=f"{B}/c", title="Comments for Notes"), headers=XML
            ),
            "/wp-json/wp/v2/pages/2": Page(body=b'{"id": 2}'),
        },
        kind="feed",
        at="/feed/",
        never=("/comments/feed/", "/wp-json/wp/v2/pages/2"),
    )


def bare_wordpress() -> Site:
    """A theme that took the links out: only the usual address is left, behind a redirect."""
    told = stories("wp-bare")
    return Site(
        name="wordpress-bare",
        pages={
            "/": Page(body=page("<h1>We build things</h1><p>And we build them well.</p>")),
            "/feed": Page(status=301, headers={"location": "/feed/"}),
            "/feed/": Page(body=rss(told, base=B, title="Things"), headers=XML),
        },
        kind="feed",
        at="/feed/",
    )


def drupal(lang: str) -> Site:
    """A front page that names /rss.xml, with a footer that shows it too."""
    told = stories(f"drupal-{lang}", lang, below="/node/")
    icon = '<li><a class="feed-icon" href="/rss.xml">Subscribe to RSS</a></li>'
    rows = "".join(
        f'<div class="views-row"><h3 class="title"><a href="{s.path}">{s.title}</a></h3></div>'
        for s in told
    )
    return Site(
        name=f"drupal-{lang}",
        pages={
            "/": Page(body=page(rows, head=named("/rss.xml"), lang=lang, foot=icon)),
            "/rss.xml": Page(body=rss(told, base=B, title="Institute"), headers=XML),
        },
        kind="feed",
        at="/rss.xml",
    )


def footer_only() -> Site:
    """A feed that only a link in the footer shows, under an address of its own."""
    told = stories("footer")
    foot = '<li><a href="/services/syndication/all.ashx?type=rss">RSS</a></li>'
    return Site(
        name="footer-only",
        pages={
            "/": Page(body=page("<h1>Welcome</h1>", foot=foot)),
            "/services/syndication/all.ashx?type=rss": Page(
                body=rss(told, base=B, title="All"), headers=XML
            ),
        },
        kind="feed",
        at="/services/syndication/all.ashx?type=rss",
    )


def ghost(lang: str) -> Site:
    """A Ghost blog: /rss/ in the head, cards below."""
    told = stories(f"ghost-{lang}", lang, below="/")
    cards = "".join(
        f'<article class="post-card"><a class="post-card-image-link" href="{s.path}/"><img></a>'
        f'<div class="post-card-content"><a href="{s.path}/"><h2 class="post-card-title">{s.title}'
        f"</h2></a><time datetime='{s.at:%Y-%m-%d}'>{s.at:%d %b %Y}</time></div></article>"
        for s in told
    )
    return Site(
        name=f"ghost-{lang}",
        pages={
            "/": Page(body=page(cards, head=named("@BASE@/rss/"), lang=lang)),
            "/rss/": Page(body=rss(told, base=B, title="The Ghost Letter"), headers=XML),
        },
        kind="feed",
        at="/rss/",
    )


def substack() -> Site:
    """A letter whose page is drawn by scripts, with the feed in its head."""
    told = stories("substack", below="/p/")
    head = named("/feed") + "<script>window._preloads=JSON.parse('{}')</script>" * 40
    return Site(
        name="letters-substack",
        pages={
            "/": Page(body=page('<div id="entry"></div>', head=head)),
            "/feed": Page(body=rss(told, base=B, title="Letters by Ann"), headers=XML),
        },
        kind="feed",
        at="/feed",
    )


def hugo(*, is_named: bool) -> Site:
    """A static site; not every theme names its index.xml."""
    told = stories(f"hugo-{is_named}", below="/posts/")
    return Site(
        name=f"hugo-{'named' if is_named else 'silent'}",
        pages={
            "/": Page(body=page(posts(told), head=named("/index.xml") if is_named else "")),
            "/index.xml": Page(body=rss(told, base=B, title="A static site"), headers=XML),
        },
        kind="feed",
        at="/index.xml",
    )


def jekyll() -> Site:
    """A site whose feed is behind a word in the text."""
    told = stories("jekyll", below="/")
    note = '<p class="rss-subscribe">subscribe <a href="/feed.xml">via RSS</a></p>'
    return Site(
        name="jekyll",
        pages={
            "/": Page(body=page(posts(told) + note)),
            "/feed.xml": Page(body=atom(told, base=B, title="Jekyll"), headers=XML),
        },
        kind="feed",
        at="/feed.xml",
    )


def squarespace() -> Site:
    """A site that names the feed of its blog by a query."""
    told = stories("squarespace", below="/blog/")
    return Site(
        name="squarespace",
        pages={
            "/blog": Page(body=page(posts(told, day=False), head=named("/blog?format=rss"))),
            "/blog?format=rss": Page(body=rss(told, base=B, title="Blog - Studio"), headers=XML),
        },
        path="/blog",
        kind="feed",
        at="/blog?format=rss",
    )


def wix() -> Site:
    """A site drawn by scripts, with the blog's feed in the head."""
    told = stories("wix", below="/post/")
    return Site(
        name="wix",
        pages={
            "/": Page(body=page("<div id=SITE_CONTAINER></div>", head=named("/blog-feed.xml"))),
            "/blog-feed.xml": Page(body=rss(told, base=B, title="Bakery"), headers=XML),
        },
        kind="feed",
        at="/blog-feed.xml",
    )


def blogger() -> Site:
    """A blog with Atom, RSS, a service and comments in its head."""
    told = stories("blogger", below="/2026/11/")
    head = (
        named("/feeds/posts/default", form=ATOM)
        + named("/feeds/posts/default?alt=rss")
        + '<link rel="service.post" type="application/atom+xml" href="/feeds/1/posts/default">'
        + named("/feeds/1/comments/default", form=ATOM, title="Comments")
    )
    return Site(
        name="blogger",
        pages={
            "/": Page(body=page(posts(told), head=head)),
            "/feeds/posts/default": Page(body=atom(told, base=B, title="Kitchen"), headers=XML),
            "/feeds/posts/default?alt=rss": Page(
                body=rss(told, base=B, title="Kitchen"), headers=XML
            ),
        },
        kind="feed",
        at="/feeds/posts/default",
        never=("/feeds/1/comments/default", "/feeds/posts/default?alt=rss"),
    )


def in_atom(lang: str) -> Site:
    """A site with Atom."""
    told = stories(f"atom-{lang}", lang)
    return Site(
        name=f"atom-{lang}",
        pages={
            "/": Page(body=page(posts(told), head=named("/atom.xml", form=ATOM), lang=lang)),
            "/atom.xml": Page(body=atom(told, base=B, title="Atom", lang=lang), headers=XML),
        },
        kind="feed",
        at="/atom.xml",
    )


def in_rdf() -> Site:
    """A Japanese site with RSS 1.0."""
    told = stories("rdf", "ja")
    return Site(
        name="rdf-ja",
        pages={
            "/": Page(body=page(posts(told), head=named("/index.rdf", form=RDF), lang="ja")),
            "/index.rdf": Page(body=rdf(told, base=B, title="ニュース"), headers=XML),
        },
        kind="feed",
        at="/index.rdf",
    )


def in_json(*, is_named: bool) -> Site:
    """A site with JSON Feed, named or at its usual address."""
    told = stories(f"json-{is_named}")
    head = named("/feeds/all.json", form=JSON) if is_named else ""
    at = "/feeds/all.json" if is_named else "/feed.json"
    return Site(
        name=f"json-{'named' if is_named else 'usual'}",
        pages={
            "/": Page(body=page("<h1>Micro</h1>", head=head)),
            at: Page(body=json_feed(told, base=B, title="Micro"), headers={"etag": '"j"'}),
        },
        kind="feed",
        at=at,
    )


def systems() -> Iterator[Site]:
    """Give one of each."""
    for lang in ("en", "de", "it", "ru", "ar", "zh"):
        yield wordpress(lang, comments_first=lang in ("de", "ar"))
    yield bare_wordpress()
    yield from (drupal("en"), drupal("pt"), footer_only(), ghost("en"), ghost("fr"), substack())
    yield from (hugo(is_named=True), hugo(is_named=False), jekyll(), squarespace(), wix())
    yield from (blogger(), in_atom("ko"), in_atom("hi"), in_rdf())
    yield from (in_json(is_named=True), in_json(is_named=False))
