"""Promotion: what must hold before a rule goes one status up, and what is told of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import SettingsError
from monitor.insight.backtest import Backtested
from monitor.model import Rule, Status

DAYS = 7  # of history that say whether a rule keeps to its budget
NO_LABELS = "no labels yet"
_UP: Mapping[Status, Status] = {"draft": "shadow", "shadow": "live"}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the archive says of the last days; None = nothing is archived."""

    days: int  # archived, at most DAYS
    backtest: Backtested | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether what is archived is above the budget already."""
        return self.backtest is not None and self.backtest.is_over


def following(rule: Rule) -> Status:
    """Give the next status; raises SettingsError when there is none."""
    if rule.status == "live":
        raise SettingsError(f"{rule.id} is live already")
    if rule.status not in _UP:
        raise SettingsError(f"{rule.id} is {rule.status}; write `status: draft` to take it back")
    return _UP[rule.status]


def lines(history: History, tests: int) -> Sequence[str]:
    """Say how the rule stands."""
    told = [f"tests: {tests} passed" if tests else "tests: none"]
    found = history.backtest
    if found is not None:
        budget = f" (budget {found.budget})" if found.budget else ", no budget"
        told.append(
            f"last {history.days} d: {len(found.alerts)} alerts of {found.articles:,} articles, "
            f"{found.per_day:.1f}/day, worst {found.period} {found.worst}{budget}"
        )
    if history.days < DAYS:
        told.append(f"not enough history: {history.days} of {DAYS} days archived")
    return [*told, f"precision: {NO_LABELS}"]


def as_json(rule: Rule, status: Status, history: History, tests: int) -> Mapping[str, Any]:
    """Give a promotion as `promote --json` prints it."""
    found = history.backtest
    return {
        "rule": rule.id,
        "from": rule.status,
        "to": status,
        "tests": tests,
        "days": history.days,
        "alerts": len(found.alerts) if found else None,
        "per_day": round(found.per_day, 2) if found else None,
        "worst": found.worst if found else None,
        "budget": str(rule.budget) if rule.budget else None,
        "precision": None,
    }
