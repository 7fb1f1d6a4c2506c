"""Feeds: 64 of them as publishers serve them, the same at every run.

20 to 50 items, every third with full content, every fourth Atom, median 52 kB.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from xml.sax.saxutils import escape as xml

from benchmarks.matching.words import LANGS, Vocabulary, vocabularies

SEED = 7
FEEDS = 64
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A feed's bytes, and how many items are in it."""

    url: str
    body: bytes
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """What an item says, before it is written in either format."""

    n: int
    title: str
    lead: str
    content: str
    author: str


def feeds(*, seed: int = SEED, many: int = FEEDS) -> list[Made]:
    """Make the feeds."""
    rng = random.Random(seed)
    known, _ = vocabularies(rng)
    return [_feed(number, rng, known[LANGS[number % len(LANGS)]]) for number in range(many)]


def _feed(number: int, rng: random.Random, vocabulary: Vocabulary) -> Made:
    lang = vocabulary.lang
    items = [_item(n, rng, vocabulary, full=number % 3 == 2) for n in range(rng.randint(20, 50))]
    host = f"https://news{number}.example"
    text = (_atom if number % 4 == 0 else _rss)(host, lang, items)
    return Made(url=f"{host}/feed", body=text.encode(), items=len(items))


def _item(n: int, rng: random.Random, vocabulary: Vocabulary, *, full: bool) -> _Item:
    content = "\n".join(_paragraph(rng, vocabulary, 60) for _ in range(rng.randint(6, 14)))
    return _Item(
        n=n,
        title=_words(rng, vocabulary, rng.randint(6, 14)).capitalize(),
        lead=_paragraph(rng, vocabulary, rng.randint(70, 190)),
        content=content if full else "",
        author=_words(rng, vocabulary, 2).title(),
    )


def _words(rng: random.Random, vocabulary: Vocabulary, many: int) -> str:
    return " ".join(rng.choices(vocabulary.words, cum_weights=vocabulary.weights, k=many))


def _paragraph(rng: random.Random, vocabulary: Vocabulary, many: int) -> str:
    text = escape(_words(rng, vocabulary, many).capitalize(), quote=False)
    linked = escape(_words(rng, vocabulary, 3), quote=False)
    address = f"https://other.example/{rng.randint(1, 99_999)}?a=1&amp;b=2"
    return f'<p>{text} <a href="{address}" rel="nofollow">{linked}</a>, <em>said</em>.</p>'


def _rss(host: str, lang: str, items: Sequence[_Item]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="' + _ATOM + '">\n<channel>'
        f"<title>News</title><link>{host}/</link><language>{lang}</language>"
        f'<atom:link rel="self" href="{host}/feed" type="application/rss+xml"/>\n'
        + "\n".join(_rss_item(host, item) for item in items)
        + "\n</channel></rss>\n"
    )


def _rss_item(host: str, item: _Item) -> str:
    content = (
        f"<content:encoded><![CDATA[{item.content}]]></content:encoded>" if item.content else ""
    )
    day, hour = 1 + item.n % 28, item.n % 24
    return (
        f"<item><title>{xml(item.title)}</title><link>{host}/2026/{item.n}/story?utm_source=rss"
        f'</link><guid isPermaLink="false">{host}/?p={item.n}</guid>'
        f"<dc:creator><![CDATA[{item.author}]]></dc:creator><category>News</category>"
        f"<pubDate>{_DAYS[(day + 3) % 7]}, {day:02} Jun 2026 {hour:02}:15:00 +0000</pubDate>"
        f"<description><![CDATA[{item.lead}]]></description>{content}</item>"
    )


def _atom(host: str, lang: str, items: Sequence[_Item]) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="{_ATOM}" xml:lang="{lang}">'
        f'<title>News</title><id>{host}/</id><link href="{host}/"/>'
        f'<link rel="self" href="{host}/feed"/><updated>2026-06-28T12:00:00Z</updated>\n'
        + "\n".join(_atom_entry(host, item) for item in items)
        + "\n</feed>\n"
    )


def _atom_entry(host: str, item: _Item) -> str:
    content = f'<content type="html">{xml(item.content)}</content>' if item.content else ""
    stamp = f"2026-06-{1 + item.n % 28:02}T{item.n % 24:02}:15:00Z"
    return (
        f'<entry><title>{xml(item.title)}</title><link href="{host}/2026/{item.n}/story"/>'
        f"<id>{host}/?p={item.n}</id><published>{stamp}</published><updated>{stamp}</updated>"
        f"<author><name>{xml(item.author)}</name></author><category term='News'/>"
        f'<summary type="html">{xml(item.lead)}</summary>{content}</entry>'
    )
