"""Promotion: which status follows, and what is told of a rule before it."""

from typing import Any

import pytest

from monitor.errors import SettingsError
from monitor.insight.backtest import Backtested, Card
from monitor.insight.promotion import History, as_json, following, lines
from monitor.model import Status
from monitor.policy import Budget
from tests.fakes.made import rule

TWO_A_DAY = Budget(count=2, period_s=86_400)


def found(alerts: int = 3, **more: Any) -> Backtested:
    card = Card(
        story="s1",
        at="2026-11-24T09:00:00+00:00",
        headline="Strike",
        outlets=("Gazette",),
        langs=("en",),
        mentions=(),
    )
    given: dict[str, Any] = {
        "rule": "k",
        "articles": 1_200,
        "days": 6.0,
        "verdicts": {},
        "exceptions": {},
        "dropped": {},
        "alerts": (card,) * alerts,
        "period": "day",
        "worst": alerts,
        "budget": None,
    }
    return Backtested(**(given | more))


@pytest.mark.parametrize(("now", "then"), [("draft", "shadow"), ("shadow", "live")])
def test_a_rule_goes_one_status_up(now: Status, then: Status) -> None:
    assert following(rule("k", status=now)) == then


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("live", "k is live already"),
        ("retired", "k is retired; write `status: draft` to take it back"),
    ],
)
def test_from_the_top_and_from_retirement_there_is_no_way_up(now: Status, told: str) -> None:
    with pytest.raises(SettingsError) as raised:
        following(rule("k", status=now))
    assert str(raised.value) == told


def test_without_an_archive_only_the_tests_are_told() -> None:
    assert lines(History(days=0), 0) == [
        "tests: none",
        "not enough history: 0 of 7 days archived",
        "precision: no labels yet",
    ]


@pytest.mark.parametrize(
    ("budget", "said"), [(None, ", no budget"), (TWO_A_DAY, " (budget 2/day)")]
)
def test_what_the_archive_says_is_told_with_the_budget(budget: Budget | None, said: str) -> None:
    history = History(days=7, backtest=found(budget=budget))
    assert lines(history, 2) == [
        "tests: 2 passed",
        f"last 7 d: 3 alerts of 1,200 articles, 0.5/day, worst day 3{said}",
        "precision: no labels yet",
    ]


def test_only_an_archive_with_more_than_the_budget_is_over_it() -> None:
    assert History(days=7, backtest=found(budget=TWO_A_DAY)).is_over
    assert not History(days=7, backtest=found(2, budget=TWO_A_DAY)).is_over
    assert not History(days=7, backtest=found()).is_over
    assert not History(days=0).is_over


def test_a_promotion_as_json_has_the_figures_or_none() -> None:
    own = rule("k", status="shadow", budget=TWO_A_DAY)
    told = as_json(own, "live", History(days=7, backtest=found()), 2)
    assert told == {
        "rule": "k",
        "from": "shadow",
        "to": "live",
        "tests": 2,
        "days": 7,
        "alerts": 3,
        "per_day": 0.5,
        "worst": 3,
        "budget": "2/day",
        "precision": None,
    }
    bare = as_json(rule("k", status="draft"), "shadow", History(days=0), 0)
    assert [bare[key] for key in ("alerts", "per_day", "worst", "budget")] == [None] * 4
