"""The engine against the oracle: the same verdict, captures and spans for every rule.

A world is 20 rules and 5 articles, so 84 worlds in each of 12 scripts are 100,800 pairs. More
are tried with `make oracle`, or `MONITOR_ORACLE_WORLDS=1000 pytest tests/property/...`.
"""

import os
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from monitor.matching import Engine, build
from monitor.matching.query import Asked
from monitor.model import Article, Match
from tests import oracle
from tests.property.worlds import GAZETTEER, SCRIPTS, World, read, world

WORLDS = int(os.environ.get("MONITOR_ORACLE_WORLDS", "84"))
# A seed cannot be made smaller: what differs is told by its rule and article instead.
MANY = settings(max_examples=WORLDS, deadline=None, phases=[Phase.generate])
STREAM = ("live", "shadow")


def engine_of(drawn: World) -> Engine:
    return build(drawn.rules, gazetteer=GAZETTEER, read=read)


def told(match: Match) -> tuple[object, ...]:
    """Give all of a match; places that begin and end alike in the order of their clauses."""
    evidence = sorted(match.evidence, key=lambda e: (e.field, e.start, e.end, e.part))
    captures = dict(match.captures)
    return match.reason, match.because, captures, match.events, match.held, evidence


def wanted(rules: tuple[Asked, ...], article: Article) -> Mapping[str, tuple[object, ...]]:
    seen = oracle.sight(article, gazetteer=GAZETTEER, read=read)
    judged = (oracle.judge(asked, seen) for asked in rules if asked.rule.status in STREAM)
    return {match.rule: told(match) for match in judged if match is not None}


@pytest.mark.parametrize("script", list(SCRIPTS))
def test_the_engine_agrees_with_the_oracle(script: str) -> None:
    differences: list[object] = []

    @MANY
    @given(st.integers(min_value=0))
    def agrees(seed: int) -> None:
        drawn = world(Random(seed), script)
        engine = engine_of(drawn)
        for article in drawn.articles:
            found = {match.rule: told(match) for match in engine.match(article)}
            right = wanted(drawn.rules, article)
            for asked in drawn.rules:
                one, other = found.get(asked.rule.id), right.get(asked.rule.id)
                if one != other:
                    differences.append((seed, asked, article, one, other))
            assert not differences

    agrees()
    assert differences == []


@given(st.integers(min_value=0), st.sampled_from(list(SCRIPTS)))
@settings(max_examples=20, deadline=None, phases=[Phase.generate])
def test_the_order_of_rules_changes_nothing(seed: int, script: str) -> None:
    drawn = world(Random(seed), script)
    turned = World(rules=drawn.rules[::-1], articles=drawn.articles)

    for article in drawn.articles:
        found = {match.rule: told(match) for match in engine_of(drawn).match(article)}
        assert {m.rule: told(m) for m in engine_of(turned).match(article)} == found


@given(st.integers(min_value=0), st.sampled_from(list(SCRIPTS)))
@settings(max_examples=20, deadline=None, phases=[Phase.generate])
def test_a_rule_by_itself_is_the_rule_among_others(seed: int, script: str) -> None:
    drawn = world(Random(seed), script, rules=8)

    for article in drawn.articles:
        among = {match.rule: told(match) for match in engine_of(drawn).match(article)}
        for asked in drawn.rules:
            alone = engine_of(World(rules=(asked,), articles=())).match(article)
            assert [told(match) for match in alone] == [
                found for rule, found in among.items() if rule == asked.rule.id
            ]


@given(st.integers(min_value=0), st.sampled_from(list(SCRIPTS)))
@settings(max_examples=20, deadline=None, phases=[Phase.generate])
def test_a_trace_says_what_the_engine_says(seed: int, script: str) -> None:
    drawn = world(Random(seed), script, rules=8, articles=2)
    engine = engine_of(drawn)

    for article in drawn.articles:
        found = {
            m.rule: told(m) for m in engine.match(article, statuses=("live", "shadow", "draft"))
        }
        for asked in drawn.rules:
            match = engine.trace(article, asked.rule.id).match
            assert (told(match) if match else None) == found.get(asked.rule.id)
