"""A few simulated weeks: what breaks is told by the third poll, and little else is.

`make simulate` runs twenty weeks of a thousand sources.
"""

import pytest

from monitor.manners import Alarm
from tests.simulation.run import ANSWERS, Pattern, Run, Tally, rows
from tests.simulation.world import HISTORY, WEEK, world


@pytest.fixture(scope="module")
def weeks() -> Tally:
    """Two weeks of sources of many habits."""
    total = Tally()
    for seed in (1, 2):
        total += Run(seed, 45).week()
    return total


def test_faults_of_three_polls_and_more_are_told_by_the_third(weeks: Tally) -> None:
    assert sum(weeks.faults[kind] for kind in ANSWERS) >= 4
    assert weeks.late == []


def test_hardly_any_notice_is_false(weeks: Tally) -> None:
    assert weeks.notices.total() > 10
    assert weeks.false.total() <= 1, weeks.lies


def test_each_trouble_that_was_told_is_told_to_be_over_at_most_once(weeks: Tally) -> None:
    told = sum(weeks.notices[what] for what in ("broken", "blocked", "degraded", "quiet"))

    assert 0 < weeks.notices["works"] <= told


def test_a_rule_that_cries_at_the_first_failure_is_seen_to_lie() -> None:
    hasty = Run(1, 12, alarm=Alarm(fail_after=1)).week()

    assert hasty.per_100 > 5


def test_a_rule_that_waits_for_the_fourth_is_seen_to_be_late() -> None:
    slow = Run(2, 30, alarm=Alarm(fail_after=4)).week()

    assert slow.late


def test_a_world_is_made_by_its_seed_alone() -> None:
    assert world(3, 5) == world(3, 5)
    assert world(3, 5) != world(4, 5)


def test_its_sites_publish_before_the_week_and_in_it() -> None:
    busy = max(world(3, 30).sites, key=lambda site: len(site.articles))

    assert -HISTORY <= busy.articles[0] < 0
    assert WEEK - 48 < busy.articles[-1] < WEEK


def test_a_pattern_weighs_weeks_as_the_store_does() -> None:
    pattern = Pattern()
    for week, new in enumerate((4, 8)):
        pattern.add(week * WEEK + 5.5, new)

    assert pattern[5] == pytest.approx((8 + 0.75 * 4) / 1.75)
    assert (pattern[6], pattern[7:9]) == (0.0, [0.0, 0.0])


def test_hours_that_were_not_lived_through_are_unknown() -> None:
    pattern = Pattern()
    pattern.add(5.5, 3)
    pattern.add(6.5, 0)

    assert (pattern[5], pattern[6], pattern[7]) == (3.0, 0.0, -1.0)
    assert len(Pattern()) == 0


def test_the_table_says_what_was_found(weeks: Tally) -> None:
    said = "\n".join(rows(weeks))

    assert "90 source-weeks" in said
    assert f"false notices in 100 source-weeks: {weeks.per_100:.2f}" in said
