"""Join: an article's reports find their story, and its rows are written, in one step."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from monitor.errors import StoreError
from monitor.ids import alert_id, delivery_id, story_id
from monitor.model import Article, Fact, Match, Report, Rule, Story
from monitor.outgoing import Kind, Route
from monitor.ports import Joining, Neighbourhood, NewRow, Stories
from monitor.stories.facts import facts_of
from monitor.stories.grouping import Group, group
from monitor.stories.reports import reports_of
from monitor.stories.routing import receivers
from monitor.stories.telling import told_story

_LOCKS = 64  # neighbourhoods share them: there may be any number of those
_TRIES = 20  # then the article is joined later from the text queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """What joining needs to know of the analysts' files."""

    rules: Mapping[str, Rule]
    routes: Sequence[Route]
    lists: Callable[[str], frozenset[str]]  # organisation id -> lists it is a member of


class Join:
    """Joins articles; locks by neighbourhood keep one process from racing with itself."""

    def __init__(self, *, stories: Stories, standards: Standards, debounce_ms: int) -> None:
        """Keep the store's side, the analysts' side, and how long edits are collected."""
        self._stories = stories
        self.standards = standards
        self._debounce_ms = debounce_ms
        self._locks = tuple(asyncio.Lock() for _ in range(_LOCKS))

    async def __call__(self, article: Article, matches: Sequence[Match]) -> tuple[str, ...]:
        """Join what an article tells; gives the ids of its stories.

        Idempotent per article, organisation, rules and version. Raises StoreError when
        others kept changing the neighbourhood.
        """
        trail = {m.rule: str(m.reason or "alert") for m in matches}
        reports = reports_of(article, matches, self.standards.rules)
        told = [await self._report(report, {article.id: trail}) for report in reports]
        return tuple(story for story in told if story)

    async def _report(self, report: Report, trail: Mapping[str, Mapping[str, str]]) -> str:
        async with self._locks[crc32(report.near[0].encode()) % _LOCKS]:
            for attempt in range(_TRIES):
                around = await self._stories.neighbourhood(report.near)
                joining = plan(
                    report,
                    around,
                    standards=self.standards,
                    debounce_ms=self._debounce_ms,
                    attempt=attempt,
                )
                if joining is None:
                    return _known(report, around)
                joining = replace(joining, trail=trail)
                if await self._stories.join(joining) == "joined":
                    return joining.reports[0].story
        raise StoreError(f"{report.near[0]}: changed {_TRIES} times while joining", kind="busy")


def _known(report: Report, around: Neighbourhood) -> str:
    return next((r.story for r in around.reports if r.id == report.id), "")


def plan(
    report: Report,
    around: Neighbourhood,
    *,
    standards: Standards,
    debounce_ms: int,
    attempt: int = 0,
) -> Joining | None:
    """Decide what a report changes: pure. None = nothing, it is known or denies the unknown."""
    earlier = next((r for r in around.reports if r.id == report.id), None)
    if earlier and earlier.version == report.version and set(report.rules) <= set(earlier.rules):
        return None
    if earlier:
        report = replace(report, rules=tuple(sorted({*earlier.rules, *report.rules})))
    story = _story_of(report, earlier, around)
    if story is None and not _opens(report):
        return None
    opened = story is None
    before = story or _opened(report, attempt)
    placed = replace(report, story=before.id)
    facts = facts_of(before, placed, _elsewhere(before, around))
    after = told_story(before, placed, facts, standards.rules, standards.lists)
    wanted = receivers(standards.routes, after.labels, [standards.rules[r] for r in after.rules])
    after, rows = _rows(before, replace(after, receivers=_all(before, wanted)), facts, debounce_ms)
    return Joining(
        versions=around.versions,
        reports=(placed,),
        stories=(after,),
        opened=(after.id,) if opened else (),
        rows=rows,
    )


def _all(before: Story, wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*before.receivers, *wanted]))


def _opens(report: Report) -> bool:
    """Whether a report can be the first of a story: a denial of what nobody told cannot."""
    return not report.events or any(t.polarity == "asserted" for t in report.events)


def _story_of(report: Report, earlier: Report | None, around: Neighbourhood) -> Story | None:
    """Find the story of the group that the report falls into: the oldest that stands there."""
    if earlier and earlier.story in around.stories:
        return around.stories[earlier.story]
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


def _rows(
    before: Story, after: Story, facts: Sequence[Fact], debounce_ms: int
) -> tuple[Story, tuple[NewRow, ...]]:
    """Write one row per receiver and kind: the card, a reply for new facts, an edit.

    Each kind takes the story's next alert number, so no row meets another one's key.
    """
    fresh = tuple(r for r in after.receivers if r not in before.receivers)
    changed = before.receivers if after.version > before.version else ()
    written: list[tuple[Kind, tuple[str, ...], Sequence[Fact], int]] = [
        ("card", fresh, after.facts, 0),
        ("reply", before.receivers if facts else (), facts, 0),
        ("edit", changed, (), debounce_ms),
    ]
    rows: list[NewRow] = []
    number = after.alerts
    for kind, names, told, delay_ms in written:
        number += bool(names)
        rows += [
            NewRow(
                delivery=delivery_id(alert_id(after.id, number), name),
                story=after.id,
                receiver=name,
                kind=kind,
                n=number,
                facts=tuple(f.id for f in told),
                delay_ms=delay_ms,
            )
            for name in names
        ]
    return replace(after, alerts=number), tuple(rows)
