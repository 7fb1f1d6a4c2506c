"""What was told: each story with a card, its people, and its thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Fact, Story
from monitor.outbox import Outbox
from monitor.outgoing import Delivery
from monitor.ports import Stories
from monitor.stories.headline import deed, destination

_STORIES = 500
_WAITING = 4  # stories looked at for each that is listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person a story told about; `action` is the event's type."""

    name: str
    role: str
    action: str
    destination: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message in a story's thread."""

    kind: str
    text: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """One story that was told; `rule` is the one of highest severity, then id."""

    rule: str
    rules: tuple[str, ...]
    story: str
    org: str
    headline: str
    severity: str
    first_seen: str
    people: tuple[Person, ...]
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    thread: tuple[Reply, ...]
    deliveries: Mapping[str, str]  # delivery id -> state


async def alerts(stories: Stories, outbox: Outbox, *, limit: int = _STORIES) -> tuple[Alerted, ...]:
    """List the stories of which a card was sent, newest first.

    Those below their thresholds are passed over, however many there are for each that was told.
    """
    found: list[Alerted] = []
    for story in await stories.recent(_WAITING * limit):
        if len(found) == limit or (story.pending and not story.rules):
            continue
        rows = await outbox.rows(story=story.id)
        if any(row.kind == "card" and row.state == "sent" for row in rows):
            found.append(alerted(story, rows))
    return tuple(found)


def alerted(story: Story, rows: Sequence[Delivery]) -> Alerted:
    """Put together what was told of one story: pure."""
    first = [fact for row in rows if row.kind == "card" for fact in row.news]
    people = sorted(
        (f for f in story.facts if f.role in {"out", "in"} and f.person),
        key=lambda f: f.id not in first,
    )
    return Alerted(
        rule=story.rule,
        rules=story.rules,
        story=story.id,
        org=story.org_name,
        headline=story.headline,
        severity=story.severity,
        first_seen=story.first_seen,
        people=tuple(_person(f, story.facts) for f in people),
        outlets=story.outlets,
        languages=story.langs,
        thread=_thread(story, rows),
        deliveries={row.id: row.state for row in rows},
    )


def _person(fact: Fact, facts: Sequence[Fact]) -> Person:
    place = destination(fact, facts)
    return Person(
        name=fact.value,
        role=fact.seat,
        action="move" if place and fact.role == "out" else fact.type,
        destination=place or None,
    )


def _thread(story: Story, rows: Sequence[Delivery]) -> tuple[Reply, ...]:
    """List the replies that were sent, in their order; a story told twice is listed once."""
    sent = sorted((r for r in rows if r.kind == "reply" and r.state == "sent"), key=lambda r: r.n)
    news = dict.fromkeys(row.news for row in sent)
    return tuple(_reply([f for f in story.facts if f.id in told], story.facts) for told in news)


def _reply(told: Sequence[Fact], facts: Sequence[Fact]) -> Reply:
    turned = next((f.role for f in told if f.role in {"denied", "retracted", "confirmed"}), "new")
    return Reply(
        kind=turned,
        text="; ".join(line(f, facts) for f in told),
        people=tuple(dict.fromkeys(f.value for f in told if f.role in {"out", "in"})),
    )


def line(fact: Fact, facts: Sequence[Fact]) -> str:
    """Say one fact in a few words."""
    if fact.role in {"out", "in"}:
        seat = f" ({fact.seat})" if fact.seat and fact.value != fact.seat else ""
        return f"{fact.value or 'A senior executive'}{seat} {deed(fact, facts)}"
    if fact.role == "destination":
        name = next((f.value for f in facts if f.person == fact.person and f.role == "out"), "")
        return f"{name} goes to {fact.value}".strip()
    if fact.role in {"denied", "retracted"}:
        return f"{fact.role} by {fact.by}: {fact.value}"
    return f"{fact.role}: {fact.value}"
