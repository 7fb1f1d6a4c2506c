"""The shipped lexicons and entities, loaded once, and short forms of what they read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from monitor.events.lexicon import Pack
from monitor.events.read import read
from monitor.matching.names import Gazetteer
from monitor.model import Article, Event
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Shelf, contents, shelve
from monitor.rulebook.lists import lists_of
from monitor.rulebook.packs import packs_of

RULES = Path(__file__).parents[2] / "rules"
PACK = "executive-change"
DAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@cache
def shelf() -> Shelf:
    faults = Faults()
    return shelve(contents(RULES, faults=faults), faults=faults)


@cache
def shipped_pack(name: str = PACK) -> Pack:
    return packs_of(shelf(), faults=Faults()).packs[name]


@cache
def shipped_names() -> Gazetteer:
    lists = lists_of(shelf(), faults=Faults())
    return Gazetteer(lists.entities, lists.members)


def article(
    title: str,
    *,
    lang: str = "en",
    lead: str = "",
    body: str = "",
    published: datetime | None = DAY,
    sure: float = 1.0,
) -> Article:
    return Article(
        id="a",
        version="1",
        key="a",
        title=title,
        lead=lead,
        body=body,
        lang=lang,
        lang_sure=sure,
        published=published,
    )


def events(
    title: str,
    *,
    lang: str = "en",
    lead: str = "",
    body: str = "",
    published: datetime | None = DAY,
) -> tuple[Event, ...]:
    found = article(title, lang=lang, lead=lead, body=body, published=published)
    return read(found, pack=shipped_pack(), gazetteer=shipped_names())


def line(event: Event) -> str:
    """Give an event as `type person @ org > destination [what is not the default]`."""
    person = event.person.name if event.person else "-"
    org = event.org.name if event.org else "-"
    goes = f" > {event.destination.name}" if event.destination else ""
    usual = {"asserted", "confirmed", "new", "company"}
    values = (event.polarity, event.certainty, event.newness, event.sphere)
    odd = [v for v in values if v not in usual]
    return f"{event.type} {person} @ {org}{goes}{' ' + ' '.join(odd) if odd else ''}"


def lines(found: Sequence[Event]) -> list[str]:
    return [line(event) for event in found]


def alerting(found: Sequence[Event]) -> list[Event]:
    """Keep what a rule with the defaults would tell."""
    return [
        e
        for e in found
        if e.polarity == "asserted"
        and e.certainty in {"confirmed", "reported"}
        and e.newness == "new"
        and e.sphere == "company"
        and e.type != "founding"
    ]
