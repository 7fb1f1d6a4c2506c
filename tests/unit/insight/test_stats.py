import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from monitor.insight.stats import RuleStats, as_json, lines, precision, stats, stats_of
from monitor.policy import Budget
from tests.fakes.made import rule
from tests.fakes.store import MemoryStore

DAYS: Mapping[str, Mapping[str, int]] = {
    "2026-11-24": {"alert": 5, "excepted": 2, "excepted:acme": 2, "card": 3, "budget": 1},
    "2026-11-23": {"alert": 1, "mention": 4, "card": 1},
    "2026-11-10": {"card": 2},
}


def found(counts: Mapping[str, Mapping[str, int]] = DAYS, **more: Any) -> RuleStats:
    return stats_of(rule("r", **more), counts)


def test_days_are_summed_up() -> None:
    one = found()
    assert (one.held, one.alerts, one.over_budget, one.worst_day) == (6, 6, 1, 3)
    assert one.reasons == {"mention": 4, "excepted": 2}
    assert one.exceptions == {"acme": 2}


@pytest.mark.parametrize(
    ("budget", "use"),
    [
        (Budget(count=2, period_s=86400), 1.5),
        (Budget(count=8, period_s=604800), 0.5),
        (Budget(count=1, period_s=3600), None),
        (None, None),
    ],
)
def test_the_use_of_a_budget_is_that_of_its_worst_period(
    budget: Budget | None, use: float | None
) -> None:
    assert found(budget=budget).use == use


def test_a_rule_nobody_counted_has_zeros() -> None:
    one = found({})
    assert (one.held, one.alerts, one.worst_day, one.reasons) == (0, 0, 0, {})


def test_a_rule_in_lines() -> None:
    assert lines(found(budget=Budget(count=2, period_s=86400))) == [
        "held 6, mention 4, excepted 2",
        "  exception acme: 2",
        "6 stories told, worst day 3 (budget 2/day), 1 held for a digest",
        "precision: no labels yet",
    ]


def test_precision_is_a_share_once_there_are_labels() -> None:
    one = RuleStats(rule="r", status="live", reasons={}, exceptions={}, precision=0.875)
    assert precision(one) == "88%"


def test_counters_come_from_the_store() -> None:
    async def look() -> Any:
        store = MemoryStore()
        await store.articles.trail("a1", {"r": "alert"})
        await store.articles.trail("a2", {"r": "mention", "s": "alert"})
        await store.articles.count({"articles": 7})
        return as_json(await stats([rule("r"), rule("s")], store.articles, days=30))

    told = asyncio.run(look())
    assert told["articles"] == 7
    assert [(one["rule"], one["held"]) for one in told["rules"]] == [("r", 1), ("s", 1)]
    assert told["rules"][0]["reasons"] == {"mention": 1}
