"""Windows and neighbours at their borders: judged by the clock, cut to the nearest, read late."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.conditions import absence, count, first_seen, spike
from monitor.model import Article, Event, Participant, Rule
from monitor.policy import Threshold
from monitor.stories.grouping import same_person
from monitor.stories.newsroom import Newsroom, _nearest
from monitor.stories.reports import reports_of
from monitor.stories.windows import NOTHING, at_s, is_quiet, reached_at, values_of
from monitor.windows import Tally
from tests.fakes.made import NINE, article, event, match, report, rule, told
from tests.unit.stories.test_lookout import NEW, Scene

HOUR, DAY = 3600.0, 86400.0
SPIKE = spike.Options(ratio=2, within=HOUR, at_least=2)
SPIKING = rule("k", trigger=Threshold(kind="spike", options=SPIKE))
SILENT = rule("k", trigger=Threshold(kind="absence", options=absence.Options(for_=HOUR)))


def test_of_a_story_a_person_is_only_its_own() -> None:
    one = report("a", told("Ana Ruiz"), told("Ana Ruiz"), told(""), captures={"person": ("Bob",)})
    assert values_of(one, "person") == ("Ana Ruiz",)
    assert values_of(one, "org") == ("Apple",)
    assert values_of(report("b", captures={"person": ("Bob",)}), "person") == ("Bob",)


def test_neither_a_rule_without_threshold_nor_a_silence_is_reached_by_the_clock() -> None:
    reports = [report("a", rules=("k",))]
    for own in (rule("k"), SILENT):
        assert not reached_at(own, reports, at_s(reports[0]), NOTHING)


@pytest.mark.parametrize(("late", "holds"), [(0.0, True), (0.9, True), (1.1, False)])
def test_a_window_over_the_past_is_open_as_long_as_it_slides(late: float, holds: bool) -> None:
    last = report("b", rules=("k",), apart="k|", hours=0.5)
    reports = [report("a", rules=("k",), apart="k|"), last]
    now = at_s(last)
    tally = Tally(times={"a": at_s(reports[0]), "b": now}, since=now - 20 * DAY)
    past = {("k", ""): tally}
    assert reached_at(SPIKING, reports, now + late * HOUR, past) is holds


def test_only_a_rule_that_listens_can_be_quiet() -> None:
    assert is_quiet(SILENT, 2 * HOUR, 0.0)
    assert not is_quiet(SILENT, HOUR / 2, 0.0)
    assert not is_quiet(SPIKING, 2 * HOUR, 0.0)
    assert not is_quiet(rule("k"), 2 * HOUR, 0.0)


def test_people_nobody_watches_are_compared_by_surname() -> None:
    tim = told("Tim Cook", person="~tim cook")
    assert same_person(tim, told("Cook", person="~cook"))
    assert not same_person(tim, told("Tim Roe", person="~tim roe"))
    assert not same_person(tim, told("Jane Cook", person="~jane cook"))


def test_a_report_is_grouped_with_the_hundred_nearest_in_time() -> None:
    others = [report(f"r{n:03}", hours=n) for n in range(150)]
    near = _nearest(report("x", hours=0), others)
    assert [one.id for one in near] == [f"r{n:03}" for n in range(100)]
    assert len(_nearest(report("x"), others[:100])) == 100


def bare(**slots: Participant) -> Event:
    return event(slots=slots)


@pytest.mark.parametrize(
    ("happened", "org"),
    [
        (bare(), "article:a1"),
        (bare(person=Participant(name="Ana Ruiz")), "~ana ruiz"),
        (bare(org=Participant(name="Acme AG")), "~acme ag"),
    ],
)
def test_an_event_is_where_its_organisation_is_else_its_person_else_its_article(
    happened: Event, org: str
) -> None:
    (one,) = reports_of(article(), [match(happened)], {"executive-change": rule()})
    assert one.org == org


def test_of_the_past_only_what_a_rule_found_is_remembered() -> None:
    other = Threshold(kind="first_seen", options=first_seen.Options(of="what", after=30 * DAY))
    rules = rule("who", trigger=NEW), rule("what", trigger=other)
    scene = Scene(*rules, archive=dated(150))
    scene.after(10)
    assert (len(scene.tally("who", "acme").times), scene.tally("who", "acme").since) == (100, None)
    scene.after(10)
    assert len(scene.tally("who", "acme").times) == 150
    assert scene.tally("who", "acme").since == scene.tally("what", "x").since == at(0).timestamp()


def at(minutes: int) -> Any:
    return Scene().clock.now() - timedelta(days=1) + timedelta(minutes=minutes)


def dated(count_: int) -> list[Article]:
    return [
        article("Acme", id=f"a{n}", published=at(n), seen=at(n), url=f"https://x.example/{n}")
        for n in range(count_)
    ]


def test_a_value_that_is_counted_by_itself_is_told_once_it_is_reached() -> None:
    by = Threshold(kind="count", options=count.Options(at_least=2, within=HOUR, by="who"))
    own: Rule = rule("k", trigger=by)
    room = Newsroom(rules={"k": own})
    kinds = []
    for n, who in enumerate(("Acme", "Globex", "Acme")):
        one = article(
            f"Title{n} of {n}", id=f"a{n}", published=NINE, seen=NINE, url=f"https://x.example/{n}"
        )
        found = match(rule="k", captures={"who": (who,)})
        kinds.append([each.kind for each in room.join(one, [found])])
    assert kinds == [[], [], ["card"]]
