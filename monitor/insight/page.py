"""A backtest as one HTML page that needs nothing else: every alert with its evidence. Pure."""

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from monitor.insight.backtest import Backtested, Card
from monitor.model import Mention, Quote

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
    "overflow-wrap:anywhere}"
    "article{border-top:1px solid #8886;padding:.6em 0}h2{font-size:1.1em;margin:0}"
    "small{opacity:.7}mark{background:#ffe58a;color:#1b1f24}blockquote{margin:.3em 0 .3em 1em}"
)


def page(found: Backtested) -> str:
    """Draw the page; whatever an article says is text in it."""
    alerts = "\n".join(map(_alert, found.alerts)) or "<p>No alert.</p>"
    title = f"Backtest of {found.rule}"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head(title, _STYLE)}\n</head>\n<body>\n'
        f"<h1>{escape(title)}</h1>\n{''.join(_summary(found))}\n{alerts}\n</body>\n</html>\n"
    )


def head(title: str, style: str) -> str:
    """Write what stands in a page's head: nothing may run, be fetched, or look but by `style`."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    return (
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>"
    )


def _summary(found: Backtested) -> Iterator[str]:
    counted = ", ".join(f"{word} {number:,}" for word, number in found.verdicts.items())
    yield f"<p>{found.articles:,} articles, {found.days:.0f} d: {escape(counted)}</p>"
    budget = f" (budget {found.budget})" if found.budget else ""
    yield (
        f"<p>{len(found.alerts):,} alerts, {found.per_day:.1f}/day, "
        f"worst {found.period} {found.worst:,}{budget}</p>"
    )
    for clause, number in found.dropped.items():
        yield f"<p><code>{escape(clause)}</code> dropped {number:,}</p>"


def _alert(card: Card) -> str:
    told = "".join(map(_mention, card.mentions))
    at = escape(card.at[:16].replace("T", " ")) or "undated"
    headline = f'<h2 dir="auto">{escape(card.headline)}</h2>'
    return f"<article><small>{at}</small>{headline}{told}</article>"


def _mention(mention: Mention) -> str:
    title = escape(mention.title)
    if mention.url.startswith(("http://", "https://")):
        title = f'<a href="{escape(mention.url)}" rel="noopener noreferrer nofollow">{title}</a>'
    by = f"<small>{escape(mention.outlet)}, {escape(mention.lang)}</small>"
    quote = f'<blockquote dir="auto">{_quote(mention.quote)}</blockquote>' if mention.quote else ""
    return f'<p dir="auto">{title} {by}</p>{quote}'


def _quote(quote: Quote) -> str:
    parts, at = [], 0
    for start, end in quote.bold:
        parts += [escape(quote.text[at:start]), f"<mark>{escape(quote.text[start:end])}</mark>"]
        at = end
    return "".join([*parts, escape(quote.text[at:])])
