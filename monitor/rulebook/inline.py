"""Inline tests run: a rule's own articles through engine, grouping and decision.

Pure: no store, no network, a virtual clock. What a test expected and what came instead is one
line, told at the test (E501).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Article, Match, Rule
from monitor.reasons import Reason
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.likeness import is_like, same, shown
from monitor.rulebook.tests import START, RuleTest
from monitor.stories.newsroom import Newsroom

Matcher = Callable[[Article], Sequence[Match]]
_SHOWN = 4  # spans of evidence in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message that would have gone out."""

    kind: str  # card or reply
    at: float  # seconds after the start


def run(
    tests: Iterable[RuleTest], *, rule: Rule, match: Matcher, faults: Faults
) -> tuple[int, int]:
    """Run a rule's tests; gives how many passed and how many failed."""
    passed = failed = 0
    for test in tests:
        wrong = outcome(test, rule=rule, match=match)
        if wrong is None:
            passed += 1
            continue
        failed += 1
        faults.add(test.node, "E501", f'test "{test.name}": {wrong}')
    return passed, failed


def outcome(test: RuleTest, *, rule: Rule, match: Matcher) -> str | None:
    """Give what came instead of what a test expects; None when it passes."""
    live = replace(rule, status="live")
    matches = [_own(match(article), rule.id) for article in test.articles]
    told = _telling(test, matches, live) if _asks(test) or rule.trigger else []
    cards = any(message.kind == "card" for message in told)
    if rule.trigger and not cards:
        matches = [_below(found) for found in matches]
    wrongs = (*_about_matches(test, matches, carded=cards), *_about_stories(test, told))
    return next(iter(wrongs), None)


def _asks(test: RuleTest) -> bool:
    """Tell whether a test asks for what is told, and not only for what holds."""
    asked = (test.expect.alerts, test.expect.updates, test.expect.first_at)
    return any(one is not None for one in asked)


def _below(found: Match | None) -> Match | None:
    """Give a match of a rule whose threshold was not reached."""
    if found is None or found.reason is not None:
        return found
    return replace(found, reason=Reason.BELOW_THRESHOLD)


def _own(matches: Sequence[Match], rule: str) -> Match | None:
    return next((found for found in matches if found.rule == rule), None)


# --- what the rule found -----------------------------------------------------------------------


def _about_matches(
    test: RuleTest, matches: Sequence[Match | None], *, carded: bool
) -> Iterator[str]:
    alerting = next((found for found in matches if found and found.reason is None), None)
    found = alerting or next((found for found in matches if found), None)
    wanted = test.expect.alert
    if wanted is True and alerting is None and not carded:
        yield f"expected an alert, got {_verdict(found)}"
    if wanted is False and (alerting is not None or carded):
        what = _evidence(alerting) if alerting is not None else "nothing came for so long"
        yield f"expected no alert, got alert: {what}"
    because = test.expect.because
    if because is not None and not _is_because(found, because.text):
        yield f"expected because {because.text}, got {_verdict(found)}"
    for name, values in test.captures.items():
        got = _united(matches, name)
        if {same(value) for value in got} != {same(value) for value in values}:
            yield f"expected {name} {_listed(values)}, got {_listed(got)}"
    events = [event for one in matches if one for event in one.events]
    for subset in test.events:
        if not any(is_like(event, subset) for event in events):
            wanted_ = ", ".join(f"{key}: {value}" for key, value in subset.items())
            told = "; ".join(map(shown, events)) or "no event"
            yield f"expected an event {wanted_}, got {told}"


def _united(matches: Sequence[Match | None], name: str) -> tuple[str, ...]:
    every = (value for one in matches if one for value in one.captures.get(name, ()))
    return tuple(dict.fromkeys(every))


def _is_because(found: Match | None, wanted: str) -> bool:
    if found is None:
        return wanted == Reason.NO_MATCH
    if found.reason is Reason.EXCEPTED and wanted != Reason.EXCEPTED:
        return found.because.partition(":")[0] == wanted
    return found.reason is not None and found.reason.value == wanted


def _verdict(found: Match | None) -> str:
    if found is None:
        return "no match"
    if found.reason is None:
        return f"alert: {_evidence(found)}"
    return f"{found.reason.value}: {found.because}" if found.because else found.reason.value


def _evidence(found: Match) -> str:
    spans = [f"{e.part or e.text} {e.field} {e.start}-{e.end}" for e in found.evidence]
    return ", ".join(spans[:_SHOWN]) + (", ..." if len(spans) > _SHOWN else "")


def _listed(values: Iterable[str]) -> str:
    return f"[{', '.join(values)}]"


# --- what would have been told -------------------------------------------------------------------


def _about_stories(test: RuleTest, told: Sequence[Told]) -> Iterator[str]:
    expect = test.expect
    cards = [message for message in told if message.kind == "card"]
    replies = [message for message in told if message.kind == "reply"]
    if expect.alerts is not None and len(cards) != expect.alerts:
        yield f"expected {_number(expect.alerts, 'alert')}, got {len(cards)}{_times(cards)}"
    if expect.updates is not None and len(replies) != expect.updates:
        yield f"expected {_number(expect.updates, 'update')}, got {len(replies)}{_times(replies)}"
    if expect.first_at is not None and (not cards or cards[0].at != expect.first_at):
        first = _hours(cards[0].at) if cards else "none"
        yield f"expected the first alert at {_hours(expect.first_at)}, got {first}"


def _number(n: int, of: str) -> str:
    return f"{n} {of}" if n == 1 else f"{n} {of}s"


def _times(told: Sequence[Told]) -> str:
    return f" at {', '.join(_hours(message.at) for message in told)}" if told else ""


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:g}h"


def _telling(test: RuleTest, matches: Sequence[Match | None], rule: Rule) -> list[Told]:
    """Give what would be told, article by article."""
    room = Newsroom(rules={rule.id: rule})
    told: list[Told] = []
    for article, match, at in zip(test.articles, matches, test.times, strict=True):
        said = room.join(article, [match] if match else [])
        told += [Told(kind=one.kind, at=_since_start(one.at) if one.at else at) for one in said]
    return told


def _since_start(at: datetime) -> float:
    return (at - START).total_seconds()
