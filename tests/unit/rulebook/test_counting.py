"""One pass over the archive: what lints ask of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.matching.terms import term
from monitor.model import Article, Match, Rule
from monitor.policy import Budget
from monitor.reasons import Reason
from monitor.rulebook.counting import DENSE, Counting
from monitor.rulebook.history import History, key_of

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def article(n: int, title: str = "Ships leave", *, authors: tuple[str, ...] = ()) -> Article:
    at = BEGIN + timedelta(hours=12 * n)
    return Article(
        id=f"a{n}",
        version="1",
        key=f"a{n}",
        title=f"{title} {n}",
        seen=at,
        lang="en",
        authors=authors,
    )


def nothing(_article: Article) -> Sequence[Match]:
    return ()


def counted(articles: Iterable[Article], counting: Counting) -> History:
    for one in articles:
        counting.add(one)
    return counting.history()


def test_days_count_from_the_first_article_to_the_last() -> None:
    history = counted([article(n) for n in range(5)], Counting(match=nothing, rules={}))
    assert (history.articles, history.days) == (5, 3)


def test_an_empty_archive_has_no_days() -> None:
    assert Counting(match=nothing, rules={}).history() == History()


@pytest.mark.parametrize(
    ("written", "begun", "share"),
    [("ships", False, 1.0), ("ship", False, 0.0), ("ship", True, 1.0), ("ships leave", False, 1.0),
     ("leave ships", False, 0.0), ("strike", False, 0.25), ("dock strik", True, 0.25)],
)  # fmt: skip
def test_words_are_counted_in_articles(written: str, begun: bool, share: float) -> None:
    one = term(written, begun=begun)
    titles = ["Ships leave", "Ships leave a dock strike", "Ships leave", "Ships leave"]
    articles = [article(n, title) for n, title in enumerate(titles)]
    history = counted(articles, Counting(match=nothing, rules={}, terms=[one]))
    assert history.shares.get(key_of(one), 0.0) == share


@pytest.mark.parametrize("written", ["WHO", "C++", "--"])
def test_what_folded_words_cannot_tell_is_not_counted(written: str) -> None:
    articles = [article(n, "Who is in c") for n in range(3)]
    history = counted(articles, Counting(match=nothing, rules={}, terms=[term(written)]))
    assert history.shares == {}


def test_shares_come_out_from_a_part_of_many_articles() -> None:
    many = (article(n, "Strike" if n % 4 == 0 else "Ships") for n in range(4 * DENSE + 1_000))
    history = counted(many, Counting(match=nothing, rules={}, terms=[term("strike")]))
    assert history.shares["strike"] == pytest.approx(0.25, abs=0.02)


def test_which_fields_are_filled_is_noted() -> None:
    bare = counted([article(1)], Counting(match=nothing, rules={}))
    signed = counted([article(1, authors=("Ana",))], Counting(match=nothing, rules={}))
    assert (bare.fields, signed.fields) == (frozenset(), frozenset({"author"}))


def test_matches_are_kept_by_rule_and_exceptions_by_name() -> None:
    def match(one: Article) -> Sequence[Match]:
        told = Match(rule="a", reason=Reason.EXCEPTED, because="told: Told before.")
        shadow = Match(rule="c", reason=Reason.SHADOW)
        return (told, shadow) if one.id == "a0" else (Match(rule="b", reason=Reason.DENIED), shadow)

    history = counted([article(0), article(1)], Counting(match=match, rules={}))
    assert history.excepted == frozenset({("a", "told")})
    assert history.matched == {"c": frozenset({"a0", "a1"})}


def test_alerts_are_counted_by_day_for_rules_with_a_budget() -> None:
    rules = {
        "busy": Rule(id="busy", title="t", status="live", budget=Budget(count=1, period_s=86400)),
        "free": Rule(id="free", title="t", status="live"),
    }

    def match(one: Article) -> Sequence[Match]:
        return tuple(Match(rule=name, reason=None) for name in rules) if one.id != "a1" else ()

    titles = ["Dockers strike in Antwerp", "x", "Pilots quarrel over pay", "Miners march on Rome"]
    articles = [article(n, title) for n, title in enumerate(titles)]
    history = counted(articles, Counting(match=match, rules=rules))
    assert history.alerts == {"busy": {date(2026, 11, 1): 1, date(2026, 11, 2): 2}}
