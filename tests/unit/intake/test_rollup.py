"""One notice a day says which sources are not well."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.insight.overview import SourceLine
from monitor.intake.rollup import RollUp, is_due, name, rollup
from tests.fakes.clock import START, FakeClock
from tests.fakes.reading import Ops


def line(name: str, health: str, error: str = "", since: str = "") -> SourceLine:
    return SourceLine(
        id=name, kind="feed", outlet=name, tier="outlet", url="", health=health, since=since,
        last_success="", next="", every="", articles=0, error=error, private=False,
    )  # fmt: skip


def test_what_is_not_well_is_named_with_its_state_since_and_note() -> None:
    told = rollup(
        [
            line("globex", "broken(contract)", "0 rows", "2026-11-22T09:12:00+00:00"),
            line("hooli", "quiet"),
            line("acme", "ok"),
            line("fresh", "new"),
            line("old", "disabled"),
        ],
        START,
    )

    assert told is not None
    assert told.text.splitlines() == [
        "2 of 5 sources are not well: 1 broken, 1 quiet",
        "globex broken(contract) since 2026-11-22 09:12: 0 rows",
        "hooli quiet",
    ]


def test_nothing_is_told_when_all_are_well() -> None:
    assert rollup([line("acme", "ok"), line("fresh", "new")], START) is None


def test_many_are_counted_and_the_first_are_named() -> None:
    told = rollup([line(f"s{n}", "gone", "x" * 500) for n in range(50)], START)

    assert told is not None
    rows = told.text.splitlines()
    assert (len(rows), rows[-1]) == (22, "and 30 more: monitor sources list")
    assert len(rows[1]) < 200


def test_its_name_is_the_day_in_utc() -> None:
    late = datetime(2026, 11, 24, 1, tzinfo=timezone(timedelta(hours=9)))

    assert name(START) == name(START + timedelta(hours=14)) == "n.sources.rollup.2026-11-24"
    assert name(late) == "n.sources.rollup.2026-11-23"


@pytest.mark.parametrize(("hour", "due"), [(0, False), (7, False), (8, True), (23, True)])
def test_it_is_told_from_eight_o_clock_on(hour: int, due: bool) -> None:
    assert is_due(datetime(2026, 11, 24, hour, 59, tzinfo=UTC)) is due


class Office:
    """The roll-up over sources that never get well, and who is told."""

    def __init__(self, ops: Ops, clock: FakeClock) -> None:
        self.looks = 0
        self.call = RollUp(look=self._look, tell=ops, clock=clock)

    async def _look(self) -> Sequence[SourceLine]:
        self.looks += 1
        return [line("globex", "broken(404)")]


def test_it_looks_and_tells_once_a_day_over_restarts_too() -> None:
    ops, clock = Ops(), FakeClock(datetime(2026, 11, 24, 7, tzinfo=UTC))
    first, restarted = Office(ops, clock), Office(ops, clock)

    async def day() -> None:
        for _ in range(24):
            await first.call()
            await restarted.call()
            clock.advance(3600)

    asyncio.run(day())
    assert (first.looks, restarted.looks, len(ops.told)) == (1, 1, 1)
    asyncio.run(day())
    assert (first.looks, restarted.looks, len(ops.told)) == (2, 2, 2)
