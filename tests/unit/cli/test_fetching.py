"""Start slots of one command."""

import asyncio

import pytest

from monitor.cli._fetching import Starts
from monitor.errors import FetchError
from monitor.manners import HostLimit
from tests.fakes.clock import FakeClock

LIMIT = HostLimit(rate_s=2.0)


def asked(starts: Starts, host: str = "a.example") -> int:
    return asyncio.run(starts(host, LIMIT, holder="", hold_ms=1))


def test_starts_of_one_host_are_spaced_and_hosts_do_not_wait_for_each_other() -> None:
    clock = FakeClock()
    starts = Starts(clock)
    assert asked(starts) == 0
    assert asked(starts) == clock.now_ms() + 2_000
    assert asked(starts, "b.example") == 0
    clock.advance(2)
    assert asked(starts) == 0
    assert starts.granted == 3


def test_starts_run_out() -> None:
    clock = FakeClock()
    starts = Starts(clock, most=2)
    assert starts.left() == 2
    for host in ("a.example", "b.example"):
        assert asked(starts, host) == 0
    assert starts.left() == 0
    with pytest.raises(FetchError, match="2 requests are made"):
        asked(starts, "c.example")


def test_a_start_that_must_wait_is_not_counted() -> None:
    starts = Starts(FakeClock(), most=9)
    asked(starts)
    asked(starts)
    assert starts.left() == 8
