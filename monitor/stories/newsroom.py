"""A newsroom in memory: articles join stories, and what would be told is decided. Pure.

Tests inside rules, backtests and comparisons play articles through it, one after the other, as
the lines do: the same plan, the same thresholds, the same decision; only the store is left out.
Time passes as articles come, those that match nothing too: a rule that waits for silence is told
of when the next article shows that it was silent. Play them in the order they came in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from monitor.model import Article, Match, Report, Rule, Story
from monitor.outgoing import Alert, Delivery, Handle, Route, Standing
from monitor.ports import Joining, Neighbourhood, NewRow
from monitor.reasons import Reason
from monitor.stories import absences
from monitor.stories.decide import decide
from monitor.stories.join import plan
from monitor.stories.kinship import Kinship
from monitor.stories.reports import reports_of
from monitor.stories.rows import Standards
from monitor.stories.windows import Past, at_s, counts, is_quiet, scope_of, tallies_of
from monitor.windows import Tally

_MOST = 100  # reports that one is grouped with
_READER = "reader"  # the only receiver: it is told everything


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One message that would have gone out."""

    kind: str  # card or reply
    story: str
    report: str  # what brought it
    at: datetime | None = None  # when, if it was not when the article came


def _on_no_list(_org: str) -> frozenset[str]:
    return frozenset()


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """Stories, their reports, and what the only reader knows of them."""

    rules: Mapping[str, Rule]
    lists: Callable[[str], frozenset[str]] = _on_no_list
    stories: dict[str, Story] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    _of: dict[str, tuple[str, ...]] = field(default_factory=dict)  # article -> its reports
    _standings: dict[str, Standing] = field(default_factory=dict)
    _near: dict[str, dict[str, None]] = field(default_factory=dict)  # near key -> report ids
    _kinship: Kinship = field(default_factory=Kinship)
    _tallies: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    _began: float | None = None  # epoch seconds of the first article
    _heard: dict[str, float] = field(default_factory=dict)  # rule that listens -> last match

    def join(self, article: Article, matches: Iterable[Match]) -> tuple[Telling, ...]:
        """Join what an article tells; gives what its reader would be told, in order."""
        told: list[Telling] = [*self._listen(article)]
        reports = reports_of(article, matches, self.rules)
        if reports:
            self._of[article.id] = tuple(report.id for report in reports)
        for report in reports:
            told += self._back(article, report)
            told += self._join(report)
        return tuple(told)

    def story_of(self, article: str) -> str:
        """Give the story that an article is of now, the first of several; empty for none."""
        reports = (self.reports.get(report) for report in self._of.get(article, ()))
        return next((report.story for report in reports if report), "")

    def told(self, story: str) -> bool:
        """Tell whether the reader had a card of a story."""
        return self._standings.get(story, Standing()).card is not None

    def _join(self, report: Report) -> Iterator[Telling]:
        joining = plan(
            report,
            self._around(report),
            standards=self._standards,
            debounce_ms=0,
            past=self._past(report),
        )
        if joining is not None:
            yield from self._written(joining, report.id)

    @property
    def _standards(self) -> Standards:
        routes = (Route(name="all", to=(_READER,)),)
        return Standards(rules=self.rules, routes=routes, lists=self.lists)

    def _written(self, joining: Joining, report: str) -> Iterator[Telling]:
        self._keep(joining)
        for row in joining.rows:
            kind = self._tell(row)
            if kind in {"card", "reply"}:
                yield Telling(kind=kind, story=row.story, report=report)

    def _past(self, report: Report) -> Past:
        rules = (self.rules[name] for name in report.rules)
        keys = (key for rule in rules for key in tallies_of(rule, report))
        return {k: Tally(times=self._tallies.get(k, {}), since=self._began) for k in keys}

    def _listen(self, article: Article) -> Iterator[Telling]:
        """Let time pass to an article; tell of rules that have been quiet for too long."""
        came = article.seen or article.published
        now = came.timestamp() if came else self._began or 0.0
        self._began = now if self._began is None else self._began
        for rule in self.rules.values():
            scope = scope_of(rule)
            if not scope.silent or rule.status != "live":
                continue
            heard = self._heard.setdefault(rule.id, now)
            if is_quiet(rule, now - heard, now):
                at = datetime.fromtimestamp(heard + scope.within_s, UTC)
                around = self._silences(rule)
                joining = absences.quiet(
                    rule, around, at=at, standards=self._standards, debounce_ms=0
                )
                for told in self._written(joining, "") if joining else ():
                    yield replace(told, at=at)

    def _back(self, article: Article, report: Report) -> Iterator[Telling]:
        """Tell of rules that had fallen quiet and match again."""
        rules = [self.rules[name] for name in report.rules] if counts(report) else []
        for rule in rules if report.id not in self.reports else ():
            if scope_of(rule).silent:
                joining = absences.back(
                    rule,
                    self._silences(rule),
                    article=article,
                    standards=self._standards,
                    debounce_ms=0,
                )
                self._heard[rule.id] = max(self._heard.get(rule.id, 0.0), at_s(report))
                yield from self._written(joining, report.id) if joining else ()

    def _silences(self, rule: Rule) -> Neighbourhood:
        reports = tuple(self.reports[i] for i in self._near.get(absences.near(rule), ()))
        stories = {r.story: self.stories[r.story] for r in reports}
        return Neighbourhood(versions={}, reports=reports, stories=stories)

    def _around(self, report: Report) -> Neighbourhood:
        """Give what stands around a report, as the store would.

        Of reports without events only those that a chain of alike ones leads to: no others
        can be of one group with it, and a broad rule may have thousands. Of very many only
        the nearest in time: grouping compares all with all.
        """
        ids: Iterable[str]
        if report.events or report.apart:
            ids = dict.fromkeys(i for near in report.near for i in self._near.get(near, ()))
        else:
            lots = [self._near.get(near, {}) for near in report.near]
            ids = [i for i in self._kinship.of(report) if any(i in lot for lot in lots)]
        reports = _nearest(report, [self.reports[i] for i in ids])
        stories = {r.story: self.stories[r.story] for r in reports if r.story in self.stories}
        return Neighbourhood(versions={}, reports=reports, stories=stories)

    def _keep(self, joining: Joining) -> None:
        for placed in joining.reports:
            self.reports[placed.id] = placed
            for near in placed.near:
                self._near.setdefault(near, {})[placed.id] = None
        self.stories |= {story.id: story for story in joining.stories}
        for one in joining.noted:
            if one.keep_s:
                self._tallies.setdefault((one.rule, one.group), {}).setdefault(one.article, one.at)

    def _tell(self, row: NewRow) -> str:
        """Decide what a row tells, and note it as told; empty for nothing."""
        standing = self._standings.get(row.story, Standing())
        delivery = Delivery(
            id=row.delivery, story=row.story, receiver=row.receiver, kind=row.kind, n=row.n
        )
        alert = decide(delivery, self.stories.get(row.story), standing)
        if not isinstance(alert, Alert):
            return ""
        self._standings[row.story] = Standing(
            told=standing.told | {fact.id for fact in alert.news},
            card=standing.card or Handle(channel=_READER, ts=row.delivery),
            version=self.stories[row.story].version,
        )
        return alert.kind


def _nearest(report: Report, others: Sequence[Report]) -> tuple[Report, ...]:
    if len(others) <= _MOST:
        return tuple(others)
    at = at_s(report)
    return tuple(sorted(others, key=lambda r: (abs(at_s(r) - at), r.id))[:_MOST])


def alone(
    article: Article, matches: Iterable[Match], rules: Mapping[str, Rule]
) -> tuple[Match, ...]:
    """Give matches as they would end if the article were all there is.

    A rule whose threshold one article does not reach is below it.
    """
    return tuple(_alone(article, match, rules[match.rule]) for match in matches)


def _alone(article: Article, match: Match, rule: Rule) -> Match:
    if rule.trigger is None or match.reason is not None:
        return match
    room = Newsroom(rules={rule.id: replace(rule, status="live")})
    if any(told.kind == "card" for told in room.join(article, [match])):
        return match
    because = f"{rule.trigger.kind}: one article does not reach it"
    return replace(match, reason=Reason.BELOW_THRESHOLD, because=because)
