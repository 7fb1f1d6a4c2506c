"""The shipped lexicons and entities, loaded once, and what they make of a text."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.events.lexicon import Pack
from monitor.events.read import read
from monitor.ids import article_id, article_version
from monitor.matching.names import Gazetteer
from monitor.model import Article, Event
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import contents, shelve
from monitor.rulebook.lists import lists_of
from monitor.rulebook.packs import packs_of

RULES = Path(__file__).parents[3] / "rules"
_PARTS = ("rules/events/", "rules/entities/", "rules/watch/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The executive-change pack over the watched entities."""

    pack: Pack
    gazetteer: Gazetteer

    def events(
        self, *, lang: str, title: str, lead: str = "", body: str = "", published: str
    ) -> tuple[Event, ...]:
        when = datetime.fromisoformat(published)
        article = Article(
            id=article_id("https://outlet.example/one"),
            version=article_version(title, lead, body),
            key="one",
            title=title,
            lead=lead,
            body=body,
            lang=lang,
            published=when if when.tzinfo else when.replace(tzinfo=UTC),
        )
        return read(article, pack=self.pack, gazetteer=self.gazetteer)


@functools.cache
def shipped() -> Reader:
    faults = Faults()
    texts: Mapping[str, bytes] = {
        name: data
        for name, data in contents(RULES, faults=faults).items()
        if name.startswith(_PARTS)
    }
    shelf = shelve(texts, faults=faults)
    lists = lists_of(shelf, faults=faults)
    packs = packs_of(shelf, faults=faults)
    return Reader(
        pack=packs.packs["executive-change"],
        gazetteer=Gazetteer(lists.entities, lists.members),
    )


def alerts(event: Event) -> bool:
    """Say whether an event alerts by default: asserted, sure enough, new, of a company."""
    return (
        event.polarity == "asserted"
        and event.certainty in {"confirmed", "reported"}
        and event.newness == "new"
        and event.sphere == "company"
    )


def name_of(event: Event, slot: str) -> str:
    found = event.slots.get(slot)
    return found.name if found else ""
