"""Rows of `backtest --articles --json`: what a rule says about each article by itself. Pure."""

from collections.abc import Mapping
from typing import Any

from monitor.insight.forms import event_form, ranked
from monitor.insight.playing import Played
from monitor.reasons import Reason

UNREADABLE = "unreadable"  # no JSON object in the line
EMPTY = "empty"  # one that tells nothing


def row(name: Any, played: Played) -> dict[str, Any]:
    """Give an article's row; its `story` is the article's id until all are played.

    `pred` is the article's alone: neither the rule's status nor its threshold nor its budget,
    and no other article, can change it.
    """
    match = played.match
    events = [] if match is None else [event_form(event) for event in ranked(match)]
    reason = Reason.NO_MATCH if match is None else match.reason
    return {
        "id": name,
        "pred": int(match is not None and match.reason is None),
        "story": None if match is None else played.article.id,
        "event": events[0] if events else None,
        "events": events,
        "reason": None if reason is None else str(reason),
        "ms": round(played.ms, 4),
    }


def empty_row(name: Any, reason: str) -> Mapping[str, Any]:
    """Give the row of a line that holds no article."""
    rest: dict[str, Any] = {"story": None, "event": None, "events": [], "reason": reason, "ms": 0.0}
    return {"id": name, "pred": 0, **rest}
