"""Press rooms and pages without a feed, and sites where there is nothing to be found."""

from collections.abc import Callable, Iterator

from monitor.intake.searching import Known
from tests.golden.homes.forms import named, news_sitemap, page, posts, rss
from tests.golden.homes.outlets import robots
from tests.golden.homes.systems import XML, B
from tests.golden.homes.web import Page, Site
from tests.golden.homes.words import Story, stories


def _cards(s: Story) -> str:
    return (
        f'<div class="card"><a class="card__tag" href="/topics/all">Topics</a><a href="{s.path}">'
        f'<h3 class="card__title">{s.title}</h3></a><time datetime="{s.at:%Y-%m-%d}">'
        f"{s.at:%d %B %Y}</time></div>"
    )


def _lines(s: Story) -> str:
    day = f'<span class="date">{s.at:%d.%m.%Y}</span>'
    return f'<li class="press-item">{day} <a href="{s.path}">{s.title}</a></li>'


def _cells(s: Story) -> str:
    return f'<tr class="row"><td>{s.at:%Y-%m-%d}</td><td><a href="{s.path}">{s.title}</a></td></tr>'


def _blocks(s: Story) -> str:
    return (
        f'<a class="teaser-link" href="{s.path}"><h4>{s.title}</h4><span class="meta-date">'
        f"{s.at:%b %d, %Y}</span></a>"
    )


def _plain(s: Story) -> str:
    return f'<p><a href="{s.path}">{s.title}</a></p>'


def _tailwind(s: Story) -> str:
    return (
        '<div class="flex flex-col md:w-1/2"><div class="p-4"><a href="/c/x" class="text-sm">News'
        f'</a><h2 class="text-xl font-bold"><a class="hover:underline" href="{s.path}">{s.title}'
        f'</a></h2><p class="mt-2 text-gray">{s.lead}</p></div></div>'
    )


def _titled(s: Story) -> str:
    return (
        f'<div class="news-entry"><div class="news-entry-title"><a href="{s.path}">{s.title}</a>'
        f'</div><div class="news-entry-date">{s.at:%Y年%m月%d日}</div></div>'
    )


def _dl(s: Story) -> str:
    text = f'<dd class="n-text"><a href="{s.path}">{s.title}</a></dd>'
    return f'<dt class="n-date">{s.at:%Y.%m.%d}</dt>{text}'


_WARE = "Everything that your industry and its many suppliers need, number"
_DECOY = (
    '<div class="megamenu">'
    + "".join(
        f'<div class="mega"><a class="m" href="/for/{n}">{_WARE} {n}</a></div>' for n in range(14)
    )
    + "</div>"
)


def _bare(s: Story) -> str:
    return f'<li><a href="{s.path}">{s.title}</a><div>{s.at:%d %B %Y}</div></li>'


def _module(s: Story) -> str:
    return (
        f'<li class="Item_root__x7Gh2 Item_wide__a1"><a class="Item_link__Zz9" href="{s.path}">'
        f'<div class="Item_img__1"><img alt=""></div><h3 class="Item_title__Q">{s.title}</h3></a>'
        f'<span class="Item_date__P">{s.at:%B %d, %Y}</span></li>'
    )


def _twice(s: Story) -> str:
    return (
        f'<article class="tease"><a href="{s.path}" aria-hidden="true"><img></a><p class="kicker">'
        f'<a href="/topic/1">Business</a></p><h3><a href="{s.path}">{s.title}</a></h3><p>{s.lead}'
        "</p></article>"
    )


def _spoken(s: Story) -> str:
    months = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    day = f"{s.at.day} {months.split()[s.at.month - 1]} {s.at.year}"
    date = f'<div class="item-date">{day}</div>'
    return f'<div class="item">{date}<a href="{s.path}">{s.title}</a></div>'


ROOMS: dict[str, tuple[Callable[[Story], str], str, str]] = {
    "cards": (_cards, "en", '<div class="grid">{}</div>'),
    "lines": (_lines, "de", '<ul class="press">{}</ul>'),
    "cells": (_cells, "el", '<table class="releases"><tbody>{}</tbody></table>'),
    "blocks": (_blocks, "fr", '<section class="teasers">{}</section>'),
    "plain": (_plain, "tr", '<div class="content">{}</div>'),
    "tailwind": (_tailwind, "en", '<div class="flex">{}</div>'),
    "titled": (_titled, "zh", '<div class="list">{}</div>'),
    "dl": (_dl, "ja", '<dl class="news">{}</dl>'),
    "bare": (_bare, "en", "<ul>{}</ul>"),
    "named": (_bare, "ko", '<ul id="newslist">{}</ul>'),
    "module": (_module, "es", '<ol class="List_root__9">{}</ol>'),
    "twice": (_twice, "it", '<div class="river">{}</div>'),
    "spoken": (_spoken, "ru", '<div class="items">{}</div>'),
    "decoy": (_lines, "pt", f'{_DECOY}<ul class="press">{{}}</ul>'),
}


def room(name: str) -> Site:
    """A press room without any feed: its list is read by selectors."""
    row, lang, around = ROOMS[name]
    told = stories(f"room-{name}", lang, below="/press/2026/")
    noise = '<aside><ul><li><a href="/press/most">Most read of last year</a></li></ul></aside>'
    body = f"<h1>Press</h1>{around.format(''.join(map(row, told)))}{noise}"
    return Site(
        name=f"room-{name}",
        pages={"/press": Page(body=page(body, lang=lang, title="Press | Globex"))},
        path="/press",
        kind="list",
        at="/press",
        items=10,
    )


def behind(where: str) -> Site:
    """A company whose front page leads to its press room: on its path, or on a host of its own."""
    told = stories(f"behind-{where}", below="/newsroom/")
    host = f"//newsroom.behind-{where}.example" if where == "host" else ""
    at = f"{host}/" if host else "/en/newsroom"
    link = f"http:{host}:@PORT@/" if host else at
    body = "<h1>Newsroom</h1>" + "".join(map(_cards, told))
    menu = f'<li><a href="{link}">Newsroom</a></li>'
    head = named(f"{link.rstrip('/')}/all.rss") if where == "feed" else ""
    pages = {
        "/": Page(body=page("<h1>We make valves</h1><p>Since 1899.</p>", menu=menu)),
        at: Page(body=page(body, head=head)),
    }
    if where == "feed":
        pages["/en/newsroom/all.rss"] = Page(body=rss(told, base=B, title="Valves"), headers=XML)
    kind, at = ("feed", "/en/newsroom/all.rss") if where == "feed" else ("list", at)
    return Site(name=f"behind-{where}", pages=pages, kind=kind, at=at)


def by_words() -> Site:
    """A site whose page of news is known by the words of the link alone."""
    told = stories("by-words", "ru", below="/node/")
    menu = '<li><a href="/node/5">Новости</a></li>'
    pages = {
        "/": Page(body=page("<h1>Завод</h1>", menu=menu, lang="ru")),
        "/node/5": Page(body=page("".join(map(_spoken, told)), lang="ru")),
    }
    return Site(name="by-words", pages=pages, kind="list", at="/node/5")


def drawn(*, feed: bool) -> Site:
    """A page that scripts draw: nothing can be read on it."""
    told = stories("drawn")
    body = b'<!doctype html><html><head><title>App</title></head><body><div id="root"></div></body>'
    pages = {"/": Page(body=body + b'<script src="/app.js"></script></html>')}
    if feed:
        pages["/feed.json"] = Page(status=404)
        pages["/rss.xml"] = Page(body=rss(told, base=B, title="App"), headers=XML)
    name = "drawn-feed" if feed else "drawn"
    return Site(name=name, pages=pages, kind="feed" if feed else "", at="/rss.xml" if feed else "")


def refusing(what: str) -> Site:
    """A site that wants no robots: feeds it names itself are there to be asked."""
    told = stories(f"refusing-{what}")
    head = named("/rss.xml") if what == "list-not-feed" else ""
    pages = {
        "/": Page(body=page(posts(told), head=head, menu='<li><a href="/news">News</a></li>')),
        "/news": Page(body=page(posts(told))),
        "/robots.txt": robots("Disallow: /"),
        "/rss.xml": Page(body=rss(told, base=B, title="Private"), headers=XML),
    }
    is_feed = what == "list-not-feed"
    return Site(
        name=f"refusing-{what}",
        pages=pages,
        kind="feed" if is_feed else "",
        at="/rss.xml" if is_feed else "",
        unasked=("/news", "/feed", "/rss") if is_feed else ("/news", "/feed", "/rss.xml"),
    )


def itself(what: str) -> Site:
    """The address that is typed is the place itself."""
    told = stories(f"itself-{what}")
    pages = {
        "feed": {"/f/all": Page(body=rss(told, base=B, title="All"), headers=XML)},
        "sitemap": {"/n.xml": Page(body=news_sitemap(told, base=B, name="N"))},
        "blog": {
            "/blog": Page(body=page("<h1>Blog</h1>")),
            "/blog/feed": Page(body=rss(told, base=B, title="Blog"), headers=XML),
        },
    }[what]
    path = next(iter(pages))
    at = "/blog/feed" if what == "blog" else path
    kind = "sitemap" if what == "sitemap" else "feed"
    return Site(name=f"itself-{what}", pages=pages, path=path, kind=kind, at=at)


def faceless() -> Site:
    """A host without a front page, that has a feed."""
    told = stories("faceless")
    pages = {"/rss": Page(body=rss(told, base=B, title="API"), headers=XML)}
    return Site(name="faceless", pages=pages, kind="feed", at="/rss")


def catalogued() -> Site:
    """A site of which only the shipped catalogue knows where its feed is."""
    told = stories("catalogued")
    known = Known(
        kind="feed", url="http://catalogued.example:@PORT@/x/9f.xml", id="catalogued-news"
    )
    pages = {
        "/": Page(body=page("<h1>Hello</h1>")),
        "/x/9f.xml": Page(body=rss(told, base=B, title="Known"), headers=XML),
    }
    return Site(name="catalogued", pages=pages, kind="feed", at="/x/9f.xml", catalogue=(known,))


def nothing(what: str) -> Site:
    """A site where there is nothing: it must be said, not guessed."""
    menu = "".join(f'<li class="m"><a href="/p/{n}">Product line {n}</a></li>' for n in range(9))
    pages = {
        "parked": Page(body=page("<h1>This domain may be for sale</h1>")),
        "shop": Page(body=page(f'<ul class="shop">{menu}</ul>')),
        "login": Page(body=page('<form action="/login"><input name="user"></form>')),
        "wall": Page(status=403, headers={"cf-mitigated": "challenge"}, body=b"<h1>Moment</h1>"),
        "down": Page(status=503, body=b"maintenance"),
    }
    return Site(name=f"nothing-{what}", pages={"/": pages[what]})


def rooms() -> Iterator[Site]:
    """Give one of each."""
    yield from map(room, ROOMS)
    yield from map(behind, ("path", "host", "feed"))
    yield by_words()
    yield from (drawn(feed=True), drawn(feed=False))
    yield from (refusing("list-not-feed"), refusing("all"))
    yield from map(itself, ("feed", "sitemap", "blog"))
    yield from (faceless(), catalogued())
    yield from map(nothing, ("parked", "shop", "login", "wall", "down"))
