"""Which of a story's rules leads: its headline, severity and reminders are the story's."""

import pytest

from monitor.model import Report, Rule, Severity, Status, Story
from monitor.stories.telling import told_story


def rule(name: str, severity: Severity, status: Status = "live") -> Rule:
    return Rule(id=name, title=name, severity=severity, status=status)


@pytest.mark.parametrize(
    ("rules", "leading"),
    [
        ((rule("a", "normal"), rule("b", "high")), "b"),
        ((rule("b", "high"), rule("a", "high")), "a"),
        ((rule("a", "normal"), rule("b", "critical", "retired")), "a"),
        ((rule("a", "normal", "retired"), rule("b", "high", "retired")), "b"),
    ],
)
def test_the_live_rule_of_the_highest_severity_leads(rules: tuple[Rule, ...], leading: str) -> None:
    known = {one.id: one for one in rules}
    report = Report(id="a1.x", version="1", near=("rule|a",), rules=tuple(known), title="t")
    story = Story(id="s1", key="rule|a")
    after = told_story(story, report, (), known, lambda _: frozenset(), reached=known)
    assert (after.rule, after.severity) == (leading, known[leading].severity)
    assert set(after.rules) == set(known)
