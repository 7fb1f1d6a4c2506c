"""Inline tests run: a rule's own articles through engine, grouping and decision.

Pure: no store, no network, a virtual clock. What a test expected and what came instead is one
line, told at the test (E501).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.model import Article, Match, Report, Rule, Story
from monitor.outgoing import Alert, Delivery, Handle, Route, Standing
from monitor.ports import Neighbourhood
from monitor.reasons import Reason
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.likeness import is_like, same, shown
from monitor.rulebook.tests import RuleTest
from monitor.stories.decide import decide
from monitor.stories.join import Standards, plan
from monitor.stories.reports import reports_of

Matcher = Callable[[Article], Sequence[Match]]
_SHOWN = 4  # spans of evidence in one line
_RECEIVER = "test"


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
    wrongs = (*_about_matches(test, matches), *_about_stories(test, matches, live))
    return next(iter(wrongs), None)


def _own(matches: Sequence[Match], rule: str) -> Match | None:
    return next((found for found in matches if found.rule == rule), None)


# --- what the rule found -----------------------------------------------------------------------


def _about_matches(test: RuleTest, matches: Sequence[Match | None]) -> Iterator[str]:
    alerting = next((found for found in matches if found and found.reason is None), None)
    found = alerting or next((found for found in matches if found), None)
    wanted = test.expect.alert
    if wanted is True and alerting is None:
        yield f"expected an alert, got {_verdict(found)}"
    if wanted is False and alerting is not None:
        yield f"expected no alert, got alert: {_evidence(alerting)}"
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


def _about_stories(test: RuleTest, matches: Sequence[Match | None], rule: Rule) -> Iterator[str]:
    expect = test.expect
    if expect.alerts is None and expect.updates is None and expect.first_at is None:
        return
    told = _Newsroom(rule=rule).telling(test, matches)
    cards = [message for message in told if message.kind == "card"]
    replies = [message for message in told if message.kind == "reply"]
    if expect.alerts is not None and len(cards) != expect.alerts:
        yield f"expected {expect.alerts} alerts, got {len(cards)}{_times(cards)}"
    if expect.updates is not None and len(replies) != expect.updates:
        yield f"expected {expect.updates} updates, got {len(replies)}{_times(replies)}"
    if expect.first_at is not None and (not cards or cards[0].at != expect.first_at):
        first = _hours(cards[0].at) if cards else "none"
        yield f"expected the first alert at {_hours(expect.first_at)}, got {first}"


def _times(told: Sequence[Told]) -> str:
    return f" at {', '.join(_hours(message.at) for message in told)}" if told else ""


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:g}h"


@dataclass(slots=True, kw_only=True)
class _Newsroom:
    """Stories of one test and what their only receiver knows; kept in memory."""

    rule: Rule
    reports: dict[str, Report] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)

    def telling(self, test: RuleTest, matches: Sequence[Match | None]) -> list[Told]:
        """Give what would be told, article by article."""
        told: list[Told] = []
        rules = {self.rule.id: self.rule}
        for article, match, at in zip(test.articles, matches, test.times, strict=True):
            for report in reports_of(article, [match] if match else [], rules):
                told += [Told(kind=kind, at=at) for kind in self._join(report)]
        return told

    def _join(self, report: Report) -> Iterator[str]:
        near = set(report.near)
        around = Neighbourhood(
            versions={},
            reports=tuple(r for r in self.reports.values() if near & set(r.near)),
            stories=self.stories,
        )
        standards = Standards(
            rules={self.rule.id: self.rule},
            routes=(Route(name="all", to=(_RECEIVER,)),),
            lists=lambda _: frozenset(),
        )
        joining = plan(report, around, standards=standards, debounce_ms=0)
        if joining is None:
            return
        self.reports |= {placed.id: placed for placed in joining.reports}
        self.stories |= {story.id: story for story in joining.stories}
        for row in joining.rows:
            delivery = Delivery(
                id=row.delivery, story=row.story, receiver=row.receiver, kind=row.kind, n=row.n
            )
            standing = self.standings.get(row.story, Standing())
            alert = decide(delivery, self.stories[row.story], standing)
            if isinstance(alert, Alert) and alert.kind in {"card", "reply"}:
                self.standings[row.story] = Standing(
                    told=standing.told | {fact.id for fact in alert.news},
                    card=standing.card or Handle(channel=_RECEIVER, ts=row.delivery),
                    version=self.stories[row.story].version,
                )
                yield alert.kind
