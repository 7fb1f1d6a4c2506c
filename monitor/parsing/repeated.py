"""A page's repeated structure: which of its elements are the rows of a list of news. Pure.

A page of news says the same thing over and over: an element with a link and a title. Elements
are put together by what selects them; the group whose elements hold most text in titles of an
article's length wins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.parsing.anchors import Anchor, anchors
from monitor.parsing.dates import read_date
from monitor.parsing.html import Page, pick
from monitor.parsing.urls import canonical, join, same_site

LEAST_ROWS, MOST_ROWS = 5, 500
SHORTEST_TITLE = 15  # characters of an article's title; half of that where words have no blanks
SHORTEST_LEAD = 40
TRIED = 12  # groups looked at closely
NEARLY = 0.9  # of the rows, in which a selector must find something
DATES = ("time@datetime", "time", "[datetime]@datetime", "[class*=date]", "[class*=Date]")
TITLES = ("h2", "h3", "h1", "h4", "[class*=title]", "[class*=headline]")
LEADS = ("[class*=lead]", "[class*=excerpt]", "[class*=summary]", "[class*=teaser]", "p")

Row = Mapping[str, str]
# How the address of an article looks on most sites: of a year, or below what news are called.
_OF_NEWS = re.compile(
    r"/(?:19|20)\d\d[/-]|/(?:news|newsroom|press|presse|blog|articles?|story|stories|posts?)/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list that was found: its selectors, and how good it is."""

    item: str
    fields: Mapping[str, str]
    score: float


@dataclass(slots=True)
class _Group:
    """Elements that one selector finds, and the links in each."""

    links: dict[int, list[Anchor]] = field(default_factory=dict)
    depth: int = 0

    @property
    def promise(self) -> tuple[float, int]:
        """Guess how good it is by its links; of the same rows the outer elements hold more."""
        texts = {max((a.text for a in links), key=len) for links in self.links.values()}
        crowd = sum(len(links) for links in self.links.values()) / len(self.links)
        return sum(min(len(text), 80) for text in texts) / max(1.0, crowd - 2), self.depth


def repeated(page: Page) -> tuple[Rows, ...]:
    """Give the lists that a page may hold, best first."""
    groups = _groups(page)
    likely = sorted(groups, key=lambda css: groups[css].promise, reverse=True)
    found = [rows for css in likely[:TRIED] for rows in _looked(page, css)]
    return tuple(sorted(found, key=lambda rows: rows.score, reverse=True))


def _groups(page: Page) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    home = canonical(page.url)
    for anchor in anchors(page):
        url = "" if anchor.in_menu else join(page.base, anchor.href)
        if not url or canonical(url) == home or not same_site(url, page.url):
            continue
        for depth, (number, css) in enumerate(anchor.above):
            group = groups.setdefault(css, _Group())
            group.links.setdefault(number, []).append(anchor)
            group.depth = max(group.depth, depth)
    return {
        css: group for css, group in groups.items() if LEAST_ROWS <= len(group.links) <= MOST_ROWS
    }


def _looked(page: Page, item: str) -> Iterator[Rows]:
    """Read a group as rows by the most telling selectors."""
    rows = _read(page, item, [*TITLES, *DATES, *LEADS])
    if not LEAST_ROWS <= len(rows) <= MOST_ROWS:
        return
    title = next((css for css in TITLES if _is_there(rows, css)), "")
    date = next((css for css in DATES if _is_there(rows, css) and _is_dated(rows, css)), "")
    lead = next((css for css in LEADS if css != title and _is_telling(rows, css)), "")
    more = {name: css for name, css in (("lead", lead), ("date", date)) if css}
    if item.rpartition(" ")[2].partition(".")[0] == "a":  # the row is the link
        if title:
            yield from _scored(page, item, {"url": "@href", "title": title, **more})
        return
    url = _link_of(page, item, title)
    yield from _scored(page, item, {"url": url, "title": title or "a", **more})


def _read(page: Page, item: str, selectors: Sequence[str]) -> list[dict[str, str]]:
    return list(page.rows(item, {css: [pick(css)] for css in selectors}))


def _is_there(rows: Sequence[Row], css: str) -> bool:
    """Tell whether a selector finds something in nearly every row."""
    return sum(bool(row[css]) for row in rows) >= NEARLY * len(rows)


def _is_telling(rows: Sequence[Row], css: str) -> bool:
    """Tell whether a selector finds sentences in nearly every row, no bylines."""
    return sum(_length(row[css]) >= SHORTEST_LEAD for row in rows) >= NEARLY * len(rows)


def _is_dated(rows: Sequence[Row], css: str) -> bool:
    return sum(read_date(row[css]) is not None for row in rows) >= NEARLY * len(rows)


def _link_of(page: Page, item: str, title: str) -> str:
    """Choose the selector of a row's link: in its title, around it, else the first one."""
    tries = [f"{title} a@href", f"a:has({title})@href"] if title else []
    tries += [f"a{title}@href"] if title.startswith("[") else []
    tries.append("a@href")
    rows = _read(page, item, tries)
    return next((css for css in tries if _is_there(rows, css)), "a@href")


def _scored(page: Page, item: str, fields: Mapping[str, str]) -> Iterator[Rows]:
    """Weigh rows by distinct articles with titles of an article's length."""
    rows = list(page.rows(item, {name: [pick(css)] for name, css in fields.items()}))
    good = {canonical(join(page.base, r["url"])): r["title"] for r in rows if _is_news(page, r)}
    titles = set(good.values())
    if len(titles) < LEAST_ROWS or len(titles) < 0.7 * len(rows):
        return
    length = sum(min(_length(title), 90) for title in titles)
    likely = 1.5 if "date" in fields else 1.0
    likely *= 2.0 if sum(bool(_OF_NEWS.search(url)) for url in good) > NEARLY * len(good) else 1.0
    yield Rows(item=item, fields=fields, score=length * likely * len(titles) / len(rows))


def _is_news(page: Page, row: Row) -> bool:
    url = join(page.base, row["url"])
    return bool(url) and same_site(url, page.url) and _length(row["title"]) >= SHORTEST_TITLE


def _length(title: str) -> int:
    """Count a title's characters; letters of scripts without blanks say twice as much."""
    return sum(2 if c >= "\u2e80" else 1 for c in title)
