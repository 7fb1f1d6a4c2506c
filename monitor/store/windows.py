"""Windows of thresholds in the store: tallies of article ids, and how long rules were quiet."""

from collections.abc import Iterable, Mapping, Sequence

import orjson

from monitor.store.client import Client, Command
from monitor.store.keys import STORIES, safe
from monitor.windows import Listened, Noted, Tally

MOST_AT_ONCE = 200  # members a script writes


class StoredWindows:
    """Keeps `windows.Windows`; what a join notes is written by the join's own script."""

    def __init__(self, client: Client) -> None:
        """Take the client."""
        self._client = client

    async def tallies(self, groups: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Tally]:
        """Read the tallies of (rule, group)."""
        asked: list[Command] = [
            ("ZRANGE", self._key(f"win:{rule}:{safe(group)}"), 0, -1, "WITHSCORES")
            for rule, group in groups
        ]
        found = await self._client.ask(asked)
        since = await self.known([rule for rule, _ in groups])
        return {
            (rule, group): Tally(times=_times(raw), since=since.get(rule))
            for (rule, group), raw in zip(groups, found, strict=True)
        }

    async def known(self, rules: Sequence[str]) -> Mapping[str, float]:
        """Give since when (epoch seconds) the members of these rules are known; others lack."""
        asked: list[Command] = [("HGET", self._key(f"win:{rule}"), "since") for rule in rules]
        found = await self._client.ask(asked) if asked else []
        return {
            rule: int(raw) / 1000 for rule, raw in zip(rules, found, strict=True) if raw is not None
        }

    async def remember(self, rule: str, notes: Sequence[Noted], *, since: float | None) -> None:
        """Add what is known from elsewhere; with `since` all from then on is known."""
        at = "" if since is None else round(since * 1000)
        for start in range(0, len(notes), MOST_AT_ONCE):
            members = orjson.dumps(noted(notes[start : start + MOST_AT_ONCE]))
            await self._client.run("stories/remember", STORIES, rule, "", members)
        await self._client.run("stories/remember", STORIES, rule, at, b"[]")

    async def nears(self, story: str) -> tuple[str, ...]:
        """Name the neighbourhoods in which a story's reports lie."""
        raw = (await self._client.ask([("HGET", self._key(f"story:{story}"), "nears")]))[0]
        return tuple(sorted(orjson.loads(raw))) if raw else ()

    async def listen(self, rule: str, *, hears: bool, within_s: float) -> Listened:
        """Let a rule's silence grow by the time since the last call, if that was `within_s` ago."""
        longest_ms = round(within_s * 1000)
        quiet, paused = await self._client.run(
            "stories/listen", STORIES, rule, int(hears), longest_ms, safe(f"absence|{rule}")
        )
        return Listened(quiet_s=int(quiet) / 1000, paused=bool(paused))

    def _key(self, name: str) -> str:
        return self._client.key(STORIES, name)


def noted(notes: Iterable[Noted]) -> list[Mapping[str, object]]:
    """Give what the scripts read of members."""
    return [
        {
            "rule": one.rule,
            "group": safe(one.group),
            "article": one.article,
            "at": round(one.at * 1000),
            "keep": round(one.keep_s * 1000),
        }
        for one in notes
    ]


def _times(raw: Sequence[bytes]) -> Mapping[str, float]:
    return {
        name.decode(): float(score) / 1000 for name, score in zip(raw[::2], raw[1::2], strict=True)
    }
