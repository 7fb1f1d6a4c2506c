"""A workspace as Slack keeps it: channels, messages, threads; every change a line on disk."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

APP = "A0MONITOR"
BOT = "B0MONITOR"
TEAM = "T0FAKE"
USER = "U0MONITOR"


class Refused(Exception):  # noqa: N818 - Slack's word for it is an error code, kept in `code`
    """A call that Slack answers with `ok: false`."""

    def __init__(self, code: str) -> None:
        """Keep Slack's error code."""
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Channel:
    """One channel with its messages by ts."""

    id: str
    name: str
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    member: bool = True


def _ts(now: float, last: str) -> str:
    """Give a ts of Slack's form, later than every earlier one."""
    stamp = f"{now:.6f}"
    return stamp if not last or float(stamp) > float(last) else f"{float(last) + 0.000001:.6f}"


class Workspace:
    """All channels; `state` names the file that outlives this process."""

    def __init__(self, channels: Iterable[str], *, state: Path | None = None) -> None:
        """Make the channels and play back what `state` holds."""
        self.channels = {
            f"C{n:03d}{name.lstrip('#').upper().replace('-', '')[:6]}": name.lstrip("#")
            for n, name in enumerate(channels, 1)
        }
        self._channels = {i: Channel(id=i, name=name) for i, name in self.channels.items()}
        self._last = ""
        self.version = 0
        self._file = self._play(state) if state else None

    def _play(self, state: Path) -> Any:
        if state.exists():
            for line in state.read_text("utf-8").splitlines():
                if line.endswith("}"):  # a line cut by a crash was never answered
                    self._apply(json.loads(line))
        return state.open("a", encoding="utf-8")

    def close(self) -> None:
        """Close the state file."""
        if self._file:
            self._file.close()

    def _write(self, change: dict[str, Any]) -> None:
        if self._file:
            self._file.write(json.dumps(change, ensure_ascii=False) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        self._apply(change)

    def _apply(self, change: Mapping[str, Any]) -> None:
        channel = self._channels.setdefault(
            change["channel"], Channel(id=change["channel"], name=change["name"])
        )
        self.channels.setdefault(channel.id, channel.name)
        self.version += 1
        if change["do"] == "delete":
            channel.messages.pop(change["ts"], None)
            return
        channel.messages[change["ts"]] = dict(change["message"])
        if change["do"] == "post":
            self._last = max(self._last, change["ts"], key=lambda t: float(t or 0))

    def find(self, name: str) -> Channel:
        """Find a channel by id or `#name`; raises Refused channel_not_found."""
        for channel in self._channels.values():
            if name in {channel.id, channel.name, f"#{channel.name}"}:
                return channel
        raise Refused("channel_not_found")

    def post(self, channel: Channel, message: Mapping[str, Any], *, now: float) -> dict[str, Any]:
        """Post a message; gives it as history shows it."""
        ts = _ts(now, self._last)
        whole = {
            "type": "message",
            "ts": ts,
            "text": message.get("text", ""),
            "bot_id": BOT,
            "app_id": APP,
            "team": TEAM,
            "user": USER,
        }
        for key in ("blocks", "metadata", "thread_ts", "client_msg_id"):
            if message.get(key):
                whole[key] = message[key]
        if message.get("reply_broadcast") in {True, "true", "1"}:
            whole["subtype"] = "thread_broadcast"
        if (parent := whole.get("thread_ts")) and parent not in channel.messages:
            raise Refused("thread_not_found")
        self._write(
            {"do": "post", "channel": channel.id, "name": channel.name, "ts": ts, "message": whole}
        )
        return whole

    def update(
        self, channel: Channel, ts: str, change: Mapping[str, Any], *, now: float
    ) -> dict[str, Any]:
        """Replace text and blocks of a message; raises Refused message_not_found."""
        if ts not in channel.messages:
            raise Refused("message_not_found")
        whole = dict(channel.messages[ts])
        whole["text"] = change.get("text", "")
        whole["blocks"] = change.get("blocks", [])
        if change.get("metadata"):
            whole["metadata"] = change["metadata"]
        whole["edited"] = {"user": USER, "ts": f"{now:.6f}"}
        self._write(
            {"do": "edit", "channel": channel.id, "name": channel.name, "ts": ts, "message": whole}
        )
        return whole

    def delete(self, channel: Channel, ts: str) -> None:
        """Delete a message; raises Refused message_not_found."""
        if ts not in channel.messages:
            raise Refused("message_not_found")
        self._write({"do": "delete", "channel": channel.id, "name": channel.name, "ts": ts})

    def history(self, channel: Channel, *, thread: str = "") -> list[dict[str, Any]]:
        """List a channel's messages newest first, or a thread's oldest first with its parent."""
        if thread:
            if thread not in channel.messages:
                raise Refused("thread_not_found")
            return [
                m for ts, m in sorted(channel.messages.items(), key=lambda i: float(i[0]))
                if ts == thread or m.get("thread_ts") == thread
            ]  # fmt: skip
        shown = [
            self._with_replies(channel, m)
            for m in channel.messages.values()
            if "thread_ts" not in m or m.get("subtype") == "thread_broadcast"
        ]
        return sorted(shown, key=lambda m: float(m["ts"]), reverse=True)

    def _with_replies(self, channel: Channel, message: dict[str, Any]) -> dict[str, Any]:
        replies = sum(m.get("thread_ts") == message["ts"] for m in channel.messages.values())
        return (
            message | {"reply_count": replies, "thread_ts": message["ts"]} if replies else message
        )

    def dump(self) -> list[dict[str, Any]]:
        """List every message with its channel, oldest first: what tests judge by."""
        return sorted(
            (
                {"channel": c.name, **m}
                for c in self._channels.values()
                for m in c.messages.values()
            ),
            key=lambda m: float(m["ts"]),
        )

    def listing(self) -> list[Channel]:
        """List the channels in the order they were made."""
        return list(self._channels.values())
