"""How candidates are shown: a table as wide as it must be, and the rows of a guessed list."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from monitor.intake.candidates import Candidate
from monitor.intake.discover import Discovery
from monitor.intake.draft import duration
from monitor.model import Problem

MOST = 9  # places that are shown
ROWS = 5
_LONGEST = 60
_HEAD = ("kind", "address", "items", "newest", "lang", "robots", "every", "note")
_RIGHT = frozenset({"items"})
_HINTS = {
    "dns": "is the name right?",
    "tls": "its certificate does not hold",
    "blocked": "a bot wall, which is not evaded; ask them for a feed or a licence",
    "robots": "",
    "401": "it wants credentials: name them under `auth:` in a source of your own",
    "403": "it refuses programs; ask them for a feed or a licence",
    "404": "is the path right?",
    "timeout": "try again later",
    "5xx": "try again later",
}


def table(order: Sequence[Candidate], site: str, *, now: datetime) -> Iterator[str]:
    """Draw what was found, the best first; of a list that would be taken, its first rows."""
    rows = [_HEAD, *(_cells(one, site, now) for one in order[:MOST])]
    widths = [max(len(row[n]) for row in rows) for n in range(len(_HEAD))]
    for number, row in enumerate(rows):
        mark = "   " if not number else f"{'>' if number == 1 else ' '} {number}"[:3]
        cells = (
            cell.rjust(width) if name in _RIGHT else cell.ljust(width)
            for name, cell, width in zip(_HEAD, row, widths, strict=True)
        )
        yield f"{mark:3} {'  '.join(cells)}".rstrip()
    if order[0].kind == "list":
        for article in order[0].articles[:ROWS]:
            at = f"{article.published:%Y-%m-%d}" if _is_dated(article) else "undated   "
            yield f"      {at}  {article.title[:90]}"


def as_json(one: Candidate) -> dict[str, Any]:
    """Give a candidate as data."""
    return {
        "kind": one.kind,
        "url": one.url,
        "title": one.title,
        "items": len(one.articles),
        "newest": one.newest.isoformat() if one.newest else None,
        "langs": list(one.langs),
        "robots": one.robots or None,
        "every": duration(one.every_s),
        "note": one.note,
        "keys": dict(one.more),
    }


def nothing(discovery: Discovery, order: Sequence[Candidate], kind: str) -> str:
    """Say in one line why there is nothing to be added, and what to try."""
    url, problem = discovery.url, discovery.problem
    if order:
        return f"{url}: only a {order[0].kind} at {order[0].url} is there: {order[0].robots}"
    if discovery.found and kind:
        there = ", ".join(sorted({one.kind for one in discovery.found}))
        return f"{url}: no {kind} is there; found: {there}"
    if problem is not None:
        return trouble(url, problem)
    looked = f"{len(discovery.looked)} addresses"
    if discovery.is_drawn:
        drawn = "scripts draw this page and it names no feed"
        return f"{url}: {drawn}; looked at {looked}; try the address of its news page or its API"
    return f"{url}: no feed, news sitemap or list of news at {looked}; try its page of news"


def trouble(url: str, problem: Problem) -> str:
    """Say in one line why an address could not be read, and what to try."""
    detail = " ".join(problem.detail.split())
    inside, opened, _ = detail.partition("; allow_private opens it")
    if opened:
        own = inside.partition(":")[0]
        return f"{url}: {inside}; if it is yours: --allow-private {own}/{128 if ':' in own else 32}"
    said = detail if url in detail else f"{detail} at {url}"
    hint = _HINTS.get(problem.kind, "")
    return f"{problem.kind}: {said}" + (f"; {hint}" if hint else "")


def _cells(one: Candidate, site: str, now: datetime) -> tuple[str, ...]:
    return (
        one.kind,
        _address(one.url, site),
        str(len(one.articles)),
        _ago(one.newest, now),
        " ".join(one.langs[:3]),
        one.robots.partition(" ")[0],
        duration(one.every_s),
        one.note,
    )


def _address(url: str, site: str) -> str:
    """Shorten an address of the same site to its path."""
    origin = "/".join(site.split("/")[:3])
    url = "".join(char if char.isprintable() else "?" for char in url)  # a terminal obeys some
    short = url.removeprefix(origin) if url.startswith(f"{origin}/") else url
    return short if len(short) <= _LONGEST else f"{short[: _LONGEST - 1]}…"


def _is_dated(article: Any) -> bool:
    return article.published is not None and article.published_from != "first-seen"


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    minutes = max(0, round((now - at).total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} h"
    return f"{round(minutes / 1440)} d"
