"""Cron expressions over clock changes, and jobs that neither double nor get lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from monitor.scheduler import Scheduler, next_fire

ROME = "Europe/Rome"


def fires(cron: str, zone: str, after: datetime, count: int) -> list[str]:
    """List the next fires as local wall times."""
    found = []
    for _ in range(count):
        after = next_fire(cron, zone, after)
        found.append(after.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M"))
    return found


def test_a_fire_in_the_hour_that_is_left_out_comes_right_after_it() -> None:
    after = datetime(2026, 3, 28, 12, tzinfo=UTC)

    assert fires("30 2 * * *", ROME, after, 3) == ["Sun 29 03:30", "Mon 30 02:30", "Tue 31 02:30"]


def test_a_fire_in_the_hour_that_comes_twice_comes_once() -> None:
    after = datetime(2026, 10, 24, 12, tzinfo=UTC)

    assert fires("30 2 * * *", ROME, after, 3) == ["Sun 25 02:30", "Mon 26 02:30", "Tue 27 02:30"]


def test_every_half_hour_goes_on_evenly_over_both_changes() -> None:
    for after in (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)):
        times = [after]
        for _ in range(12):
            times.append(next_fire("*/30 * * * *", ROME, times[-1]))

        assert {b - a for a, b in pairwise(times)} == {timedelta(minutes=30)}


def test_a_change_of_half_an_hour_is_no_different() -> None:
    autumn = datetime(2026, 4, 3, 12, tzinfo=UTC)

    assert fires("45 1 * * *", "Australia/Lord_Howe", autumn, 3) == [
        "Sat 04 01:45",
        "Sun 05 01:45",
        "Mon 06 01:45",
    ]


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("*", "Mon Tue Wed Thu Fri Sat Sun"),
        ("1-5", "Mon Tue Wed Thu Fri"),
        ("mon-fri", "Mon Tue Wed Thu Fri"),
        ("0", "Sun"),
        ("7", "Sun"),
        ("5-7", "Fri Sat Sun"),
        ("fri-mon", "Mon Fri Sat Sun"),
        ("6,0", "Sat Sun"),
        ("1-5/2", "Mon Wed Fri"),
        ("*/3", "Wed Sat Sun"),
        ("4/2", "Thu Sat"),
        ("SUN", "Sun"),
    ],
)
def test_days_of_the_week_are_crontabs(field: str, days: str) -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    found = fires(f"0 12 * * {field}", "UTC", monday, len(days.split()))

    assert [day.split()[0] for day in found] == days.split()


def test_a_fire_is_strictly_later_than_the_time_asked_about() -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert next_fire("0 12 * * *", "UTC", noon) == noon + timedelta(days=1)


def test_an_expression_that_never_comes_true_gives_the_end_of_time() -> None:
    assert next_fire("0 0 30 2 *", "UTC", datetime(2026, 11, 24, tzinfo=UTC)).year == 9999


@pytest.mark.parametrize("wrong", ["* * *", "61 * * * *", "* * * * 8", "* * * * xyz", "a b c d e"])
def test_a_wrong_expression_is_a_value_error(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        next_fire(wrong, "UTC", datetime(2026, 11, 24, tzinfo=UTC))


def test_a_job_runs_by_its_interval_and_none_begins_after_the_stop() -> None:
    async def use() -> tuple[int, int]:
        enough, runs = asyncio.Event(), []

        async def run() -> None:
            runs.append(1)
            if len(runs) == 3:
                enough.set()

        scheduler = Scheduler()
        scheduler.every("tick", 0.001, run)
        scheduler.start()
        await enough.wait()
        await scheduler.stop()
        stopped_at = len(runs)
        await asyncio.sleep(0.01)
        return stopped_at, len(runs)

    stopped_at, later = asyncio.run(use())
    assert stopped_at == later >= 3


def test_a_job_still_running_is_not_started_again_and_is_waited_for() -> None:
    async def use() -> list[str]:
        began, go_on, other, seen = asyncio.Event(), asyncio.Event(), asyncio.Event(), []

        async def slow() -> None:
            seen.append("begun")
            began.set()
            await go_on.wait()
            seen.append("ended")

        async def quick() -> None:
            other.set()

        scheduler = Scheduler()
        scheduler.every("slow", 0.001, slow)
        scheduler.every("quick", 0.05, quick)
        scheduler.start()
        await began.wait()
        await other.wait()
        stopping = asyncio.ensure_future(scheduler.stop())
        await asyncio.sleep(0)
        go_on.set()
        await stopping
        return seen

    assert asyncio.run(use()) == ["begun", "ended"]


def test_a_failing_run_does_not_end_the_job() -> None:
    async def use() -> int:
        again, runs = asyncio.Event(), []

        async def run() -> None:
            runs.append(1)
            if len(runs) > 1:
                again.set()
                return
            raise ValueError("once")

        scheduler = Scheduler()
        scheduler.every("tick", 0.001, run)
        scheduler.start()
        await again.wait()
        await scheduler.stop()
        return len(runs)

    assert asyncio.run(use()) >= 2


def test_a_removed_name_is_free_again() -> None:
    async def use() -> bool:
        ran = asyncio.Event()

        async def run() -> None:
            ran.set()

        async def never() -> None:
            raise AssertionError

        scheduler = Scheduler()
        scheduler.at("digest", "* * * * *", ROME, never)
        scheduler.start()
        scheduler.remove("digest")
        scheduler.every("digest", 0.001, run)
        await ran.wait()
        await scheduler.stop()
        return ran.is_set()

    assert asyncio.run(use())


def test_a_wrong_expression_is_refused_when_the_job_is_given() -> None:
    async def run() -> None:
        raise AssertionError

    with pytest.raises(ValueError, match="five fields"):
        Scheduler().at("digest", "* *", ROME, run)
