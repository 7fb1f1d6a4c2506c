"""What is told of a rule that listens: nothing came for long, and something came again. Pure.

A silence is a story of its own, with a report that nobody wrote: it stands under the rule's
name as long as the silence is open, so it is told once however often the clock asks.
"""

from dataclasses import replace
from datetime import datetime

from monitor.ids import digest, story_id
from monitor.model import Article, Fact, Report, Rule, Story
from monitor.ports import Joining, Neighbourhood
from monitor.stories.rows import Standards, rows_of
from monitor.stories.telling import told_story
from monitor.stories.windows import scope_of
from monitor.windows import Noted

_OPEN, _ENDED = "open", "ended"  # what a silence's report has as its version
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def near(rule: Rule) -> str:
    """Name where a rule's silences stand."""
    return f"absence|{rule.id}"


def is_open(around: Neighbourhood) -> bool:
    """Tell whether a silence was told that has not ended."""
    return any(report.version == _OPEN for report in around.reports)


def quiet(
    rule: Rule, around: Neighbourhood, *, at: datetime, standards: Standards, debounce_ms: int
) -> Joining | None:
    """Begin a silence's story; None when one is open."""
    if is_open(around):
        return None
    title = f"{rule.title}: nothing for {spell(scope_of(rule).within_s)}"
    key = near(rule)
    name = f"quiet-{digest(key, at.isoformat(), size=8).hex()}"
    before = Story(id=story_id(key, name), key=key, version=0, first_seen=at.isoformat())
    report = Report(
        id=name,
        version=_OPEN,
        near=(key,),
        story=before.id,
        rules=(rule.id,),
        title=title,
        at=at.isoformat(),
    )
    fact = Fact(id="quiet", role="detail", value=title, article=name)
    return _told(before, report, fact, around, standards=standards, debounce_ms=debounce_ms)


def back(
    rule: Rule,
    around: Neighbourhood,
    *,
    article: Article,
    standards: Standards,
    debounce_ms: int,
) -> Joining | None:
    """End the open silence with the article that came; None when none is open."""
    opened = next((r for r in around.reports if r.version == _OPEN), None)
    if opened is None:
        return None
    at = article.seen or article.published
    heard = Noted(rule=rule.id, group="", article=article.id, at=at.timestamp() if at else 0.0)
    report = replace(opened, version=_ENDED)
    story = around.stories.get(opened.story)
    if story is None:  # so long ago that nobody remembers it
        return Joining(versions=around.versions, reports=(report,), stories=(), noted=(heard,))
    value = f"Back after {_lasted(opened, article)}: {article.title}"
    fact = Fact(id="back", role="detail", value=value, news="reply", article=article.id)
    joining = _told(story, report, fact, around, standards=standards, debounce_ms=debounce_ms)
    return replace(joining, noted=(heard,))


def _told(
    before: Story,
    report: Report,
    fact: Fact,
    around: Neighbourhood,
    *,
    standards: Standards,
    debounce_ms: int,
) -> Joining:
    rules, lists = standards.rules, standards.lists
    after = told_story(before, report, (fact,), rules, lists, reached=report.rules)
    # There is no article to be shown, and captures would be empty.
    after = replace(after, headline=report.title, mentions=())
    after, rows = rows_of(before, after, (fact,), standards, debounce_ms)
    return Joining(
        versions=around.versions,
        reports=(report,),
        stories=(after,),
        opened=() if before.version else (after.id,),
        rows=rows,
    )


def _lasted(opened: Report, article: Article) -> str:
    at = article.seen or article.published
    since = datetime.fromisoformat(opened.at)
    return spell((at - since).total_seconds()) if at else "a while"


def spell(seconds: float) -> str:
    """Write a length of time in its largest unit: `36h` is `36 h`, `2d` is `2 d`."""
    for size, unit in _UNITS:
        if seconds >= size and (unit != "d" or seconds % size == 0):
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.0f} s"
