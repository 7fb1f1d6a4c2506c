"""Floods: when a poll brings far more than its source ever does, only the newest pass."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.model import Article
from monitor.ports import SourceState

FLOOR = 10  # new articles of one poll that are never too many
FACTOR = 5
RECENT = timedelta(hours=2)
MOST = 2000  # held of a source; more are only archived
KEPT = timedelta(days=7)


def usual(events: Sequence[Mapping[str, Any]], state: SourceState) -> int:
    """Give how many new articles a poll brings at most, but for one in a hundred.

    `events` are the last fetch events, newest first, `new` in them without what was held. The
    first good look is none of them: all it found was new. Before there are others, the dates in
    that document say how many come between two polls.
    """
    polls = [int(event.get("new", 0)) for event in events]
    if len(events) >= state.polls:  # the first look is among them
        first = max((i for i, e in enumerate(events) if e.get("outcome") == "parsed"), default=0)
        polls = polls[:first]
    highest = sorted(polls)[-1 - len(polls) // 100] if polls else 0
    return max(highest, round(state.rate_h * state.interval_s / 3600))


def limit(usual: int, state: SourceState, now: datetime) -> float:
    """Give how many new articles are no flood, after the time that has passed."""
    elapsed_s = now.timestamp() - state.last_success / 1000
    intervals = max(1.0, elapsed_s / state.interval_s) if state.interval_s else 1.0
    return max(FLOOR, FACTOR * usual) * intervals


def passing(new: Sequence[Article], usual: int, now: datetime) -> frozenset[str]:
    """Give the ids of those that are told of at once though they are a flood."""
    newest = sorted(new, key=lambda a: a.published or now, reverse=True)[: max(FLOOR, usual)]
    return frozenset(a.id for a in newest if (a.published or now) >= now - RECENT)


def notice(source: str, *, held: int, alerting: int) -> str:
    """Say what was held, and what a person can do about it."""
    text = f"held {held} of {source}, {alerting} would alert: "
    text += f"monitor sources release {source} | drop {source}"
    return text if held <= MOST else f"{text}; {held - MOST} are only in the archive"
