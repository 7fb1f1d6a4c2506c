"""Cards: a message's neutral parts as Slack blocks, inside Slack's limits and our own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.delivery.escape import (
    clean,
    cut,
    is_inside,
    label,
    mrkdwn_link,
    mrkdwn_value,
    size,
    web_url,
)
from monitor.model import Quote, Severity
from monitor.outgoing import Cited, Message, Row

Block = Mapping[str, Any]

MARKS: Mapping[Severity, str] = {"critical": "🔴", "high": "🟠", "normal": "🟡", "low": "⚪"}
BUDGET = 6000  # UTF-16 units of all text in all blocks
_HEADER, _SECTION, _FIELD = 150, 1000, 200
_DIGEST_LINE = 190  # with its link
_ROWS, _SECTIONS = 5, 2  # people in a section, sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How much of a message is shown; the next `Fit` shows less."""

    quotes: int = 3
    quote: int = 300
    outlets: int = 20
    people: int = _ROWS * _SECTIONS


# What goes first when a card is over budget. Organisation, three people, one link and the
# alert's id always stay.
FITS = (
    Fit(),
    Fit(quotes=2),
    Fit(quotes=1),
    Fit(quotes=1, quote=160),
    Fit(quotes=1, quote=160, outlets=5),
    Fit(quotes=1, quote=160, outlets=5, people=6),
    Fit(quotes=0, outlets=1, people=3),
)


def blocks(message: Message) -> tuple[Block, ...]:
    """Draw a message: the first `Fit` that keeps the budget."""
    draw = _DRAWN.get(message.kind, _short)
    made: tuple[Block, ...] = ()
    for fit in FITS:
        made = draw(message, fit)
        if text_size(made) <= BUDGET:
            break
    return made


def text_size(node: Any) -> int:
    """Count the UTF-16 units of every text and URL inside blocks."""
    if isinstance(node, Mapping):
        own = sum(size(v) for k, v in node.items() if k in {"text", "url"} and isinstance(v, str))
        return own + sum(text_size(v) for v in node.values() if not isinstance(v, str))
    if isinstance(node, Sequence) and not isinstance(node, str):
        return sum(text_size(item) for item in node)
    return 0


def _card(message: Message, fit: Fit) -> tuple[Block, ...]:
    head = {"type": "plain_text", "emoji": False, "text": header(message)}
    return (
        {"type": "header", "text": head},
        *_people(message.people, fit),
        *_quotes(message.quotes, fit),
        *_context(_sources(message, fit)),
        *_context(mrkdwn_value(message.footer, _SECTION)),
    )


def _short(message: Message, fit: Fit) -> tuple[Block, ...]:
    """Draw a reply or a notice: its lines, a quote, where it stands."""
    lines = "\n".join(mrkdwn_value(line, 300) for line in message.lines[:10]) or "-"
    return (
        {"type": "section", "text": _mrkdwn(lines)},
        *_quotes(message.quotes[:1], fit),
        *_context(_sources(message, fit)),
        *_context(mrkdwn_value(message.footer, _SECTION)),
    )


def _digest(message: Message, fit: Fit) -> tuple[Block, ...]:
    """Draw a digest: its header, a line a story with its link, in sections; names all of them."""
    lines = [
        _linked(line, link if fit.quotes else ("", ""))
        for line, link in zip(message.lines, message.links, strict=True)
    ]
    sections: list[list[str]] = [[]]
    for line in lines:
        if sections[-1] and sum(size(one) + 1 for one in sections[-1]) + size(line) > _SECTION:
            sections.append([])
        sections[-1].append(line)
    head = {"type": "plain_text", "emoji": False, "text": cut(clean(message.headline), _HEADER)}
    return (
        {"type": "header", "text": head},
        *({"type": "section", "text": _mrkdwn("\n".join(part) or "-")} for part in sections),
        *_context(mrkdwn_value(message.footer, _SECTION)),
    )


def _linked(line: str, link: tuple[str, str]) -> str:
    """Put a link behind a line of a digest, as long as 30 such lines fit a message."""
    whole = f"{mrkdwn_value(line, 130)} · {mrkdwn_link(*link)}" if link[1] else ""
    return whole if whole and size(whole) <= _DIGEST_LINE else mrkdwn_value(line, 130)


def header(message: Message) -> str:
    """Give the first line: the severity's mark and the headline."""
    return cut(f"{MARKS[message.severity]} {clean(message.headline)}", _HEADER)


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "verbatim": True, "text": text}


def _context(text: str) -> tuple[Block, ...]:
    return ({"type": "context", "elements": [_mrkdwn(text)]},) if text else ()


def _people(rows: Sequence[Row], fit: Fit) -> tuple[Block, ...]:
    shown = rows[: fit.people]
    sections: list[Block] = []
    for start in range(0, len(shown), _ROWS):
        fields = [f for row in shown[start : start + _ROWS] for f in (_who(row), _what(row))]
        sections.append({"type": "section", "fields": fields})
    if left := len(rows) - len(shown):
        sections.append({"type": "context", "elements": [_mrkdwn(f"+{left} more")]})
    return tuple(sections)


def _who(row: Row) -> Block:
    name = _bold(mrkdwn_value(row.who, _FIELD // 2) or "unnamed")
    role = mrkdwn_value(row.role, _FIELD // 2 - 5)
    return _mrkdwn(f"{name}\n{role}" if role else name)


def _what(row: Row) -> Block:
    before, place, after = row.what.rpartition(row.place) if row.place else (row.what, "", "")
    parts = [mrkdwn_value(before, 60), _bold(mrkdwn_value(place, 90)), mrkdwn_value(after, 40)]
    return _mrkdwn(" ".join(part for part in parts if part) or "-")


def _bold(value: str) -> str:
    return f"*{value}*" if value else ""


def _sources(message: Message, fit: Fit) -> str:
    """Say which outlets tell it, in which languages, since when, and its state."""
    links = list(message.links)
    named = [mrkdwn_link(name, url) for name, url in links[: fit.outlets]]
    while len(named) > 1 and sum(map(size, named)) > _SECTION:
        named.pop()
    more = f" +{len(links) - len(named)} more" if len(links) > len(named) else ""
    count = f"{len(links)} outlet{'s' if len(links) > 1 else ''}: " if links else ""
    parts = [count + ", ".join(named) + more, mrkdwn_value(message.about, 300)]
    return " · ".join(part for part in parts if part)


def _quotes(quotes: Sequence[Cited], fit: Fit) -> tuple[Block, ...]:
    elements: list[Block] = []
    for cited in quotes[: fit.quotes]:
        elements.append({"type": "rich_text_quote", "elements": spans(cited.quote, fit.quote)})
        elements.append({"type": "rich_text_section", "elements": _origin(cited)})
    return ({"type": "rich_text", "elements": elements},) if elements else ()


def _origin(cited: Cited) -> list[Block]:
    name = cut(label(cited.outlet, cited.url), 80)
    target = web_url(cited.url)
    first: Block = {"type": "text", "text": name or "-"}
    if target:
        first = {"type": "link", "url": target, "text": name}
    rest = " · ".join(part for part in ("", cited.lang, cited.at) if part)
    return [first, {"type": "text", "text": f" · {clean(rest)}"}] if rest else [first]


def spans(quote: Quote, most: int) -> list[Block]:
    """Cut a quote into rich text: a window around what matched, the matching words bold."""
    start, end = window(quote, most)
    marks = _merged(quote.bold, start, end)
    out: list[Block] = [{"type": "text", "text": "… "}] if start > 0 else []
    at = start
    for low, high in marks:
        out += _span(quote.text[at:low], bold=False) + _span(quote.text[low:high], bold=True)
        at = high
    out += _span(quote.text[at:end], bold=False)
    if end < len(quote.text):
        out.append({"type": "text", "text": " …"})
    return out or [{"type": "text", "text": "-"}]


def _span(text: str, *, bold: bool) -> list[Block]:
    kept = _kept(text)
    if not kept:
        return []
    return [{"type": "text", "text": kept} | ({"style": {"bold": True}} if bold else {})]


def _kept(text: str) -> str:
    """Clean a piece of a quote, keeping one space at either end where there was any."""
    body = clean(text)
    if not body:
        return " " if text.isspace() else ""
    return f"{' ' if text[0].isspace() else ''}{body}{' ' if text[-1].isspace() else ''}"


def _merged(bold: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Give the bold spans inside a window, in order and without overlap."""
    out: list[tuple[int, int]] = []
    at = start
    for low, high in sorted(bold):
        span = max(low, at), min(high, end)
        if span[0] < span[1]:
            out.append(span)
            at = span[1]
    return out


def window(quote: Quote, most: int) -> tuple[int, int]:
    """Choose at most `most` letters around the first matching span, at letter boundaries."""
    text, first = quote.text, min(quote.bold, default=(0, 0))
    if len(text) <= most:
        return 0, len(text)
    start = max(0, min(first[0] - most // 4, len(text) - most))
    end = min(len(text), start + most)
    while is_inside(text, start):
        start -= 1
    while is_inside(text, end):
        end -= 1
    return start, max(start, end)


_DRAWN: Mapping[str, Callable[[Message, Fit], tuple[Block, ...]]] = {
    "card": _card,
    "edit": _card,
    "digest": _digest,
}
