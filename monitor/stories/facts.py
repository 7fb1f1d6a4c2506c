"""What reports establish: the facts of a story, each once, in the order they came."""

from collections.abc import Iterable

from monitor.model import Fact, Report, Story, Told
from monitor.stories.grouping import compatible, same_person


def facts_of(story: Story, report: Report, elsewhere: Iterable[Fact] = ()) -> tuple[Fact, ...]:
    """Give the facts that a report adds to a story.

    `elsewhere` are facts of other stories of the neighbourhood: what one of them holds about
    the same person is not told a second time here.
    """
    found: list[Fact] = []
    known = [*story.facts, *elsewhere]
    for told in report.events:
        for fact in _facts(story, report, told):
            if not _is_known(fact, [*known, *found]):
                found.append(fact)
    if not report.events and not story.facts:
        found.append(Fact(id="told", role="detail", value=report.title, article=report.id))
    return tuple(found)


_SEATS = {
    "ceo": "CEO",
    "chair": "chair",
    "president": "president",
    "cfo": "CFO",
    "coo": "COO",
    "tech": "technology chief",
    "product": "product chief",
    "people": "people chief",
    "legal": "legal chief",
    "commercial": "commercial chief",
    "strategy": "strategy chief",
    "board": "board member",
    "founder": "founder",
}


def seat(told: Told, lang: str) -> str:
    """Name a seat as a reader of English is told it; what has no English word stays as written."""
    named = [_SEATS[name] for name in told.role_class if name in _SEATS]
    return told.role if lang == "en" or not named else ", ".join(named)


def _facts(story: Story, report: Report, told: Told) -> list[Fact]:
    if told.polarity in {"denied", "retracted"}:
        return [_denial(report, told)]
    facts = [_change(story, report, told)]
    if told.destination and not _is_there(story, told):
        facts.append(_destination(report, told))
    if told.certainty == "confirmed" and (earlier := _reported(story, told)):
        facts.append(_confirmation(report, earlier))
    return facts


def _change(story: Story, report: Report, told: Told) -> Fact:
    """Make the fact of a change; told from where somebody goes, it is his destination."""
    direction = "out" if "out" in told.direction else "in"
    leaving = next((f for f in story.facts if f.role == "out" and _is_same(f, told)), None)
    if direction == "in" and leaving and report.org != story.org:
        return _destination(
            report, told, person=leaving.person, place=report.org, shown=report.org_name
        )
    who = told.person or "seat:" + ",".join(told.role_class)
    return Fact(
        id=f"{direction}:{who}",
        role=direction,
        value=told.name or seat(told, report.lang),
        person=told.person,
        type=told.type,
        seat=seat(told, report.lang),
        classes=told.role_class,
        certainty=told.certainty,
        news="reply",
        article=report.id,
    )


def _destination(
    report: Report, told: Told, *, person: str = "", place: str = "", shown: str = ""
) -> Fact:
    who = person or told.person
    return Fact(
        id=f"destination:{who}:{place or told.destination}",
        role="destination",
        value=shown or told.destination_name,
        person=who,
        type=told.type,
        certainty=told.certainty,
        news="reply",
        article=report.id,
    )


def _is_there(story: Story, told: Told) -> bool:
    """Whether the story was opened where the person arrives: his arrival says it all."""
    return told.destination == story.org


def _reported(story: Story, told: Told) -> Fact | None:
    """Find the fact that so far stands on sources only."""
    direction = "out" if "out" in told.direction else "in"
    return next(
        (
            f
            for f in story.facts
            if f.role == direction and f.certainty == "reported" and _is_same(f, told)
        ),
        None,
    )


def _confirmation(report: Report, earlier: Fact) -> Fact:
    return Fact(
        id=f"confirmed:{earlier.id}",
        role="confirmed",
        value=earlier.value,
        person=earlier.person,
        type=earlier.type,
        news="reply",
        article=report.id,
    )


def _denial(report: Report, told: Told) -> Fact:
    return Fact(
        id=f"{told.polarity}:{told.person}:{told.by}",
        role=told.polarity,
        value=told.name or told.role,
        person=told.person,
        type=told.type,
        certainty=told.certainty,
        news="reply",
        by=told.by or report.outlet,
        article=report.id,
    )


def _is_same(fact: Fact, told: Told) -> bool:
    return bool(fact.person and told.person) and same_person(_as_told(fact), told)


def _as_told(fact: Fact) -> Told:
    return Told(type=fact.type, direction=fact.role, person=fact.person, name=fact.value)


def _is_known(fact: Fact, known: list[Fact]) -> bool:
    """Whether a fact is established: by id, by the same person's, or by a named one's seat."""
    if any(f.id == fact.id for f in known):
        return True
    peers = [f for f in known if f.role == fact.role]
    if fact.role not in {"out", "in"}:
        return False
    if not fact.person:
        return any(compatible(f.classes, fact.classes) for f in peers)
    return any(f.person and _is_same(f, _as_told(fact)) for f in peers)
