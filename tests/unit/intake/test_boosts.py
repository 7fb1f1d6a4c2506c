"""Boosts: open windows, the next one, and what they make of a source's schedule."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.intake.boosts import boosts_of, spell
from monitor.intake.cadence import Next, Spell, next_due
from monitor.intake.enlisting import Pacer, enlist
from monitor.manners import HostLimit
from monitor.model import Rule, Source, Status
from monitor.net.problems import problem
from monitor.policy import Boost, Calendar
from monitor.ports import Settlement, SourceState
from monitor.scheduler import next_fire
from tests.fakes.clock import START, FakeClock
from tests.fakes.reading import source
from tests.fakes.store import MemoryStore

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BOOST = Boost(tags=("ai-lab",), every_s=60.0, cron="0 12 * * *", from_s=-600.0, until_s=3600.0)
LAB = source("lab", tags=("ai-lab",))
HOURLY = source("lab", tags=("ai-lab",), every_s=3600.0, jitter=0.0)


def rule(boost: Boost = BOOST, status: Status = "live") -> Rule:
    return Rule(id="fomc", title="t", status=status, boost=boost)


def boosted(*rules: Rule, **more: Any) -> Any:
    given: dict[str, Any] = {"calendars": {}, "hosts": {}}
    found = boosts_of(rules or (rule(),), {"lab": LAB}, **(given | more))
    return found.get("lab", ())


def at(minutes: float, boosts: Any = None) -> Spell:
    now = NOON + timedelta(minutes=minutes)
    return spell(boosted() if boosts is None else boosts, now, next_fire)


@pytest.mark.parametrize(
    ("minutes", "every"), [(-11, None), (-10, 60), (0, 60), (59.9, 60), (61, None)]
)
def test_a_window_is_open_from_before_until_after_its_instant(
    minutes: float, every: float | None
) -> None:
    assert at(minutes).every_s == every


def test_before_a_window_its_opening_is_known() -> None:
    assert at(-30).opens == NOON - timedelta(minutes=10)
    assert at(90).opens == NOON + timedelta(hours=23, minutes=50)


def test_an_open_window_says_whose_it_is() -> None:
    assert at(0).why == "every 60 s now: boost of fomc"


def test_a_calendars_windows_end_with_its_last_instant() -> None:
    calendar = Calendar(id="dates", instants=(NOON, NOON + timedelta(days=2)))
    follows = boosted(
        rule(replace(BOOST, cron="", calendar="dates")), calendars={"dates": calendar}
    )
    assert at(30, follows).every_s == 60
    assert at(120, follows).opens == NOON + timedelta(days=2, minutes=-10)
    assert at(5000, follows) == Spell()


def test_the_zone_is_the_instants_own() -> None:
    rome = boosted(rule(replace(BOOST, cron="0 13 * * *", zone="Europe/Rome")))
    assert at(5, rome).every_s == 60


def test_a_schedule_that_never_comes_true_opens_no_window() -> None:
    assert at(0, boosted(rule(replace(BOOST, cron="0 0 31 2 *")))) == Spell()


def test_of_open_windows_the_fastest_counts() -> None:
    slow = replace(rule(replace(BOOST, every_s=300.0)), id="slow")
    assert at(0, boosted(slow, rule())).every_s == 60


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_a_rule_off_the_stream_boosts_nothing(status: Status) -> None:
    assert boosted(rule(status=status)) == ()


def test_sources_are_meant_by_id_or_tag() -> None:
    others = {"lab": LAB, "other": source("other"), "third": source("third")}
    named = rule(replace(BOOST, sources=("third",)))
    found = boosts_of([named], others, calendars={}, hosts={})
    assert sorted(found) == ["lab", "third"]


def test_under_a_minute_only_where_the_host_allows_it() -> None:
    fast = rule(replace(BOOST, every_s=5.0))
    assert boosted(fast)[0].every_s == 60
    host = LAB.url.split("/")[2]
    assert boosted(fast, hosts={host: HostLimit()})[0].every_s == 5


# --- the schedule ----------------------------------------------------------------------------


def middle(low: float, high: float) -> float:
    return (low + high) / 2


def planned(minutes: float, given: Source = HOURLY, **more: Any) -> Next:
    now = NOON + timedelta(minutes=minutes)
    state = more.pop("state", SourceState(polls=3, etag="1"))
    return next_due(
        given, state, now=now, uniform=middle, next_fire=next_fire, spell=at(minutes), **more
    )


def wait_s(minutes: float, **more: Any) -> float:
    return planned(minutes, **more).due / 1000 - (NOON + timedelta(minutes=minutes)).timestamp()


def test_a_boosted_source_is_polled_at_its_pace_and_says_why() -> None:
    assert wait_s(0) == 60
    assert planned(0).why == "every; every 60 s now: boost of fomc"
    assert planned(0).interval_s == 3600


def test_a_source_not_due_for_long_is_polled_when_its_window_opens() -> None:
    assert wait_s(-30) == 20 * 60
    assert wait_s(-300) == 3600


def test_freshness_gives_way_and_retry_after_does_not() -> None:
    assert wait_s(0, freshness_s=1800.0) == 60
    throttled = problem("http-429", "429", retry_after_s=900.0)
    assert wait_s(0, problem=throttled) == 900
    assert wait_s(-12, problem=throttled) == 900


def test_a_failing_source_is_backed_off_inside_a_window_too() -> None:
    assert wait_s(0, state=SourceState(polls=3, failures=2.0)) == 180


def test_a_source_polled_faster_anyhow_is_left_alone() -> None:
    quick = replace(HOURLY, every_s=30.0)
    assert wait_s(0, given=quick) == 30
    assert planned(0, quick).why == "every"


# --- enlisting -------------------------------------------------------------------------------


def enlisted(state: SourceState, *, boosts: Any, at_: datetime = NOON) -> int:
    """Settle a source for an hour, then enlist it with new boosts; gives its wait in s."""
    clock = FakeClock()
    clock.advance((at_ - START).total_seconds())
    store = MemoryStore(now_ms=clock.now_ms)

    async def run() -> int:
        await store.sources.put(HOURLY, first_due=clock.now_ms())
        (claim,) = await store.sources.claim(1, worker="w", hosts={})
        due = clock.now_ms() + 3_600_000
        await store.sources.settle(claim, Settlement(state=state, next_due=due))
        pacer = Pacer(uniform=middle, next_fire=next_fire, boosts=boosts)
        await enlist({"lab": HOURLY}, sources=store.sources, pacer=pacer, now=clock.now())
        found = await store.sources.state("lab")
        assert found is not None
        return round((found[1] - clock.now_ms()) / 1000)

    return asyncio.run(run())


def test_a_new_boost_brings_a_settled_source_forward() -> None:
    boosts = {"lab": boosted()}
    assert enlisted(SourceState(), boosts={}) == 3600
    assert enlisted(SourceState(), boosts=boosts) == 0
    assert enlisted(SourceState(), boosts=boosts, at_=NOON - timedelta(minutes=30)) == 1200
    assert enlisted(SourceState(), boosts=boosts, at_=NOON - timedelta(hours=5)) == 3600


def test_it_is_not_brought_before_what_the_server_asked_for() -> None:
    asked = SourceState(asked_until=round(NOON.timestamp() * 1000) + 900_000)
    assert enlisted(asked, boosts={"lab": boosted()}) == 900


def test_a_source_that_is_gone_is_left_to_its_monthly_probe() -> None:
    assert enlisted(SourceState(health="gone"), boosts={"lab": boosted()}) == 3600


def test_a_source_just_polled_waits_for_its_boosted_turn() -> None:
    just = SourceState(last_attempt=round(NOON.timestamp() * 1000) - 20_000)
    assert enlisted(just, boosts={"lab": boosted()}) == 40


def test_sources_whose_files_are_gone_leave_the_queue() -> None:
    store = MemoryStore()

    async def run() -> tuple[str, ...]:
        pacer = Pacer(uniform=middle, next_fire=next_fire)
        for listed in ({"lab": LAB}, {"other": source("other")}):
            await enlist(listed, sources=store.sources, pacer=pacer, now=START)
        return await store.sources.known()

    assert asyncio.run(run()) == ("other",)


def test_the_pacer_plans_with_the_boosts_in_force() -> None:
    pacer = Pacer(uniform=middle, next_fire=next_fire)
    state = SourceState(polls=3, etag="1")
    before = pacer(HOURLY, state, now=NOON)
    pacer.boosts = {"lab": boosted()}
    after = pacer(HOURLY, state, now=NOON)
    assert (before.due - after.due) / 1000 == 3540
