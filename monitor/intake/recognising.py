"""What of a document is known in spite of a new key, and what is new in spite of a known one. Pure.

A source that names its entries anew is believed no more than a page that is used again: the first
would tell everything twice, the second nothing at all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.intake import churn, generations
from monitor.intake.churn import NEAR, Known, Print
from monitor.model import Article
from monitor.ports import Freshness

MANY = 3  # articles with known titles that are no accident
PUSHED = 160  # articles that count as those of a document when only a part is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A document's articles under their right ids, and the prints to be kept of them."""

    articles: tuple[Article, ...]
    fresh: tuple[Freshness, ...]
    prints: bytes = b""


def recognised(
    articles: Sequence[Article],
    fresh: Sequence[Freshness],
    kept: bytes,
    *,
    now: datetime,
    part: bool = False,
) -> Recognised:
    """Compare what seems new or changed with the prints of what was shown before.

    An unknown key with a known URL is an update, or the very same; with a known title and time it
    is the same, and with another time of those days when most of the unknown ones are like it: two
    filings of a firm on two days have one title. A known URL that shows something else, of a later
    date, is another article. URLs that several of the articles share say nothing, nor do those to
    which a kind gave an id of its own. When they are only `part` of what the source shows, no fewer
    prints are kept than before.
    """
    before = churn.unpack(kept)
    pairs = list(zip(articles, fresh, strict=True))
    known = Known(before, standing=[a for a, f in pairs if f != "new"])
    shared = {url for url, n in Counter(a.url for a in articles).items() if n > 1}
    found = [
        (article, f)
        if f == "known" or article.url in shared or not generations.is_first(article)
        else _one(article, f, known, now)
        for article, f in pairs
    ]
    found = _renamed(found, known, shared, now)
    by_url = {one.url: one.generation for one in reversed(before) if one.url}
    prints = [_print(a, f, by_url, now) for a, f in found]
    shown = max(len(prints), PUSHED, len(before) * 4 // 5) if part else len(prints)
    return Recognised(
        articles=tuple(a for a, _ in found),
        fresh=tuple(f for _, f in found),
        prints=churn.pack((*prints, *before), shown=shown),
    )


def _renamed(
    found: Sequence[tuple[Article, Freshness]], known: Known, shared: set[str], now: datetime
) -> list[tuple[Article, Freshness]]:
    """Take those with a known title for known when most of the unknown ones have one."""
    unknown = [
        article
        for article, fresh in found
        if fresh == "new" and article.url not in shared and generations.is_first(article)
    ]
    near = {
        article.id
        for article in unknown
        if known.by_title(churn.print_of(article, now=now), within=NEAR)
    }
    if len(near) < MANY or 2 * len(near) <= len(unknown):
        return list(found)
    return [(a, "known" if f == "new" and a.id in near else f) for a, f in found]


def _one(
    article: Article, fresh: Freshness, known: Known, now: datetime
) -> tuple[Article, Freshness]:
    last, own = known.by_url(article), churn.print_of(article, now=now)
    if last is None:
        return article, "known" if fresh == "new" and known.by_title(own) else fresh
    if generations.is_another(article, last):
        return generations.given(article, last), "new"
    is_same = fresh == "new" and (own.title, own.words) == (last.title, last.words)
    return generations.given(article, last), "known" if is_same else "changed"


def _print(article: Article, fresh: Freshness, by_url: Mapping[int, int], now: datetime) -> Print:
    """Make the print to be kept; one that is known keeps its generation."""
    own = churn.print_of(article, now=now, generation=generations.of(article))
    if fresh == "new" or own.generation:
        return own
    return churn.print_of(article, now=now, generation=by_url.get(own.url, 0))
