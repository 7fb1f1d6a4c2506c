"""W712: a rule that would have told more than its budget."""

from collections.abc import Iterator
from datetime import timedelta

from monitor.rulebook.linting import Seen, Warned

DAYS = 30
_DAY_S = 86_400


def check(seen: Seen) -> Iterator[Warned]:
    """Tell rules whose worst day, or week, of the archive was above it."""
    history = seen.history
    if history is None:
        return
    for rule in seen.checked.rules:
        budget = rule.rule.budget
        alerts = history.alerts.get(rule.rule.id)
        if budget is None or not alerts:
            continue
        days = max(1, budget.period_s // _DAY_S)
        allowed = budget.count * max(1, _DAY_S // budget.period_s)
        totals = {
            day: sum(alerts.get(day - timedelta(days=back), 0) for back in range(days))
            for day in alerts
        }
        worst, most = max(totals.items(), key=lambda one: (one[1], one[0]))
        if most > allowed:
            over = sum(total > allowed for total in totals.values())
            spot = seen.files[rule.rule.id].table.get("budget") or seen.files[rule.rule.id].first
            message = (
                f"{most} alerts up to {worst}, the budget is {budget}; above it on {over} days"
            )
            yield Warned(spot=spot, message=f"{message}: narrow the rule or raise it")
