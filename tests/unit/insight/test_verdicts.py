"""Backtests and explanations where a rule says why not: exceptions, variants, routes that end."""

from collections import Counter
from collections.abc import Iterator

import pytest

from monitor.insight.backtest import Backtested, Tally
from monitor.insight.playing import Play, Played
from monitor.insight.variants import clauses, variants
from monitor.outgoing import Route
from monitor.reasons import Reason
from tests.fakes.made import article, match
from tests.unit.insight.test_backtest import engine, ticks
from tests.unit.insight.test_why import OTHER, ask, told

ON = Route(name="on", when={"owner": ("people-desk",)}, to=("alerts",), goes_on=True)


def counted(*played: Played) -> Backtested:
    tally = Tally(Play(variants(engine(), "strike"), "strike", timer=ticks))
    for one in played:
        tally.add(one)
    return tally.result()


def test_what_an_exception_kept_back_is_counted_by_its_name() -> None:
    own = match(rule="strike", reason=Reason.EXCEPTED, because="hamburg: told already")
    found = counted(Played(article=article(), match=own), Played(article=article(), match=own))
    assert found.exceptions == {"hamburg": 2}
    assert Counter(found.verdicts)["excepted"] == 2


def names() -> Iterator[str]:
    one = variants(engine(), "strike")
    return (name for name in clauses(one.rules["strike"]))


def test_a_variant_that_would_not_have_told_either_is_not_counted() -> None:
    known = next(names())
    held, kept = match(rule=known), match(rule=known, reason=Reason.EXCEPTED)
    found = counted(Played(article=article(), match=None, others=(kept, held)))
    assert sum(found.dropped.values()) == 1


@pytest.mark.parametrize(
    ("routes", "walked"), [((), []), ((OTHER,), ["other"]), ((OTHER, ON), ["other", "on"])]
)
def test_a_walk_may_end_with_no_route_that_stops_it(
    routes: tuple[Route, ...], walked: list[str]
) -> None:
    found = ask(told(), routes=routes)
    assert found is not None
    assert [name for name, _, _ in found.route] == walked
