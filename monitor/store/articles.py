"""What was seen of each source, what became of matched articles, and the lasting counters."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from monitor.ports import Freshness
from monitor.store.client import Client, Command
from monitor.store.keys import STORIES, safe
from monitor.store.places import Places
from monitor.store.seen import Marks

DAY_MS = 86_400_000
MOST_DAYS = 100  # that verdicts are kept


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
        """Keep rule -> Reason (`excepted:<name>`, `alert`) of an article 30 days; count it."""
        if reasons:
            flat = [part for pair in reasons.items() for part in pair]
            await self._client.run("articles/trail", STORIES, safe(article_id), *flat)

    async def trail_of(self, article_id: str) -> Mapping[str, str]:
        """Give what became of an article, empty if nothing is known."""
        key = self._client.key(STORIES, f"trail:{safe(article_id)}")
        found = (await self._client.ask([("HGETALL", key)]))[0]
        return {rule.decode(): reason.decode().partition(":")[0] for rule, reason in found.items()}

    async def rule_counts(self, rule: str, days: int) -> Mapping[str, Mapping[str, int]]:
        """Give UTC day -> verdict -> how many, of today and the days before (100 at most)."""
        today = await self._client.time_ms() // DAY_MS
        numbers = [today - back for back in range(min(days, MOST_DAYS))]
        keys = [self._client.key(STORIES, f"verdicts:{rule}:{number}") for number in numbers]
        found = await self._client.ask([("HGETALL", key) for key in keys]) if keys else []
        return {
            _day(number): {what.decode(): int(count) for what, count in counts.items()}
            for number, counts in zip(numbers, found, strict=True)
            if counts
        }

    async def went_live(self, rules: Mapping[str, str], at: int) -> Mapping[str, int]:
        """Note the rules live at `at` (ms), with their former ids; since when each has been."""
        key = self._client.key(STORIES, "live")
        known = (await self._client.ask([("HGETALL", key)]))[0]
        since = {rule.decode(): int(ms) for rule, ms in known.items()}
        live = {rule: since.get(rule, since.get(was, at)) for rule, was in rules.items()}
        gone = [rule for rule in since if rule not in live]
        changes: list[Command] = [("HDEL", key, *gone)] if gone else []
        changes += [("HSET", key, rule, ms) for rule, ms in live.items() if rule not in since]
        if changes:
            await self._client.ask(changes)
        return live

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


def _day(number: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)).date().isoformat()
