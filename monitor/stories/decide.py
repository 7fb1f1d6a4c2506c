"""Decide: what of a story is news for one receiver. Pure subtraction."""

from dataclasses import replace

from monitor.model import Fact, Story
from monitor.outgoing import Alert, Delivery, Standing
from monitor.reasons import Reason

_TURNS = {"denied": Reason.DENIAL, "retracted": Reason.CORRECTION}


def decide(
    row: Delivery, story: Story | None, standing: Standing, *, reminds: bool = False
) -> Alert | Reason:
    """Tell what a row has to say, or the Reason for which it has nothing to say.

    News = facts - told - waived. A row that may have been accepted by a far end that cannot
    be read (`repeat`) says again exactly what it said. `reminds`: the story's rule still asks
    for reminders.
    """
    if row.kind == "notice":
        return Alert(kind="notice", reason=Reason.FIRST, text=row.text)
    if story is None:
        return Reason.MERGED
    if row.kind == "edit":
        return _edit(story, standing)
    if row.kind == "realert":
        return _reminder(story, standing, reminds=reminds)
    news = _repeated(row, story) if row.repeat else _untold(story, standing)
    if standing.card is None:
        return _as_card(_shown(story, standing), news)
    return _as_reply(story, standing, news)


def _untold(story: Story, standing: Standing) -> tuple[Fact, ...]:
    return tuple(f for f in story.facts if f.id not in standing.told | standing.waived.keys())


def _shown(story: Story, standing: Standing) -> Story:
    """Leave out what was waived: it must not come back inside a card or an edit."""
    return replace(story, facts=tuple(f for f in story.facts if f.id not in standing.waived))


def _repeated(row: Delivery, story: Story) -> tuple[Fact, ...]:
    return tuple(f for f in story.facts if f.id in row.news)


def _as_card(story: Story, news: tuple[Fact, ...]) -> Alert | Reason:
    """Tell the whole, unless nothing in it would have earned a card."""
    if all(fact.news == "edit" for fact in news):
        return Reason.NOTHING_NEW
    return Alert(kind="card", reason=Reason.FIRST, story=story, news=news)


def _as_reply(story: Story, standing: Standing, news: tuple[Fact, ...]) -> Alert | Reason:
    """Tell in the thread what is worth a reply; what is only worth an edit waits for one."""
    worth = tuple(fact for fact in news if fact.news != "edit")
    if not worth:
        return Reason.NOTHING_NEW
    reason = next((_TURNS[f.role] for f in worth if f.role in _TURNS), Reason.NEW_FACTS)
    return Alert(kind="reply", reason=reason, story=story, news=worth, under=standing.card)


def _reminder(story: Story, standing: Standing, *, reminds: bool) -> Alert | Reason:
    """Tell again that a story stands open; it tells no fact, so it settles none."""
    if story.acked:
        return Reason.ACKNOWLEDGED
    if not reminds:
        return Reason.WITHDRAWN
    shown = _shown(story, standing)
    return Alert(kind="realert", reason=Reason.REMINDER, story=shown, under=standing.card)


def _edit(story: Story, standing: Standing) -> Alert | Reason:
    """Bring the card up to date; the small facts that only an edit tells are told by it."""
    if standing.card is None or story.version <= standing.version:
        return Reason.NOTHING_NEW
    small = tuple(fact for fact in _untold(story, standing) if fact.news == "edit")
    shown = _shown(story, standing)
    return Alert(kind="edit", reason=Reason.NEW_FACTS, story=shown, news=small, under=standing.card)
