"""Backtest: what a rule would have found and told in articles of the past. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.insight.playing import Play, Played
from monitor.insight.variants import clauses
from monitor.model import Mention
from monitor.policy import Budget
from monitor.reasons import Reason

_WEEK, _DAY = 7 * 86400, 86400
_MONDAY = 3 * 86400  # the epoch began on a Thursday
_NAMES = {3600: "hour", _DAY: "day", _WEEK: "week"}
HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One alert that would have been told."""

    story: str
    at: str  # ISO, of the article that brought it
    headline: str
    outlets: tuple[str, ...]
    langs: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtested:
    """A rule's backtest: the screen, the JSON and the page are made of it."""

    rule: str
    articles: int
    days: float
    verdicts: Mapping[str, int]  # held, then each Reason
    exceptions: Mapping[str, int]  # by the exception's name
    dropped: Mapping[str, int]  # articles on which only this NOT failed
    alerts: tuple[Card, ...]
    period: str  # hour, day or week: the budget's, else day
    worst: int  # alerts in the worst period
    budget: Budget | None

    @property
    def per_day(self) -> float:
        """Give the alerts a day."""
        return len(self.alerts) / max(self.days, 1.0)

    @property
    def is_over(self) -> bool:
        """Tell whether a period had more alerts than the budget allows."""
        return self.budget is not None and self.worst > self.budget.count


class Tally:
    """Counts what a rule says, article by article."""

    def __init__(self, play: Play) -> None:
        """Take the rule in play; its engine may have `variants`."""
        self._play = play
        self._clauses = clauses(play.engine.rules[play.rule.id])
        self._verdicts: Counter[str] = Counter()
        self._exceptions: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._cards: dict[str, str] = {}  # story -> at
        self._first: datetime | None = None
        self._last: datetime | None = None
        self.articles = 0

    def add(self, played: Played) -> None:
        """Count one article."""
        self.articles += 1
        at = played.article.published or played.article.seen
        if at is not None:
            self._first = min(self._first or at, at)
            self._last = max(self._last or at, at)
        self._count(played)
        for telling in played.told:
            if telling.kind == "card":
                report = self._play.room.reports.get(telling.report)
                came = telling.at.isoformat() if telling.at else report.at if report else ""
                self._cards.setdefault(telling.story, came)

    def _count(self, played: Played) -> None:
        match = played.match
        if match is None:
            for other in played.others:
                if other.reason is None:
                    self._dropped[self._clauses[other.rule]] += 1
            return
        self._verdicts[str(match.reason or HELD)] += 1
        if match.reason is Reason.EXCEPTED:
            self._exceptions[match.because.partition(":")[0]] += 1

    def result(self, *, since: datetime | None = None, now: datetime | None = None) -> Backtested:
        """Sum up; the time covered is from the first article (or `since`) to the last (`now`)."""
        budget = self._play.rule.budget
        period = budget.period_s if budget else _DAY
        alerts = tuple(sorted(self._alerts(), key=lambda card: (card.at, card.story)))
        times = [datetime.fromisoformat(card.at) for card in alerts if card.at]
        periods = Counter(_bucket(at, period) for at in times)
        order = (HELD, *Reason)
        return Backtested(
            rule=self._play.rule.id,
            articles=self.articles,
            days=self._span(since, now) / timedelta(days=1),
            verdicts={w: self._verdicts[w] for w in order if self._verdicts[w] or w == HELD},
            exceptions=dict(sorted(self._exceptions.items())),
            dropped={clause: self._dropped[clause] for clause in self._clauses.values()},
            alerts=alerts,
            period=_NAMES[period],
            worst=max(periods.values(), default=0),
            budget=budget,
        )

    def _span(self, since: datetime | None, now: datetime | None) -> timedelta:
        if self._first is None or self._last is None:
            return timedelta(0)
        begun = self._first if since is None else max(since, self._first)
        return max((now or self._last) - begun, timedelta(0))

    def _alerts(self) -> Iterator[Card]:
        for name, at in self._cards.items():
            story = self._play.room.stories[name]
            yield Card(
                story=name,
                at=at,
                headline=story.headline,
                outlets=story.outlets,
                langs=story.langs,
                mentions=story.mentions,
            )


def _bucket(at: datetime, period: int) -> int:
    """Number the UTC hour, day or week (from Monday) of a moment."""
    seconds = int(at.astimezone(UTC).timestamp())
    return (seconds + (_MONDAY if period == _WEEK else 0)) // period


def as_json(found: Backtested) -> Mapping[str, Any]:
    """Give the backtest as `backtest --json` prints it."""
    return {
        "rule": found.rule,
        "articles": found.articles,
        "days": round(found.days, 2),
        "verdicts": dict(found.verdicts),
        "exceptions": dict(found.exceptions),
        "dropped": dict(found.dropped),
        "alerts": [
            {
                "story": card.story,
                "at": card.at or None,
                "headline": card.headline,
                "outlets": list(card.outlets),
                "languages": list(card.langs),
                "articles": [_mention(mention) for mention in card.mentions],
            }
            for card in found.alerts
        ],
        "per_day": round(found.per_day, 2),
        "worst": {"period": found.period, "alerts": found.worst},
        "budget": str(found.budget) if found.budget else None,
        "over_budget": found.is_over,
    }


def _mention(mention: Mention) -> Mapping[str, Any]:
    shown = asdict(mention)
    return {name: shown[name] for name in ("article", "outlet", "lang", "url", "title", "at")}
