"""What thresholds need besides articles: silences that grow, history, and edits. Asked each second.

- A rule that waits for silence is asked every ten seconds whether it has been quiet for long
  enough; time in which its sources fail, or in which nobody asked, does not count.
- A rule that looks further back than its stories learns its history from the archive, once.
- Thresholds that were edited judge the windows that are open now.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from monitor.model import Article, Match, Rule
from monitor.policy import Threshold
from monitor.stories.reports import reports_of
from monitor.stories.windows import is_quiet, noted, scope_of
from monitor.windows import Noted, Windows

LISTEN_S = 10.0  # between two looks at silences
AWAY_S = 60.0  # after longer than that without a look we were away
_STEP = 100  # articles of the archive read at once
_HEALTHY = frozenset({"ok", "moved", "quiet", "new"})

Archived = Callable[[datetime, datetime], Iterable[Article]]
"""Articles fetched between two moments, in order of time."""


class Telling(Protocol):
    """What a join tells without an article (`join.Join`)."""

    async def fell_quiet(self, rule: Rule, at: datetime) -> str:
        """Tell, once, that nothing has matched a rule; its story."""
        ...

    async def rejudge(self, changed: frozenset[str], at: datetime) -> tuple[str, ...]:
        """Judge the open windows of rules whose thresholds were edited; the stories now told."""
        ...


class Lookout:
    """Keeps rules' windows going between articles."""

    def __init__(
        self,
        *,
        windows: Windows,
        telling: Telling,
        rules: Callable[[], Mapping[str, Rule]],
        match: Callable[[Article], Awaitable[tuple[Match, ...]]],
        archived: Archived,
    ) -> None:
        """Take the collaborators; `rules` gives those in force, `match` what they find."""
        self._windows = windows
        self._telling = telling
        self._rules = rules
        self._match = match
        self._archived = archived
        self._seen: Mapping[str, Rule] | None = None
        self._judged: dict[str, Threshold] = {}
        self._listened: datetime | None = None
        self._health: dict[str, str] = {}
        self._recalling: _Recalling | None = None

    def polled(self, source: str, health: str) -> None:
        """Hear how a source is after a poll."""
        self._health[source] = health

    async def attend(self, now: datetime) -> tuple[str, ...]:
        """Do what is due; gives the stories that somebody is told of now."""
        told = await self._edited(now)
        if self._listened is None or (now - self._listened).total_seconds() >= LISTEN_S:
            self._listened = now
            told += await self._listen(now)
        await self._recall(now)
        return told

    async def _edited(self, now: datetime) -> tuple[str, ...]:
        """Judge again where thresholds differ from those of the last look; at first, all."""
        rules = self._rules()
        if rules is self._seen:
            return ()
        triggers = {r.id: r.trigger for r in _live(rules) if r.trigger is not None}
        changed = {name for name, trigger in triggers.items() if self._judged.get(name) != trigger}
        told = await self._telling.rejudge(frozenset(changed), now) if changed else ()
        self._seen, self._judged = rules, triggers
        self._recalling = None
        return told

    async def _listen(self, now: datetime) -> tuple[str, ...]:
        told: list[str] = []
        for rule in _live(self._rules()):
            if scope_of(rule).silent:
                heard = await self._windows.listen(
                    rule.id, hears=self._hears(scope_of(rule).sources), within_s=AWAY_S
                )
                if is_quiet(rule, heard.quiet_s, now.timestamp()):
                    told.append(await self._telling.fell_quiet(rule, now))
        return tuple(story for story in told if story)

    def _hears(self, sources: tuple[str, ...]) -> bool:
        """Tell whether the sources a rule names are healthy; of all others, more than half.

        A source counts from its first poll after the start.
        """
        if sources:
            return all(self._health.get(source) in _HEALTHY for source in sources)
        healthy = sum(1 for health in self._health.values() if health in _HEALTHY)
        return healthy * 2 > len(self._health)

    async def _recall(self, now: datetime) -> None:
        """Go on reading the archive for rules whose history is not known."""
        if self._recalling is None:
            self._recalling = await self._begun(now)
        under_way = self._recalling
        if not under_way.rules:
            return
        articles = tuple(islice(under_way.articles, _STEP))
        notes = [n for a in articles for n in remembered(a, await self._match(a), under_way.rules)]
        under_way.saw(articles)
        for name in under_way.rules:
            own = [note for note in notes if note.rule == name]
            done = len(articles) < _STEP
            since = under_way.since.timestamp() if done else None
            if own or done:
                await self._windows.remember(name, own, since=since)
        if len(articles) < _STEP:
            self._recalling = await self._begun(now)

    async def _begun(self, now: datetime) -> "_Recalling":
        asking = {r.id: r for r in _live(self._rules()) if scope_of(r).past_s}
        known = await self._windows.known(tuple(asking)) if asking else {}
        missing = {name: rule for name, rule in asking.items() if name not in known}
        longest = max((scope_of(rule).past_s for rule in missing.values()), default=0.0)
        back = now - timedelta(seconds=longest)
        articles = iter(self._archived(back, now)) if missing else iter(())
        return _Recalling(missing, articles, now)


class _Recalling:
    """The archive being read for some rules."""

    def __init__(
        self, rules: Mapping[str, Rule], articles: Iterator[Article], now: datetime
    ) -> None:
        self.rules = rules
        self.articles = articles
        self.since = now  # of the first article, else now

    def saw(self, articles: Iterable[Article]) -> None:
        """Note the earliest time that is known."""
        self.since = min([self.since, *(a.seen for a in articles if a.seen)])


def remembered(
    article: Article, matches: Iterable[Match], rules: Mapping[str, Rule]
) -> tuple[Noted, ...]:
    """Give what an article adds to the tallies of rules: as if it had been joined."""
    own = [match for match in matches if match.rule in rules]
    reports = reports_of(article, own, rules)
    notes = (n for r in reports for name in r.rules for n in noted(rules[name], r))
    return tuple(note for note in notes if note.keep_s)


def _live(rules: Mapping[str, Rule]) -> Iterable[Rule]:
    return (r for r in rules.values() if r.trigger is not None and r.status == "live")
