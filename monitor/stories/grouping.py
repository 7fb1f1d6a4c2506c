"""Which reports tell of one happening: pure, and free of the order they came in."""

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from monitor.matching.text import fold
from monitor.model import Report, Told

_IDLE = timedelta(days=14)  # after a group's last report nothing joins it any more
_SPAN = timedelta(days=120)  # nor so long after its first
_BURST = timedelta(hours=48)
SAME_TITLE = 0.6  # share of common words that makes two titles one story
_LATE = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Group:
    """Reports of one happening, in the order of their time."""

    reports: list[Report] = field(default_factory=list)

    @property
    def first(self) -> datetime:
        """Give the time of the first report."""
        return moment(self.reports[0])

    @property
    def last(self) -> datetime:
        """Give the time of the last report."""
        return moment(self.reports[-1])

    def told(self) -> list[Told]:
        """Give every event told in it."""
        return [t for r in self.reports for t in r.events]


def moment(report: Report) -> datetime:
    """Give a report's time; one without a date sorts last."""
    return datetime.fromisoformat(report.at) if report.dated and report.at else _LATE


def _order(report: Report) -> tuple[datetime, str]:
    return moment(report), report.id


def group(reports: Iterable[Report]) -> tuple[Group, ...]:
    """Group the reports of a neighbourhood.

    Named reports first: each starts a group or unites the open ones that tell the same story;
    then unnamed ones go to the open group they fit. Sorted by time and id before, so the
    order of arrival cannot matter.
    """
    ordered = sorted(reports, key=_order)
    groups: list[Group] = []
    for report in ordered:
        if _is_named(report):
            _place(report, groups)
    for report in ordered:
        if not _is_named(report):
            _fit(report, groups)
    return tuple(sorted(groups, key=lambda g: (g.first, g.reports[0].id)))


def _is_named(report: Report) -> bool:
    return any(t.person for t in report.events)


def _place(report: Report, groups: list[Group]) -> None:
    same = [g for g in groups if _is_open(g, report) and same_story(g, report)]
    if not same:
        groups.append(Group([report]))
        return
    target = same[0]
    for other in same[1:]:
        target.reports.extend(other.reports)
        groups.remove(other)
    target.reports.append(report)
    target.reports.sort(key=_order)


def _fit(report: Report, groups: list[Group]) -> None:
    fitting = [g for g in groups if _is_open(g, report) and _fits(g, report)]
    if not fitting:
        groups.append(Group([report]))
        return
    at = moment(report)
    nearest = min(fitting, key=lambda g: (abs(at - g.last), -len(_outlets(g)), g.first))
    insort(nearest.reports, report, key=_order)


def _outlets(group_: Group) -> set[str]:
    return {r.outlet for r in group_.reports}


def _is_open(group_: Group, report: Report) -> bool:
    at = moment(report)
    if _LATE in {at, group_.last}:
        return True
    return abs(at - group_.last) <= _IDLE and at - group_.first <= _SPAN


def same_story(group_: Group, report: Report) -> bool:
    """Whether a report that names people tells what a group tells."""
    told = group_.told()
    if any(same_person(a, b) for a in told for b in report.events if a.person and b.person):
        return True
    if not any(r.org == report.org for r in group_.reports):
        return False  # from the other end of a move only a common person joins
    return _is_burst(group_, report) or _is_succession(group_, report)


def same_person(one: Told, other: Told) -> bool:
    """Whether two events of one organisation are about one person.

    Watched people by id; others by surname, when the given names do not contradict.
    """
    if not one.person.startswith("~") and not other.person.startswith("~"):
        return one.person == other.person
    first, second = _words(one), _words(other)
    if not first or not second or first[-1] != second[-1]:
        return False
    return len(first) == 1 or len(second) == 1 or first[0][0] == second[0][0]


def _words(told: Told) -> Sequence[str]:
    return title_words(told.name)


@lru_cache(maxsize=8192)
def title_words(text: str) -> tuple[str, ...]:
    """Fold a title or name to its words: each is compared with all others around it."""
    return tuple(fold(text).words)


def _within_burst(group_: Group, report: Report) -> bool:
    at = moment(report)
    return _LATE not in {at, group_.first} and abs(at - group_.first) <= _BURST


def _is_burst(group_: Group, report: Report) -> bool:
    """Whether both tell of senior people leaving within two days: one upheaval."""
    return (
        _within_burst(group_, report)
        and any(_is_senior_exit(t) for t in group_.told())
        and any(_is_senior_exit(t) for t in report.events)
    )


def _is_senior_exit(told: Told) -> bool:
    seats = set(told.role_class)
    return "out" in told.direction and not (seats and seats <= {"board", "unit"})


def _is_succession(group_: Group, report: Report) -> bool:
    """Whether one seat is left and taken within two days."""
    return _within_burst(group_, report) and any(
        a.direction != b.direction and compatible(a.role_class, b.role_class)
        for a in group_.told()
        for b in report.events
    )


_OPEN = {"founder", "senior"}


def compatible(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two sets of role classes may mean one seat: they meet, or one is open."""
    first, second = set(one), set(other)
    return first <= _OPEN or second <= _OPEN or bool(first & second)


def _fits(group_: Group, report: Report) -> bool:
    """Whether a report without names may be of this group."""
    if not report.events:
        return _same_news(group_, report)
    return any(r.org == report.org for r in group_.reports) and any(
        set(a.direction.split()) & set(b.direction.split())
        and compatible(a.role_class, b.role_class)
        for a in group_.told()
        for b in report.events
    )


def _same_news(group_: Group, report: Report) -> bool:
    """Whether two articles of a rule without events tell the same: address, captures, title."""
    return any(alike(other, report) for other in group_.reports)


def alike(one: Report, other: Report) -> bool:
    """Whether two reports without events are of one story: by address, captures or title."""
    if one.url and one.url == other.url:
        return True
    if any(set(one.captures.get(k, ())) & set(other.captures.get(k, ())) for k in one.same_if):
        return True
    near = _LATE in {moment(one), moment(other)} or abs(moment(one) - moment(other)) <= _BURST
    return near and one.lang == other.lang and _overlap(one.title, other.title) >= SAME_TITLE


def _overlap(one: str, other: str) -> float:
    """Give the share of common words of two titles (Jaccard)."""
    first, second = set(title_words(one)), set(title_words(other))
    return len(first & second) / len(first | second) if first and second else 0.0
