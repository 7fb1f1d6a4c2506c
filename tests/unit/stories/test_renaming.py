"""A renamed rule keeps its stories and windows."""

from dataclasses import replace

from monitor.model import Story
from monitor.ports import Neighbourhood
from monitor.stories import renaming
from monitor.windows import Tally
from tests.fakes.made import report

WAS = {"old": "new"}


def test_neighbourhoods_named_after_a_rule_are_looked_up_under_both_names() -> None:
    asked = ("rule|new|2026-47", "group|new|rome|7", "executive-change|new", "rule|other|1")
    assert renaming.nears(asked, WAS) == (*asked, "rule|old|2026-47", "group|old|rome|7")
    assert renaming.nears(("absence|new",), WAS) == ("absence|new", "absence|old")
    assert renaming.nears(asked, {}) == asked


def test_tallies_of_both_names_are_united() -> None:
    keys = renaming.keys([("new", "acme"), ("other", "")], WAS)
    assert keys == (("new", "acme"), ("other", ""), ("old", "acme"))
    found = {
        ("new", "acme"): Tally(times={"b": 2.0}),
        ("old", "acme"): Tally(times={"a": 1.0}, since=0.5),
    }
    united = renaming.past(found, WAS)
    assert united == {("new", "acme"): Tally(times={"a": 1.0, "b": 2.0}, since=0.5)}


def test_what_stands_around_speaks_of_the_present_name() -> None:
    standing = Neighbourhood(
        versions={"rule|old|1": 3},
        reports=(report("a", rules=("old", "z"), apart="old|rome"),),
        stories={"s1": Story(id="s1", key="k", rule="old", rules=("old",), pending=("z",))},
    )
    found = renaming.around(standing, WAS)
    assert found.versions == standing.versions
    assert (found.reports[0].rules, found.reports[0].apart) == (("new", "z"), "new|rome")
    story = standing.stories["s1"]
    assert found.stories["s1"] == replace(story, rule="new", rules=("new",))
    assert renaming.around(standing, {}) is standing
