"""Rules that share a story: what each adds when its threshold is reached."""

from typing import Any

from monitor.conditions import count, distinct
from monitor.model import Report, Story
from monitor.outgoing import Route
from monitor.policy import Threshold
from monitor.ports import Joining, Neighbourhood
from monitor.stories.join import plan, replan
from monitor.stories.rows import Standards
from monitor.stories.windows import NOTHING, at_s
from tests.fakes.made import report, rule, told

HOUR = 3600.0
BOTH = ("executive-change", "grave")


def two_outlets(least: int = 2) -> Threshold:
    options = distinct.Options(of="outlet", at_least=least, within=6 * HOUR)
    return Threshold(kind="distinct", options=options)


def standards(trigger: Threshold | None, **more: Any) -> Standards:
    """Give one rule that tells at once, and a graver one below a threshold."""
    grave = rule("grave", severity="critical", trigger=trigger, to=("+oncall",), **more)
    return Standards(
        rules={"executive-change": rule(headline="{org}: {summary}"), "grave": grave},
        routes=[Route(name="rest", to=("news",))],
        lists=lambda _: frozenset(),
    )


class Room:
    """A neighbourhood that grows by what is planned."""

    def __init__(self, standing: Standards) -> None:
        self.standing = standing
        self.reports: dict[str, Report] = {}
        self.stories: dict[str, Story] = {}

    def around(self) -> Neighbourhood:
        return Neighbourhood(
            versions={}, reports=tuple(self.reports.values()), stories=dict(self.stories)
        )

    def join(self, one: Report) -> Joining | None:
        return self.keep(plan(one, self.around(), standards=self.standing, debounce_ms=0))

    def keep(self, joining: Joining | None) -> Joining | None:
        if joining:
            self.reports |= {r.id: r for r in joining.reports}
            self.stories |= {s.id: s for s in joining.stories}
        return joining

    def rejudge(self, hours: float) -> Joining | None:
        (story,) = self.stories
        return self.keep(
            replan(
                story,
                self.around(),
                frozenset({"grave"}),
                at=at_s(report(hours=hours)),
                past=NOTHING,
                standards=self.standing,
                debounce_ms=0,
            )
        )

    @property
    def story(self) -> Story:
        (story,) = self.stories.values()
        return story


def rows(joining: Joining | None) -> list[tuple[str, str]]:
    assert joining is not None
    return [(row.kind, row.receiver) for row in joining.rows]


def test_a_rule_whose_threshold_is_reached_later_adds_its_receivers_only() -> None:
    room = Room(standards(two_outlets()))
    assert rows(room.join(report("a", told(), rules=BOTH))) == [("card", "news")]
    first = room.story
    assert (first.rules, first.pending, first.severity) == (
        ("executive-change",),
        ("grave",),
        "normal",
    )
    second = room.join(report("b", told(), rules=BOTH, hours=1))
    assert rows(second) == [("card", "oncall"), ("edit", "news")]
    assert (room.story.rules, room.story.pending) == (BOTH, ())
    assert room.story.severity == "critical"


def test_below_every_threshold_nobody_is_told_and_routes_do_not_match_the_rule() -> None:
    room = Room(standards(two_outlets()))
    joining = room.join(report("a", told(), rules=("grave",)))
    assert rows(joining) == []
    assert room.story.receivers == ()
    assert room.story.labels["rule"] == ("grave",)


def test_a_rule_without_a_threshold_tells_a_story_that_stood_below() -> None:
    room = Room(standards(two_outlets()))
    room.join(report("a", told(), rules=("grave",)))
    joining = room.join(report("b", told(), rules=("executive-change",), hours=1))
    assert rows(joining) == [("card", "news")]
    assert joining is not None
    assert joining.rows[0].facts == ("out:tim-cook",)
    assert room.story.pending == ("grave",)


def test_only_reports_on_which_the_rule_held_are_its_members() -> None:
    room = Room(standards(two_outlets()))
    room.join(report("a", told(), rules=("executive-change",)))
    assert rows(room.join(report("b", told(), rules=BOTH, hours=1))) == [("edit", "news")]
    assert rows(room.join(report("c", told(), rules=BOTH, hours=2)))[0] == ("card", "oncall")


def test_a_denial_of_a_story_that_nobody_was_told_tells_nobody() -> None:
    room = Room(standards(two_outlets()))
    room.join(report("a", told(), rules=("grave",)))
    denied = room.join(report("b", told(polarity="denied"), rules=BOTH, hours=1))
    assert rows(denied) == []
    assert room.story.denied


def test_an_edited_threshold_judges_the_open_window() -> None:
    room = Room(standards(two_outlets(3)))
    for hours, name in enumerate("ab"):
        room.join(report(name, told(), rules=("grave",), hours=hours))
    room.standing = standards(two_outlets(2))
    joining = room.rejudge(hours=2)
    assert rows(joining) == [("card", "news"), ("card", "oncall")]
    assert room.rejudge(hours=2) is None


def test_an_edited_threshold_does_not_judge_a_window_that_is_over() -> None:
    room = Room(standards(two_outlets(3)))
    for hours, name in enumerate("ab"):
        room.join(report(name, told(), rules=("grave",), hours=hours))
    room.standing = standards(two_outlets(2))
    assert room.rejudge(hours=6.5) is None
    assert rows(room.join(report("c", told(), rules=("grave",), hours=8))) == []


def test_edits_of_the_expression_keep_the_members() -> None:
    options = count.Options(at_least=2, within=6 * HOUR)
    room = Room(standards(Threshold(kind="count", options=options)))
    room.join(report("a", told(), rules=("grave",)))
    room.standing = standards(Threshold(kind="count", options=options), version="edited")
    joining = room.join(report("b", told(), rules=("grave",), hours=1))
    assert ("card", "oncall") in rows(joining)
