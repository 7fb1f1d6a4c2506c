"""What a user of the fake Slack sees: channels, blocks, threads, as one page."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from importlib.resources import files
from typing import Any

from monitor.fakeslack.mrkdwn import to_html
from monitor.fakeslack.workspace import Channel, Workspace

_ASSETS = files("monitor.fakeslack")


def http_date(now: float) -> str:
    """Give a moment as an HTTP date."""
    return format_datetime(datetime.fromtimestamp(now, UTC), usegmt=True)


def page(workspace: Workspace) -> str:
    """Draw the whole page."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Fake Slack</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_ASSETS.joinpath('view.css').read_text()}</style><header>Fake Slack</header>"
        f'<main data-version="{workspace.version}">{channels(workspace)}</main>'
        f"<script>{_ASSETS.joinpath('view.js').read_text()}</script></html>"
    )


def channels(workspace: Workspace) -> str:
    """Draw every channel, those with messages first."""
    order = sorted(workspace.listing(), key=lambda c: not c.messages)
    drawn = "".join(_channel(workspace, channel) for channel in order)
    return f'<div data-version="{workspace.version}">{drawn}</div>'


def _channel(workspace: Workspace, channel: Channel) -> str:
    messages = list(reversed(workspace.history(channel)))
    inside = "".join(_message(workspace, channel, m) for m in messages)
    return (
        f'<section id="{channel.id}"><h2># {escape(channel.name)}</h2>'
        f"{inside or '<p class=empty>No messages yet.</p>'}</section>"
    )


def _message(workspace: Workspace, channel: Channel, message: Mapping[str, Any]) -> str:
    thread = ""
    if message.get("reply_count"):
        replies = workspace.history(channel, thread=message["ts"])[1:]
        inside = "".join(_one(reply) for reply in replies)
        count = len(replies)
        thread = (
            f'<div class="thread"><span class="dim">{count} '
            f"{'reply' if count == 1 else 'replies'}</span>{inside}</div>"
        )
    return _one(message) + thread


def _one(message: Mapping[str, Any]) -> str:
    at = datetime.fromtimestamp(float(message["ts"]), UTC)
    edited = " (edited)" if message.get("edited") else ""
    blocks = message.get("blocks") or []
    inside = "".join(_block(b) for b in blocks) or f"<div>{to_html(message.get('text', ''))}</div>"
    who = f'<div class="who"><b>monitor</b><span>APP {at:%H:%M:%S}{edited}</span></div>'
    return (
        f'<div class="msg" data-ts="{escape(message["ts"])}"><div class="face">M</div>'
        f'<div class="body">{who}'
        f"{inside}</div></div>"
    )


def _block(block: Mapping[str, Any]) -> str:
    kind = block.get("type")
    if kind == "header":
        return f'<div class="h">{_text(block["text"])}</div>'
    if kind == "section":
        fields = "".join(f"<div>{_text(f)}</div>" for f in block.get("fields", []))
        text = f"<div>{_text(block['text'])}</div>" if block.get("text") else ""
        return text + (f'<div class="fields">{fields}</div>' if fields else "")
    if kind == "context":
        return f'<div class="ctx">{" ".join(_text(e) for e in block["elements"])}</div>'
    if kind == "actions":
        return f"<div>{''.join(_button(e) for e in block['elements'])}</div>"
    if kind == "rich_text":
        return "".join(_rich(e) for e in block["elements"])
    return "<hr>"


def _text(text: Mapping[str, Any]) -> str:
    if text.get("type") == "mrkdwn":
        return to_html(text.get("text", ""))
    return escape(text.get("text", "")).replace("\n", "<br>")


def _button(element: Mapping[str, Any]) -> str:
    style = ' class="primary"' if element.get("style") == "primary" else ""
    return f"<button{style} disabled>{_text(element.get('text', {}))}</button>"


def _rich(element: Mapping[str, Any]) -> str:
    inside = "".join(_span(e) for e in element.get("elements", []))
    if element.get("type") == "rich_text_quote":
        return f"<blockquote>{inside}</blockquote>"
    return f"<div>{inside}</div>"


def _span(element: Mapping[str, Any]) -> str:
    text = escape(element.get("text", "")).replace("\n", "<br>")
    if element.get("type") == "link":
        url = str(element.get("url", ""))
        label = text or escape(url)
        safe = url.startswith(("http://", "https://"))
        return f'<a href="{escape(url)}" rel="noreferrer noopener">{label}</a>' if safe else label
    style = element.get("style", {})
    return f"<b>{text}</b>" if style.get("bold") else text
