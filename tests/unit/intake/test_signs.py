"""What a good poll says of its source beside its articles."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.intake.admission import Admitted
from monitor.intake.found import Found
from monitor.intake.health import Signs
from monitor.intake.signs import lull, signs
from monitor.manners import Alarm
from monitor.model import Source
from monitor.ports import SourceState
from tests.fakes.clock import START
from tests.fakes.reading import entry, source

NOW_MS = round(START.timestamp() * 1000)
HOUR = 3_600_000
BEFORE = SourceState(
    health="ok",
    interval_s=900.0,
    last_attempt=NOW_MS - HOUR,
    last_success=NOW_MS - 900_000,
    last_new=NOW_MS - 20 * HOUR,
)
BUSY = (2.0,) * 168
FIVE = tuple(entry(name) for name in "abcde")


def read(
    found: Found,
    *,
    new: int = 0,
    before: SourceState = BEFORE,
    owner: Source | None = None,
    state: SourceState | None = None,
    is_baseline: bool = False,
) -> Signs:
    admitted = Admitted(new=new, is_baseline=is_baseline)
    owner = owner or source()
    return signs(owner, before, state or before, found, admitted, hours=BUSY, now=START)


def test_a_document_in_order_has_no_flaw() -> None:
    got = read(Found(articles=FIVE), new=1)

    assert got == Signs(is_parsed=True)


def test_skipped_entries_are_a_flaw_unless_it_is_one_of_many() -> None:
    many = tuple(entry(f"e{n}") for n in range(30))

    assert read(Found(articles=FIVE, skipped=2), new=1).flaw == (
        "2 of 7 entries have no title or address"
    )
    assert read(Found(articles=many, skipped=1), new=1).flaw == ""


def test_what_only_the_fallback_can_read_is_a_flaw() -> None:
    got = read(Found(articles=FIVE, hints={"parser": "feedparser"}), new=1)

    assert got.flaw == "only the feedparser parser can read it"


def test_a_document_that_shows_nothing_known_is_a_gap() -> None:
    assert read(Found(articles=FIVE), new=5).flaw.endswith(": a gap")
    assert read(Found(articles=FIVE), new=4).flaw == ""


@pytest.mark.parametrize("kind", ["json", "page", "sitemap", "edgar"])
def test_kinds_that_ask_for_what_is_new_have_no_gaps(kind: str) -> None:
    assert read(Found(articles=FIVE), new=5, owner=source(kind=kind)).flaw == ""


def test_a_first_look_is_no_gap() -> None:
    assert read(Found(articles=FIVE), new=5, is_baseline=True).flaw == ""
    assert read(Found(articles=FIVE), new=5, before=replace(BEFORE, last_new=0)).flaw == ""


def test_an_unchanged_document_says_nothing_of_flaws() -> None:
    got = read(Found(is_new=False, skipped=3))

    assert (got.is_parsed, got.flaw) == (False, "")


def test_validators_that_are_not_believed_are_a_flaw_of_every_poll() -> None:
    state = replace(BEFORE, untrusted_until=NOW_MS + 1)

    got = read(Found(is_new=False), state=state)

    assert got.is_untrusted
    assert "validators" in got.flaw
    assert not read(Found(is_new=False), state=replace(BEFORE, untrusted_until=NOW_MS)).flaw


def test_silence_is_looked_for_once_an_hour_and_only_without_news() -> None:
    just_now = replace(BEFORE, last_attempt=NOW_MS)

    assert read(Found(is_new=False)).silence is not None
    assert read(Found(is_new=False), before=just_now, state=BEFORE).silence is None
    assert read(Found(articles=FIVE), new=1).silence is None


def test_a_silence_told_by_the_clock_costs_nothing_and_is_always_looked_for() -> None:
    owner = source(alarm=Alarm(quiet=3600.0))

    got = read(Found(is_new=False), before=replace(BEFORE, last_attempt=NOW_MS), owner=owner)

    assert got.silence is not None


# --- the most that was expected in vain -----------------------------------------------------


def test_a_gap_that_ends_with_news_is_remembered() -> None:
    before = replace(BEFORE, last_new=NOW_MS - 4 * HOUR, lull=5.0)
    after = replace(before, last_new=NOW_MS)

    assert lull(before, after, hours=BUSY, now=START) == 8.0
    assert lull(before, before, hours=BUSY, now=START) == 5.0


@pytest.mark.parametrize(
    "change",
    [
        {"health": "broken"},
        {"last_new": 0},
        {"last_success": round((START - timedelta(hours=9)).timestamp() * 1000)},
    ],
)
def test_a_gap_nobody_watched_is_no_measure(change: dict[str, object]) -> None:
    before = replace(BEFORE, lull=5.0, **change)  # type: ignore[arg-type]
    after = replace(before, last_new=NOW_MS)

    assert lull(before, after, hours=BUSY, now=START) == 5.0
