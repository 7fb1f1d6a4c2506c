"""Which shard a source lies on: by its URL's host, remembered, looked for when unknown."""

from typing import Any

from monitor.store.client import Arg, Client, Command
from monitor.store.keys import SHARDS


class Places:
    """Where each source lies; all parts of one store share it."""

    def __init__(self, client: Client) -> None:
        """Begin with nothing known."""
        self._client = client
        self._tags: dict[str, str] = {}

    def note(self, source_id: str, tag: str) -> None:
        """Remember where a source lies."""
        self._tags[source_id] = tag

    async def all(self) -> dict[str, str]:
        """Read every source on the queue with its shard, and remember it."""
        asked: list[Command] = [("ZRANGE", self._client.key(tag, "due"), 0, -1) for tag in SHARDS]
        answers = await self._client.ask(asked)
        found = {
            name.decode(): tag for tag, names in zip(SHARDS, answers, strict=True) for name in names
        }
        self._tags |= found
        return found

    async def find(self, source_id: str) -> str | None:
        """Give a source's shard; a dropped source still has one for 30 days."""
        if source_id not in self._tags:
            asked: list[Command] = [
                ("EXISTS", self._client.key(tag, f"src:{source_id}")) for tag in SHARDS
            ]
            found = await self._client.ask(asked)
            tags = [tag for tag, is_there in zip(SHARDS, found, strict=True) if is_there]
            if not tags:
                return None
            self._tags[source_id] = tags[0]
        return self._tags[source_id]

    async def move(self, source_id: str, tag: str) -> None:
        """Bring a source whose URL changed host to its new shard; written before it is deleted.

        A crash between the two leaves the new shard's `shard_was`, which the next `put` answers.
        """
        old = await self.find(source_id)
        if old is not None and old != tag:
            await self._adopt(source_id, old, tag, as_id=source_id)

    async def inherit(self, was: str, source_id: str, tag: str) -> None:
        """Let a source that is not known yet take over all that is kept under its former id."""
        old = None if await self.find(source_id) else await self.find(was)
        if old is None:
            return
        await self._adopt(was, old, tag, as_id=source_id)
        self._tags.pop(was, None)
        await self._client.run("sources/forget", old, was)

    async def _adopt(self, source_id: str, old: str, tag: str, *, as_id: str) -> None:
        """Write a source's records into a shard, under the same id or another one."""
        src, seen, log, text, art, held, prints, due = await self._client.ask(
            [
                ("HGETALL", self._client.key(old, f"src:{source_id}")),
                ("ZRANGE", self._client.key(old, f"seen:{source_id}"), 0, -1, "WITHSCORES"),
                ("LRANGE", self._client.key(old, f"log:{source_id}"), 0, -1),
                ("ZRANGE", self._client.key(old, f"text:{source_id}"), 0, -1, "WITHSCORES"),
                ("HGETALL", self._client.key(old, f"art:{source_id}")),
                ("HGETALL", self._client.key(old, f"held:{source_id}")),
                ("GET", self._client.key(old, f"prints:{source_id}")),
                ("ZSCORE", self._client.key(old, "due"), source_id),
            ]
        )
        parts = [_flat(src), _flat(seen), list(log), _flat(text), _flat(art), _flat(held)]
        sizes = [len(p) // 2 for p in parts]
        sizes[2] = len(log)
        flat: list[Arg] = [prints or b"", *(value for part in parts for value in part)]
        at: Arg = b"" if due is None else due
        whence = old if as_id == source_id else ""
        await self._client.run("sources/adopt", tag, as_id, whence, at, *sizes, *flat)


def _flat(answer: Any) -> list[Any]:
    """Give a hash's or a scored set's answer as one flat list."""
    if isinstance(answer, dict):
        return [part for pair in answer.items() for part in pair]
    if answer and isinstance(answer[0], tuple | list):
        return [part for pair in answer for part in pair]
    return list(answer)
