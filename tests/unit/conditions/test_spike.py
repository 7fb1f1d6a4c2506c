import pytest

from monitor.conditions.spike import Options, holds, scope
from monitor.windows import Member, Window
from tests.fakes.windows_made import HOUR, member

WEEK = 168
THRICE = Options(ratio=3, within=HOUR)
NOW = 4 * WEEK + 10.5  # in hours: half past ten, four weeks after the start


def each_week(count: int, hour: float = 10.0) -> list[Member]:
    """Give so many articles in the same hour of each of the four weeks before."""
    return [
        member(f"w{week}-{n}", week * WEEK + hour + n / 100)
        for week in range(4)
        for n in range(count)
    ]


def now(count: int) -> list[Member]:
    return [member(f"n{n}", NOW - n / 100) for n in range(count)]


def at_hand(*lots: list[Member], since: float | None = 0.0) -> Window:
    members = sorted((m for lot in lots for m in lot), key=lambda m: m.at)
    return Window(at=NOW * HOUR, article="n0", members=tuple(members), since=since)


@pytest.mark.parametrize(("count", "spiked"), [(5, False), (6, True), (7, True)])
def test_three_times_the_usual_two_is_a_spike(count: int, spiked: bool) -> None:
    assert holds(THRICE, at_hand(each_week(2), now(count))) is spiked


def test_other_hours_of_the_week_do_not_count() -> None:
    assert holds(THRICE, at_hand(each_week(50, hour=15.0), now(1)))


def test_less_than_seven_known_days_are_not_enough() -> None:
    assert not holds(THRICE, at_hand(now(50), since=(NOW - 167) * HOUR))
    assert not holds(THRICE, at_hand(now(50), since=None))
    assert holds(THRICE, at_hand(now(50), since=(NOW - 168) * HOUR))


def test_the_mean_is_of_the_weeks_that_are_known() -> None:
    last = [m for m in each_week(4) if m.article.startswith("w3")]
    one_week = at_hand(last, now(11), since=(NOW - 170) * HOUR)
    four_weeks = at_hand(last, now(11))
    assert not holds(THRICE, one_week)  # 3 x 4
    assert holds(THRICE, four_weeks)  # 3 x 1


def test_there_must_be_as_many_as_are_asked_for() -> None:
    options = Options(ratio=3, within=HOUR, at_least=5)
    assert not holds(options, at_hand(now(4)))
    assert holds(options, at_hand(now(5)))


def test_a_longer_window_is_compared_with_all_its_hours() -> None:
    options = Options(ratio=2, within=2 * HOUR)
    before = (each_week(3, hour=9.0), each_week(1, hour=10.0))
    assert not holds(options, at_hand(*before, now(7)))
    assert holds(options, at_hand(*before, now(8)))


def test_a_shorter_window_is_compared_with_its_part_of_the_hour() -> None:
    options = Options(ratio=3, within=HOUR / 2)
    assert not holds(options, at_hand(each_week(4), now(5)))
    assert holds(options, at_hand(each_week(4), now(6)))


def test_it_looks_at_the_rule_as_a_whole_and_far_back() -> None:
    found = scope(THRICE)
    assert (found.apart, found.by) == (True, "")
    assert found.past_s >= 28 * 86400
