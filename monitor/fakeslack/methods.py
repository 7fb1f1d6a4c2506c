"""Slack's Web API methods, as far as the monitor calls them."""

from collections.abc import Callable, Mapping
from typing import Any

from monitor.fakeslack.limits import fault_of
from monitor.fakeslack.workspace import APP, BOT, TEAM, USER, Channel, Refused, Workspace

Call = Mapping[str, Any]
Method = Callable[[Workspace, Call, float], dict[str, Any]]


def _channel(workspace: Workspace, call: Call, *, member: bool = False) -> Channel:
    channel = workspace.find(str(call.get("channel", "")))
    if member and not channel.member:
        raise Refused("not_in_channel")
    return channel


def auth_test(_workspace: Workspace, _call: Call, _now: float) -> dict[str, Any]:
    """Say who the token belongs to."""
    return {
        "url": "https://fake.slack.example/",
        "team": "Fake",
        "user": "monitor",
        "team_id": TEAM,
        "user_id": USER,
        "bot_id": BOT,
        "app_id": APP,
    }


def post_message(workspace: Workspace, call: Call, now: float) -> dict[str, Any]:
    """Post into a channel or a thread."""
    channel = _channel(workspace, call)
    if error := fault_of(call):
        raise Refused(error)
    message = workspace.post(channel, call, now=now)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def update(workspace: Workspace, call: Call, now: float) -> dict[str, Any]:
    """Edit a message."""
    channel = _channel(workspace, call)
    if error := fault_of(call):
        raise Refused(error)
    ts = str(call.get("ts", ""))
    message = workspace.update(channel, ts, call, now=now)
    return {"channel": channel.id, "ts": ts, "text": message["text"], "message": message}


def delete(workspace: Workspace, call: Call, _now: float) -> dict[str, Any]:
    """Take a message back."""
    channel = _channel(workspace, call)
    ts = str(call.get("ts", ""))
    workspace.delete(channel, ts)
    return {"channel": channel.id, "ts": ts}


def _page(messages: list[dict[str, Any]], call: Call) -> dict[str, Any]:
    """Cut a listing by oldest, latest, cursor and limit, as Slack pages."""
    oldest, latest = float(call.get("oldest") or 0), float(call.get("latest") or "inf")
    inclusive = str(call.get("inclusive", "")).lower() in {"true", "1"}
    inside = [
        m
        for m in messages
        if oldest < float(m["ts"]) < latest
        or (inclusive and float(m["ts"]) in {oldest, latest})
        or (m.get("ts") == call.get("ts"))  # a thread's parent is always there
    ]
    if str(call.get("include_all_metadata", "")).lower() not in {"true", "1"}:
        inside = [{k: v for k, v in m.items() if k != "metadata"} for m in inside]
    start, limit = int(call.get("cursor") or 0), min(int(call.get("limit") or 100), 999)
    more = start + limit < len(inside)
    return {
        "messages": inside[start : start + limit],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }


def history(workspace: Workspace, call: Call, _now: float) -> dict[str, Any]:
    """List a channel's messages, newest first, without replies."""
    channel = _channel(workspace, call, member=True)
    return _page(workspace.history(channel), {k: v for k, v in call.items() if k != "ts"})


def replies(workspace: Workspace, call: Call, _now: float) -> dict[str, Any]:
    """List a thread, its parent first."""
    channel = _channel(workspace, call, member=True)
    return _page(workspace.history(channel, thread=str(call.get("ts", ""))), call)


def _described(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_private": False,
        "is_archived": False,
        "is_member": channel.member,
    }


def listing(workspace: Workspace, _call: Call, _now: float) -> dict[str, Any]:
    """List the channels."""
    found = [_described(c) for c in workspace.listing()]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def info(workspace: Workspace, call: Call, _now: float) -> dict[str, Any]:
    """Describe one channel."""
    return {"channel": _described(_channel(workspace, call))}


def join(workspace: Workspace, call: Call, _now: float) -> dict[str, Any]:
    """Join a public channel."""
    channel = _channel(workspace, call)
    channel.member = True
    return {"channel": _described(channel)}


METHODS: Mapping[str, Method] = {
    "auth.test": auth_test,
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.list": listing,
    "conversations.info": info,
    "conversations.join": join,
}
