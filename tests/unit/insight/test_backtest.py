from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.insight.backtest import Backtested, Tally, as_json
from monitor.insight.page import page
from monitor.insight.playing import Play
from monitor.insight.variants import clauses, variants
from monitor.matching import Engine, build
from monitor.matching.compile import Names, compile_query
from monitor.matching.grammar import parse
from monitor.matching.query import Asked
from monitor.model import Article
from monitor.policy import Budget
from tests.fakes.made import article, rule

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
STRIKE = "strike AND NOT title:football AND NOT price"


def engine(match: str = STRIKE, **more: Any) -> Engine:
    query = compile_query(parse(match), Names())
    return build([Asked(rule=rule("strike", **more), query=query)])


def news(number: int, title: str, *, hours: float = 0, dated: bool = True) -> Article:
    at = MONDAY + timedelta(hours=hours) if dated else None
    url = f"https://{number}.example/"
    return article(title, id=f"a{number}", url=url, published=at, seen=at)


def ticks() -> float:
    return 0.0


def played(articles: Sequence[Article], match: str = STRIKE, **more: Any) -> Backtested:
    play = Play(variants(engine(match, **more), "strike"), "strike", timer=ticks)
    tally = Tally(play)
    for one in articles:
        tally.add(play.article(one))
    return tally.result()


def strikes(*hours: float) -> list[Article]:
    """Strikes of which each is a story of its own."""
    return [news(n, f"strike w{n} x{n} y{n} z{n}", hours=h) for n, h in enumerate(hours)]


def test_each_not_is_told_what_it_alone_dropped() -> None:
    found = played(
        [
            news(1, "strike"),
            news(2, "football strike"),
            news(3, "strike price"),
            news(4, "football strike price"),
            news(5, "weather"),
        ]
    )
    assert found.dropped == {"NOT title:football": 1, "NOT price": 1}
    assert found.verdicts == {"held": 1}


def test_a_rule_without_not_has_no_variants() -> None:
    one = engine("strike")
    assert variants(one, "strike") is one
    assert clauses(one.rules["strike"]) == {}


def test_a_variant_of_two_parts_is_the_other_part() -> None:
    found = played([news(1, "football strike")], "strike AND NOT football")
    assert found.dropped == {"NOT football": 1}


@pytest.mark.parametrize(
    ("budget", "hours", "worst", "over"),
    [
        ("1/day", (0, 23.9), 2, True),
        ("1/day", (23.9, 24.1), 1, False),
        ("1/hour", (0.2, 0.9), 2, True),
        ("1/hour", (0.9, 1.1), 1, False),
        ("2/week", (0, 100, 167), 3, True),
        ("2/week", (0, 100, 169), 2, False),
        ("", (0, 1, 2), 3, False),
    ],
)
def test_the_worst_period_is_of_the_calendar(
    budget: str, hours: tuple[float, ...], worst: int, over: bool
) -> None:
    number, _, per = budget.partition("/")
    period = {"hour": 3600, "day": 86400, "week": 604800}.get(per)
    given = Budget(count=int(number), period_s=period) if period else None
    found = played(strikes(*hours), budget=given)
    assert (found.worst, found.is_over) == (worst, over)
    assert found.period == (per or "day")


def test_alerts_are_in_the_order_of_their_time() -> None:
    found = played(strikes(5, 1, 3))
    assert [card.at[11:16] for card in found.alerts] == ["01:00", "03:00", "05:00"]
    assert found.per_day == 3.0


def test_copies_are_no_alerts_but_count_as_outlets() -> None:
    first, again = strikes(0)[0], strikes(0)[0]
    again = news(9, again.title, hours=1)
    (card,) = played([first, again]).alerts
    assert len(card.mentions) == 2
    assert card.langs == ("en",)


def test_what_has_no_date_is_told_without_one() -> None:
    found = played([news(1, "strike", dated=False)])
    assert [card.at for card in found.alerts] == [""]
    assert (found.days, found.worst) == (0.0, 0)
    assert as_json(found)["alerts"][0]["at"] is None


def test_nothing_played_is_nothing_found() -> None:
    found = played([])
    assert (found.articles, found.verdicts, found.alerts, found.per_day) == (0, {"held": 0}, (), 0)
    assert "<p>No alert.</p>" in page(found)


def test_the_page_marks_evidence_and_links_only_to_the_web() -> None:
    hostile = article("strike <b>", id="x", url="javascript:alert(1)")
    text = page(played([hostile, *strikes(1)]))
    assert "<mark>strike</mark> &lt;b&gt;" in text
    assert "javascript:" not in text
    assert '<a href="https://0.example/"' in text
