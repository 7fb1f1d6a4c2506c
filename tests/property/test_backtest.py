"""Backtests: a prediction is the article's alone, and playing twice tells the same."""

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.cli._lines import lines
from monitor.insight.backtest import Tally, as_json
from monitor.insight.playing import Play
from monitor.insight.rows import row
from monitor.matching import Engine
from monitor.model import Article
from monitor.workspace import find
from tests.fakes.made import NINE, article

ROOT = Path(__file__).parents[2]
TITLES = (
    "Tim Cook steps down as chief executive of Apple",
    "Apple chief executive Tim Cook leaves",
    "Apple says Tim Cook has no plans to step down as chief executive",
    "Northwind names Ana Ruiz chief financial officer",
    "Northwind: Finanzchefin Ana Ruiz tritt zurück",
    "New Northwind CEO says demand is strong",
    "Finance minister Ana Ruiz resigns",
    "Weather is fine",
)
_UNTIMED = settings(deadline=None)  # the first example loads the rules
DRAWN = st.lists(st.tuples(st.sampled_from(TITLES), st.integers(0, 900)), max_size=8)


@cache
def engine() -> Engine:
    return find(ROOT).files().rulebook.trial("executive-change")


def play() -> Play:
    return Play(engine(), "executive-change", timer=lambda: 0.0)


def made(drawn: Sequence[tuple[str, int]]) -> list[Article]:
    at = [NINE + timedelta(hours=hours) for _, hours in drawn]
    return [
        article(title, id=f"a{n}", url=f"https://{n}.example/", published=at[n], seen=at[n])
        for n, (title, _) in enumerate(drawn)
    ]


def predicted(articles: Sequence[Article]) -> dict[str, int]:
    one = play()
    return {a.id: row(a.id, one.article(a))["pred"] for a in articles}


@_UNTIMED
@given(drawn=DRAWN, data=st.data())
def test_the_order_of_articles_changes_no_prediction(
    drawn: Sequence[tuple[str, int]], data: st.DataObject
) -> None:
    articles = made(drawn)
    shuffled = data.draw(st.permutations(articles))
    assert predicted(shuffled) == predicted(articles)


@_UNTIMED
@given(drawn=DRAWN)
def test_a_prediction_is_the_same_alone(drawn: Sequence[tuple[str, int]]) -> None:
    articles = made(drawn)
    alone = {a.id: predicted([a])[a.id] for a in articles}
    assert predicted(articles) == alone


@_UNTIMED
@given(drawn=DRAWN)
def test_a_backtest_twice_is_the_same(drawn: Sequence[tuple[str, int]]) -> None:
    def once() -> str:
        one = play()
        tally = Tally(one)
        for found in made(drawn):
            tally.add(one.article(found))
        return json.dumps(as_json(tally.result()))

    assert once() == once()


@_UNTIMED
@given(drawn=DRAWN)
def test_every_alert_is_of_articles_that_hold(drawn: Sequence[tuple[str, int]]) -> None:
    one, held = play(), set()
    tally = Tally(one)
    for found in made(drawn):
        played = one.article(found)
        held |= {found.id} if played.match and played.match.reason is None else set()
        tally.add(played)
    for card in tally.result().alerts:
        assert {m.article.partition(".")[0] for m in card.mentions} & held


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.binary(max_size=30).filter(lambda raw: b"\n" not in raw)
        | st.dictionaries(
            st.sampled_from(["id", "title", "body", "lang", "published", "seen", "source", "v"]),
            st.none() | st.text(max_size=20) | st.integers() | st.lists(st.text(max_size=3)),
        ).map(lambda record: json.dumps(record).encode()),
        max_size=6,
    )
)
def test_every_line_of_any_file_is_answered(given_lines: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(b"".join(line + b"\n" for line in given_lines))
        found = list(lines(path))
        assert len(found) == len(given_lines)
        assert all((one.article is None) == bool(one.wrong) for one in found)
