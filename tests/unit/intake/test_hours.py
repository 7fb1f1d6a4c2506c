"""Windows on the wall's clock: open or not, when next, and the nights on which it is changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.hours import next_open, open_at, read, repaired
from monitor.manners import Hours, Span

MINUTE = timedelta(minutes=1)
NEW_YORK, BERLIN, LORD_HOWE = "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"


def hours(days: str, begin: str, end: str) -> Hours:
    """`01234`, `06:00`, `22:00`."""
    at = [60 * int(text[:2]) + int(text[3:]) for text in (begin, end)]
    return Hours(spans=(Span(days=frozenset(map(int, days)), begin=at[0], end=at[1]),))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


WEEKDAYS = hours("01234", "06:00", "22:00")
NIGHT = hours("4", "22:00", "02:00")  # of Friday, into Saturday


def test_without_windows_a_source_is_always_open() -> None:
    now = utc("2026-11-28T03:00")

    assert open_at(Hours(), "UTC", now)
    assert next_open(Hours(), "UTC", now) == now


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24T11:00", True),  # 06:00 in New York
        ("2026-11-24T10:59", False),
        ("2026-11-25T02:59", True),
        ("2026-11-25T03:00", False),
        ("2026-11-28T15:00", False),  # Saturday
    ],
)
def test_windows_are_read_in_the_source_s_own_zone(at: str, is_open: bool) -> None:
    assert open_at(WEEKDAYS, NEW_YORK, utc(at)) is is_open


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-27T21:59", False),
        ("2026-11-27T22:00", True),
        ("2026-11-28T01:59", True),
        ("2026-11-28T02:00", False),
        ("2026-11-27T01:00", False),
        ("2026-11-28T22:00", False),
    ],
)
def test_a_window_goes_over_midnight(at: str, is_open: bool) -> None:
    assert open_at(NIGHT, "UTC", utc(at)) is is_open


def test_a_window_as_long_as_a_day_never_closes_in_it() -> None:
    whole = hours("0123456", "08:00", "08:00")

    assert all(open_at(whole, "UTC", utc(f"2026-11-24T{h:02}:30")) for h in range(24))


def test_the_next_window_may_be_after_the_weekend() -> None:
    assert next_open(WEEKDAYS, NEW_YORK, utc("2026-11-28T15:00")) == utc("2026-11-30T11:00")


def test_the_first_of_several_windows_comes_next() -> None:
    both = Hours(spans=(*WEEKDAYS.spans, *hours("5", "10:00", "12:00").spans))

    assert next_open(both, "UTC", utc("2026-11-27T23:00")) == utc("2026-11-28T10:00")


def test_a_window_that_a_clock_change_leaves_out_opens_with_the_next_time_there_is() -> None:
    early = hours("0123456", "02:30", "04:00")

    assert next_open(early, BERLIN, utc("2026-03-29T00:00")) == utc("2026-03-29T01:00")


def test_a_window_inside_the_left_out_hour_opens_a_day_later() -> None:
    lost = hours("0123456", "02:10", "02:50")

    assert next_open(lost, BERLIN, utc("2026-03-29T00:00")) == utc("2026-03-30T00:10")


def test_a_window_left_out_on_its_only_day_opens_in_the_week_after() -> None:
    lost = hours("6", "02:10", "02:50")

    assert next_open(lost, BERLIN, utc("2026-03-22T12:00")) == utc("2026-04-05T00:10")


def test_a_window_whose_time_comes_twice_is_open_twice() -> None:
    twice = hours("0123456", "02:00", "02:30")
    first, between, second = (utc(f"2026-10-25T{t}") for t in ("00:00", "00:40", "01:00"))

    assert next_open(twice, BERLIN, utc("2026-10-24T22:00")) == first
    assert not open_at(twice, BERLIN, between)
    assert next_open(twice, BERLIN, between) == second


def test_a_clock_set_back_into_a_window_opens_it_again() -> None:
    until_ten_past = hours("0123456", "01:00", "02:10")

    closed = utc("2026-10-25T00:30")

    assert next_open(until_ten_past, BERLIN, closed) == utc("2026-10-25T01:00")


@pytest.mark.parametrize("zone", ["UTC", NEW_YORK, BERLIN, LORD_HOWE])
@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    begin=st.integers(0, 1439),
    end=st.integers(1, 1440),
    at=st.integers(0, 366 * 24 * 60),
)
def test_no_open_minute_is_passed_over(
    zone: str, days: set[int], begin: int, end: int, at: int
) -> None:
    spans = Hours(spans=(Span(days=frozenset(days), begin=begin, end=end),))
    now = utc("2026-01-01T00:00") + at * MINUTE

    opens = next_open(spans, zone, now)

    assert now <= opens <= now + timedelta(days=16)
    assert open_at(spans, zone, opens)
    assert opens == now or not open_at(spans, zone, opens - MINUTE)
    gap = int((opens - now) / MINUTE)
    assert not any(open_at(spans, zone, now + n * MINUTE) for n in range(0, gap, 7))


@pytest.mark.parametrize(
    ("text", "days", "begin", "end"),
    [
        ("mon-fri 06:00-22:00", "01234", 360, 1320),
        ("06:00-22:00", "0123456", 360, 1320),
        ("fri-mon 22:00-02:00", "4560", 1320, 120),
        ("sat,sun 00:00-24:00", "56", 0, 1440),
        ("mon,wed-thu 08:30-08:45", "023", 510, 525),
    ],
)
def test_a_window_is_read(text: str, days: str, begin: int, end: int) -> None:
    assert read(text) == Span(days=frozenset(map(int, days)), begin=begin, end=end)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Mon-Fri 6-22", "mon-fri 06:00-22:00"),
        ("monday \N{EN DASH} friday 6:00 - 22:00", "mon-fri 06:00-22:00"),
        ("mno-fri 06:00-22:00", "mon-fri 06:00-22:00"),
        ("sat, sun 8.30-12h", ""),
        ("sat, sun 8.30-12", "sat,sun 08:30-12:00"),
        ("mon-fri", ""),
        ("whenever 06:00-22:00", ""),
        ("06:00-25:00", ""),
        ("24:00-06:00", ""),
        ("06:60-07:00", ""),
    ],
)
def test_what_is_no_window_may_be_nearly_one(text: str, meant: str) -> None:
    assert read(text) is None
    assert repaired(text) == meant
