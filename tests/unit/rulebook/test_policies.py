"""The keys `realert:`, `budget:` and `boost:`, and calendar files."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import Rule
from monitor.policy import Boost, Budget, Realert
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.forms import Wrong
from monitor.rulebook.policies import budget_form

NAMED = Named(receivers=("desk",), sources=("fed-news", "openai-news"), tags=("ai-lab",))
CALENDAR = (
    "calendar: fomc\nzone: America/New_York\ninstants: [2026-03-18 14:00, 2026-01-28T14:00]\n"
)


def read(
    *keys: str, named: Named = NAMED, files: Mapping[str, str] | None = None
) -> tuple[Rulebook, list[str]]:
    faults = Faults()
    texts: Mapping[str, bytes] = {
        "rules/r.yaml": "\n".join(["rule: r", "title: T", "match: strike", *keys, ""]).encode(),
        **{f"rules/calendars/{name}.yaml": text.encode() for name, text in (files or {}).items()},
    }
    book = load(texts, folder=Path("rules"), named=named, faults=faults)
    return book, [str(fault) for fault in faults.sorted()]


def rule(*keys: str, files: Mapping[str, str] | None = None) -> Rule:
    book, faults = read(*keys, files=files)
    assert faults == []
    return book.rules["r"]


def test_a_rule_without_the_keys_has_no_policies() -> None:
    plain = rule()
    assert (plain.realert, plain.budget, plain.boost) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "count", "period_s"),
    [("15/day", 15, 86400), ("4/hour", 4, 3600), ("50/week", 50, 604800)],
)
def test_a_budget_is_so_many_a_period(text: str, count: int, period_s: int) -> None:
    found = rule(f"budget: {text}").budget
    assert found == Budget(count=count, period_s=period_s)
    assert str(found) == text


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("15 a day", "15/day"),
        ("15 per week", "15/week"),
        ("3 / Hours", "3/hour"),
        ("0/day", "1/day"),
        ("15/month", "4/hour, 15/day or 50/week"),
        ("", "4/hour, 15/day or 50/week"),
    ],
)
def test_another_budget_is_shown_how_to_write_it(text: str, example: str) -> None:
    found = budget_form(text)
    assert isinstance(found, Wrong)
    assert found.message == f"is no budget; write {example}"


def test_a_realert_says_when_how_much_later_and_how_late_at_most() -> None:
    found = rule("realert: {after: 24h, unless: acked, backoff: 2, max: 7d}").realert
    assert found == Realert(after_s=86400.0, backoff=2.0, max_s=604800.0)
    assert rule("realert: {after: 90m}").realert == Realert(after_s=5400.0)


def test_a_boost_says_which_sources_how_fast_and_when() -> None:
    keys = (
        "boost: {sources: {tag: ai-lab, id: [fed-news]}, every: 90s, cron: 0 13 * * mon-fri,",
        "  zone: America/New_York, from: -10m, until: 60m}",
    )
    assert rule(*keys).boost == Boost(
        sources=("fed-news",),
        tags=("ai-lab",),
        every_s=90.0,
        cron="0 13 * * mon-fri",
        zone="America/New_York",
        from_s=-600.0,
        until_s=3600.0,
    )


def test_a_boost_may_follow_a_calendar() -> None:
    book, faults = read("boost: {sources: {tag: ai-lab}, calendar: fomc}", files={"fomc": CALENDAR})
    assert faults == []
    boost = book.rules["r"].boost
    assert boost is not None
    assert boost.calendar == "fomc"
    assert book.calendars["fomc"].instants == (
        datetime(2026, 1, 28, 19, tzinfo=UTC),
        datetime(2026, 3, 18, 18, tzinfo=UTC),  # after the clocks changed
    )


def test_an_instant_that_a_clock_change_leaves_out_comes_after_it() -> None:
    spring = CALENDAR.replace("2026-03-18 14:00", "2026-03-08 02:30")
    book, _ = read(files={"fomc": spring})
    assert book.calendars["fomc"].instants[1] == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_names_are_checked_where_they_are_known() -> None:
    keys = "boost: {sources: {tag: ai-lba, id: fed-nwes}, cron: 0 13 * * *}"
    _, faults = read(keys)
    assert [fault.split(" ", 1)[1] for fault in faults] == [
        'E208 unknown tag "ai-lba" (did you mean "ai-lab"?)',
        'E208 unknown source "fed-nwes" (did you mean "fed-news"?)',
    ]
    _, faults = read(keys, named=Named())
    assert faults == []


def test_a_rule_whose_calendar_has_a_fault_is_left_out_without_a_second_line() -> None:
    broken = CALENDAR.replace("2026-03-18 14:00", "in March")
    book, faults = read("boost: {sources: {tag: ai-lab}, calendar: fomc}", files={"fomc": broken})
    assert len(faults) == 1
    assert faults[0].startswith("rules/calendars/fomc.yaml")
    assert book.left_out == ("r",)


def test_a_calendar_changes_the_version_of_the_rule_that_follows_it() -> None:
    keys = "boost: {sources: {tag: ai-lab}, calendar: fomc}"
    one = rule(keys, files={"fomc": CALENDAR})
    other = rule(keys, files={"fomc": CALENDAR.replace("14:00", "15:00")})
    assert one.version != other.version


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("boost: {sources: {}, cron: 0 1 * * *}", 'E102 missing key "tag", or "id"'),
        ("boost: {sources: {tag: ai-lab}}", 'E102 missing key "cron", or "calendar"'),
        ("boost: {sources: {tag: ai-lab}, cron: 0 1 * *}", "E105"),
        ("boost: {sources: {tag: ai-lab}, cron: 0 1 * * *, every: 0s}", "E106"),
        ("realert: {after: 24h, max: 1h}", "E106 max must be >= after, 24h, is 1h"),
        ("realert: {after: 24h, backoff: 0.5}", "E106"),
        ("realert: 24h", "E103"),
        ("budget: [15/day]", "E103"),
    ],
)
def test_each_fault_is_one_line(keys: str, said: str) -> None:
    _, faults = read(keys)
    assert len(faults) == 1
    assert said in faults[0]
