"""Stories in the store: a versioned read, and one script that writes all of a join."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from monitor.model import Report, Story
from monitor.ports import Joined, Joining, Neighbourhood, NewRow
from monitor.store.client import Client, Command
from monitor.store.keys import STORIES, safe
from monitor.store.packing import pack, unpack
from monitor.store.windows import noted

REPORT = b"r:"


class StoredStories:
    """Keeps `ports.Stories`."""

    def __init__(self, client: Client) -> None:
        """Take the client."""
        self._client = client

    async def neighbourhood(self, nears: Sequence[str]) -> Neighbourhood:
        """Read what stands around these keys; each key's reports are of its version."""
        asked: list[Command] = [("HGETALL", self._key(f"near:{safe(near)}")) for near in nears]
        found = await self._client.ask(asked)
        packed = {
            name: raw for near in found for name, raw in near.items() if name.startswith(REPORT)
        }
        reports = tuple(unpack(Report, packed[name]) for name in sorted(packed))
        return Neighbourhood(
            versions={near: int(h.get(b"v", 0)) for near, h in zip(nears, found, strict=True)},
            reports=reports,
            stories=await self._stories(sorted({report.story for report in reports})),
        )

    async def _stories(self, ids: Sequence[str]) -> dict[str, Story]:
        fields = ("packed", "alerts", "acked")
        asked: list[Command] = [("HMGET", self._key(f"story:{i}"), *fields) for i in ids]
        found = await self._client.ask(asked) if asked else []
        return {i: _story(raw) for i, raw in zip(ids, found, strict=True) if raw[0]}

    async def join(self, joining: Joining) -> Joined:
        """Write all of it at once: `moved` = read again and regroup, `taken` = another id."""
        plan = orjson.dumps(_plan(joining), option=orjson.OPT_SORT_KEYS)
        digest = hashlib.blake2b(plan, digest_size=12).hexdigest()
        answer = await self._client.run("stories/join", STORIES, plan, digest)
        if answer == b"moved":
            return "moved"
        return "taken" if answer == b"taken" else "joined"

    async def story(self, story_id: str) -> Story | None:
        """Give a story."""
        return (await self._stories([story_id])).get(story_id)

    async def recent(self, limit: int) -> tuple[Story, ...]:
        """Give the stories touched last, newest first."""
        key = self._key("recent")
        names = (await self._client.ask([("ZREVRANGE", key, 0, limit - 1)]))[0] if limit else []
        found = await self._stories([name.decode() for name in names])
        return tuple(found.values())

    async def ack(self, story_id: str, by: str) -> bool:
        """Note that a person has acknowledged a story; False when there is none."""
        return bool(await self._client.run("stories/ack", STORIES, story_id, by) == b"ok")

    def _key(self, name: str) -> str:
        return self._client.key(STORIES, name)


def _story(raw: Sequence[Any]) -> Story:
    """Build a story from what a join packed, and from what only the store knows."""
    story = unpack(Story, raw[0])
    return replace(
        story, alerts=max(story.alerts, int(raw[1] or 0)), acked=(raw[2] or b"").decode()
    )


def _plan(joining: Joining) -> Mapping[str, object]:
    """Give what the script reads: packed records, and the ids it makes keys of."""
    return {
        "versions": {safe(near): version for near, version in joining.versions.items()},
        "reports": [
            {
                "id": report.id,
                "story": report.story,
                "near": [safe(near) for near in report.near],
                "packed": pack(report).decode(),
            }
            for report in joining.reports
        ],
        "stories": [{"id": s.id, "packed": pack(s).decode()} for s in joining.stories],
        "opened": joining.opened,
        "rows": [_row(row) for row in joining.rows],
        "noted": noted(joining.noted),
        "trail": {safe(article): dict(reasons) for article, reasons in joining.trail.items()},
    }


def _row(row: NewRow) -> Mapping[str, object]:
    return {
        "id": row.delivery,
        "story": row.story,
        "receiver": row.receiver,
        "kind": row.kind,
        "n": row.n,
        "facts": pack(row.facts).decode(),
        "delay": row.delay_ms,
    }
