"""Tests inside rules honour thresholds: sequences of articles, and how many alerts they make."""

from pathlib import Path

import pytest

from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.suite import run_tests

LIST = (
    "entities: firms\nkind: org\nlist:\n  - {id: apple, name: Apple}\n  - {id: acme, name: Acme}\n"
)
BREACH = """\
rule: r
title: Data breach at a watched company
owner: cyber-desk
status: live
match: >
  ("data breach" OR "data breaches") AND entity(org in firms) AS victim
story: {same_if: victim}
trigger:
  distinct: {of: outlet, at_least: 2, within: 6h, or_tier: [primary, regulator]}
tests:
  - steps:
      - {at: 0h, outlet: A, text: "Apple hit by data breach, forum post claims"}
      - {at: 2h, outlet: B, text: "Apple data breach: customer records for sale"}
    expect: {alerts: 1, first_at: 2h, updates: 0}
  - {text: "Webinar: lessons from data breaches", expect: {alert: false}}
"""


def told(test: str, trigger: str = "", head: str = BREACH) -> list[str]:
    """Run one more test of the rule; gives what was told instead of what it expects."""
    text = head + test
    if trigger:
        text = "\n".join(
            f"  {trigger}" if line.strip().startswith("distinct:") else line
            for line in text.splitlines()
        )
    faults = Faults()
    texts = {"rules/r.yaml": text.encode(), "rules/entities/firms.yaml": LIST.encode()}
    book = load(texts, folder=Path(), named=Named(), faults=faults)
    assert not len(faults), [str(fault) for fault in faults]
    run_tests(book, only=["r"], faults=faults)
    return [fault.message.partition(": ")[2] for fault in faults.sorted()]


def test_the_second_outlet_alerts_and_the_first_does_not() -> None:
    assert told("") == []


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("- {text: Apple data breach, expect: {alert: false, because: below_threshold}}", []),
        ("- {text: Apple data breach, tier: regulator, expect: {alert: true}}", []),
        (
            "- {text: Apple data breach, expect: {alert: true}}",
            ["expected an alert, got below_threshold"],
        ),
        (
            "- {text: Apple data breach, tier: primary, expect: {alert: false}}",
            ["expected no alert, got alert: "],
        ),
        (
            "- {text: Apple data breach, expect: {alerts: 1}}",
            ["expected 1 alert, got 0"],
        ),
        (
            "- {text: Apple data breach, expect: {first_at: 0h}}",
            ["expected the first alert at 0h, got none"],
        ),
    ],
)
def test_one_article_is_below_unless_its_tier_suffices(test: str, said: list[str]) -> None:
    found = told(f"  {test}\n")
    assert len(found) == len(said)
    assert all(one.startswith(part[:40]) for one, part in zip(found, said, strict=True))


def steps(*times: int, expect: str) -> str:
    lines = [
        f"      - {{at: {hours}h, outlet: O{n}, text: Data breach number{n} at Apple {n * 'x '}}}"
        for n, hours in enumerate(times)
    ]
    return "\n".join(["  - steps:", *lines, f"    expect: {{{expect}}}", ""])


@pytest.mark.parametrize(
    ("times", "expect"),
    [
        ((0, 7), "alerts: 0"),
        ((0, 7, 8), "alerts: 1, first_at: 8h"),
        ((0, 6), "alerts: 1, first_at: 6h, updates: 0"),
    ],
)
def test_articles_must_come_near_enough(times: tuple[int, ...], expect: str) -> None:
    assert told(steps(*times, expect=expect)) == []


def test_silence_is_told_between_two_articles_at_its_own_time() -> None:
    head = BREACH.partition("tests:")[0].replace("story: {same_if: victim}\n", "") + "tests:\n"
    test = """\
  - steps:
      - {at: 0h, text: Apple data breach}
      - {at: 30h, text: Nothing of interest}
      - {at: 40h, text: Acme data breach}
    expect: {alert: true, alerts: 1, first_at: 24h, updates: 1}
  - steps:
      - {at: 0h, text: Apple data breach}
      - {at: 20h, text: Acme data breach}
    expect: {alert: false, because: below_threshold}
  - steps:
      - {at: 0h, text: Nothing}
      - {at: 25h, text: Nothing either}
    expect: {alert: false}
"""
    found = told(test, "absence: {for: 24h}", head)
    assert found == ["expected no alert, got alert: nothing came for so long"]
