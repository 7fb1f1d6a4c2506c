from collections.abc import Sequence
from typing import Any

from monitor.insight.compare import Comparison, Difference, as_json
from monitor.matching import Engine
from monitor.model import Article
from tests.unit.insight.test_backtest import engine, news, ticks


def compared(
    before: Engine | None, after: Engine | None, articles: Sequence[Article]
) -> Difference:
    pair = Comparison("strike", before=before, after=after, timer=ticks)
    for one in articles:
        pair.article(one)
    return pair.result()


def titles(*words: str) -> list[Article]:
    return [news(n, title, hours=n) for n, title in enumerate(words)]


def test_an_alert_is_kept_when_one_of_its_articles_still_tells_it() -> None:
    same = titles("strike closes port of genoa today", "long strike closes port of genoa today")
    found = compared(engine("strike"), engine("long AND strike"), same)
    assert (found.before, found.after, found.lost, found.gained) == (1, 1, (), ())


def test_lost_and_gained_alerts_name_the_clause() -> None:
    found = compared(
        engine("strike OR walkout"),
        engine("(strike OR protest) AND NOT football"),
        titles("strike a b c d", "walkout e f g h", "protest i j k l", "football strike m n o"),
    )
    assert (found.before, found.after) == (3, 2)
    assert [(c.headline[:7], c.why) for c in found.lost] == [
        ("walkout", "now needs strike OR protest"),
        ("footbal", 'now refuses football: "football" title 0-8'),
    ]
    assert [c.why for c in found.gained] == ["before needs strike OR walkout"]


def test_a_rule_that_is_new_or_gone_gains_or_loses_all() -> None:
    new = compared(None, engine("strike"), titles("strike"))
    gone = compared(engine("strike"), None, titles("strike"))
    assert [c.why for c in new.gained] == ["before no such rule"]
    assert [c.why for c in gone.lost] == ["now no such rule"]


def test_the_same_rule_twice_differs_in_nothing() -> None:
    found = compared(engine("strike"), engine("strike"), titles("strike a", "strike b c d"))
    assert (found.lost, found.gained) == ((), ())
    told: Any = as_json([found])
    assert told == [{"rule": "strike", "before": 2, "after": 2, "lost": (), "gained": ()}]
