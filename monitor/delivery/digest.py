"""Digests: stories that were held, told together in one message per receiver."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from monitor.delivery.policies import Policies
from monitor.model import Fact, Story
from monitor.outbox import Outbox
from monitor.outgoing import Alert, Delivery
from monitor.ports import Stories
from monitor.reasons import Reason
from monitor.stories.decide import decide

MOST = 180  # rows folded at one look; the rest is held on for the next
STORIES, FACTS = 30, 60  # in one message

Member = tuple[Delivery, tuple[str, ...]]  # a held row and its frozen news


async def cut_due(
    *, outbox: Outbox, stories: Stories, policies: Policies, point: Callable[[str], None]
) -> int:
    """Fold the held rows whose time has come into digests; gives how many digests.

    A message's members and news are frozen by one script. A crash between two messages leaves
    the rest held, and the next look cuts it.
    """
    due = sorted(await outbox.for_digest(MOST), key=lambda row: (row.receiver, row.created, row.id))
    made = 0
    for receiver, rows in groupby(due, key=lambda row: row.receiver):
        members = [await _member(row, outbox=outbox, stories=stories) for row in rows]
        header = await _header([row for row, _ in members], stories=stories, policies=policies)
        chunks = list(chunked(members))
        for number, chunk in enumerate(chunks, 1):
            more = f" ({number} of {len(chunks)})" if len(chunks) > 1 else ""
            made += bool(await outbox.cut(receiver, header + more, chunk))
            point("digest.cut")
    return made


async def _member(row: Delivery, *, outbox: Outbox, stories: Stories) -> Member:
    """Decide what a held row would tell now."""
    standing = await outbox.standing(row.story, row.receiver)
    alert = decide(row, await stories.story(row.story), standing)
    return row, () if isinstance(alert, Reason) else tuple(fact.id for fact in alert.news)


async def _header(rows: Sequence[Delivery], *, stories: Stories, policies: Policies) -> str:
    """Say how many stories were held, and by which budgets."""
    held: Counter[str] = Counter()
    for row in rows:
        story = await stories.story(row.story)
        held.update(story.rules if story else ())
    budgets = [(rule, policies.budget(rule)) for rule in sorted(held)]
    named = ", ".join(f"{rule} {budget}" for rule, budget in budgets if budget)
    stories_held = f"{len(rows)} {'story' if len(rows) == 1 else 'stories'} held"
    return f"{stories_held} by budget: {named}" if named else f"{stories_held} by budget"


def chunked(members: Iterable[Member]) -> Iterable[list[Member]]:
    """Deal held rows out to messages: 30 stories or 60 facts in each."""
    chunk: list[Member] = []
    facts = 0
    for member in members:
        if chunk and (len(chunk) == STORIES or facts + len(member[1]) > FACTS):
            yield chunk
            chunk, facts = [], 0
        chunk.append(member)
        facts += len(member[1])
    if chunk:
        yield chunk


async def gathered(row: Delivery, *, outbox: Outbox, stories: Stories) -> Alert | Reason:
    """Decide what a digest tells: its frozen members, as far as their stories are there."""
    parts: list[tuple[Story, tuple[Fact, ...]]] = []
    for member in await outbox.members(row):
        story = await stories.story(member.story)
        facts = tuple(f for f in story.facts if f.id in member.news) if story else ()
        if story and facts:
            parts.append((story, facts))
    if not parts:
        return Reason.NOTHING_NEW
    return Alert(kind="digest", reason=Reason.FIRST, text=row.text, parts=tuple(parts))
