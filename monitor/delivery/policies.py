"""Policies: what the rules in force say about a story's reminders and budgets. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.model import Rule, Story
from monitor.outgoing import Alert, Counted, Delivery, Standing
from monitor.policy import Budget, Realert

_NO_RULES: Mapping[str, Rule] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Reads the rules as they are at the moment of asking: a reload counts at once."""

    rules: Callable[[], Mapping[str, Rule]] = lambda: _NO_RULES
    told: Callable[[str], str] = lambda _owner: ""  # receiver of an owner's notices, '' = none

    def _live(self, story: Story) -> list[Rule]:
        known = self.rules()
        found = (known.get(name) for name in story.rules)
        return [rule for rule in found if rule is not None and rule.status == "live"]

    def realert(self, story: Story) -> Realert | None:
        """Give how a story is told again: its leading rule says so."""
        return next((r.realert for r in self._live(story) if r.id == story.rule), None)

    def remind_ms(self, row: Delivery, story: Story | None, kind: str) -> int:
        """Give how long after this row a reminder comes; 0 = none.

        `kind` is what the row was sent as: a card begins the reminders, each one has a next.
        """
        said = self.realert(story) if story else None
        if said is None or kind not in {"card", "realert"}:
            return 0
        rounds = row.round + 1 if kind == "realert" else 0
        return round(1000 * waits(said, rounds))

    def counted(self, alert: Alert) -> tuple[Counted, ...]:
        """Give the rules in which a card counts, with their budgets."""
        if alert.kind != "card" or alert.story is None:
            return ()
        return tuple(self._counted(rule) for rule in self._live(alert.story))

    def _counted(self, rule: Rule) -> Counted:
        if rule.budget is None:
            return Counted(rule=rule.id)
        return Counted(
            rule=rule.id,
            limit=rule.budget.count,
            period_ms=rule.budget.period_s * 1000,
            to=self.told(rule.owner),
            note=_note(rule.id, rule.budget),
        )

    def budget(self, rule: str) -> Budget | None:
        """Give a rule's budget."""
        known = self.rules().get(rule)
        return known.budget if known else None


def waits(said: Realert, rounds: int) -> float:
    """Give the seconds before the reminder that comes after so many others."""
    wait = said.after_s * said.backoff ** min(rounds, 60)
    return wait if said.max_s is None else min(wait, max(said.max_s, said.after_s))


def sent_as(row: Delivery, standing: Standing) -> str:
    """Tell what a row went out as: a reply without a card to stand under was the whole card."""
    return "card" if row.kind == "reply" and standing.card is None else row.kind


def _note(rule: str, budget: Budget) -> str:
    _, _, period = str(budget).partition("/")
    return (
        f"Rule {rule} is over its budget of {budget}: further stories wait for one digest.\n"
        f"It comes when the {period} ends (UTC); nothing is dropped.\n"
        f"Raise `budget:` or narrow `match:` in the rule; `monitor why` shows what was held."
    )
