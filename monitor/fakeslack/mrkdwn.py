"""Slack's mrkdwn as HTML: bold, italics, strike, code, links and pings, nothing else."""

import re
from html import escape

_ANGLE = re.compile(r"<([^<>\n]{1,3000})>")
_MARK = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]{1,2000}?)(?<=\S)\1(?![\w*_~`])")
_TAGS = {"*": "b", "_": "i", "~": "s", "`": "code"}


def to_html(text: str) -> str:
    """Draw mrkdwn text as a Slack client would; `&amp; &lt; &gt;` are the text's own escapes."""
    parts: list[str] = []
    at = 0
    for angle in _ANGLE.finditer(text):
        parts.append(_marks(text[at : angle.start()]))
        parts.append(_angle(angle.group(1)))
        at = angle.end()
    parts.append(_marks(text[at:]))
    return "".join(parts).replace("\n", "<br>")


def _plain(text: str) -> str:
    unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return escape(unescaped)


def _marks(text: str) -> str:
    parts: list[str] = []
    at = 0
    for mark in _MARK.finditer(text):
        parts.append(_plain(text[at : mark.start()]))
        tag = _TAGS[mark.group(1)]
        parts.append(f"<{tag}>{_plain(mark.group(2))}</{tag}>")
        at = mark.end()
    parts.append(_plain(text[at:]))
    return "".join(parts)


def _angle(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#", "!")):
        # A ping is what hostile text must never become: drawn so that tests can see it.
        return f'<mark class="ping">{_plain(label or target)}</mark>'
    if target.startswith(("http://", "https://", "mailto:")):
        return f'<a href="{escape(target)}" rel="noreferrer noopener">{_plain(label or target)}</a>'
    return _plain(f"<{inside}>")
