"""Groups that a threshold tells of: reports over several happenings, kept apart from them. Pure.

A rule that counts over stories (`count` by a capture or of stories, `spike`) tells of what it
counts: all that belongs together within its time is one story of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from monitor.ids import digest
from monitor.model import Mention, Report, Rule, Story
from monitor.ports import Neighbourhood
from monitor.stories.facts import facts_of
from monitor.stories.windows import (
    Past,
    article_of,
    at_s,
    counts,
    group_key,
    reached,
    scope_of,
    values_of,
)


def placed(report: Report, rule: Rule) -> tuple[Report, ...]:
    """Give a report as a rule needs it: itself, or one for each group it is counted in."""
    scope = scope_of(rule)
    if not scope.apart:
        return (report,)
    if not counts(report):
        return ()
    values = values_of(report, scope.by) if scope.by else ()
    return tuple(_in_group(report, rule, value) for value in values or ("",))


def _in_group(report: Report, rule: Rule, value: str) -> Report:
    """Put a report into a group's neighbourhood, that of its time and the one before."""
    scope = scope_of(rule)
    apart = f"{rule.id}|{group_key(value)}"
    number = int(at_s(report) // scope.within_s)
    nears = tuple(f"group|{apart}|{number - back}" for back in range(2))
    own = {scope.by: (value,)} if value else {}
    return replace(
        report,
        id=f"{article_of(report)}.{digest(apart, report.org, size=4).hex()}",
        near=nears,
        apart=apart,
        captures={**report.captures, **own},
    )


def story_of(report: Report, around: Neighbourhood, rule: Rule, past: Past) -> Story | None:
    """Find the group's story that a report goes on with; None = a new one begins.

    One below the threshold goes on while its articles are near enough; one that was told goes
    on as long as the threshold holds: what comes after that may be told anew.
    """
    mates = [r for r in mates_of(report, around, rule) if r.story in around.stories]
    if not mates:
        return None
    story = around.stories[max(mates, key=lambda r: (at_s(r), r.id)).story]
    if rule.id not in story.rules or reached(rule, report, mates, past):
        return story
    return None


def mates_of(report: Report, around: Neighbourhood, rule: Rule) -> Sequence[Report]:
    """Give the other reports of a group that are near enough to be counted together."""
    reach, at = scope_of(rule).within_s, at_s(report)
    return [
        r
        for r in around.reports
        if r.apart == report.apart and r.id != report.id and abs(at_s(r) - at) <= reach
    ]


def renewed(story: Story, mates: Sequence[Report], report: Report) -> Story:
    """Give an untold story without what has left the window: it will be told of the rest."""
    own = sorted((r for r in mates if r.story == story.id), key=lambda r: (at_s(r), r.id))
    kept = {r.id for r in own}
    if all(mention.article in kept for mention in story.mentions):
        return story
    fresh = replace(
        story,
        facts=(),
        mentions=tuple(m for m in story.mentions if m.article in kept),
        first_seen=_first([m for m in story.mentions if m.article in kept], report),
    )
    for one in own:
        fresh = replace(fresh, facts=(*fresh.facts, *facts_of(fresh, one)))
    return fresh


def _first(mentions: Sequence[Mention], report: Report) -> str:
    known = [at for at in (*(m.at for m in mentions), report.at) if at]
    return min(known, key=_moment, default="")


def _moment(at: str) -> datetime:
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
