import pytest

from monitor.conditions.first_seen import Options, holds, scope
from tests.fakes.windows_made import member, window

MONTH = Options(of="supplier", after=30 * 86400.0)


def test_a_value_nobody_has_seen_is_new() -> None:
    assert holds(MONTH, window(member("a")))


@pytest.mark.parametrize(("days", "is_new"), [(1, False), (29, False), (31, True)])
def test_it_is_new_again_after_so_long(days: float, is_new: bool) -> None:
    assert holds(MONTH, window(member("a"), member("b", days * 24))) is is_new


def test_an_earlier_article_that_comes_late_makes_nothing_new_again() -> None:
    members = (member("late", 0), member("known", 5))
    late = window(members[0], *members[1:], hours=0)
    assert not holds(MONTH, late)


def test_each_value_is_remembered_for_as_long_as_it_counts() -> None:
    found = scope(MONTH)
    assert (found.by, found.past_s, found.apart) == ("supplier", MONTH.after, False)
    assert found.captures == {"of": "supplier"}
