"""Articles, matches and events as the verbs print them in JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from monitor.model import Article, Event, Evidence, Match

_ORDER = ("title", "lead", "body")
_SURENESS = ("confirmed", "reported", "rumoured", "demanded", "planned")


def article_form(article: Article) -> Mapping[str, Any]:
    """Give what tells a reader which article it is, with its text."""
    return {
        "id": article.id,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "lang": article.lang,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "source": article.source,
    }


def match_form(match: Match) -> Mapping[str, Any]:
    """Give what a rule found in an article; `verdict` is `alert` or the Reason."""
    return {
        "rule": match.rule,
        "verdict": str(match.reason or "alert"),
        "reason": match.because or None,
        "captures": {name: list(values) for name, values in match.captures.items()},
        "events": [event_form(event) for event in match.events],
        "evidence": [span_form(span) for span in match.evidence],
    }


def event_form(event: Event) -> Mapping[str, Any]:
    """Give an event, its slots as plain texts."""
    slots = {name: slot.name for name, slot in event.slots.items()}
    return {
        "pack": event.pack,
        "type": event.type,
        "direction": event.direction,
        "person": slots.get("person"),
        "role": event.role or None,
        "role_class": sorted(event.role_class),
        "org": slots.get("org"),
        "destination": slots.get("destination"),
        "polarity": event.polarity,
        "certainty": event.certainty,
        "newness": event.newness,
        "sphere": event.sphere,
        "effective": event.effective or None,
        "evidence": [span_form(span) for span in event.evidence],
        "explain": dict(event.explain),
    }


def span_form(span: Evidence) -> Mapping[str, Any]:
    """Give a span: code points of the original field."""
    return {
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "part": span.part,
    }


def ranked(match: Match) -> tuple[Event, ...]:
    """Give the events that a match is about, the strongest first.

    Those on which the rule's tests held, else all it read; what stands in the title comes
    first, then the surer one. A move is given whole, not the end that a test looked at.
    """
    held = {(event.type, event.evidence) for event in match.held}
    about = [e for e in match.events if (e.type, e.evidence) in held] or [*match.events]
    return tuple(sorted(about, key=_weakness))


def _weakness(event: Event) -> tuple[int, int]:
    sure = event.certainty
    return (
        _place(event.evidence),
        _SURENESS.index(sure) if sure in _SURENESS else len(_SURENESS),
    )


def _place(evidence: Iterable[Evidence]) -> int:
    places = [_ORDER.index(span.field) for span in evidence if span.field in _ORDER]
    return min(places, default=len(_ORDER))
