"""What a trail says of matches, and what a rule that went live tells."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Article, Match
from monitor.reasons import Reason
from monitor.stories.verdicts import may_be_told, since_live, verdicts
from tests.fakes.clock import START

LIVE = {"r": round(START.timestamp() * 1000)}
ARTICLE = Article(id="a1", version="1", key="k", seen=START + timedelta(seconds=1))
EARLY = replace(ARTICLE, seen=START - timedelta(seconds=1))


def match(reason: Reason | None = None, because: str = "") -> Match:
    return Match(rule="r", reason=reason, because=because)


def kept(
    article: Article,
    found: Match,
    trail: Mapping[str, str] | None = None,
    since: Mapping[str, int] = LIVE,
) -> Reason | None:
    (after,) = since_live(article, [found], since=since, trail=trail or {})
    return after.reason


def test_a_trail_names_the_exception() -> None:
    excepted = match(Reason.EXCEPTED, "acme-reorg: announced in March: twice")
    assert verdicts([excepted]) == {"r": "excepted:acme-reorg"}
    assert verdicts([match()]) == {"r": "alert"}
    assert verdicts([match(Reason.RUMOUR)]) == {"r": "rumour"}
    assert verdicts([match()], Reason.BASELINE) == {"r": "baseline"}


def test_what_is_fetched_after_a_rule_went_live_is_told() -> None:
    assert kept(ARTICLE, match()) is None
    assert kept(replace(ARTICLE, seen=None), match()) is None


def test_what_was_fetched_before_is_kept_back() -> None:
    assert kept(EARLY, match()) is Reason.SHADOW
    assert kept(EARLY, match(Reason.DENIED)) is Reason.SHADOW


def test_an_article_once_in_shadow_stays_there_in_every_version() -> None:
    assert kept(ARTICLE, match(), {"r": "shadow"}) is Reason.SHADOW
    assert kept(ARTICLE, match(), {"other": "shadow", "r": "alert"}) is None


def test_a_rule_that_is_not_live_yet_tells_nothing() -> None:
    assert kept(ARTICLE, match(), since={}) is Reason.SHADOW


@pytest.mark.parametrize("reason", [Reason.RUMOUR, Reason.EXCEPTED, Reason.SHADOW])
def test_other_reasons_stay_as_they_are(reason: Reason) -> None:
    assert kept(EARLY, match(reason)) is reason
    assert not may_be_told(match(reason))
    assert may_be_told(match())
    assert may_be_told(match(Reason.DENIED))
