"""Figures: rows become one JSON line, goals are held against them."""

import json
from dataclasses import replace

import pytest

from benchmarks import fair
from benchmarks.fair import SHOWN_FIRST, Ratio
from benchmarks.matching import growth
from benchmarks.matching.figures import figures, more_short_of, row_figures, scale_of, short_of
from benchmarks.matching.row import Counts, Row
from benchmarks.matching.shown import table
from monitor.model import Article

GOOD = Row(
    rules=10_000,
    shared=0,
    articles=434,
    ours=300e-6,
    bare=126e-6,
    normalise=80e-6,
    naive=1.0,
    p50=250e-6,
    p99=700e-6,
    x_bare=Ratio(median=2.4, low=2.3, high=2.6),
    x_naive=Ratio(median=3_000.0, low=2_600.0, high=3_100.0),
    x_floor=Ratio(median=1.4, low=1.3, high=1.5),
    counts=Counts(hits=173.0, candidates=2.2, matches=1.8),
    parse_s=2.9,
    build_s=0.7,
)


def test_the_goal_figures_come_first_in_the_line() -> None:
    env = fair.environment([], load_before=0.0)
    line = json.dumps(figures([GOOD], env, ok=True), separators=(",", ":"))
    first = line[:SHOWN_FIRST]
    for name in ("ok", "rules", "articles_s", "x_naive", "x_bare", "bare_us", "p99_p50"):
        assert f'"{name}":' in first
    assert first.startswith(
        '{"ok":true,"rules":10000,"articles_s":3333,"x_naive":3000,"x_bare":2.4'
    )


def test_of_several_rows_the_main_one_gives_the_figures() -> None:
    env = fair.environment([], load_before=0.0)
    small = replace(GOOD, rules=1_000, ours=100e-6)
    assert figures([small, GOOD], env, ok=True)["rules"] == 10_000


def test_a_good_row_falls_short_of_nothing() -> None:
    assert short_of([GOOD]) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ours": 400e-6}, "2,500 articles/s, at least 3,000"),
        ({"x_naive": Ratio(median=2_000.0, low=1.0, high=9.0)}, "2,000 x naive"),
        ({"x_bare": Ratio(median=2.6, low=1.0, high=9.0)}, "2.60 x bare, at most 2.5"),
        ({"p99": 800e-6}, "p99 is 3.20 x p50"),
    ],
)
def test_a_goal_that_is_missed_is_told(change: dict[str, object], told: str) -> None:
    (line,) = short_of([replace(GOOD, **change)])  # type: ignore[arg-type] # one field each
    assert told in line


def test_absolute_goals_are_scaled_by_the_bare_pass() -> None:
    slower = replace(GOOD, bare=252e-6, ours=600e-6)
    assert scale_of([slower]) == pytest.approx(2.0)
    assert short_of([slower]) == []


def test_growth_is_held_against_its_goal() -> None:
    small = replace(GOOD, rules=1_000, ours=100e-6)
    large = replace(GOOD, rules=100_000, ours=600e-6, x_naive=None)
    assert short_of([small, GOOD, large]) == [
        "1,000 to 100,000 rules: 6.00 times as long, at most 5.0"
    ]


def test_a_row_without_the_naive_loop_has_no_figure_for_it() -> None:
    shown = row_figures(replace(GOOD, naive=None, x_naive=None))
    assert shown["naive_us"] is None
    assert "| naive x ours | - |" in table([shown])


def test_the_table_shows_times_and_rates() -> None:
    shown = table([row_figures(GOOD), row_figures(replace(GOOD, rules=100_000, shared=20))])
    assert "| **ours** | 300 (3,333) | 300 (3,333) |" in shown
    assert "100,000 rules, 20 shared lists" in shown
    assert "| naive x ours | 3,000 (2,600-3,100) |" in shown
    assert "1,000,000 (1.00)" in shown


def test_other_results_are_held_against_their_goals() -> None:
    more = {
        "hostile_text_ms": {"marks": 25.0, "letters": 1.0},
        "hostile_pattern_ms": {"(a+)+": 1.0, "refused": None},
        "article_exponent": 1.2,
        "fresh": [{"rules": 100_000, "engine_mib": 301.0}, {"rules": 1_000, "engine_mib": 900.0}],
        "check": {"files": 3_000, "cpu_s": 2.5},
    }
    assert [line.split(":")[0] for line in more_short_of(more)] == [
        "hostile, marks",
        "article size",
        "100,000 rules",
        "check of 3,000 files",
    ]


@pytest.mark.parametrize(("power", "exponent"), [(1, 1.0), (2, 2.0), (0, 0.0)])
def test_the_exponent_is_the_slope_on_logarithmic_axes(power: int, exponent: float) -> None:
    points = {x: 3.0 * x**power for x in (1, 10, 100, 1_000)}
    assert growth.exponent(points) == pytest.approx(exponent)


ARTICLE = Article(
    id="a", version="1", key="k", title="t", body="One two.\n\nThree four.", lang="en"
)


@pytest.mark.parametrize("size", [5, 20, 1_000, 10_000])
def test_an_article_grows_by_its_own_paragraphs(size: int) -> None:
    body = growth.longer(ARTICLE, size).body
    assert len(body) == size
    assert set(body.split()[:-1]) <= {"One", "two.", "Three", "four."}


def test_articles_are_joined_from_one_of_them_on() -> None:
    others = [replace(ARTICLE, id=str(i), body=str(i) * 10) for i in range(3)]
    assert growth.joined(others, 25, start=2).body == "2222222222\n\n0000000000\n\n1"
