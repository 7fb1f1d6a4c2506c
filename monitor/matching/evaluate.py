"""Evaluate: whether a query holds on an article, and by what.

Everything is looked at, without shortcuts and without an index: this is the plain meaning of
the language. In a strict view the default gates of events apply; in the other a rule's verdict
tells what it would have been (`denied`, `rumour` ...). Under NOT the gates always apply.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from monitor.matching import near
from monitor.matching.concepts import Spelled
from monitor.matching.covers import Cover, cover
from monitor.matching.entities import ANY
from monitor.matching.literals import compares
from monitor.matching.names import UNKNOWN
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Capture,
    Captured,
    Close,
    ConceptTerms,
    Condition,
    Exactly,
    NamesIn,
    NotHeld,
    PatternIn,
    PublishedAt,
    Query,
    Terms,
)
from monitor.matching.terms import Term, term
from monitor.matching.text import fold
from monitor.matching.view import Caught, Held, Piece, Spot, View
from monitor.matching.words import KEPT, Span, Words
from monitor.model import Article, Event, Evidence


def evaluate(query: Query, view: View) -> Held | None:
    """Give what makes a query hold on an article, None if it does not."""
    return _MEANINGS[type(query)](query, view)


def _terms(query: Terms, view: View) -> Held | None:
    return _held(
        _spot(field, span, query.clause)
        for field, words in view.areas(query.field)
        for span in _places(words, query.terms)
    )


def _concept_terms(query: ConceptTerms, view: View) -> Held | None:
    langs = tuple(query.sayings) if view.lang == UNKNOWN else (ANY, view.lang)
    sayings = [s for lang in langs for s in query.sayings.get(lang, ())]
    blots = [t for lang in {*langs, ANY} for t in query.blots.get(lang, ())]
    return _held(
        _spot(field, span, query.clause)
        for field, words in view.areas(query.field)
        for span in _sayings(words, sayings, blots)
    )


def _pattern_in(query: PatternIn, view: View) -> Held | None:
    spots: list[Spot] = []
    evidence: list[Evidence] = []
    for field, words in view.areas(query.field):
        for start, end in query.pattern.places(view.line(field), view.parking):
            if end > len(words.text):
                continue  # the lead is the body's beginning only
            span = words.touched(start, end)
            if span is not None:
                spots.append(_spot(field, span, query.clause))
            else:
                shown = words.text[start:end]
                evidence.append(
                    Evidence(field=field, start=start, end=end, text=shown, part=query.clause)
                )
    if not spots and not evidence:
        return None
    return Held(spots=tuple(spots), evidence=tuple(evidence))


def _names_in(query: NamesIn, view: View) -> Held | None:
    areas = view.areas(query.field)
    return _held(
        _spot(named.field, (named.first, named.last), query.clause, value=named.entity.name)
        for named in view.named()
        if named.entity.kind == query.kind
        and (query.ids is None or named.entity.id in query.ids)
        and any(f == named.field and named.last < len(words) for f, words in areas)
    )


def _exactly(query: Exactly, view: View) -> Held | None:
    values = [v for v in _values(view.article, query.field) if _equals(query, v)]
    if not values:
        return None
    return Held(
        evidence=tuple(
            Evidence(field=query.field, start=0, end=len(v), text=v, part=query.clause)
            for v in values
        )
    )


def _published_at(query: PublishedAt, view: View) -> Held | None:
    published, seen = view.article.published, view.article.seen
    if published is None:
        return None
    if isinstance(query.than, timedelta):
        holds = compares((seen or published) - published, query.operator, query.than)
    else:
        day = datetime.combine(published.astimezone(UTC), time(), UTC)
        holds = compares(day, query.operator, query.than)
    shown = published.isoformat()
    told = Evidence(field="published", start=0, end=len(shown), text=shown, part=query.clause)
    return Held(evidence=(told,)) if holds else None


def _captured(query: Captured, view: View) -> Held | None:
    terms = tuple(term(value) for value in view.captures.get(query.name, ()))
    return evaluate(Terms(clause=query.clause, terms=terms, field=query.field), view)


def _condition(query: Condition, view: View) -> Held | None:
    return query.leaf.holds(view)


def _capture(query: Capture, view: View) -> Held | None:
    held = evaluate(query.part, view)
    if held is None:
        return None
    spots = tuple(_named(query.name, spot, view) for spot in held.spots)
    caught = [
        Caught(name=query.name, value=e.text, field=e.field, at=e.start) for e in held.evidence
    ]
    return Held(
        spots=spots,
        caught=(*held.caught, *caught),
        evidence=held.evidence,
        events=held.events,
        reason=held.reason,
        because=held.because,
    )


def _close(query: Close, view: View) -> Held | None:
    spots: list[tuple[Spot, ...]] = []
    for part in query.parts:
        held = evaluate(part, view)
        if held is None or not held.spots:
            return None
        spots.append(held.spots)
    return _held(near.chain(spots, query.reach, ordered=query.ordered, words_of=view.words))


def _apart(query: Apart, view: View) -> Held | None:
    held = evaluate(query.part, view)
    if held is None:
        return None
    other = evaluate(query.other, view.strictly())
    others = other.spots if other else ()
    return _held(near.apart(held.spots, others, query.reach, words_of=view.words))


def _not_held(query: NotHeld, view: View) -> Held | None:
    return None if evaluate(query.part, view.strictly()) is not None else Held()


def _all_of(query: AllOf, view: View) -> Held | None:
    parts: list[Held] = []
    for part in query.parts:
        held = evaluate(part, view)
        if held is None:
            return None
        parts.append(held)
    return _joined(parts)


def _any_of(query: AnyOf, view: View) -> Held | None:
    parts = [h for part in query.parts if (h := evaluate(part, view)) is not None]
    strictly = [held for held in parts if held.reason is None]
    return _joined(strictly or parts) if parts else None


def _joined(parts: Iterable[Held]) -> Held:
    parts = tuple(parts)
    waived = next((held for held in parts if held.reason is not None), None)
    return Held(
        spots=tuple(spot for held in parts for spot in held.spots),
        caught=tuple(caught for held in parts for caught in held.caught),
        evidence=tuple(e for held in parts for e in held.evidence),
        events=_events(parts),
        reason=waived.reason if waived else None,
        because=waived.because if waived else "",
    )


def _events(parts: Iterable[Held]) -> tuple[Event, ...]:
    found: list[Event] = []
    for event in (event for held in parts for event in held.events):
        if not any(event is other for other in found):
            found.append(event)
    return tuple(found)


def _held(spots: Iterable[Spot]) -> Held | None:
    found = tuple(spots)
    return Held(spots=found) if found else None


def _spot(field: str, span: Span, clause: str, *, value: str = "") -> Spot:
    first, last = span
    return Spot(field, first, last, (Piece(field, first, last, clause),), (), value)


def _places(words: Words, terms: Iterable[Term]) -> list[Span]:
    found = {span for one in terms for span in words.first_spans(one, KEPT)}
    return sorted(found)[:KEPT]


def _sayings(words: Words, sayings: Iterable[Spelled], blots: Iterable[Term]) -> Iterator[Span]:
    found = sorted({span for saying in sayings for span in saying.spans(words)})
    blotted = cover(span for blot in blots for span in words.spans(blot)) if found else Cover()
    for span in found:
        if not blotted.hides(span):
            yield span


def _named(name: str, spot: Spot, view: View) -> Spot:
    start = view.words(spot.field).start(spot.first)
    caught = Caught(name=name, value=view.shown(spot), field=spot.field, at=start)
    return spot._replace(caught=(*spot.caught, caught))


def _values(article: Article, field: str) -> tuple[str, ...]:
    return {
        "source": (article.source,),
        "outlet": (article.outlet, article.outlet_id),
        "tier": (article.tier,),
        "tag": article.tags,
        "author": article.authors,
        "lang": (article.lang,),
    }[field]


def _equals(query: Exactly, value: str) -> bool:
    shown = " ".join(fold(value).words)
    if query.field == "lang":
        return bool(shown) and (shown + " ").startswith(query.value + " ")
    return bool(shown) and (shown.startswith(query.value) if query.begun else shown == query.value)


_MEANINGS: Mapping[type, Callable[[Any, View], Held | None]] = {
    Terms: _terms,
    ConceptTerms: _concept_terms,
    PatternIn: _pattern_in,
    NamesIn: _names_in,
    Exactly: _exactly,
    PublishedAt: _published_at,
    Captured: _captured,
    Condition: _condition,
    Capture: _capture,
    Close: _close,
    Apart: _apart,
    NotHeld: _not_held,
    AllOf: _all_of,
    AnyOf: _any_of,
}
