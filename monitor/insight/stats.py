"""Statistics of rules on the stream: what they held on, what was told, how much of the budget."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from monitor.insight.promotion import NO_LABELS
from monitor.model import Rule
from monitor.policy import Budget
from monitor.ports import Articles
from monitor.reasons import Reason

ALERT = "alert"
CARD, OVER = "card", str(Reason.BUDGET)  # stories told, and held as the budget was used up
_EXCEPTED = f"{Reason.EXCEPTED}:"
_DAY = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStats:
    """One rule's days on the stream."""

    rule: str
    status: str
    held: int = 0  # articles on which it held, each once
    reasons: Mapping[str, int]  # articles on which it would have but for this
    exceptions: Mapping[str, int]  # of those excepted, by exception
    alerts: int = 0  # stories told
    over_budget: int = 0  # stories held for a digest
    worst_day: int = 0  # stories told in one
    budget: str = ""
    use: float | None = None  # of the budget at worst; None without one, or one an hour
    precision: float | None = None  # of labelled alerts; None = no labels yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """All that `stats` prints."""

    days: int
    articles: int  # read since the store was made, whatever a rule said
    rules: tuple[RuleStats, ...]


async def stats(rules: Iterable[Rule], articles: Articles, *, days: int) -> Stats:
    """Collect the counters of some rules over the last days."""
    found = [stats_of(rule, await articles.rule_counts(rule.id, days)) for rule in rules]
    counts = await articles.counts()
    return Stats(days=days, articles=counts.get("articles", 0), rules=tuple(found))


def stats_of(rule: Rule, counts: Mapping[str, Mapping[str, int]]) -> RuleStats:
    """Sum up one rule's verdicts by day: pure."""
    total: Counter[str] = Counter()
    for day in counts.values():
        total.update(day)
    budget = rule.budget
    told = {reason: total[reason] for reason in map(str, Reason) if total[reason]}
    return RuleStats(
        rule=rule.id,
        status=rule.status,
        held=total[ALERT],
        reasons={reason: n for reason, n in told.items() if reason != OVER},
        exceptions={
            name.removeprefix(_EXCEPTED): n
            for name, n in sorted(total.items())
            if name.startswith(_EXCEPTED)
        },
        alerts=total[CARD],
        over_budget=total[OVER],
        worst_day=_worst(counts, 1),
        budget=str(budget) if budget else "",
        use=_use(budget, counts) if budget else None,
    )


def _use(budget: Budget, counts: Mapping[str, Mapping[str, int]]) -> float | None:
    days = budget.period_s // _DAY
    return _worst(counts, days) / budget.count if days else None


def _worst(counts: Mapping[str, Mapping[str, int]], days: int) -> int:
    """Give the most stories told in so many days on end."""
    told = {date.fromisoformat(day).toordinal(): n.get(CARD, 0) for day, n in counts.items()}
    return max((sum(told.get(last - n, 0) for n in range(days)) for last in told), default=0)


def lines(found: RuleStats) -> Sequence[str]:
    """Say one rule's statistics in a few lines."""
    counted = [f"held {found.held:,}", *(f"{word} {n:,}" for word, n in found.reasons.items())]
    told = [", ".join(counted)]
    told += [f"  exception {name}: {n:,}" for name, n in found.exceptions.items()]
    over = f", {found.over_budget:,} held for a digest" if found.over_budget else ""
    budget = f" (budget {found.budget})" if found.budget else ""
    told.append(f"{found.alerts:,} stories told, worst day {found.worst_day}{budget}{over}")
    return [*told, f"precision: {precision(found)}"]


def precision(found: RuleStats) -> str:
    """Say the share of alerts that people called relevant."""
    return NO_LABELS if found.precision is None else f"{found.precision:.0%}"


def as_json(found: Stats) -> Mapping[str, Any]:
    """Give the statistics as `stats --json` prints them."""
    return asdict(found)
