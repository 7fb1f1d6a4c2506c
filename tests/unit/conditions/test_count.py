from monitor.conditions.count import Options, holds, scope
from tests.fakes.windows_made import member, window

THREE = Options(at_least=3, within=6 * 3600.0)


def test_it_holds_once_there_are_enough_articles() -> None:
    assert not holds(THREE, window(member("a"), member("b", 1)))
    assert holds(THREE, window(member("a"), member("b", 1), member("c", 2)))


def test_both_ends_of_the_time_count() -> None:
    assert holds(THREE, window(member("a"), member("b", 1), member("c", 6)))
    assert not holds(THREE, window(member("a"), member("b", 1), member("c", 6.1)))


def test_a_copy_is_no_further_article() -> None:
    copy = member("c", 2, original="a")
    assert not holds(THREE, window(member("a"), member("b", 1), copy))


def test_an_article_that_comes_late_counts_in_its_time() -> None:
    came = window(member("a"), member("late", 1), member("c", 2))
    late = window(*came.members, hours=1)
    assert holds(THREE, late)


def test_a_window_that_is_over_is_not_judged_again() -> None:
    over = (member("a"), member("b", 1), member("c", 2))
    assert not holds(THREE, window(*over, hours=30))
    assert not holds(THREE, window(*over, member("d", 30)))


def test_stories_are_counted_each_once() -> None:
    stories = Options(of="story", at_least=2, within=3600.0)
    same = (member("a", story="s1"), member("b", 0.5, story="s1"))
    assert not holds(stories, window(*same))
    assert holds(stories, window(*same, member("c", 0.7, story="s2")))


def test_a_story_is_the_group_unless_stories_or_values_are_counted() -> None:
    assert not scope(THREE).apart
    assert scope(Options(of="story", at_least=2, within=60.0)).apart
    by = scope(Options(at_least=2, within=60.0, by="org"))
    assert (by.apart, by.by, by.captures) == (True, "org", {"by": "org"})
