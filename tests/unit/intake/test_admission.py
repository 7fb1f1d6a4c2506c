"""Which articles of a document are news."""

from datetime import timedelta
from typing import Any

from monitor.intake.admission import Admitted, admit, is_first
from monitor.model import Article, Source
from monitor.ports import Freshness, SourceState
from monitor.reasons import Reason
from tests.fakes.clock import START
from tests.fakes.reading import entry, source

NOW_MS = round(START.timestamp() * 1000)
SETTLED = SourceState(baseline="c1", last_success=NOW_MS - 600_000, interval_s=600.0, polls=3)


def at(name: str, hours: float = 0.0) -> Article:
    return entry(name, published=START - timedelta(hours=hours))


def let_in(
    articles: list[Article],
    state: SourceState = SETTLED,
    fresh: Freshness = "new",
    given: Source | None = None,
    **more: Any,
) -> Admitted:
    return admit(given or source(), state, articles, [fresh] * len(articles), now=START, **more)


def test_new_and_changed_articles_are_live_and_known_ones_are_not() -> None:
    articles = [at("a"), at("b"), at("c")]

    admitted = admit(source(), SETTLED, articles, ["new", "changed", "known"], now=START)

    assert [a.key for a in admitted.live] == ["a", "b"]
    assert admitted.new == 1
    assert [line.article.key for line in admitted.lines] == ["a", "b"]


def test_an_old_date_alone_drops_nothing() -> None:
    assert len(let_in([at("a", hours=10_000)]).live) == 1


def test_after_an_outage_old_articles_are_archived_only() -> None:
    long_ago = SourceState(baseline="c1", last_success=NOW_MS - 7 * 3_600_000, interval_s=600.0)

    admitted = let_in([at("a", hours=1), at("b", hours=72)], long_ago)

    assert [a.key for a in admitted.live] == ["a"]
    assert admitted.kept == {"id-b": Reason.STALE}


def test_the_first_look_holds_everything_back() -> None:
    admitted = let_in([at("a"), at("b")], SourceState())

    assert admitted.is_baseline
    assert admitted.live == ()
    assert {line.why for line in admitted.lines} == {Reason.BASELINE}


def test_first_run_all_holds_nothing_back_however_old() -> None:
    admitted = let_in([at("a", hours=20_000)], SourceState(), given=source(first_run="all"))

    assert len(admitted.live) == 1


def test_first_run_replay_tells_the_last_hours() -> None:
    given = source(first_run="replay", replay_s=86_400.0)

    admitted = let_in([at("a", hours=2), at("b", hours=30)], SourceState(), given=given)

    assert [a.key for a in admitted.live] == ["a"]


def test_another_look_is_taken_when_a_changed_source_shows_other_entries() -> None:
    state = SourceState(baseline="older", last_success=NOW_MS)

    assert is_first(source(), state, ["new", "new", "new", "known"])
    assert not is_first(source(), state, ["new", "known", "known"])
    assert not is_first(source(), state, [])
    assert not is_first(source(), SETTLED, ["new"] * 20)


def test_a_flood_lets_the_newest_of_the_last_hours_pass() -> None:
    articles = [at(f"n{n}", hours=n / 10) for n in range(300)]

    admitted = let_in(articles)

    assert [a.key for a in admitted.live] == [f"n{n}" for n in range(10)]
    assert len(admitted.kept_for(Reason.FLOOD_HELD)) == 290


def test_ten_are_no_flood_and_eleven_are() -> None:
    assert len(let_in([at(f"n{n}", hours=3) for n in range(10)]).live) == 10
    assert len(let_in([at(f"n{n}", hours=3) for n in range(11)]).live) == 0


def test_what_a_source_usually_brings_is_no_flood() -> None:
    articles = [at(f"n{n}") for n in range(300)]

    assert len(let_in(articles, usual=60).live) == 300
    assert len(let_in(articles, usual=59).live) == 59


def test_more_may_come_after_a_longer_time() -> None:
    later = SourceState(baseline="c1", last_success=NOW_MS - 3_600_000, interval_s=600.0)

    assert len(let_in([at(f"n{n}") for n in range(60)], later).live) == 60


def test_changed_articles_count_for_no_flood() -> None:
    assert len(let_in([at(f"n{n}") for n in range(300)], fresh="changed").live) == 300


def test_what_is_held_is_not_let_in() -> None:
    assert let_in([at(f"n{n}", hours=3) for n in range(11)]).let_in == 0
