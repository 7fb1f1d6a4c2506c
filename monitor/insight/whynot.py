"""Why an alert did not come: the clause, the gate, or what became of the article. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.insight.blame import Blame, shortened
from monitor.model import Article, Place, Rule, Story

ALERT = "alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """One rule on one article: what it says now, and what became of the article then."""

    article: Article
    rule: Rule
    blame: Blame
    place: Place  # of the clause, in the rule's file
    became: str = ""  # what the stream noted of it: a Reason or `alert`; empty = nothing
    stories: tuple[Story, ...] = ()  # the article is told in these


def lines(found: WhyNot) -> Sequence[str]:
    """Say it in a few lines, the deciding one first."""
    told = [*_verdict(found), *_fate(found)]
    if found.rule.status in {"draft", "retired"}:
        told.append(f"status {found.rule.status}: the stream does not ask this rule")
    return told


def _verdict(found: WhyNot) -> Sequence[str]:
    blamed = found.blame
    if blamed.clause:
        why = f": {blamed.why}" if blamed.why else ""
        held = [f"held: {', '.join(blamed.held)}"] if blamed.held else []
        reason = [] if blamed.verdict == "no_match" else [f"verdict: {blamed.verdict}"]
        return [f"{found.place}: {shortened(blamed.clause)}{why}", *held, *reason]
    if blamed.verdict == ALERT:
        return ["every clause holds: by itself this article alerts"]
    return [f"{blamed.verdict}: {blamed.why}" if blamed.why else blamed.verdict]


def _fate(found: WhyNot) -> Sequence[str]:
    """Tell what the stream made of it: told first, joined a story that was told, or kept back."""
    if not found.became and not found.stories:
        return []
    if not found.stories:
        return [f"on the stream: {found.became}"]
    return [_joined(story, found.article) for story in found.stories]


def _joined(story: Story, article: Article) -> str:
    first = story.mentions[0] if story.mentions else None
    if first is None or _is_of(first.article, article):
        return f'on the stream: opened story {story.id} "{story.headline}"'
    return (
        f'on the stream: a further report of story {story.id} "{story.headline}", '
        f"first told by {first.outlet} {first.at[:16].replace('T', ' ')}"
    )


def telling(stories: Sequence[Story], article: Article, rule: str) -> tuple[Story, ...]:
    """Pick the stories of a rule that an article is told in."""
    return tuple(
        story
        for story in stories
        if rule in story.rules and any(_is_of(m.article, article) for m in story.mentions)
    )


def _is_of(report: str, article: Article) -> bool:
    return report.partition(".")[0] == article.id


def as_json(found: WhyNot) -> Mapping[str, Any]:
    """Give it as `why-not --json` prints it."""
    blamed = found.blame
    return {
        "rule": found.rule.id,
        "status": found.rule.status,
        "article": found.article.id,
        "title": found.article.title,
        "verdict": blamed.verdict,
        "clause": blamed.clause or None,
        "place": str(found.place) if blamed.clause else None,
        "why": blamed.why or None,
        "held": list(blamed.held),
        "became": found.became or None,
        "stories": [story.id for story in found.stories],
    }
