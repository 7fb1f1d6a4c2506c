"""Policies as plain data, and back."""

import json

import pytest

from monitor import kinds
from monitor.conditions import absence, count, distinct, first_seen, spike
from monitor.model import Rule
from monitor.policy import Boost, Budget, Realert, Threshold
from monitor.rulebook.policed import bare, policies_of, policies_on

PLAIN = Rule(id="plain", title="t")
THRESHOLDS = {
    "count": count.Options(at_least=3, within=3600.0, of="story", by="who"),
    "distinct": distinct.Options(of="outlet", at_least=2, within=60.0, or_tier=("wire",)),
    "spike": spike.Options(ratio=3.0, within=3600.0, at_least=5),
    "first_seen": first_seen.Options(of="who", after=86400.0),
    "absence": absence.Options(for_=86400.0),
}


@pytest.mark.parametrize("kind", kinds.names("monitor.conditions"))
def test_every_threshold_comes_back(kind: str) -> None:
    if kind not in THRESHOLDS:
        assert not hasattr(kinds.load("monitor.conditions", kind), "holds")
        return
    rule = Rule(id="r", title="t", trigger=Threshold(kind=kind, options=THRESHOLDS[kind]))
    assert policies_on(bare(rule), json.loads(json.dumps(policies_of(rule)))) == rule


def test_every_other_policy_comes_back() -> None:
    rule = Rule(
        id="r",
        title="t",
        realert=Realert(after_s=60.0, max_s=None, backoff=2.0, unless_acked=False),
        budget=Budget(count=15, period_s=86400),
        boost=Boost(sources=("a",), tags=("b",), cron="0 13 * * *", zone="Europe/Rome"),
    )
    assert policies_on(bare(rule), json.loads(json.dumps(policies_of(rule)))) == rule


def test_a_rule_without_policies_says_nothing() -> None:
    assert policies_of(PLAIN) == {}
    assert policies_on(PLAIN, {}) == PLAIN
    assert bare(PLAIN) == PLAIN


@pytest.mark.parametrize(
    "said",
    [
        {"trigger": {"kind": "os", "options": {}}},
        {"trigger": {"kind": "../count", "options": {}}},
        {"trigger": {"kind": "count", "options": {"at_least": "many"}}},
        {"trigger": {}},
        {"budget": {"count": 1}},
        {"boost": 3},
    ],
)
def test_what_is_no_policy_is_refused(said: dict[str, object]) -> None:
    with pytest.raises((ValueError, LookupError)):
        policies_on(PLAIN, said)
