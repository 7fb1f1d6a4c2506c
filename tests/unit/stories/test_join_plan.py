from dataclasses import replace
from typing import Any

from monitor.model import Report, Story
from monitor.outgoing import Route
from monitor.ports import Joining, Neighbourhood
from monitor.stories.join import plan
from monitor.stories.rows import Standards
from tests.fakes.made import report, rule, told

STANDARDS = Standards(
    rules={
        "executive-change": rule(headline="{org}: {summary}"),
        "executive-departure": rule("executive-departure", severity="high", owner="desk"),
    },
    routes=[Route(name="rest", to=("news",))],
    lists=lambda org: frozenset({"watched-companies"} if org == "apple" else ()),
)


class Room:
    """A neighbourhood that grows by what is planned, as the store would write it."""

    def __init__(self, standards: Standards = STANDARDS) -> None:
        self.standards = standards
        self.reports: dict[str, Report] = {}
        self.stories: dict[str, Story] = {}

    def join(self, one: Report) -> Joining | None:
        around = Neighbourhood(
            versions=dict.fromkeys(one.near, 1),
            reports=tuple(self.reports.values()),
            stories=self.stories,
        )
        joining = plan(one, around, standards=self.standards, debounce_ms=30_000)
        if joining:
            self.reports |= {r.id: r for r in joining.reports}
            self.stories |= {s.id: s for s in joining.stories}
        return joining


def rows(joining: Joining | None) -> list[tuple[str, str, tuple[str, ...]]]:
    assert joining is not None
    return [(row.kind, row.receiver, row.facts) for row in joining.rows]


def test_the_first_report_opens_a_story_and_writes_its_card() -> None:
    joining = Room().join(report("a", told()))
    assert joining is not None
    assert rows(joining) == [("card", "news", ("out:tim-cook",))]
    assert joining.opened == (joining.stories[0].id,)
    assert joining.rows[0].delivery == f"{joining.stories[0].id}.1@news"
    assert joining.stories[0].headline == "Apple: Tim Cook leaves"


def test_a_second_outlet_only_edits_the_card_later() -> None:
    room = Room()
    room.join(report("a", told()))
    joining = room.join(report("b", told(), hours=1))
    assert rows(joining) == [("edit", "news", ())]
    assert joining is not None
    assert joining.rows[0].delay_ms == 30_000
    assert joining.opened == ()


def test_a_new_fact_is_a_reply_and_an_edit() -> None:
    room = Room()
    room.join(report("a", told()))
    joining = room.join(report("b", told("Jeff Williams", role_class=("coo",)), hours=2))
    assert rows(joining) == [("reply", "news", ("out:jeff-williams",)), ("edit", "news", ())]
    assert joining is not None
    assert [row.n for row in joining.rows] == [2, 3]


def test_the_same_report_again_changes_nothing() -> None:
    room = Room()
    room.join(report("a", told()))
    assert room.join(report("a", told())) is None


def test_a_new_version_replaces_its_report_in_the_same_story() -> None:
    room = Room()
    first = room.join(report("a", told()))
    second = room.join(report("a", told(), told("Ana Ruiz"), version="v2"))
    assert first is not None
    assert second is not None
    assert second.stories[0].id == first.stories[0].id
    assert len(second.stories[0].mentions) == 1
    assert rows(second)[0] == ("reply", "news", ("out:ana-ruiz",))


def test_a_denial_of_what_nobody_told_opens_nothing() -> None:
    assert Room().join(report("a", told(polarity="denied"))) is None


def test_a_denial_of_a_story_goes_to_its_thread_and_marks_it() -> None:
    room = Room()
    room.join(report("a", told()))
    joining = room.join(report("b", told(polarity="denied", by="Apple"), hours=1))
    assert rows(joining)[0] == ("reply", "news", ("denied:tim-cook:Apple",))
    assert joining is not None
    assert joining.stories[0].denied


def test_rules_on_one_pack_share_the_story_and_the_highest_severity_leads() -> None:
    room = Room()
    joining = room.join(report("a", told(), rules=("executive-change", "executive-departure")))
    assert joining is not None
    story = joining.stories[0]
    assert (story.rule, story.severity) == ("executive-departure", "high")
    assert story.labels["owner"] == ("people-desk", "desk")


def test_labels_carry_what_routes_ask_for() -> None:
    joining = Room().join(report("a", told(), tier="wire"))
    assert joining is not None
    labels = joining.stories[0].labels
    assert labels["entity"] == ("watched-companies",)
    assert labels["tier"] == ("wire",)
    assert labels["person"] == ("tim-cook",)


def test_a_receiver_added_by_a_later_rule_gets_the_whole_card() -> None:
    high = Route(name="high", when={"severity": ("high",)}, to=("desk",), goes_on=True)
    room = Room(replace(STANDARDS, routes=[high, Route(name="rest", to=("news",))]))
    room.join(report("a", told()))
    joining = room.join(report("b", told(), rules=("executive-departure",), hours=1))
    assert rows(joining) == [("card", "desk", ("out:tim-cook",)), ("edit", "news", ())]


def test_without_a_receiver_the_story_stands_and_nothing_is_sent() -> None:
    room = Room(replace(STANDARDS, routes=[]))
    joining = room.join(report("a", told()))
    assert joining is not None
    assert joining.rows == ()
    assert len(joining.stories) == 1


def test_a_bridge_joins_the_oldest_story_and_repeats_no_fact() -> None:
    room = Room()
    room.join(report("a", told("Ana Ruiz", role_class=("board",))))
    room.join(report("b", told("Paul Stern", role_class=("unit",)), hours=70))
    assert len(room.stories) == 2
    joining = room.join(report("c", told("Ana Ruiz"), told("Paul Stern"), hours=80))
    assert joining is not None
    assert [f.id for f in joining.stories[0].facts] == ["out:ana-ruiz"]
    assert rows(joining) == [("edit", "news", ())]


def test_reports_of_a_rule_without_events_meet_over_the_turn_of_a_week() -> None:
    room = Room(replace(STANDARDS, rules={"port-strike": rule("port-strike")}))
    sunday: dict[str, Any] = {"near": ("rule|port-strike|2024-31", "rule|port-strike|2024-30")}
    monday: dict[str, Any] = {"near": ("rule|port-strike|2024-32", "rule|port-strike|2024-31")}
    strike: dict[str, Any] = {
        "rules": ("port-strike",),
        "org": "",
        "title": "Dockers strike at Rotterdam port",
    }
    room.join(report("a", **strike, **sunday))
    joining = room.join(report("b", hours=20, **strike, **monday))
    assert rows(joining) == [("edit", "news", ())]


def versioned(version: str, commit: str = "") -> Standards:
    own = rule(headline="{org}: {summary}", version=version)
    return replace(STANDARDS, rules={**STANDARDS.rules, own.id: own}, commit=commit)


def test_an_alert_records_the_version_of_its_rule_and_the_commit() -> None:
    joining = Room(versioned("1a2b", "9f8e")).join(report("a", told()))
    assert joining is not None
    assert joining.stories[0].written == {"executive-change": ("1a2b@9f8e",)}


def test_a_later_alert_under_an_edited_rule_adds_its_version_once() -> None:
    room = Room(versioned("1a2b", "9f8e"))
    room.join(report("a", told()))
    room.standards = versioned("3c4d")
    for name in ("b", "c"):
        joining = room.join(report(name, told(), hours=1))
    assert joining is not None
    assert joining.stories[0].written == {"executive-change": ("1a2b@9f8e", "3c4d")}


def test_a_story_that_nobody_is_told_of_records_no_version() -> None:
    joining = Room(replace(versioned("1a2b"), routes=[])).join(report("a", told()))
    assert joining is not None
    assert joining.stories[0].written == {}
