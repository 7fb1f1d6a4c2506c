"""A backtest as one HTML page that needs nothing else: every alert with its evidence. Pure."""

from collections.abc import Iterator
from html import escape

from monitor.insight.backtest import Backtested, Card
from monitor.model import Mention, Quote

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "article{border-top:1px solid #ccc;padding:.6em 0}h2{font-size:1.1em;margin:0}"
    "small{color:#666}mark{background:#ffe58a}blockquote{margin:.3em 0 .3em 1em}"
)


def page(found: Backtested) -> str:
    """Draw the page; whatever an article says is text in it."""
    alerts = "\n".join(map(_alert, found.alerts)) or "<p>No alert.</p>"
    title = escape(f"Backtest of {found.rule}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1>\n{''.join(_summary(found))}\n{alerts}\n</html>\n"
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
    return f"<article><small>{at}</small><h2>{escape(card.headline)}</h2>{told}</article>"


def _mention(mention: Mention) -> str:
    title = escape(mention.title)
    if mention.url.startswith(("http://", "https://")):
        title = f'<a href="{escape(mention.url)}" rel="noreferrer">{title}</a>'
    quote = f"<blockquote>{_quote(mention.quote)}</blockquote>" if mention.quote else ""
    return f"<p>{title} <small>{escape(mention.outlet)}, {escape(mention.lang)}</small></p>{quote}"


def _quote(quote: Quote) -> str:
    parts, at = [], 0
    for start, end in quote.bold:
        parts += [escape(quote.text[at:start]), f"<mark>{escape(quote.text[start:end])}</mark>"]
        at = end
    return "".join([*parts, escape(quote.text[at:])])
