"""Small makers of central types with sensible defaults, for given-lines of one line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model import Article, Event, Evidence, Match, Participant, Report, Rule, Told

NINE = datetime(2024, 8, 6, 9, tzinfo=UTC)


def article(title: str = "Tim Cook leaves Apple", **more: Any) -> Article:
    given: dict[str, Any] = {
        "id": more.pop("id", "a1"),
        "version": "v1",
        "key": "k1",
        "source": "src",
        "outlet": "Gazette",
        "outlet_id": "gazette",
        "url": "https://gazette.example/1",
        "lang": "en",
        "published": NINE,
        "seen": NINE,
    }
    return Article(title=title, **(given | more))


def told(name: str = "Tim Cook", kind: str = "departure", **more: Any) -> Told:
    direction = {"appointment": "in", "return": "in", "move": "out in"}.get(kind, "out")
    person = name.lower().replace(" ", "-")
    given: dict[str, Any] = {"person": person, "direction": direction, "org": "apple"}
    return Told(type=kind, name=name, **(given | more))


def report(name: str = "r1", *events: Told, hours: float = 0, **more: Any) -> Report:
    given: dict[str, Any] = {
        "version": "v1",
        "near": ("executive-change|apple",),
        "rules": ("executive-change",),
        "outlet": f"Outlet {name}",
        "outlet_id": f"outlet-{name}",
        "lang": "en",
        "url": f"https://{name}.example/",
        "title": f"Title {name}",
        "at": (NINE + timedelta(hours=hours)).isoformat(),
        "org": "apple",
        "org_name": "Apple",
        "events": events,
    }
    return Report(id=name, **(given | more))


def event(name: str = "Tim Cook", kind: str = "departure", **more: Any) -> Event:
    slots = {
        "person": Participant(name=name, id=name.lower().replace(" ", "-")),
        "org": Participant(name="Apple", id="apple"),
    }
    given: dict[str, Any] = {
        "pack": "executive-change",
        "direction": {"appointment": "in", "move": "out in"}.get(kind, "out"),
        "slots": slots,
        "role": "CEO",
        "role_class": frozenset({"ceo"}),
        "evidence": (Evidence(field="title", start=0, end=len(name), text=name, part="person"),),
    }
    return Event(type=kind, **(given | more))


def match(*events: Event, rule: str = "executive-change", **more: Any) -> Match:
    given: dict[str, Any] = {"reason": None, "events": events, "held": events}
    return Match(rule=rule, **(given | more))


def rule(name: str = "executive-change", **more: Any) -> Rule:
    given: dict[str, Any] = {"title": name.title(), "status": "live", "owner": "people-desk"}
    return Rule(id=name, **(given | more))
