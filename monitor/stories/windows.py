"""Thresholds judged: reports in, whether a rule's trigger is reached out. Pure.

`Newsroom` (tests in rules, backtests) and `join` (the store) both ask `reached`. What a window
holds is kept where it must survive: a story's members are its reports, and a rule whose
condition looks further back (`Scope.past_s`) has tallies of article ids beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import ModuleType

from monitor import kinds
from monitor.ids import digest
from monitor.model import Report, Rule
from monitor.policy import Threshold
from monitor.stories.copies import originals
from monitor.stories.grouping import group
from monitor.windows import Member, Noted, Scope, Tally, Window

_EVERYTHING = Scope()
NOTHING: Mapping[tuple[str, str], Tally] = {}


Past = Mapping[tuple[str, str], Tally]
"""(rule, group) -> its tally."""


def scope_of(rule: Rule) -> Scope:
    """Give which articles a rule's threshold counts together; without one, each story's."""
    return _scope(rule.trigger) if rule.trigger else _EVERYTHING


@lru_cache(maxsize=4096)
def _scope(threshold: Threshold) -> Scope:
    found: Scope = _condition(threshold.kind).scope(threshold.options)
    return found


@lru_cache(maxsize=64)
def _condition(kind: str) -> ModuleType:
    return kinds.load("monitor.conditions", kind)


def at_s(report: Report) -> float:
    """Give a report's time in epoch seconds: published, or fetched if that was earlier."""
    return datetime.fromisoformat(report.at).timestamp() if report.at else 0.0


def article_of(report: Report) -> str:
    """Give the id of the article that a report is of."""
    return report.id.partition(".")[0]


def counts(report: Report) -> bool:
    """Tell whether a report says that something happened: a denial is no member of a window."""
    return not report.events or any(t.polarity == "asserted" for t in report.events)


def values_of(report: Report, capture: str) -> tuple[str, ...]:
    """Give what a report binds to a capture: of an organisation or person only its own."""
    if capture == "org" and report.events:
        return (report.org_name or report.org,)
    if capture == "person" and report.events:
        return tuple(dict.fromkeys(t.name for t in report.events if t.name))
    return report.captures.get(capture, ())


def tallies_of(rule: Rule, report: Report) -> tuple[tuple[str, str], ...]:
    """Give the (rule, group) in which a report's article is remembered beyond its story."""
    scope = scope_of(rule)
    if not scope.past_s or not counts(report):
        return ()
    if scope.apart:
        return ((rule.id, report.apart.partition("|")[2]),)
    return tuple((rule.id, group_key(value)) for value in values_of(report, scope.by))


def noted(rule: Rule, report: Report) -> tuple[Noted, ...]:
    """Give what a report leaves behind for later judgements of a rule."""
    scope, at, article = scope_of(rule), at_s(report), article_of(report)
    if scope.silent and counts(report):
        return (Noted(rule=rule.id, group="", article=article, at=at),)
    return tuple(
        Noted(rule=name, group=key, article=article, at=at, keep_s=scope.past_s)
        for name, key in tallies_of(rule, report)
    )


def group_key(value: str) -> str:
    """Name a value's group: short, and the same however it is written in capitals."""
    folded = " ".join(value.casefold().split())
    return folded if len(folded.encode()) <= 40 else "#" + digest(folded, size=8).hex()


def reached(rule: Rule, report: Report, others: Iterable[Report], past: Past) -> bool:
    """Tell whether a rule's threshold is reached by a report that has just come.

    `others` are the reports of its story, or of its group where that is told of.
    """
    if rule.trigger is None:
        return True
    if scope_of(rule).silent or not counts(report):
        return False
    at, article = at_s(report), article_of(report)
    if scope_of(rule).past_s:
        tallies = [past.get(key, Tally()) for key in tallies_of(rule, report)]
        windows = [_of_tally(tally, at, article) for tally in tallies]
    else:
        own = [r for r in others if r.id != report.id]
        windows = [_window(rule, (*own, report), at, article)]
    return any(_holds(rule.trigger, window) for window in windows)


def reached_at(rule: Rule, reports: Sequence[Report], at: float, past: Past) -> bool:
    """Tell whether a rule's window that is open at a time (epoch seconds) reaches it."""
    scope = scope_of(rule)
    if rule.trigger is None or scope.silent:
        return False
    if scope.past_s:
        last = max(reports, key=at_s)
        return at - at_s(last) <= scope.within_s and reached(rule, last, (), past)
    return _holds(rule.trigger, _window(rule, reports, at, ""))


def _holds(threshold: Threshold, window: Window) -> bool:
    held: bool = _condition(threshold.kind).holds(threshold.options, window)
    return held


def is_quiet(rule: Rule, quiet_s: float, at: float) -> bool:
    """Tell whether a rule that listens has had nothing for long enough."""
    if rule.trigger is None or not scope_of(rule).silent:
        return False
    return _holds(rule.trigger, Window(at=at, quiet_s=quiet_s))


def _of_tally(tally: Tally, at: float, article: str) -> Window:
    times = {article: at} | dict(tally.times)
    found = sorted((time, name) for name, time in times.items())
    members = tuple(Member(article=name, at=time) for time, name in found)
    return Window(at=at, article=article, members=members, since=tally.since)


def _window(rule: Rule, reports: Sequence[Report], at: float, article: str) -> Window:
    """Make a window of the reports on which the rule held, each article once."""
    reach = scope_of(rule).within_s
    own = [r for r in reports if rule.id in r.rules and counts(r) and abs(at_s(r) - at) <= reach]
    copies = {} if len(own) < 2 else originals(r for r in reports if counts(r))
    groups = group(own) if scope_of(rule).apart else ()
    happening = {r.id: str(n) for n, one in enumerate(groups) for r in one.reports}
    members: dict[str, Member] = {}
    for report in sorted(own, key=lambda r: (at_s(r), r.id)):
        name = article_of(report)
        members.setdefault(
            name,
            Member(
                article=name,
                at=at_s(report),
                outlet=report.outlet_id or report.outlet,
                lang=report.lang,
                tier=report.tier,
                story=happening.get(report.id, ""),
                original=copies.get(report.id, "").partition(".")[0],
                values={key: values_of(report, key) for key in scope_of(rule).captures.values()},
            ),
        )
    return Window(at=at, article=article, members=tuple(members.values()))
