"""Join: an article's reports find their story, and its rows are written, in one step."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from functools import partial
from zlib import crc32

from monitor.errors import StoreError
from monitor.ids import story_id
from monitor.model import Article, Fact, Match, Report, Rule, Story
from monitor.ports import Joining, Neighbourhood, Stories
from monitor.reasons import Reason
from monitor.stories import absences, apart, renaming
from monitor.stories.facts import facts_of
from monitor.stories.grouping import Group, group
from monitor.stories.reports import reports_of
from monitor.stories.rows import Standards, rows_of
from monitor.stories.telling import told_story
from monitor.stories.verdicts import verdicts
from monitor.stories.windows import (
    NOTHING,
    Past,
    counts,
    noted,
    reached,
    reached_at,
    scope_of,
    tallies_of,
)
from monitor.windows import Windows

_LOCKS = 64  # neighbourhoods share them: there may be any number of those
_TRIES = 20  # then the article is joined later from the text queue
_RECENT = 5000  # stories that edited thresholds are judged on
_ALERT = "alert"  # what a trail says of a rule that tells


class Join:
    """Joins articles; locks by neighbourhood keep one process from racing with itself."""

    def __init__(
        self, *, stories: Stories, windows: Windows, standards: Standards, debounce_ms: int
    ) -> None:
        """Keep the store's side, the analysts' side, and how long edits are collected."""
        self._stories = stories
        self._windows = windows
        self.standards = standards
        self._debounce_ms = debounce_ms
        self._locks = tuple(asyncio.Lock() for _ in range(_LOCKS))

    async def __call__(self, article: Article, matches: Sequence[Match]) -> tuple[str, ...]:
        """Join what an article tells; gives the ids of its stories.

        Idempotent per article, organisation, rules and version. Raises StoreError when
        others kept changing the neighbourhood.
        """
        standards, said = self.standards, verdicts(matches)
        reports = reports_of(article, matches, standards.rules)
        reporting = {name for report in reports for name in report.rules}
        others = {rule: verdict for rule, verdict in said.items() if rule not in reporting}
        told = []
        for report in reports:
            own = {rule: verdict for rule, verdict in said.items() if rule in report.rules}
            told.append(await self._report(article, report, {**others, **own}, standards))
        return tuple(story for story in told if story)

    async def fell_quiet(self, rule: Rule, at: datetime) -> str:
        """Tell, once, that nothing has matched a rule for as long as it says; its story."""
        planned = partial(
            absences.quiet,
            rule,
            at=at,
            standards=self.standards,
            debounce_ms=self._debounce_ms,
        )
        return await self._absence(rule, planned)

    async def _back(self, article: Article, report: Report, standards: Standards) -> None:
        """Tell of rules that had fallen quiet that a new article matches again.

        Before the article is joined: after a crash between the two it is not told again, and
        the article comes again.
        """
        names = [n for n in report.rules if scope_of(standards.rules[n]).silent]
        for rule in [standards.rules[n] for n in names] if counts(report) else ():
            planned = partial(
                absences.back,
                rule,
                article=article,
                standards=standards,
                debounce_ms=self._debounce_ms,
            )
            await self._absence(rule, planned)

    async def _absence(self, rule: Rule, planned: Callable[[Neighbourhood], Joining | None]) -> str:
        near = absences.near(rule)
        for _ in range(_TRIES):
            joining = planned(await self._around([near], self.standards))
            if joining is None:
                return ""
            if await self._stories.join(joining) == "joined":
                return joining.reports[0].story
        raise _restless(near)

    async def rejudge(self, changed: frozenset[str], at: datetime) -> tuple[str, ...]:
        """Judge the open windows of rules whose thresholds were edited; the stories now told."""
        told: list[str] = []
        for story in await self._stories.recent(_RECENT):
            was = self.standards.was
            names = changed & {was.get(name, name) for name in story.pending}
            if names and await self._rejudged(story.id, names, at):
                told.append(story.id)
        return tuple(told)

    async def _rejudged(self, story: str, names: AbstractSet[str], at: datetime) -> bool:
        for _ in range(_TRIES):
            standards = self.standards
            around = await self._around(await self._windows.nears(story), standards)
            own = [r for r in around.reports if r.story == story]
            keys = _tallies(own, standards.rules)
            joining = replan(
                story,
                around,
                names,
                at=at.timestamp(),
                past=await self._past(keys, standards),
                standards=standards,
                debounce_ms=self._debounce_ms,
            )
            if joining is None:
                return False
            if await self._stories.join(joining) == "joined":
                return True
        raise _restless(story)

    async def _report(
        self, article: Article, report: Report, said: Mapping[str, str], standards: Standards
    ) -> str:
        async with self._locks[crc32(report.near[0].encode()) % _LOCKS]:
            for attempt in range(_TRIES):
                around, past = await self._read(report, standards)
                joining = plan(
                    report,
                    around,
                    standards=standards,
                    debounce_ms=self._debounce_ms,
                    past=past,
                    attempt=attempt,
                )
                if joining is None:
                    return _known(report, around)
                if not any(r.id == report.id for r in around.reports):
                    await self._back(article, report, standards)
                trail = {article.id: _settled(said, joining.stories[0])}
                joining = replace(joining, trail=trail)
                if await self._stories.join(joining) == "joined":
                    return joining.reports[0].story
        raise _restless(report.near[0])

    async def _read(self, report: Report, standards: Standards) -> tuple[Neighbourhood, Past]:
        """Read what stands around a report, and the tallies it is judged by.

        Each tally has a version too, read before it: two articles of one value that come at
        one time are joined one after the other.
        """
        keys = _tallies([report], standards.rules)
        nears = (*report.near, *(f"tally|{rule}|{group_}" for rule, group_ in keys))
        around = await self._around(nears, standards)
        return around, await self._past(keys, standards)

    async def _around(self, nears: Sequence[str], standards: Standards) -> Neighbourhood:
        asked = renaming.nears(nears, standards.was)
        return renaming.around(await self._stories.neighbourhood(asked), standards.was)

    async def _past(self, keys: Sequence[tuple[str, str]], standards: Standards) -> Past:
        if not keys:
            return NOTHING
        found = await self._windows.tallies(renaming.keys(keys, standards.was))
        return renaming.past(found, standards.was)


def _restless(near: str) -> StoreError:
    return StoreError(f"{near}: changed {_TRIES} times while joining", kind="busy")


def _tallies(reports: Sequence[Report], rules: Mapping[str, Rule]) -> Sequence[tuple[str, str]]:
    """Name the tallies by which reports are judged."""
    known = ((rules[name], r) for r in reports for name in r.rules if name in rules)
    return tuple(dict.fromkeys(key for rule, r in known for key in tallies_of(rule, r)))


def _settled(said: Mapping[str, str], story: Story) -> Mapping[str, str]:
    """Say of the rules that do not tell the story yet that they are below their thresholds."""
    return {
        rule: Reason.BELOW_THRESHOLD.value
        if verdict == _ALERT and rule in story.pending
        else verdict
        for rule, verdict in said.items()
    }


def _known(report: Report, around: Neighbourhood) -> str:
    return next((r.story for r in around.reports if r.id == report.id), "")


def plan(
    report: Report,
    around: Neighbourhood,
    *,
    standards: Standards,
    debounce_ms: int,
    past: Past = NOTHING,
    attempt: int = 0,
) -> Joining | None:
    """Decide what a report changes: pure. None = nothing, it is known or denies the unknown.

    `past` are the tallies of the rules that look further back than the story.
    """
    rules = standards.rules
    earlier = next((r for r in around.reports if r.id == report.id), None)
    if earlier and earlier.version == report.version and set(report.rules) <= set(earlier.rules):
        return None
    if earlier:
        report = replace(report, rules=tuple(sorted({*earlier.rules, *report.rules})))
    story = _story_of(report, earlier, around, rules, past)
    if story is None and not counts(report):
        return None
    opened = story is None
    before = story or _opened(report, attempt)
    placed = replace(report, story=before.id)
    before, telling = _judged(before, placed, around, rules, past)
    facts = facts_of(before, placed, _elsewhere(before, around))
    after = told_story(before, placed, facts, rules, standards.lists, reached=telling)
    after, rows = rows_of(before, after, facts, standards, debounce_ms)
    return Joining(
        versions=around.versions,
        reports=(placed,),
        stories=(after,),
        opened=(after.id,) if opened else (),
        rows=rows,
        noted=tuple(
            n for name in placed.rules if name in rules for n in noted(rules[name], placed)
        ),
    )


def replan(
    story_id_: str,
    around: Neighbourhood,
    names: AbstractSet[str],
    *,
    at: float,
    past: Past,
    standards: Standards,
    debounce_ms: int,
) -> Joining | None:
    """Decide whether edited thresholds are reached in a window open at `at`: pure."""
    story = around.stories.get(story_id_)
    own = [r for r in around.reports if r.story == story_id_]
    if story is None or not own:
        return None
    rules = standards.rules
    telling = [n for n in sorted(names) if n in rules and reached_at(rules[n], own, at, past)]
    if not set(telling) - set(story.rules):
        return None
    last = max(own, key=lambda r: (r.at, r.id))
    after = told_story(story, last, (), rules, standards.lists, reached=telling)
    after, rows = rows_of(story, after, (), standards, debounce_ms)
    return Joining(versions=around.versions, reports=(), stories=(after,), rows=rows)


def _judged(
    story: Story, report: Report, around: Neighbourhood, rules: Mapping[str, Rule], past: Past
) -> tuple[Story, tuple[str, ...]]:
    """Give the story as it is to be told, and which of a report's rules tell it from now on."""
    names = [name for name in report.rules if name in rules]
    if not counts(report):  # a denial of what nobody was told tells nobody
        return story, tuple(names) if story.rules else ()
    if report.apart:
        rule = rules[names[0]]
        others = apart.mates_of(report, around, rule)
        story = story if rule.id in story.rules else apart.renewed(story, others, report)
    else:
        others = [r for r in around.reports if r.story == story.id]
    telling = [n for n in names if n in story.rules or reached(rules[n], report, others, past)]
    return story, tuple(telling)


def _story_of(
    report: Report,
    earlier: Report | None,
    around: Neighbourhood,
    rules: Mapping[str, Rule],
    past: Past,
) -> Story | None:
    """Find the story of the group that the report falls into: the oldest that stands there."""
    if earlier and earlier.story in around.stories:
        return around.stories[earlier.story]
    if report.apart:
        return apart.story_of(report, around, rules[report.rules[0]], past)
    others = [r for r in around.reports if r.id != report.id]
    groups: tuple[Group, ...] = group([*others, report])
    mine = next(g for g in groups if any(r.id == report.id for r in g.reports))
    ids = dict.fromkeys(r.story for r in mine.reports if r.story)
    standing = [around.stories[i] for i in ids if i in around.stories]
    return min(standing, key=lambda s: (s.first_seen, s.id), default=None)


def _opened(report: Report, attempt: int) -> Story:
    return Story(
        id=story_id(report.near[0], report.id, attempt),
        key=report.near[0],
        version=0,
        org=report.org,
        org_name=report.org_name,
        first_seen=report.at,
    )


def _elsewhere(story: Story, around: Neighbourhood) -> list[Fact]:
    """Collect what other open stories hold about people: it is told there already."""
    return [
        fact
        for other in around.stories.values()
        if other.id != story.id and _is_near(other, story)
        for fact in other.facts
        if fact.person
    ]


def _is_near(one: Story, other: Story) -> bool:
    if not one.first_seen or not other.first_seen:
        return True
    first, second = map(datetime.fromisoformat, (one.first_seen, other.first_seen))
    return abs((first - second).days) <= 14
