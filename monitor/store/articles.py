"""What was seen of each source, what became of matched articles, and the lasting counters."""

from collections.abc import Mapping, Sequence

from monitor.ports import Freshness
from monitor.store.client import Client, Command
from monitor.store.keys import STORIES, safe
from monitor.store.places import Places
from monitor.store.seen import Marks

TRAIL_KEPT_MS = 30 * 86_400_000


class StoredArticles:
    """Keeps `ports.Articles`."""

    def __init__(self, client: Client, *, places: Places, marks: Marks) -> None:
        """Take the collaborators."""
        self._client = client
        self._places = places
        self._marks = marks

    async def unseen(
        self, source_id: str, shown: Sequence[tuple[str, str]]
    ) -> tuple[Freshness, ...]:
        """Tell for each (key, version shown) whether it is new, changed or known."""
        tag = await self._places.find(source_id) if shown else None
        if tag is None:
            return tuple("new" for _ in shown)
        key = self._client.key(tag, f"seen:{source_id}")
        digests = [self._marks.digest(identity) for identity, _ in shown]
        scores = (await self._client.ask([("ZMSCORE", key, *digests)]))[0]
        return tuple(
            self._marks.freshness(score, version)
            for score, (_, version) in zip(scores, shown, strict=True)
        )

    async def trail(self, article_id: str, reasons: Mapping[str, str]) -> None:
        """Keep rule -> Reason (or `alert`) of a matched article for 30 days."""
        if reasons:
            key = self._trail_key(article_id)
            flat = [part for pair in reasons.items() for part in pair]
            await self._client.ask([("HSET", key, *flat), ("PEXPIRE", key, TRAIL_KEPT_MS)])

    async def trail_of(self, article_id: str) -> Mapping[str, str]:
        """Give what became of an article, empty if nothing is known."""
        found = (await self._client.ask([("HGETALL", self._trail_key(article_id))]))[0]
        return {rule.decode(): reason.decode() for rule, reason in found.items()}

    def _trail_key(self, article_id: str) -> str:
        return self._client.key(STORIES, f"trail:{safe(article_id)}")

    async def count(self, counts: Mapping[str, int]) -> None:
        """Add to the lasting counters."""
        key = self._client.key(STORIES, "counts")
        adds: list[Command] = [("HINCRBY", key, name, by) for name, by in counts.items()]
        if adds:
            await self._client.ask(adds)

    async def counts(self) -> Mapping[str, int]:
        """Give the lasting counters."""
        found = (await self._client.ask([("HGETALL", self._client.key(STORIES, "counts"))]))[0]
        return {name.decode(): int(count) for name, count in found.items()}
