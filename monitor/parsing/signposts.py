"""Signposts: where a site says that its news lie. Pure."""

import re
from collections.abc import Iterable, Iterator

from monitor.parsing.anchors import anchors, feeds
from monitor.parsing.html import Page
from monitor.parsing.urls import canonical, domain_of, join, same_site

_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?)(?:[/._-]?(?:xml|json|rss|index))?/?$|"
    r"\.(?:rss|atom|rdf)$|[?&](?:format|feed|type)=(?:rss|atom|xml)",
    re.IGNORECASE,
)
_FEED_WORD = re.compile(r"\b(?:rss|atom|web ?feed|xml feed)\b", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"^feed:(?://)?(https?://)?", re.IGNORECASE)
_NO_FEED = re.compile(r"\.(?:png|gif|jpe?g|svg|css|js|html?|php|aspx?)$", re.IGNORECASE)
# What a site's page of news is called, the likeliest first: at the end of its path, as its
# host's first label, or as the words of a link to it.
_PLACES = (
    re.compile(
        r"(?:news|newsroom|news-?(?:and|&)-?events|press|presse|prensa|press-?releases?|"
        r"pressemitteilungen|comunicati(?:-stampa)?|communiques?|comunicados|sala-de-prensa|"
        r"nachrichten|aktuelles|meldungen|notizie|noticias|actualites?|actus?|nieuws|nyheter|"
        r"uutiset|wiadomosci|novosti|nachrichtenarchiv|xinwen|topics)(?:\.[a-z]{2,5})?",
        re.IGNORECASE,
    ),
    re.compile(r"(?:blog|stories|articles|latest|updates|posts|insights|archive)", re.IGNORECASE),
    re.compile(r"(?:media(?:-?(?:center|centre|room))?|announcements|investors?)", re.IGNORECASE),
)
_WORDS = re.compile(
    r"(?:all |latest |company )?news(?:room)?|press(?: ?releases?| ?room)?|presse\w{0,15}|"
    r"aktuelles|nachrichten|comunicati(?: stampa)?|notizie|noticias|comunicados|actualités|"
    r"communiqués(?: de presse)?|nyheter|nieuws|новости|пресс-центр|νέα|أخبار|الأخبار|חדשות|"
    r"समाचार|ข่าว|新闻|新聞|新闻中心|ニュース|お知らせ|뉴스|보도자료|tin tức",
    re.IGNORECASE,
)
_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;[^,<]{0,500})*)")
_REL = re.compile(r";\s*rel\s*=\s*\"?([^\";]{1,100})", re.IGNORECASE)
_TYPE = re.compile(r";\s*type\s*=\s*\"?([^\";]{1,100})", re.IGNORECASE)
_FEED_FORM = re.compile(r"rss|atom|feed|rdf", re.IGNORECASE)


def named_feeds(page: Page) -> tuple[str, ...]:
    """Give the feeds a page names: in its head, then by links that look like one."""
    head = [join(page.base, _FEED_SCHEME.sub(_web, href)) for href in feeds(page)]
    shown = [link for link, text in _links(page) if _is_feed(link, text)]
    return _once([*head, *shown])


def sections(page: Page) -> tuple[str, ...]:
    """Give the pages of the same site on which news are likely, the likeliest first."""
    ranked: dict[str, tuple[int, int]] = {}
    for link, text in _links(page):
        plain = link.partition("#")[0]
        rank = _rank(plain, text, page.url)
        if rank is not None and same_site(plain, page.url):
            ranked[plain] = min(ranked.get(plain, (99, 0)), (rank, len(plain)))
    own = canonical(page.url)
    found = sorted(ranked, key=lambda link: ranked[link])
    return tuple(link for link in found if canonical(link) != own)


def linked(header: str, *, url: str) -> tuple[tuple[str, ...], str]:
    """Read a Link header: the feeds and the hub it names."""
    feeds: list[str] = []
    hub = ""
    for target, more in _LINK.findall(header[:10_000]):
        rel, form = _REL.search(more), _TYPE.search(more)
        names = rel[1].lower().split() if rel else []
        if "hub" in names:
            hub = hub or join(url, target)
        elif "alternate" in names and form and _FEED_FORM.search(form[1]):
            feeds.append(join(url, target))
    return _once(feeds), hub


def is_news_place(url: str) -> bool:
    """Tell whether an address is named as a page of news is."""
    return any(place.fullmatch(part) for part in _named_parts(url) for place in _PLACES)


def _links(page: Page) -> Iterator[tuple[str, str]]:
    for anchor in anchors(page):
        link = join(page.base, _FEED_SCHEME.sub(_web, anchor.href))
        if link:
            yield link, anchor.text


def _web(found: "re.Match[str]") -> str:
    """Write `feed://acme.example/rss` as the web has it."""
    return found[1] or "http://"


def _is_feed(link: str, text: str) -> bool:
    path = link.partition("#")[0]
    is_worded = len(text) <= 40 and bool(_FEED_WORD.search(text))
    is_page = bool(_NO_FEED.search(path.partition("?")[0]))
    return bool(_FEED_PATH.search(path)) or (is_worded and not is_page)


def _rank(link: str, text: str, home: str) -> int | None:
    """Tell how likely an address is a page of news; None = it is not."""
    parts = _named_parts(link, but_host=domain_of(home))
    for rank, place in enumerate(_PLACES):
        if any(place.fullmatch(part) for part in parts):
            return rank
    return len(_PLACES) if _WORDS.fullmatch(text.strip()) else None


def _named_parts(url: str, but_host: str = "") -> tuple[str, ...]:
    """Give the last part of a path and, where it is another host, that host's first label."""
    path = url.partition("?")[0].partition("//")[2].partition("/")[2].rstrip("/")
    domain = domain_of(url)
    label = domain.partition(".")[0] if domain != but_host else ""
    return (path.rpartition("/")[2], label if not path else "")


def _once(links: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link for link in links if link))
